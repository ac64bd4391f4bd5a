"""Where K-Means searches begin, compiled (numba): k-means++, and clusters halved across their longest axis.

Imported by ``lloyd`` only. Rows come column by column, (d, n), as in ``kmeans_kernel``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.engine.density.kernel.compiled import compiled


@compiled
def plus_plus(columns: Any, weights: Any, chances: Any, centres: Any) -> None:
    """Greedy k-means++ start (Arthur & Vassilvitskii 2007): of some candidates drawn by D², the best.

    `chances` (k, trials) are uniform draws in [0, 1); `centres` (k, d) is filled.
    """
    d, n = columns.shape
    k, trials = chances.shape
    nearest = np.full(n, columns.dtype.type(np.inf))
    trial = np.empty(n, columns.dtype)
    better = np.empty(n, columns.dtype)
    running = np.empty(n)
    for j in range(k):
        if j > 0:
            total = 0.0
            for i in range(n):
                total += nearest[i] if weights is None else weights[i] * nearest[i]
                running[i] = total
        least, chosen = np.inf, 0
        for c in range(trials if j > 0 else 1):
            if j > 0:
                row = min(np.searchsorted(running, chances[j, c] * running[n - 1], "right"), n - 1)
            else:
                row = min(n - 1, int(chances[0, 0] * n))
            trial[:] = 0
            for t in range(d):
                x, column = columns[t, row], columns[t]
                for i in range(n):
                    trial[i] += (column[i] - x) * (column[i] - x)
            one, two, three, four = 0.0, 0.0, 0.0, 0.0
            for i in range(n):
                trial[i] = min(trial[i], nearest[i])
            stand = trial if weights is None else weights * trial
            for i in range(0, n - 3, 4):  # four sums beside each other: none waits for the one before
                one += stand[i]
                two += stand[i + 1]
                three += stand[i + 2]
                four += stand[i + 3]
            for i in range(n - n % 4, n):
                one += stand[i]
            potential = (one + two) + (three + four)
            if potential < least:
                least, chosen = potential, row
                better, trial = trial, better
        nearest, better = better, nearest
        for t in range(d):
            centres[j, t] = columns[t, chosen]


@compiled
def spreads(columns: Any, weights: Any, centres: Any, labels: Any, spread: Any) -> None:
    """Add Σ w (x − c)(x − c)ᵀ of every cluster to `spread` (k, d, d), lower triangles."""
    d, n = columns.shape
    away = np.empty(d)
    for i in range(n):
        j = labels[i]
        weight = 1.0 if weights is None else weights[i]
        for t in range(d):
            away[t] = columns[t, i] - centres[j, t]
            for u in range(t + 1):
                spread[j, t, u] += weight * away[t] * away[u]


@compiled
def halves(columns: Any, weights: Any, centres: Any, labels: Any, axes: Any, shares: Any, moves: Any) -> None:
    """Halve every cluster across its axis (k, d): add Σ w to `shares` (k, 2) and Σ w (x − c) to `moves` (k, 2, d)."""
    d, n = columns.shape
    for i in range(n):
        j = labels[i]
        along = 0.0
        for t in range(d):
            along += axes[j, t] * (columns[t, i] - centres[j, t])
        side = 1 if along > 0 else 0
        weight = 1.0 if weights is None else weights[i]
        shares[j, side] += weight
        for t in range(d):
            moves[j, side, t] += weight * (columns[t, i] - centres[j, t])
