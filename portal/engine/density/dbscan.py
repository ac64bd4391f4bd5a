"""DBSCAN read from the density structure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from portal.engine.density.record import Density
from portal.engine.params import DbscanParams
from portal.engine.records import NOISE, Clustering, Labels


def cut_dbscan(density: Density, params: DbscanParams) -> Clustering:
    """Exact DBSCAN (Ester, Kriegel, Sander & Xu 1996) for any radius, by one scan of the leaf order.

    Cutting every merge above eps leaves the connected core rows (and single rows, core or not).
    Labels equal scikit-learn's, numbers included: clusters are numbered by their smallest core
    row; a border row goes to the smallest label among the core rows within eps, all of which are
    in its neighbour list, for it has fewer than ``min_samples`` rows within eps.

    Raises
    ------
    ParameterError : min_samples above what was built
    """
    level = density.level(params.min_samples)
    # scikit-learn's kd-tree compares squared distances with eps · eps.
    reach = params.eps * params.eps
    starts = np.flatnonzero(level.gap > reach)
    lengths = np.diff(starts, append=density.n)
    joined = lengths > 1
    alone = level.order[starts[~joined]]
    if params.min_samples == 1:
        core = alone
        border = alone[:0]
    else:
        dense = density.near[alone, params.min_samples - 2] <= reach
        core, border = alone[dense], alone[~dense]

    starts, lengths = starts[joined], lengths[joined]
    smallest = np.concatenate([_least(level.order, starts, lengths), core])
    rank = np.empty(smallest.size, np.int32)
    rank[np.argsort(smallest)] = np.arange(smallest.size, dtype=np.int32)
    labels = np.full(density.n, NOISE, dtype=np.int32)
    values = np.full(2 * starts.size + 1, NOISE, dtype=np.int32)
    values[1::2] = rank[: starts.size]
    edges = np.stack([starts, starts + lengths], axis=1).ravel()
    labels[level.order] = np.repeat(values, np.diff(edges, prepend=0, append=density.n))
    labels[core] = rank[starts.size :]
    _borders(density, border, params.min_samples, reach, labels)
    return Clustering(labels, int(smallest.size))


def _least(order: npt.NDArray[np.int32], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> Labels:
    """Smallest row of each range of leaf positions."""
    if starts.size == 0:
        return np.empty(0, np.int32)
    edges = np.stack([starts, starts + lengths], axis=1).ravel()
    if edges[-1] == order.size:
        edges = edges[:-1]
    return np.asarray(np.minimum.reduceat(order, edges)[::2], dtype=np.int32)


def _borders(density: Density, border: npt.NDArray[np.int32], min_samples: int, reach: float, labels: Labels) -> None:
    """Give border rows their label. Among the rows in `border` none is core, so none is labelled yet."""
    rows = border
    found = np.full(rows.size, np.iinfo(np.int32).max, dtype=np.int32)
    kept_rows, kept = [], []
    for k in range(min_samples - 2):  # a row with min_samples − 1 others within eps would be core
        within = density.near[rows, k] <= reach
        if not within.all():
            kept_rows.append(rows[~within])
            kept.append(found[~within])
            rows, found = rows[within], found[within]
        if rows.size == 0:
            break
        theirs = labels[density.who[rows, k]]
        found = np.where((theirs >= 0) & (theirs < found), theirs, found)
    ends = np.concatenate([*kept_rows, rows])
    best = np.concatenate([*kept, found])
    some = best < np.iinfo(np.int32).max
    labels[ends[some]] = best[some]
