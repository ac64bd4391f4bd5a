"""Centres of K-Means for every k: searched for on a coreset and blocks of it, refined on all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from portal.engine.coreset import coreset
from portal.engine.kmeans_choice import NEARLY, as_good_as_best, distinct, typical
from portal.engine.lloyd import Array, Descent, Fit, Rows, measured, merges, search, splits, start, swaps
from portal.engine.nearest import squared_to_own
from portal.engine.records import Floats, Labels, Progress
from portal.engine.threads import completed, processors

SEARCH = 4_000
"""Starts are tried on blocks of this many rows …"""
CONVERGE = 20_000
"""… the best of them converge on about this many, and the best of those on all."""
STARTS, SPLITS, SWAPS, MERGES, FINALISTS = 15, 3, 3, 3, 3
ROUND, BUDGET = 12, 500_000
"""Where all rows fit one block: starts in rounds of twelve, until one best solution has been found several
times or so much (rows × starts × groups) has been spent."""
HORIZON = 13
SEARCHED = 0.6
"""Share of the work that is done when the samples have been searched."""
ROUGH = 5e-5
"""The sample is converged when an iteration gains less than this share: all rows follow."""
CREEP = 5e-6
"""All rows are converged when an iteration gains less than this share."""


class Solution(NamedTuple):
    """One k, on all rows: labels (int8) by size and the centres in their order."""

    labels: npt.NDArray[np.int8]
    centres: Floats
    inertia: float


def count_different(values: Floats, enough: int) -> int:
    """Number of different rows, counted only until there are `enough`."""
    seen = len(np.unique(values[:1_000], axis=0))
    if seen < enough and len(values) > 1_000:
        seen = len(np.unique(values, axis=0))
    return min(seen, enough)


def solutions_of(values: Floats, k_min: int, k_max: int, seed: int, tell: Progress) -> list[Solution]:
    """Best centres of every k.

    Each k also starts from the k before with a cluster split and, on large tables, from the k after with two
    merged; that goes to k = 13 whatever is asked for, so that the answer for a k depends on nothing else.
    """
    rng = np.random.default_rng(seed)
    middle = values.mean(axis=0)
    columns = np.ascontiguousarray(values.T)
    columns -= middle[:, None]
    size = max(float(columns.max()), -float(columns.min()))
    columns /= size
    single = Rows.of(columns.astype(np.float32))
    sample = coreset(single, CONVERGE, HORIZON, rng)
    whole = single if len(values) > CONVERGE else None
    blocks = [sample.part(at, at + SEARCH) for at in range(0, sample.n - SEARCH + 1, SEARCH)]
    with ThreadPoolExecutor(processors()) as pool:
        last = k_max if len(blocks) <= 1 else count_different(values, max(k_max + 1, HORIZON))
        finalists = _candidates(blocks, sample, last, rng, pool, lambda k, share: tell(f"K-Means, {k} groups", share))
        every = Rows.of(columns)

        def solved(k: int) -> Solution:
            if whole is None:
                end = Descent(every, finalists[k][0].centres).converged(300, 0.0)
            else:
                near = _refined(whole, finalists[k])
                end = Descent(every, near.means, near.labels)
            return _finished(every, end, middle, size)

        # The longest first, so that no thread is left alone with it.
        tasks = [partial(solved, k) for k in range(k_max, k_min - 1, -1)]
        return completed(pool, tasks, lambda share: tell("K-Means on all rows", SEARCHED + (1 - SEARCHED) * share))[
            ::-1
        ]


def _candidates(
    blocks: list[Rows],
    sample: Rows,
    last: int,
    rng: np.random.Generator,
    pool: ThreadPoolExecutor,
    tell: Callable[[int, float], None],
) -> dict[int, list[Fit]]:
    """For each k up to `last` the best different solutions on the sample, best first."""
    finalists: dict[int, list[Fit]] = {}
    before: Fit | None = None
    if len(blocks) <= 1:
        for k in range(2, last + 1):
            tell(k, SEARCHED * (k - 2) / (last - 1))
            most = max(STARTS, min(500, BUDGET // (sample.n * k)))
            before = _searched(sample, k, _seeds(rng, most), before, pool)
            finalists[k] = [before]
        return finalists

    def begun(k: int) -> list[Future[Fit]]:
        seeds = _seeds(rng, STARTS) if k <= last else []
        return [pool.submit(_attempt, blocks[at % len(blocks)], sample, k, seed) for at, seed in enumerate(seeds)]

    tries = begun(2)
    for k in range(2, last + 1):
        tell(k, SEARCHED * (k - 2) / (last - 1))
        # The threads begin with the next k while this one is split and mended here.
        tries, here = begun(k + 1), tries
        finalists[k] = _finalists(blocks, sample, k, here, before, pool)
        before = finalists[k][0]
    for k in range(last - 1, 1, -1):
        merged = merges(sample, finalists[k + 1][0], MERGES)
        found = pool.map(lambda item: search(sample, item.centres, 10, ROUGH), merged)
        finalists[k] = distinct([*finalists[k], *found], FINALISTS)
    return finalists


def _seeds(rng: np.random.Generator, count: int) -> list[int]:
    return [int(item) for item in rng.integers(2**31 - 1, size=count)]


def _searched(rows: Rows, k: int, seeds: list[int], before: Fit | None, pool: ThreadPoolExecutor) -> Fit:
    """Starts converged on all rows, in rounds, until the best solution is clear; else the typical one of the good."""
    warm = [] if before is None else splits(rows, before, SPLITS)
    fits = list(pool.map(lambda centres: search(rows, centres, 300, 0.0), warm))
    for at in range(0, len(seeds), ROUND):
        fits += pool.map(lambda seed: search(rows, start(rows, k, seed), 300, 0.0), seeds[at : at + ROUND])
        good = as_good_as_best(fits)
        if len(good) >= 3 and len(distinct(good, 2)) == 1:
            return good[0]
    return typical(fits)


def _attempt(block: Rows, sample: Rows, k: int, source: int | Array) -> Fit:
    """A start, by its seed or as it is, brought near its end on a block and measured on the sample."""
    rough = search(block, start(block, k, source) if isinstance(source, int) else source, 15, 1e-3)
    return measured(sample, rough.centres)


def _finalists(
    blocks: list[Rows],
    sample: Rows,
    k: int,
    tries: Sequence[Future[Fit]],
    before: Fit | None,
    pool: ThreadPoolExecutor,
) -> list[Fit]:
    """The best different solutions on the sample, best first. Blocks take turns, so that none misleads all."""
    ways = [] if before is None else splits(sample, before, SPLITS)
    warm = [
        pool.submit(_attempt, blocks[at % len(blocks)], sample, k, way) for at, way in enumerate(ways, start=len(tries))
    ]
    best = distinct([one.result() for one in (*tries, *warm)], FINALISTS)
    mended = [centres for fit in best[:1] for centres in swaps(sample, fit, SWAPS)]
    best = distinct([*best, *pool.map(lambda centres: search(sample, centres, 6, 1e-3), mended)], FINALISTS)
    return distinct(list(pool.map(lambda item: search(sample, item.centres, 50, ROUGH), best)), FINALISTS)


def _refined(whole: Rows, finalists: list[Fit]) -> Descent:
    """The finalist that is best on all rows, converged on all rows."""
    tried = [Descent(whole, fit.centres) for fit in as_good_as_best(finalists, NEARLY)]
    return min(tried, key=lambda one: one.inertia).converged(100, CREEP)


def _finished(every: Rows, end: Descent, middle: Floats, size: float) -> Solution:
    """Means and nearest labels in float64, on the scale of the matrix, largest cluster first, none empty."""
    labels, centres, inertia = end.labels, end.centres, end.inertia
    sizes = np.bincount(labels, minlength=len(centres))
    if not sizes.all():
        labels, centres, inertia = _filled(every.columns.T, labels, centres)
        sizes = np.bincount(labels, minlength=len(centres))
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(order), dtype=np.int8)
    rank[order] = np.arange(len(order), dtype=np.int8)
    return Solution(rank[labels], centres[order] * size + middle, max(inertia, 0.0) * size**2)


def _filled(rows: Floats, labels: Labels, centres: Floats) -> tuple[Labels, Floats, float]:
    """Each empty cluster takes the row that is farthest from its centre."""
    centres = centres.copy()
    while not (sizes := np.bincount(labels, minlength=len(centres))).all():
        squared = squared_to_own(rows, labels, centres)
        far = int(np.argmax(np.where(sizes[labels] > 1, squared, -1.0)))
        labels[far] = empty = int(np.argmin(sizes))
        centres[empty] = rows[far]
    return labels, centres, float(squared_to_own(rows, labels, centres).sum())
