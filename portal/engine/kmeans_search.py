"""The slow half of K-Means: search on samples, refine on all rows, measure every k."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from portal.engine.kmeans import KMeansSweep
from portal.engine.lloyd import (
    NEARLY,
    Array,
    Fit,
    Rows,
    as_good_as_best,
    converge,
    distinct,
    merges,
    rows_of,
    search,
    splits,
    start,
    step,
    swaps,
    typical,
)
from portal.engine.nearest import squared_to_own
from portal.engine.quality import separation
from portal.engine.records import Floats, Labels, Matrix, Progress
from portal.engine.silhouette import EXACT_ROWS, SAMPLE_ROWS, silhouettes
from portal.errors import ParameterError, PreparationError

SEARCH = 4_000
"""Starts are tried on blocks of this many rows …"""
CONVERGE = 20_000
"""… the best of them converge on this many, and the best of those on all."""
STARTS, SPLITS, SWAPS, MERGES, FINALISTS = 15, 3, 3, 3, 3
ROUND, BUDGET = 12, 500_000
"""Where all rows fit one block: starts in rounds of twelve, until one best solution has been found several
times or so much (rows × starts × groups) has been spent."""
HORIZON = 13
ROUGH = 5e-5
"""The sample is converged when an iteration gains less than this share: all rows follow."""
THREADS = 2
CREEP = 5e-6
"""All rows are converged when an iteration gains less than this share."""


class Solution(NamedTuple):
    """One k, on all rows: labels by size and the centres in their order."""

    labels: Labels
    centres: Floats
    inertia: float


def sweep(matrix: Matrix, k_min: int, k_max: int, seed: int, progress: Progress | None) -> KMeansSweep:
    """See :func:`portal.engine.kmeans.sweep_kmeans`."""
    values = matrix.values
    different = count_different(values, k_max + 1)
    if different < 2:
        raise PreparationError(
            "Every customer has the same values, so there is nothing to divide. Choose other variables."
        )
    if different < k_min:
        raise ParameterError(f"k = {k_min} is more than the {different} different customers. Choose 2 to {different}.")
    k_max = min(k_max, different)
    tell = progress or (lambda stage, share: None)
    solutions = solutions_of(values, k_min, k_max, seed, tell)
    tell("Measuring K-Means", 0.6)
    labellings = [solution.labels for solution in solutions]
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(THREADS) as pool:
        measured = silhouettes(values, labellings, seed, pool)
    ratios = []
    for done, solution in enumerate(solutions):
        tell("Measuring K-Means", 0.8 + 0.2 * done / len(solutions))
        ratios.append(separation(values, solution.labels, len(solution.centres)))
    tell("Measuring K-Means", 1.0)
    return KMeansSweep(
        ks=np.arange(k_min, k_max + 1, dtype=np.int64),
        labels=np.stack(labellings).astype(np.int8),
        centers=np.concatenate([solution.centres for solution in solutions]),
        inertia=np.array([solution.inertia for solution in solutions]),
        silhouette=np.array([item.value for item in measured]),
        silhouette_error=np.array([item.error for item in measured]),
        silhouette_rows=np.array(matrix.n if matrix.n <= EXACT_ROWS else SAMPLE_ROWS, dtype=np.int64),
        calinski_harabasz=np.array([ratio[0] for ratio in ratios]),
        davies_bouldin=np.array([ratio[1] for ratio in ratios]),
        different=np.array(different, dtype=np.int64),
    )


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
    scaled = values - middle
    size = float(np.abs(scaled).max())
    scaled /= size
    every = rows_of(scaled, np.float64)
    order = rng.permutation(len(values))
    sample = rows_of(scaled[order[:CONVERGE]], np.float32)
    blocks = [rows_of(scaled[order[at : at + SEARCH]], np.float32) for at in range(0, sample.n - SEARCH + 1, SEARCH)]
    whole = rows_of(scaled, np.float32) if len(values) > CONVERGE else None
    with ThreadPoolExecutor(THREADS) as pool:
        finalists: dict[int, list[Fit]] = {}
        before: Fit | None = None
        last = k_max if len(blocks) <= 1 else count_different(values, max(k_max + 1, HORIZON))
        for k in range(2, last + 1):
            tell(f"K-Means, {k} groups", 0.4 * (k - 2) / (last - 1))
            most = max(STARTS, min(500, BUDGET // (sample.n * k)))
            seeds = [int(item) for item in rng.integers(2**31 - 1, size=most)]
            warm = [] if before is None else splits(sample, before, SPLITS)
            if len(blocks) <= 1:
                finalists[k] = [_searched(sample, k, seeds, warm, pool)]
            else:
                finalists[k] = _finalists(blocks, sample, k, seeds[:STARTS], warm, pool)
            before = finalists[k][0]
        if len(blocks) > 1:
            for k in range(last - 1, 1, -1):
                merged = merges(finalists[k + 1][0], MERGES)
                tries = pool.map(lambda item: search(sample, item.centres, 10, ROUGH), merged)
                finalists[k] = distinct([*finalists[k], *tries], FINALISTS)
        found: list[Solution] = []
        for k in range(k_min, k_max + 1):
            tell(f"K-Means, {k} groups", 0.4 + 0.2 * (k - k_min) / (k_max - k_min + 1))
            centres = finalists[k][0].centres if whole is None else _refined(whole, finalists[k], pool)
            found.append(_finished(every, centres, pool, middle, size))
    return found


def _searched(rows: Rows, k: int, seeds: list[int], warm: list[Array], pool: ThreadPoolExecutor) -> Fit:
    """Starts converged on all rows, in rounds, until the best solution is clear; else the typical one of the good."""
    fits = list(pool.map(lambda centres: search(rows, centres, 300, 0.0), warm))
    for at in range(0, len(seeds), ROUND):
        fits += pool.map(lambda seed: search(rows, start(rows, k, seed), 300, 0.0), seeds[at : at + ROUND])
        good = as_good_as_best(fits)
        if len(good) >= 3 and len(distinct(good, 2)) == 1:
            return good[0]
    return typical(fits)


def _finalists(
    blocks: list[Rows], sample: Rows, k: int, seeds: list[int], warm: list[Array], pool: ThreadPoolExecutor
) -> list[Fit]:
    """The best different solutions on the sample, best first. Blocks take turns, so that none misleads all."""

    def attempt(source: int | Array, block: Rows) -> Fit:
        rough = search(block, _centres(block, k, source), 15, 1e-3)
        return search(sample, rough.centres, 1, 0.0)

    starts: list[int | Array] = [*seeds, *warm]
    turns = [blocks[at % len(blocks)] for at in range(len(starts))]
    best = distinct(list(pool.map(attempt, starts, turns)), FINALISTS)
    mended = [centres for fit in best[:1] for centres in swaps(sample, fit, SWAPS)]
    best = distinct([*best, *pool.map(lambda centres: search(sample, centres, 6, 1e-3), mended)], FINALISTS)
    return distinct(list(pool.map(lambda item: search(sample, item.centres, 50, ROUGH), best)), FINALISTS)


def _centres(rows: Rows, k: int, source: int | Array) -> Array:
    return start(rows, k, source) if isinstance(source, int) else source


def _refined(whole: Rows, finalists: list[Fit], pool: ThreadPoolExecutor) -> Array:
    """The finalist that is best on all rows, converged on all rows."""
    good = as_good_as_best(finalists, NEARLY)
    if len(good) > 1:
        good.sort(key=lambda fit: step(whole, fit.centres, pool)[0].inertia)
    return converge(whole, good[0].centres, 100, CREEP, pool).centres


def _finished(every: Rows, centres: Array, pool: ThreadPoolExecutor, middle: Floats, size: float) -> Solution:
    """Means and nearest labels in float64, on the scale of the matrix, largest cluster first, none empty."""
    passes = 300 if every.n <= CONVERGE else 2
    centres = converge(every, centres.astype(np.float64), passes - 1, 0.0, pool).centres
    fit, _ = step(every, centres, pool)
    labels, centres, inertia = fit.labels, fit.centres, fit.inertia
    sizes = np.bincount(labels, minlength=len(centres))
    if not sizes.all():
        labels, centres, inertia = _filled(every.columns.T, labels, centres)
        sizes = np.bincount(labels, minlength=len(centres))
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
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
