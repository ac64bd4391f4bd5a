"""The compiled half of K-Means (numba): one pass over rows, whole searches on samples, k-means++ starts.

Imported by ``kmeans_search`` and ``lloyd`` only, which only job processes import. Every function takes the
matrix column by column, (d, n), so that the inner loops run along rows, and is free of the interpreter's
lock, so that plain threads can share the work.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.density.kernel.compiled import compiled

TILE = 256


@compiled
def assign(columns: Any, centres: Any, start: int, stop: int, labels: Any, sums: Any, sizes: Any) -> float:
    """One pass over rows start … stop: nearest centres, and what the next centres need.

    Parameters
    ----------
    columns : (d, n) rows
    centres : (k, d) of the same dtype
    labels : (n,) int32, filled from start to stop; the smallest number among equally near centres
    sums, sizes : (k, d) and (k,) float64, added to

    Returns
    -------
    Σ ‖x − c‖² − ‖x‖² over these rows
    """
    d, k = columns.shape[0], centres.shape[0]
    best = np.empty(TILE, columns.dtype)
    away = np.empty(TILE, columns.dtype)
    which = np.empty(TILE, np.int32)
    half = np.zeros(k, columns.dtype)
    for j in range(k):
        for t in range(d):
            half[j] += centres[j, t] * centres[j, t]
        half[j] *= columns.dtype.type(0.5)
    total = 0.0
    for first in range(start, stop, TILE):
        m = min(TILE, stop - first)
        for j in range(k):
            base = half[j]
            for r in range(m):
                away[r] = base
            for t in range(0, d - 3, 4):  # four columns at a time: fewer trips to memory
                c, e, f, g = centres[j, t], centres[j, t + 1], centres[j, t + 2], centres[j, t + 3]
                for r in range(m):
                    at = first + r
                    away[r] -= (c * columns[t, at] + e * columns[t + 1, at]) + (
                        f * columns[t + 2, at] + g * columns[t + 3, at]
                    )
            for t in range(d - d % 4, d):
                c = centres[j, t]
                for r in range(m):
                    away[r] -= c * columns[t, first + r]
            if j == 0:
                for r in range(m):
                    best[r] = away[r]
                    which[r] = 0
            else:
                for r in range(m):
                    nearer = away[r] < best[r]
                    best[r] = away[r] if nearer else best[r]
                    which[r] = j if nearer else which[r]
        for r in range(m):
            j = which[r]
            labels[first + r] = j
            sizes[j] += 1.0
            total += best[r]
            for t in range(d):
                sums[j, t] += columns[t, first + r]
    return 2.0 * total


@compiled
def search(columns: Any, centres: Any, labels: Any, iterations: int, tolerance: float, squares: float) -> float:
    """Lloyd's iterations on all rows, until the sum of squares falls by less than `tolerance` of itself.

    `centres` and `labels` are overwritten; a centre that loses its rows stays where it is.
    `squares` is Σ ‖x‖². Returns the sum of squares before the last update.
    """
    d, k, n = columns.shape[0], centres.shape[0], columns.shape[1]
    before = np.inf
    for _ in range(iterations):
        sums = np.zeros((k, d))
        sizes = np.zeros(k)
        inertia = squares + assign(columns, centres, 0, n, labels, sums, sizes)
        for j in range(k):
            if sizes[j] > 0:
                for t in range(d):
                    centres[j, t] = sums[j, t] / sizes[j]
        if before - inertia <= tolerance * inertia:
            return inertia
        before = inertia
    return before


@compiled
def plus_plus(columns: Any, chances: Any, centres: Any) -> None:
    """Greedy k-means++ start (Arthur & Vassilvitskii 2007): of some candidates drawn by D², the best.

    `chances` (k, trials) are uniform draws in [0, 1); `centres` (k, d) is filled.
    """
    d, n = columns.shape
    k, trials = chances.shape
    nearest = np.empty(n)
    trial = np.empty(n)
    better = np.empty(n)
    row = min(n - 1, int(chances[0, 0] * n))
    for i in range(n):
        away = 0.0
        for t in range(d):
            away += (columns[t, i] - columns[t, row]) ** 2
        nearest[i] = away
    for t in range(d):
        centres[0, t] = columns[t, row]
    for j in range(1, k):
        total = 0.0
        for i in range(n):
            total += nearest[i]
        least, chosen = np.inf, 0
        for c in range(trials):
            goal, row, running = chances[j, c] * total, 0, 0.0
            for i in range(n):
                running += nearest[i]
                if nearest[i] > 0.0:
                    row = i
                if running > goal:
                    break
            for i in range(n):
                trial[i] = 0.0
            for t in range(d):
                x = columns[t, row]
                for i in range(n):
                    trial[i] += (columns[t, i] - x) * (columns[t, i] - x)
            potential = 0.0
            for i in range(n):
                trial[i] = min(trial[i], nearest[i])
                potential += trial[i]
            if potential < least:
                least, chosen = potential, row
                for i in range(n):
                    better[i] = trial[i]
        for i in range(n):
            nearest[i] = better[i]
        for t in range(d):
            centres[j, t] = columns[t, chosen]


def warm() -> None:
    """Compile everything into numba's cache."""
    from portal.engine.kmeans_search import sweep
    from portal.engine.records import Matrix

    values: npt.NDArray[np.float64] = np.random.default_rng(0).normal(size=(64, 3))
    sweep(Matrix(values, ("a", "b", "c"), np.arange(64)), 2, 3, 0, None)
