"""Small, quick K-Means and silhouettes for a thousand rows, repeated hundreds of times.

In one thread and without OpenMP: the same seed gives the same bytes on any number of cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.records import Floats, Labels

Numbers = npt.NDArray[Any]

ITERATIONS, CANDIDATES = 60, 3


def partition(
    values: Floats, k: int, rng: np.random.Generator, starts: int = 2, iterations: int = ITERATIONS
) -> tuple[Labels, Floats, float]:
    """K-Means labels (n,), centres (k, d) and within-cluster sum of squares: the best of a few starts.

    Parameters
    ----------
    values : (n, d); a row that stands twice counts twice
    k : number of clusters, at most n
    rng : source of the k-means++ starts (greedy, three candidates a step)
    starts : how many
    iterations : of Lloyd's, at most
    """
    # The web process imports this module for its records: numba comes in with the first partition.
    from portal.engine.lloyd import Rows, begun, search

    rows = Rows.of(values.T)
    fits = []
    for _ in range(starts):
        chances = np.zeros((k, CANDIDATES))
        chances[0, 0], chances[1:] = rng.random(), rng.random((k - 1, CANDIDATES))
        fits.append(search(rows, begun(rows, chances), iterations, 0.0))
    best = min(fits, key=lambda fit: fit.inertia)
    return best.labels, best.centres, best.inertia


def nearest(values: Floats, centres: Floats) -> Labels:
    """(n,) position of the nearest centre."""
    away = np.einsum("ij,ij->i", centres, centres) - 2 * values @ centres.T
    return np.asarray(away.argmin(axis=1), dtype=np.int32)


def distances(values: Floats, room: Numbers | None = None) -> Numbers:
    """(n, n) Euclidean distances in float32; written into `room` (n, n) float32 where it is given."""
    rows = values.astype(np.float32)
    squares = np.einsum("ij,ij->i", rows, rows)
    away = np.matmul(-2 * rows, rows.T, out=room)
    away += squares[:, None]
    away += squares
    np.maximum(away, 0, out=away)
    np.sqrt(away, out=away)
    np.fill_diagonal(away, 0)
    return np.asarray(away)


def mean_silhouette(away: Numbers, labels: Labels, k: int) -> float:
    """Mean silhouette (Rousseeuw 1987) from the distances; rows alone in their cluster count as 0."""
    return mean_silhouettes(away, [(labels, k)])[0]


def mean_silhouettes(away: Numbers, divisions: Sequence[tuple[Labels, int]]) -> list[float]:
    """Mean silhouette of several divisions of the same rows.

    The distances are read once for all of them: they do not fit into a processor's cache, so
    reading them is what a silhouette costs.
    """
    rows = np.arange(len(away))
    members = np.zeros((len(away), sum(k for _, k in divisions)), dtype=away.dtype)
    starts = np.cumsum([0, *(k for _, k in divisions)]).tolist()
    for (labels, _), start in zip(divisions, starts, strict=False):
        members[rows, start + labels] = 1
    sums = away @ members
    return [
        _from_sums(sums[:, start : start + k], members[:, start : start + k].sum(axis=0), labels)
        for (labels, k), start in zip(divisions, starts, strict=False)
    ]


def _from_sums(sums: Numbers, sizes: Numbers, labels: Labels) -> float:
    """Mean silhouette from each row's summed distance to every cluster, (n, k)."""
    if np.count_nonzero(sizes) < 2:
        return 0.0
    rows = np.arange(len(labels))
    own = sizes[labels]
    within = sums[rows, labels] / np.maximum(own - 1, 1)
    means = np.divide(sums, sizes, out=np.full_like(sums, np.inf), where=sizes > 0)
    means[rows, labels] = np.inf
    between = means.min(axis=1)
    larger = np.maximum(within, between)
    each = np.divide(between - within, larger, out=np.zeros_like(larger), where=larger > 0)
    each[own == 1] = 0
    return float(each.mean(dtype=np.float64))
