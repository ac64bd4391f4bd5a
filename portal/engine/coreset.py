"""A small weighted sample on which sums of squares come out nearly as on all rows (Bachem, Lucic & Krause 2017).

A row's chance grows with its share of the sum of squares around a rough solution, so that the few rows far out,
which decide where the last centres go, are not left to luck; its weight is one over that chance.
"""

from __future__ import annotations

import numpy as np

from portal.engine.lloyd import Descent, Rows, search, start

ROUGH_ROWS, ROUGH_PASSES = 4_000, 5
"""The rough solution is found on so many rows in so many iterations."""
EVEN = 0.4
"""Share of the chances that is the same for all rows: no group is missed, however tight."""


def coreset(rows: Rows, size: int, k: int, rng: np.random.Generator) -> Rows:
    """Up to about `size` rows in random order, with weights; all of them, without weights, where there are no more.

    Parameters
    ----------
    rows : all rows, each counted once
    size : rows wanted
    k : the largest number of clusters that will be searched for
    rng : draws the rough solution and the rows

    References
    ----------
    O. Bachem, M. Lucic, A. Krause: Practical coreset constructions for machine learning, arXiv:1703.06476 (2017).
    """
    if rows.n <= size:
        return Rows.of(rows.columns[:, rng.permutation(rows.n)])
    few = Rows.of(rows.columns[:, rng.permutation(rows.n)[:ROUGH_ROWS]])
    rough = search(few, start(few, k, int(rng.integers(2**31 - 1))), ROUGH_PASSES, 1e-3)
    placed = Descent(rows, rough.centres)
    squared = np.zeros(rows.n, dtype=rows.columns.dtype)
    for column, along in zip(rows.columns, placed.centres.T, strict=True):
        squared += (column - along[placed.labels]) ** 2
    total = float(squared.sum(dtype=np.float64)) or 1.0
    chance = np.minimum(1.0, size * (EVEN / rows.n + (1 - EVEN) / total * squared.astype(np.float64)))
    taken = rng.permutation(np.flatnonzero(rng.random(rows.n) < chance))
    return Rows.of(rows.columns[:, taken], (1 / chance[taken]).astype(rows.columns.dtype))
