"""How well segments are told apart on a plane: hulls around their cores, and a graph of who borders on whom.

The separation plot of Dolnicar, Grün & Leisch (2018, ch. 8), with the neighbourhood graph of Leisch (2006).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.nearest import BLOCK, centroids, squared_distances
from portal.engine.records import Floats

CORE = 0.5
"""Share of a segment that lies within its hull."""
WEAK = 0.02
"""Ties below this are not worth a line."""

Labels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Tie:
    """How much two segments are neighbours: 0 for strangers, 1 when everybody stands right between the two."""

    first: int
    second: int
    strength: float


@dataclass(frozen=True, slots=True, eq=False)
class Separation:
    """What the plot shows.

    Attributes
    ----------
    centres : (k, 2) means of the segments on the plane; NaN for a segment without rows
    hulls : by segment, (h, 2) corners of the convex hull of the half that is nearest to its centre
    ties : pairs of neighbouring segments, the strongest first
    """

    centres: Floats
    hulls: tuple[Floats, ...]
    ties: tuple[Tie, ...]


def separation(values: Floats, plane: npt.NDArray[np.floating[Any]], labels: Labels, k: int) -> Separation:
    """Hulls and ties of the segments 0 … k−1.

    Parameters
    ----------
    values : (n, d) prepared numbers, in which nearness is measured
    plane : (n, 2) the same rows on the plane that is drawn
    labels : (n,) segment of each row; negative ones take no part
    """
    inside = labels >= 0
    points, own = plane[inside].astype(np.float64), labels[inside]
    middle = np.full((k, 2), np.nan) if not len(own) else centroids(points, own, k)
    hulls = tuple(_hull(points[own == segment], middle[segment]) for segment in range(k))
    return Separation(middle, hulls, _ties(values[inside], own, k))


def _ties(values: Floats, labels: Labels, k: int) -> tuple[Tie, ...]:
    """Leisch's similarity: 2 · d₁ / (d₁ + d₂) averaged over the rows whose two nearest centres are the pair's."""
    if k < 2 or not len(values):
        return ()
    centres = centroids(values, labels, k)
    middle = centres.mean(axis=0)
    around = centres - middle
    sums, counts = np.zeros((k, k)), np.zeros(k)
    for start in range(0, len(values), BLOCK):
        away = np.sqrt(squared_distances(values[start : start + BLOCK] - middle, around))
        order = np.argsort(away, axis=1)[:, :2]
        near = np.take_along_axis(away, order, axis=1)
        whole = near.sum(axis=1)
        shadow = np.divide(2 * near[:, 0], whole, out=np.zeros(len(near)), where=whole > 0)
        np.add.at(sums, (order[:, 0], order[:, 1]), shadow)
        counts += np.bincount(order[:, 0], minlength=k)
    shares = sums / np.maximum(counts, 1)[:, None]
    both = (shares + shares.T) / 2
    found = [Tie(i, j, float(both[i, j])) for i in range(k) for j in range(i + 1, k) if both[i, j] >= WEAK]
    return tuple(sorted(found, key=lambda tie: -tie.strength))


def _hull(points: Floats, centre: Floats) -> Floats:
    from scipy.spatial import ConvexHull, QhullError  # a second to import, which most pages need not spend

    away = ((points - centre) ** 2).sum(axis=1)
    core = points[np.argsort(away, kind="stable")[: max(3, round(CORE * len(points)))]]
    try:
        return np.asarray(core[ConvexHull(core).vertices])
    except (QhullError, ValueError):
        # Fewer than three corners, or all on one line: there is no surface to draw around.
        return np.empty((0, 2))
