"""Small, quick K-Means and silhouettes for a thousand rows, repeated hundreds of times.

Lloyd's iterations in plain numpy: at this size the set-up of a scikit-learn fit costs more than the fit,
and without OpenMP the same seed gives the same bytes on any number of cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.records import Floats, Labels

Numbers = npt.NDArray[Any]

ITERATIONS = 60


def partition(
    values: Floats,
    k: int,
    rng: np.random.Generator,
    starts: int = 2,
    weights: Numbers | None = None,
    iterations: int = ITERATIONS,
) -> tuple[Labels, Floats, float]:
    """K-Means labels (n,), centres (k, d) and within-cluster sum of squares: the best of a few starts.

    Parameters
    ----------
    values : (n, d)
    k : number of clusters, at most n
    rng : source of the k-means++ starts (greedy, three candidates a step)
    starts : how many
    weights : (n,) how often each row counts (a bootstrap sample), or None
    iterations : of Lloyd's, at most
    """
    squares = np.einsum("ij,ij->i", values, values)
    weight = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=float)
    best: tuple[Labels, Floats, float] | None = None
    for _ in range(starts):
        found = _iterate(values, squares, weight, _plus_plus(values, squares, weight, k, rng), iterations)
        if best is None or found[2] < best[2]:
            best = found
    assert best is not None
    return best


def nearest(values: Floats, centres: Floats) -> Labels:
    """(n,) position of the nearest centre."""
    away = np.einsum("ij,ij->i", centres, centres) - 2 * values @ centres.T
    return np.asarray(away.argmin(axis=1), dtype=np.int32)


def _plus_plus(values: Floats, squares: Floats, weight: Floats, k: int, rng: np.random.Generator) -> Floats:
    total = np.cumsum(weight)
    first = int(np.searchsorted(total, rng.random() * total[-1]))
    chosen = [min(first, len(values) - 1)]
    away = np.maximum(squares - 2 * values @ values[chosen[0]] + squares[chosen[0]], 0)
    for _ in range(1, k):
        mass = np.cumsum(away * weight)
        candidates = np.searchsorted(mass, rng.random(3) * mass[-1]).clip(0, len(values) - 1)
        trial = np.maximum(squares - 2 * values[candidates] @ values.T + squares[candidates][:, None], 0)
        trial = np.minimum(trial, away)
        take = int(np.argmin(trial @ weight))
        chosen.append(int(candidates[take]))
        away = trial[take]
    return values[chosen].copy()


def _iterate(
    values: Floats, squares: Floats, weight: Floats, centres: Floats, iterations: int
) -> tuple[Labels, Floats, float]:
    k = len(centres)
    rows = np.arange(len(values))
    labels = np.full(len(values), -1)
    members = np.zeros((len(values), k))
    for _ in range(iterations):
        away = np.einsum("ij,ij->i", centres, centres) - 2 * values @ centres.T
        new = away.argmin(axis=1)
        if np.array_equal(new, labels):
            break
        labels = new
        members.fill(0)
        members[rows, labels] = weight
        sizes = members.sum(axis=0)
        held = sizes > 0
        centres = centres.copy()
        centres[held] = (members.T @ values)[held] / sizes[held, None]
    inertia = float(weight @ np.maximum(squares + away[rows, labels], 0))
    return labels.astype(np.int32), centres, inertia


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
