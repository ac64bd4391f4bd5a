"""Comparing runs of one preparation: shared colours, agreement, who moves."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.engine.agreement import ami, ari, contingency, matched
from portal.services.runs import LEFT_OUT, Cut, Labels

DRAWN = 60
"""Segments, the largest, that are told apart in pictures; all that are smaller are one there."""


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """How far runs agree with one another.

    Attributes
    ----------
    names : the runs, in order
    ari, ami : (r, r) with ones on the diagonal; the unassigned count as one group
    """

    names: tuple[str, ...]
    ari: npt.NDArray[np.float64]
    ami: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Who is where in two runs.

    Attributes
    ----------
    counts : (a, b) customers by place in the first and in the second run
    left, right : label of each row and column (−1 is the unassigned)
    keep : customers who stay in the segment that corresponds
    placed : customers who have a place in both (all but the left out)
    """

    counts: npt.NDArray[np.int64]
    left: tuple[int, ...]
    right: tuple[int, ...]
    keep: int
    placed: int


def slots(reference: Cut | None, cut: Cut) -> dict[int, int]:
    """Colour of each segment of `cut`: that of the reference's segment it overlaps most, else a free one.

    Only the largest segments are matched; the others get colours that no segment of the reference has.
    """
    if reference is None:
        return {segment: segment for segment in range(cut.n_segments)}
    from scipy.optimize import linear_sum_assignment  # 37 MB, which processes that never compare need not spend

    overlap = _crossed(reference.labels, cut.labels)
    own, other = linear_sum_assignment(overlap, maximize=True)
    chosen = {int(b): int(a) for a, b in zip(own, other, strict=True) if overlap[a, b] > 0}
    # A colour of the reference is not given to another group.
    spare = itertools.count(reference.n_segments)
    return {segment: chosen[segment] if segment in chosen else next(spare) for segment in range(cut.n_segments)}


def _crossed(a: Labels, b: Labels) -> npt.NDArray[np.int64]:
    """(≤ DRAWN, ≤ DRAWN) rows that are in both of two segments."""
    width = DRAWN + 3  # left out, unassigned, all that are smaller
    code = np.minimum(a, DRAWN).astype(np.int32)
    code += 2
    code *= width
    code += np.minimum(b, DRAWN)
    code += 2
    counts = np.bincount(code, minlength=width * width).reshape(width, width)
    return np.asarray(counts[2 : 2 + DRAWN, 2 : 2 + DRAWN])


def agreement(cuts: Mapping[str, Cut]) -> Agreement:
    """Agreement between every two of the cuts."""
    names = tuple(cuts)
    first = np.eye(len(names))
    second = np.eye(len(names))
    for i, a in enumerate(names):
        for j in range(i + 1, len(names)):
            b = names[j]
            both = (cuts[a].labels > LEFT_OUT) & (cuts[b].labels > LEFT_OUT)
            first[i, j] = first[j, i] = ari(cuts[a].labels[both], cuts[b].labels[both])
            second[i, j] = second[j, i] = ami(cuts[a].labels[both], cuts[b].labels[both])
    return Agreement(names, first, second)


def moves(a: Cut, b: Cut) -> Moves:
    """The customers of run `a` by their place in run `b`; segments from number DRAWN on count as one."""
    both = (a.labels > LEFT_OUT) & (b.labels > LEFT_OUT)
    first, second = np.minimum(a.labels[both], DRAWN), np.minimum(b.labels[both], DRAWN)
    counts, left, right = _table(first, second)
    partner = matched(first, second)
    keep = sum(
        int(counts[i, j])
        for j, label in enumerate(right)
        for i, other in enumerate(left)
        if (label == other == -1) or (label >= 0 and partner.get(label, -2) == other)
    )
    return Moves(counts, left, right, keep, int(np.count_nonzero(both)))


def _table(a: Labels, b: Labels) -> tuple[npt.NDArray[np.int64], tuple[int, ...], tuple[int, ...]]:
    counts, left, right = contingency(a, b)
    return counts, _ints(left), _ints(right)


def _ints(labels: Sequence[int] | npt.NDArray[np.integer]) -> tuple[int, ...]:
    return tuple(int(label) for label in labels)
