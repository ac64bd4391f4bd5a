"""RFM scores in fifths and the usual named groups (Hughes 1994; Bult & Wansbeek 1995)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.records import NOISE, Clustering, Floats

FIFTHS = 5

Scores = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RfmGroup:
    """A named group and what it means."""

    name: str
    meaning: str


GROUPS: tuple[RfmGroup, ...] = (
    RfmGroup("Champions", "Bought lately, often and for much"),
    RfmGroup("Loyal", "Buy often and for much, not only lately"),
    RfmGroup("Potential loyalists", "Bought lately, have begun to come back"),
    RfmGroup("New customers", "Bought just now for the first times"),
    RfmGroup("Promising", "Bought not long ago, little so far"),
    RfmGroup("Need attention", "In the middle of everything"),
    RfmGroup("About to sleep", "Some time ago, and not much"),
    RfmGroup("At risk", "Bought often before, have not come for long"),
    RfmGroup("Cannot lose", "Were among the best, have not come for long"),
    RfmGroup("Hibernating", "Long ago and little"),
)

GRID = np.array(
    [
        [9, 9, 7, 7, 8],
        [9, 9, 7, 7, 8],
        [6, 6, 5, 1, 1],
        [4, 2, 2, 1, 1],
        [3, 2, 2, 0, 0],
    ]
)
"""Rows: recency score 1 to 5; columns: score of frequency and money together, 1 to 5; cells: place in `GROUPS`."""


@dataclass(frozen=True, slots=True, eq=False)
class Rfm:
    """Scores and groups.

    Attributes
    ----------
    r, f, m : (n,) scores 1 to 5, 5 the best
    group : (n,) place in :data:`GROUPS`
    tied : customers whose frequency equals that of more than a fifth of all: why fifths are not equal in size
    """

    r: Scores
    f: Scores
    m: Scores
    group: Scores
    tied: int

    def groups(self) -> npt.NDArray[Any]:
        """(n,) names of the groups."""
        return np.array([group.name for group in GROUPS], dtype=object)[self.group]

    def sizes(self) -> tuple[tuple[RfmGroup, int], ...]:
        """Every group that has members, in the order of :data:`GROUPS`."""
        counts = np.bincount(self.group, minlength=len(GROUPS))
        return tuple((group, int(counts[i])) for i, group in enumerate(GROUPS) if counts[i])


def rfm(recency: npt.ArrayLike, frequency: npt.ArrayLike, monetary: npt.ArrayLike) -> Rfm:
    """Score customers and put them in groups.

    Parameters
    ----------
    recency : (n,) days since the last purchase; fewer is better
    frequency : (n,) number of orders
    monetary : (n,) money spent

    Returns
    -------
    Groups follow the recency score and the mean of the other two, rounded half up.
    """
    recent, often = np.asarray(recency, dtype=np.float64), np.asarray(frequency, dtype=np.float64)
    r, f, m = fifths(-recent), fifths(often), fifths(np.asarray(monetary, dtype=np.float64))
    value = (f + m + 1) // 2
    counts = np.unique(often, return_counts=True)[1]
    return Rfm(r, f, m, GRID[r - 1, value - 1], int(counts[counts > len(often) / FIFTHS].sum()))


def rfm_clustering(recency: Floats, frequency: Floats, monetary: Floats) -> tuple[Clustering, tuple[str, ...]]:
    """The groups as a clustering: labels (n,) of those groups that have members, and their names by label.

    Rows with a missing value are in no group (−1).
    """
    whole = np.isfinite(recency) & np.isfinite(frequency) & np.isfinite(monetary)
    labels = np.full(len(recency), NOISE, dtype=np.int32)
    if not whole.any():
        return Clustering(labels, 0), ()
    group = rfm(recency[whole], frequency[whole], monetary[whole]).group
    present, places = np.unique(group, return_inverse=True)
    labels[whole] = places
    return Clustering(labels, len(present)), tuple(GROUPS[int(one)].name for one in present)


def fifths(values: npt.ArrayLike) -> Scores:
    """Scores 1 to 5 by fifths of the ranks; equal values share their middle rank, so they always score alike."""
    array = np.asarray(values, dtype=np.float64)
    _levels, places, counts = np.unique(array, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts + 1) / 2
    return np.minimum(1 + (FIFTHS * (middle + 0.5) / len(array)).astype(np.int64), FIFTHS)[places]
