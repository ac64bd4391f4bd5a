"""Tables above the row budget: a seeded sample stands for all rows, and a second one says how well it does."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.agreement import ari
from portal.engine.density import Density, cut_dbscan, cut_hdbscan, recommended_eps, recommended_min_cluster_size
from portal.engine.params import DbscanParams, HdbscanParams
from portal.engine.records import Floats, Progress

FULL_COLUMNS = 10
"""Up to so many columns the whole budget is taken."""
LEAST_ROWS = 20_000
"""A sample never gets smaller than this because of columns: below, small segments are lost."""
CHUNK = 20_000
"""Rows between two reports of progress."""
COMPARED = 50_000
"""Rows on which two samples are compared."""
USUAL_SAMPLES = 10
PLACING = "Placing everybody else"

Rows = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int32]


def affordable_rows(columns: int, budget: int) -> int:
    """Rows that a density structure is built on at most.

    `budget` up to 10 columns, beyond that ``budget · 10 / columns`` and never below 20,000 (or the budget,
    if that is less): trees prune less the more columns there are, so a build costs about n^1.7 there; under
    this rule it took between 15 and 20 processor seconds for 16, 24 and 40 columns at the usual budget.
    """
    if columns <= FULL_COLUMNS:
        return budget
    return max(min(LEAST_ROWS, budget), budget * FULL_COLUMNS // columns)


def drawn(n: int, size: int, seed: int, which: int = 0) -> Rows:
    """(size,) different rows of n, ascending; `which` numbers independent samples of one seed."""
    return np.sort(np.random.default_rng([seed, which]).choice(n, size, replace=False))


def nearest_rows(values: Floats, sample: Rows, progress: Progress | None = None) -> Positions:
    """Which sample row stands for each row: the nearest one (Euclidean), for sample rows themselves.

    Parameters
    ----------
    values : (n, d)
    sample : (s,) rows
    progress : told the share done, every few thousand rows; may raise to stop the work

    Returns
    -------
    (n,) int32 positions within `sample`; memory is a few times that of the sample, whatever n
    """
    n = len(values)
    found = np.zeros(n, dtype=np.int32)
    rest = np.ones(n, dtype=np.bool_)
    rest[sample] = False
    found[sample] = np.arange(len(sample), dtype=np.int32)
    asked = np.flatnonzero(rest)
    if asked.size:
        found[asked] = nearest_of(values[asked], values[sample], progress)
    return found


def nearest_of(values: Floats, sample: Floats, progress: Progress | None = None) -> Positions:
    """(n,) int32 nearest of the rows `sample` (s, d) to each row of `values` (n, d), exact, the same each time."""
    from scipy.spatial import cKDTree  # a second to import, which processes that only cut need not spend

    tell = progress or _silent
    tell(PLACING, 0.0)
    # Identical rows would all fall into one leaf, which every query would have to read.
    points, first = np.unique(sample, axis=0, return_index=True)
    tree = cKDTree(points, balanced_tree=False)
    tell(PLACING, 0.05)
    # Neighbouring queries read the same leaves: three times as fast as in the table's order.
    order = cKDTree(values, leafsize=256, balanced_tree=False, compact_nodes=False).indices
    place = np.empty(len(values), dtype=np.int32)
    for start in range(0, order.size, CHUNK):
        tell(PLACING, 0.1 + 0.9 * start / order.size)
        rows = order[start : start + CHUNK]
        place[rows] = first[tree.query(values[rows], workers=2)[1]]
    return place


def samples_agree(first: Density, second: Density, own: Positions, others: Positions) -> float:
    """How alike two samples see the table: the lower of two adjusted Rand indices, DBSCAN's and HDBSCAN's.

    Both are cut at the settings that are recommended for the first; the unassigned count as one group.

    Parameters
    ----------
    first, second : density structures of two samples of the same size
    own, others : (m,) the rows of the first and of the second that stand for m rows of the table
    """
    neighbours = min(USUAL_SAMPLES, first.max_min_samples, second.max_min_samples)
    radius = DbscanParams(eps=recommended_eps(first, neighbours), min_samples=neighbours)
    size = recommended_min_cluster_size(first, neighbours).value
    smallest = HdbscanParams(min_cluster_size=size, min_samples=neighbours)
    pairs: list[tuple[Any, Any]] = [
        (cut_dbscan(first, radius), cut_dbscan(second, radius)),
        (cut_hdbscan(first, smallest), cut_hdbscan(second, smallest)),
    ]
    return min(ari(one.labels[own], other.labels[others]) for one, other in pairs)


def _silent(stage: str, share: float) -> None:
    pass
