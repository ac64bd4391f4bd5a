"""The condensed tree of one level for one smallest size, read from the few merges that matter.

A merge splits a cluster (seen from the top) when both of its parts reach the smallest size and
its distance is not zero: identical rows are never told apart. All else falls off a branch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.engine.density.record import Ints, Level
from portal.engine.records import Floats

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Branches:
    """Clusters 0 … 2s of s splits: 0 is the whole table; split k makes 1 + 2k (larger) and 2 + 2k (smaller).

    Attributes
    ----------
    owner : (s,) the cluster that split k divides
    upward : (s,) the splits from the lowest to the highest: children before parents
    split : (2s+1,) the split that divides the cluster, −1 for a leaf
    first, size : (2s+1,) leaf positions first … first + size − 1 are its rows
    birth, death : (2s+1,) squared distances of the merge above it (infinite for 0) and of its own
        split, or for a leaf of the merge below which no part reaches the smallest size
    core_size : (2s+1,) rows that are left at its death
    stability : (2s+1,) excess of mass, Σ over rows of 1/distance at leaving − 1/distance at birth
    """

    owner: Positions
    upward: Positions
    split: Positions
    first: Positions
    size: Positions
    birth: Floats
    death: Floats
    core_size: Positions
    stability: Floats

    @property
    def parent(self) -> Positions:
        """(2s+1,) the cluster above, −1 for the whole table."""
        return np.concatenate([[-1], np.repeat(self.owner, 2)])


def branches(level: Level, smallest: int) -> Branches:
    """All clusters of at least `smallest` ≥ 2 rows (Campello, Moulavi & Sander 2013), in O(n) of cheap steps."""
    gap, small, above = level.gap, level.small, level.above
    n = small.shape[0]
    at = np.flatnonzero(small[1:] >= smallest) + 1
    at = at[gap[at] > 0.0]
    part = small[at].astype(np.int64)
    beyond = at + part
    s = at.size
    # The smaller parts are nested ranges: how many hold this one, and which is the innermost of them?
    depth = np.arange(s) - np.searchsorted(np.sort(beyond), at, side="right")
    key = depth * (n + 1) + at
    by_depth = np.argsort(key)
    inside = np.searchsorted(key[by_depth], key - (n + 1)) - 1
    around = np.where(depth > 0, by_depth[np.maximum(inside, 0)], -1) if s else depth
    first = np.where(around >= 0, at[around], 0)
    # Merges inside the same part lie on one path; the one further right is higher.
    higher = np.full(s, -1)
    low, high = by_depth[:-1], by_depth[1:]
    same = around[low] == around[high]
    higher[low[same]] = high[same]
    owner = np.where(higher >= 0, 1 + 2 * higher, np.where(around >= 0, 2 + 2 * around, 0))

    clusters = 2 * s + 1
    split = np.full(clusters, -1)
    split[owner] = np.arange(s)
    firsts, sizes = np.zeros(clusters, np.int64), np.full(clusters, n)
    firsts[1::2], firsts[2::2] = first, at
    sizes[1::2], sizes[2::2] = at - first, part
    birth, begun = np.full(clusters, np.inf), np.zeros(clusters)
    with np.errstate(divide="ignore"):
        birth[1::2] = birth[2::2] = gap[at]
        begun[1::2] = above[at] + part / np.sqrt(gap[at])
        low_end = _ends(level, firsts, sizes, split, at, smallest)
        death, core_size = gap[low_end], low_end + small[low_end] - firsts
        # Identical rows at the bottom stay for ever: infinitely stable.
        stability = (above[low_end] - begun) + core_size / np.sqrt(death) - sizes / np.sqrt(birth)
    # Equal distances are common (many are core distances): no life is exactly none, whatever the rounding.
    stability[death == birth] = 0.0
    whole = low_end == 0  # the table itself has fewer rows than the smallest size
    core_size[whole] = sizes[whole]
    return Branches(
        owner, np.argsort(beyond - first, kind="stable"), split, firsts, sizes, birth, death, core_size, stability
    )


def _ends(level: Level, first: Positions, size: Positions, split: Positions, at: Positions, smallest: int) -> Positions:
    """Position of the merge at which each cluster ends.

    For a leaf: where the rows at its first and at its `smallest`-th position come together,
    which is the first of the highest merges between the two.
    """
    end = np.where(split >= 0, at[split] if at.size else 0, 0)
    leaves = np.flatnonzero((split < 0) & (size >= smallest))
    starts = first[leaves] + 1
    width = smallest - 1
    if leaves.size <= 64:
        for leaf, start in zip(leaves, starts, strict=True):
            end[leaf] = start + int(level.gap[start : start + width].argmax())
    else:
        # The windows do not overlap: all of them together hold no more than n numbers.
        windows = level.gap[starts[:, None] + np.arange(width)]
        end[leaves] = starts + windows.argmax(axis=1)
    return end


def outermost(first: Ints | Positions, size: Ints | Positions) -> npt.NDArray[np.intp]:
    """Of nested or disjoint ranges: those that lie in no other, from left to right."""
    by = np.lexsort((-size, first))
    ends = (first + size)[by]
    before = np.concatenate([[0], np.maximum.accumulate(ends)[:-1]]) if ends.size else ends
    return by[ends > before]
