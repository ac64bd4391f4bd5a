"""Mean silhouette (Rousseeuw 1987), exact on small tables, estimated with its error on large ones.

Above :data:`EXACT_ROWS` rows the silhouettes of :data:`SAMPLE_ROWS` rows are computed exactly against
all rows. Every row also has a simplified silhouette, from distances to centroids, that costs little and
follows the true one closely; regressing one on the other (a control variate) removes most of the
sampling error. Above :data:`AGAINST_ROWS` rows their mean distances are taken to a sample of that size,
which moves them by less than a thousandth and keeps the work the same however large the table is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from portal.engine.nearest import BLOCK, centroids, squared_distances
from portal.engine.records import Floats
from portal.engine.threads import completed

EXACT_ROWS = 5_000
SAMPLE_ROWS = 1_000
AGAINST_ROWS = 200_000
MAX_CONTROL = 50_000_000
"""Above this many row-centroid distances the control variate costs more than it saves."""

CELLS = 400_000
"""Distances computed at a time: few enough to stay in the processor's cache."""

PARTS = 8
"""The sums over several labellings are made in so many parts, added in order."""

Numbers = npt.NDArray[Any]


class Silhouette(NamedTuple):
    """Mean silhouette, its standard error (0 when exact) and the number of rows it was computed on."""

    value: float
    error: float
    rows: int


def silhouettes(
    values: Floats,
    labellings: Sequence[Numbers],
    seed: int = 0,
    pool: Executor | None = None,
    told: Callable[[float], None] = lambda share: None,
) -> list[Silhouette]:
    """Mean silhouette of several labellings of the same rows, sharing the distances.

    Parameters
    ----------
    values : (n, d)
    labellings : each (n,) with labels 0 … K−1, K ≥ 2, every label used, no noise
    seed : of the sample of rows
    pool : threads to share the work of several labellings; they change no bit of the result
    told : hears the share done between steps, where there is a pool; may raise to end the work

    Returns
    -------
    One :class:`Silhouette` per labelling. Rows alone in their cluster count as 0, as in scikit-learn.
    """
    n = len(values)
    centred = values - values.mean(axis=0)
    if n <= EXACT_ROWS:
        sample = np.arange(n)
        columns = centred
    else:
        sample = np.sort(np.random.default_rng(seed).choice(n, SAMPLE_ROWS, replace=False))
        spread = float(np.abs(centred).max()) or 1.0
        columns = (centred / spread).astype(np.float32)
    against, at = _against(n, sample, seed)
    compared = [labels if n == len(against) else labels[against] for labels in labellings]
    sums = _distance_sums(
        columns if n == len(against) else columns[against], at, compared, pool, lambda share: told(share / 2)
    )

    def one(labels: Numbers, theirs: Numbers, total: Numbers) -> Silhouette:
        per_row = _per_row(theirs, at, total)
        if n <= EXACT_ROWS:
            return Silhouette(float(per_row.mean()), 0.0, n)
        return _estimate(columns, labels, sample, per_row)

    parts = [partial(one, *item) for item in zip(labellings, compared, sums, strict=True)]
    return completed(pool, parts, lambda share: told(0.5 + share / 2))


def _against(n: int, sample: Numbers, seed: int) -> tuple[Numbers, Numbers]:
    """Rows that distances are taken to, rising and with the sampled rows among them, and where those are in it."""
    if n <= AGAINST_ROWS:
        return np.arange(n), sample
    others = np.random.default_rng([seed, 1]).choice(n, AGAINST_ROWS - len(sample), replace=False)
    against = np.union1d(sample, others)
    return against, np.searchsorted(against, sample)


