"""How firmly a row belongs to its segment: distances to every segment, and what pulls it where.

Two notions of distance: to the segment's mean (what K-Means assigns by), or to the nearest members
(for segments of any shape). Everything is measured on prepared numbers, as the run saw them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from portal.engine.nearest import squared_distances
from portal.engine.records import NOISE, Floats

By = Literal["mean", "members"]
NEIGHBOURS = 10
"""Members whose average distance counts as the distance to a segment."""
SAMPLED = 4_000
"""Members that stand for a segment where it has more."""

Rows = npt.NDArray[np.int64]
Labels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where one row stands.

    Attributes
    ----------
    own : its segment, −1 when unassigned
    nearest : the nearest segment other than its own; None when there is no other
    distances : (k,) distance to each segment
    pulls : (d,) by matrix column, how much nearer the row is to its own segment than to `nearest` (squared
        distances; negative columns pull away). Of an unassigned row: how far the column keeps it from `nearest`,
        as negative numbers.
    outside : share of the segment's members (of the nearest segment's, for an unassigned row) that are nearer to
        it than this row
    """

    own: int
    nearest: int | None
    distances: Floats
    pulls: Floats
    outside: float


def distances(values: Floats, labels: Labels, rows: Rows, k: int, by: By) -> Floats:
    """(rows, k) distance of some rows of `values` (n, d) to each segment; a row is not its own neighbour."""
    return np.column_stack([_distance(values, labels, rows, segment, by) for segment in range(k)])


def standing(values: Floats, labels: Labels, row: int, k: int, by: By) -> Standing:
    """Where one row of `values` (n, d) stands among the segments 0 … k−1 (k ≥ 1)."""
    asked = np.array([row], dtype=np.int64)
    away, own = distances(values, labels, asked, k, by)[0], int(labels[row])
    others = [int(segment) for segment in np.argsort(away, kind="stable") if segment != own]
    nearest = others[0] if others else None
    compared = own if own != NOISE else others[0]
    inside = _distance(values, labels, _standing_for(labels, compared), compared, by)
    outside = float(np.mean(inside < away[compared]))
    return Standing(own, nearest, away, _pulls(values, labels, asked, own, nearest, by), outside)


def typical(values: Floats, labels: Labels, segment: int, count: int) -> Rows:
    """The medoids of a segment: members whose mean distance to the others is least, best first.

    Of segments larger than `SAMPLED`, both candidates and others are evenly spaced members.
    """
    members = _standing_for(labels, segment)
    others = values[members[:: max(1, len(members) // 1_000)]]
    middle = others.mean(axis=0) if len(others) else 0.0
    mean = np.sqrt(squared_distances(values[members] - middle, others - middle)).mean(axis=1)
    return members[np.argsort(mean, kind="stable")[:count]]


def borderline(
    values: Floats, labels: Labels, segment: int, k: int, by: By, count: int
) -> tuple[Rows, npt.NDArray[np.int64], Floats]:
    """The members of a segment that are nearest to another one.

    Returns
    -------
    rows : (count,) the least certain first
    nearest : (count,) the other segment
    margins : (count,) (other − own) / (other + own) distance: 1 sure, 0 between the two, below 0 nearer to the other
    """
    members = _standing_for(labels, segment)
    if k < 2:
        return members[:0], members[:0], np.empty(0)
    away = distances(values, labels, members, k, by)
    own = away[:, segment].copy()
    away[:, segment] = np.inf
    other = away.min(axis=1)
    both = other + own
    margins = np.divide(other - own, both, out=np.zeros_like(both), where=both > 0)
    order = np.argsort(margins, kind="stable")[:count]
    return members[order], away.argmin(axis=1)[order], margins[order]


def _standing_for(labels: Labels, segment: int) -> Rows:
    """Members of a segment, evenly spaced ones where it has more than `SAMPLED`."""
    members = np.flatnonzero(labels == segment)
    return members[np.linspace(0, len(members) - 1, SAMPLED).astype(np.int64)] if len(members) > SAMPLED else members


def _distance(values: Floats, labels: Labels, rows: Rows, segment: int, by: By) -> Floats:
    if by == "mean":
        return np.asarray(np.linalg.norm(values[rows] - values[labels == segment].mean(axis=0), axis=1))
    return _to_members(values, _standing_for(labels, segment), rows)[0]


def _to_members(values: Floats, members: Rows, rows: Rows) -> tuple[Floats, npt.NDArray[np.int64]]:
    """(rows,) mean distance to the nearest members, and (rows, m) which they are."""
    from scipy.spatial import cKDTree  # a second to import, which most pages need not spend

    asked = min(NEIGHBOURS + 1, len(members))
    found, places = cKDTree(values[members]).query(values[rows], k=range(1, asked + 1))
    near = members[places]
    # A row is no neighbour of its own; of any other, the farthest of the eleven is one too many.
    itself = near == rows[:, None]
    spare = itself.any(axis=1)
    itself[~spare, -1] = asked > NEIGHBOURS
    found[itself] = np.nan
    alone = np.isnan(found).all(axis=1)
    found[alone] = 0.0
    return np.nanmean(found, axis=1), np.where(itself, -1, near)


def _pulls(values: Floats, labels: Labels, row: Rows, own: int, nearest: int | None, by: By) -> Floats:
    here = values[row[0]]
    if nearest is None:
        return np.zeros(len(here))
    other = (here - _reference(values, labels, row, nearest, by)) ** 2
    if own == NOISE:
        return np.asarray(-other)
    return np.asarray(other - (here - _reference(values, labels, row, own, by)) ** 2)


def _reference(values: Floats, labels: Labels, row: Rows, segment: int, by: By) -> Floats:
    """(d,) the point of a segment that a row is compared with."""
    if by == "mean":
        return np.asarray(values[labels == segment].mean(axis=0))
    near = _to_members(values, _standing_for(labels, segment), row)[1][0]
    near = near[near >= 0]
    return np.asarray(values[near].mean(axis=0) if len(near) else values[row[0]])
