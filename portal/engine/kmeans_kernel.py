"""The compiled half of K-Means (numba): one pass over rows, and whole searches on samples.

Imported by ``lloyd`` only, which only job processes import. Every function takes the
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
def assign(
    columns: Any, weights: Any, centres: Any, start: int, stop: int, labels: Any, sums: Any, sizes: Any
) -> float:
    """One pass over rows start … stop: nearest centres, and what the next centres need.

    Parameters
    ----------
    columns : (d, n) rows
    weights : (n,) rows that each of them stands for, of the same dtype; None counts each once
    centres : (k, d) of the same dtype
    labels : (n,) int32: where rows were counted so far, −1 where nowhere; from start to stop overwritten with the
        nearest centre, the smallest number among equally near ones
    sums, sizes : (k, d) and (k,) float64, kept in step with `labels`: only rows that moved are touched; with no
        entries at all nothing is counted

    Returns
    -------
    Σ w (‖x − c‖² − ‖x‖²) over these rows
    """
    d, k = columns.shape[0], centres.shape[0]
    best = np.empty(TILE, columns.dtype)
    away = np.empty(TILE, columns.dtype)
    which = np.empty(TILE, np.int32)
    lanes = np.zeros(TILE)  # summed place by place, so that a tile is added with vector instructions
    half = np.zeros(k, columns.dtype)
    for j in range(k):
        for t in range(d):
            half[j] += centres[j, t] * centres[j, t]
        half[j] *= columns.dtype.type(0.5)
    for first in range(start, stop, TILE):
        # Loops run over slices from 0: of `first + r` the compiler cannot know that it is not negative, and an
        # index that may count from the end takes three times as long.
        m = min(TILE, stop - first)
        last = first + m
        old = labels[first:last]
        best[:] = np.inf
        for j in range(k):
            away[:] = half[j]
            for t in range(0, d - 3, 4):  # four columns at a time: fewer trips to memory
                c, e, f, g = centres[j, t], centres[j, t + 1], centres[j, t + 2], centres[j, t + 3]
                one, two = columns[t, first:last], columns[t + 1, first:last]
                three, four = columns[t + 2, first:last], columns[t + 3, first:last]
                for r in range(m):
                    away[r] -= (c * one[r] + e * two[r]) + (f * three[r] + g * four[r])
            for t in range(d - d % 4, d):
                c, one = centres[j, t], columns[t, first:last]
                for r in range(m):
                    away[r] -= c * one[r]
            number = np.int32(j)
            for r in range(m):
                nearer = away[r] < best[r]
                best[r] = away[r] if nearer else best[r]
                which[r] = number if nearer else which[r]
        if weights is not None:
            stand = weights[first:last]
            for r in range(m):
                best[r] *= stand[r]
        for r in range(m):
            lanes[r] += best[r]
        if sizes.size == 0:
            old[:] = which[:m]
            continue
        for r in range(m):
            j, was = which[r], old[r]
            if j == was:
                continue
            old[r] = j
            weight = 1.0 if weights is None else weights[first + r]
            sizes[j] += weight
            for t in range(d):
                sums[j, t] += weight * columns[t, first + r]
            if was >= 0:
                sizes[was] -= weight
                for t in range(d):
                    sums[was, t] -= weight * columns[t, first + r]
    return float(2.0 * lanes.sum())


@compiled
def tally(columns: Any, weights: Any, labels: Any, sums: Any, sizes: Any) -> None:
    """Count every row where `labels` says: what `assign` then keeps in step."""
    d, n = columns.shape
    for i in range(n):
        j = labels[i]
        weight = 1.0 if weights is None else weights[i]
        sizes[j] += weight
        for t in range(d):
            sums[j, t] += weight * columns[t, i]


@compiled
def search(
    columns: Any, weights: Any, centres: Any, labels: Any, iterations: int, tolerance: float, squares: float
) -> float:
    """Lloyd's iterations on all rows, until the sum of squares falls by less than `tolerance` of itself.

    `centres` and `labels` are overwritten; a centre that loses its rows stays where it is.
    `squares` is Σ w ‖x‖². Returns the sum of squares before the last update.
    """
    d, k, n = columns.shape[0], centres.shape[0], columns.shape[1]
    sums = np.zeros((k, d))
    sizes = np.zeros(k)
    labels[:] = -1
    before = np.inf
    for _ in range(iterations):
        inertia = squares + assign(columns, weights, centres, 0, n, labels, sums, sizes)
        for j in range(k):
            if sizes[j] > 0:
                for t in range(d):
                    centres[j, t] = sums[j, t] / sizes[j]
        if before - inertia <= tolerance * inertia:
            return inertia
        before = inertia
    return before


def warm() -> None:
    """Compile everything into numba's cache."""
    from portal.engine.kmeans_search import CONVERGE, solutions_of

    # Small tables are searched in double precision alone.
    for n in (64, CONVERGE + 1):
        values: npt.NDArray[np.float64] = np.random.default_rng(0).normal(size=(n, 3))
        solutions_of(values, 2, 3, 0, lambda stage, share: None)