def _distance_sums(
    columns: Numbers,
    sample: Numbers,
    labellings: Sequence[Numbers],
    pool: Executor | None,
    told: Callable[[float], None],
) -> list[Numbers]:
    """For each labelling (K, m): summed distance of each sampled row to all rows of each cluster."""
    if len(labellings) == 1:
        return [_sums_of_one(columns, sample, labellings[0])]
    counts = [int(labels.max()) + 1 for labels in labellings]
    offsets = np.concatenate([[0], np.cumsum(counts)])
    rows = columns[sample]
    block = max(256, CELLS // len(sample))

    def part(at: int) -> Numbers:
        sums = np.zeros((int(offsets[-1]), len(sample)))
        for start in range(at * len(columns) // PARTS, (at + 1) * len(columns) // PARTS, block):
            stop = min(start + block, (at + 1) * len(columns) // PARTS)
            away = _distances(columns, sample, rows, start, stop)
            members = np.zeros((len(away), int(offsets[-1])), dtype=away.dtype)
            for labels, offset in zip(labellings, offsets, strict=False):
                members[np.arange(len(away)), labels[start:stop] + offset] = 1
            sums += members.T @ away
        return sums

    parts = [partial(part, at) for at in range(PARTS)]
    total = np.sum(completed(pool, parts, told), axis=0)
    return [total[a:b] for a, b in pairwise(offsets)]


def _sums_of_one(columns: Numbers, sample: Numbers, labels: Numbers) -> Numbers:
    """As :func:`_distance_sums`, for any number of clusters: rows sorted by label, summed in runs."""
    order = np.argsort(labels, kind="stable")
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.arange(len(order))
    sorted_columns, sorted_labels, moved = columns[order], labels[order], place[sample]
    rows = columns[sample]
    sums = np.zeros((int(labels.max()) + 1, len(sample)))
    block = max(256, CELLS // len(sample))
    for start in range(0, len(columns), block):
        away = _distances(sorted_columns, moved, rows, start, start + block)
        here = sorted_labels[start : start + block]
        firsts = np.flatnonzero(np.diff(here, prepend=-1))
        sums[here[firsts]] += np.add.reduceat(away, firsts, axis=0, dtype=np.float64)
    return sums


def _distances(columns: Numbers, sample: Numbers, rows: Numbers, start: int, stop: int) -> Numbers:
    """(stop − start, m) distances, exactly 0 between a row and itself."""
    away = squared_distances(columns[start:stop], rows)
    inside = np.flatnonzero((sample >= start) & (sample < stop))
    away[sample[inside] - start, inside] = 0
    return np.asarray(np.sqrt(away, out=away))


def _per_row(labels: Numbers, sample: Numbers, sums: Numbers) -> Floats:
    sizes = np.bincount(labels).astype(np.float64)
    own, at = labels[sample], np.arange(len(sample))
    within = sums[own, at] / np.maximum(sizes[own] - 1, 1)
    # A tiny cluster may have no row among those that distances are taken to: it is then nobody's nearest.
    means = np.divide(sums, sizes[:, None], out=np.full(sums.shape, np.inf), where=sizes[:, None] > 0)
    means[own, at] = np.inf
    return _ratio(within, means.min(axis=0), alone=sizes[own] == 1)


def _ratio(within: Numbers, between: Numbers, alone: Numbers | None = None) -> Floats:
    larger = np.maximum(within, between)
    out: Floats = np.divide(between - within, larger, out=np.zeros(len(within)), where=larger > 0)
    if alone is not None:
        out[alone] = 0.0
    return out


def _estimate(columns: Numbers, labels: Numbers, sample: Numbers, exact: Floats) -> Silhouette:
    n, m = len(columns), len(sample)
    k = int(labels.max()) + 1
    value, residual = float(exact.mean()), exact - exact.mean()
    if n * k <= MAX_CONTROL:
        simple = _simplified(columns, labels, k)
        centred = simple[sample] - simple[sample].mean()
        power = float(centred @ centred)
        slope = float(centred @ residual) / power if power > 0 else 0.0
        value += slope * float(simple.mean() - simple[sample].mean())
        residual = residual - slope * centred
    variance = float(residual @ residual) / (m - 2)
    return Silhouette(value, float(np.sqrt(variance / m * (1 - m / n))), m)


def _simplified(columns: Numbers, labels: Numbers, k: int) -> Floats:
    """(n,) silhouettes with distances to centroids in place of mean distances."""
    centres = centroids(columns, labels, k).astype(columns.dtype)
    out = np.empty(len(columns))
    for start in range(0, len(columns), BLOCK):
        away = np.sqrt(squared_distances(columns[start : start + BLOCK], centres))
        own, at = labels[start : start + BLOCK], np.arange(len(away))
        within = away[at, own]
        away[at, own] = np.inf
        out[start : start + BLOCK] = _ratio(within, away.min(axis=1))
    return out
