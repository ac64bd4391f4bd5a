"""Where pinned runs agree and whom they place differently; the same as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.agreement import ami, ari, contingency
from portal.engine.columns import Role
from portal.errors import ConflictError, NotFoundError, ParameterError
from portal.services import comparison, datasets, exports, pins, runs, segments
from portal.services.comparison import Agreement
from portal.services.runs import LEFT_OUT, Cut
from portal.services.workspace import Workspace

FORMAT = 1
WEEK = 7 * 24 * 3600.0
DRAWN = 11
"""Segments of a run, the largest, that a cross-table tells apart; the smaller ones count together."""
BLOCK = 2**16
"""Customers who are compared at a time."""

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.signedinteger[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """Customers by their segment in two runs.

    Attributes
    ----------
    counts : (a, b)
    left, right : label of each row and column; −1 the unassigned, `DRAWN` all that are smaller. The columns are
        ordered so that matched segments (Hungarian method) meet on the diagonal
    matched : (a, b) True where a row's segment meets its counterpart
    """

    counts: Ints
    left: tuple[int, ...]
    right: tuple[int, ...]
    matched: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Disputed:
    """Customers whom the runs place differently.

    Attributes
    ----------
    marks : the runs, in order; segments are matched to those of the first
    places : (r, rows) place of every customer in every run, in the first run's numbers, in as few bytes as those
        need; −1 unassigned, −2 left out
    names : name of each place
    rows : table rows of the disputed, those with the least agreement first
    counted : customers who were compared
    """

    marks: tuple[str, ...]
    places: Places
    names: dict[int, str]
    rows: npt.NDArray[np.intp]
    counted: int


def agreement(ws: Workspace, ids: Sequence[str], *, unassigned: bool) -> Agreement:
    """ARI and AMI between every two pinned runs; the unassigned as one group, or left out pair by pair."""
    cuts = pins.cuts(ws, ids)
    marks = tuple(cuts)
    values = np.ones((2, len(marks), len(marks)))
    by_mark = dict(zip(pins.MARKS, ids, strict=False))
    for i, a in enumerate(marks):
        for j in range(i + 1, len(marks)):
            pair = by_mark[a], by_mark[marks[j]]
            values[:, i, j] = values[:, j, i] = _pair(ws, pair, cuts[a], cuts[marks[j]], unassigned)
    return Agreement(marks, values[0], values[1])


def crossed(a: Cut, b: Cut) -> Crossed:
    """The customers whom both runs speak of, by their segment in each."""
    both = (a.labels > LEFT_OUT) & (b.labels > LEFT_OUT)
    counts, left, right = contingency(np.minimum(a.labels[both], DRAWN), np.minimum(b.labels[both], DRAWN))
    partner = comparison.slots(a, b)
    rows = sorted(range(len(left)), key=lambda i: (left[i] < 0, left[i]))
    columns = sorted(range(len(right)), key=lambda j: (right[j] < 0, partner.get(int(right[j]), DRAWN), right[j]))
    lefts, rights = tuple(int(left[i]) for i in rows), tuple(int(right[j]) for j in columns)
    matched = np.array([[_meet(x, y, partner) for y in rights] for x in lefts], dtype=np.bool_)
    return Crossed(counts[np.ix_(rows, columns)], lefts, rights, matched.reshape(len(lefts), len(rights)))


def disputed(ws: Workspace, ids: Sequence[str], *, unassigned: bool) -> Disputed:
    """Whom the pinned runs place differently.

    With `unassigned`, being in no segment is a place like any other; else a customer is only compared over the
    runs that place them.

    Raises
    ------
    ConflictError
        when fewer than two of the runs have been computed
    """
    cuts = pins.cuts(ws, ids)
    if len(cuts) < 2:
        raise ConflictError("Two computed runs are needed to find whom they dispute. Pin another run on Compare.")
    marks = tuple(cuts)
    first = cuts[marks[0]]
    names = segments.names(ws, runs.run(ws, dict(zip(pins.MARKS, ids, strict=False))[marks[0]]))
    numbers = [np.append(np.arange(first.n_segments), (LEFT_OUT, -1))]
    free = first.n_segments
    for mark in marks[1:]:
        numbers.append(_numbers(cuts[mark], first, mark, names, free))
        free = max(free, int(numbers[-1].max()) + 1)
    places: Places = np.empty((len(marks), first.rows), dtype=np.min_scalar_type(-max(free, 2)))
    # Whoever is not disputed comes last, and is cut off.
    votes = np.full(first.rows, np.inf, dtype=np.float32)
    counted = count = 0
    for start in range(0, first.rows, BLOCK):
        part = slice(start, start + BLOCK)
        block = places[:, part]
        for line, number, cut in zip(block, numbers, cuts.values(), strict=True):
            line[:] = number[cut.labels[part]]
        compared, differs = _compared(block, unassigned)
        votes[part][differs] = _votes(block[:, differs], unassigned)
        counted += int(np.count_nonzero(compared))
        count += int(np.count_nonzero(differs))
    return Disputed(marks, places, names, np.argsort(votes, kind="stable")[:count], counted)


def identified(ws: Workspace, dataset_id: str, rows: npt.NDArray[np.intp]) -> tuple[str, list[str]]:
    """What customers are called: the table's id column, or the number of the row."""
    named = datasets.info(ws, dataset_id).names(Role.ID)
    if not named:
        return "Row", [f"{row + 1:,}" for row in rows.tolist()]
    column = datasets.frame(ws, dataset_id, [named[0]])[named[0]]
    return named[0], [str(value) for value in column.iloc[rows]]


def csv_lines(ws: Workspace, text: str, *, unassigned: bool = True) -> Iterator[str]:
    """CSV of the disputed customers of the runs `a,b,c`: every column, the number of places, the place in each run."""
    ids = pins.read(text)
    if len(ids) < 2:
        raise ParameterError("Whom runs dispute is known of two runs or more. Give them as runs=first,second.")
    chosen = [runs.run(ws, one) for one in ids]
    dataset_id = chosen[0].spec.dataset_id
    if any(run.spec.dataset_id != dataset_id for run in chosen):
        raise NotFoundError("These runs belong to different datasets. Choose runs of one dataset.")
    found = disputed(ws, ids, unassigned=unassigned)
    by_mark = dict(zip(pins.MARKS, chosen, strict=False))
    heads = [f"{mark}_{by_mark[mark].spec.algorithm}_{by_mark[mark].id[:6]}" for mark in found.marks]
    words = {place: exports.harmless(name) for place, name in found.names.items()}

    def more(rows: slice) -> list[list[str]]:
        places = found.places[:, found.rows[rows]]
        named = [[words[place] for place in line] for line in places.tolist()]
        return [[str(kind) for kind in _kinds(places, unassigned).tolist()], *named]

    return exports.lines_with(ws, dataset_id, found.rows, ["places", *heads], more)


def _pair(ws: Workspace, ids: tuple[str, str], a: Cut, b: Cut, unassigned: bool) -> tuple[float, float]:
    key = ("pair-agreement", FORMAT, *sorted(ids), unassigned)
    known: tuple[float, float] | None = ws.cache.get(key)
    if known is None:
        lowest = LEFT_OUT if unassigned else -1
        both = (a.labels > lowest) & (b.labels > lowest)
        one, other = a.labels[both], b.labels[both]
        known = (ari(one, other), ami(one, other)) if np.count_nonzero(both) > 1 else (float("nan"), float("nan"))
        ws.cache.set(key, known, expire=WEEK)
    return known


def _meet(left: int, right: int, partner: Mapping[int, int]) -> bool:
    if left < 0 or right < 0 or DRAWN in (left, right):
        return left == right
    return partner.get(right) == left


def _numbers(cut: Cut, first: Cut, mark: str, names: dict[int, str], free: int) -> Ints:
    """The first run's number of each of a run's labels; groups of its own get numbers from `free` on, and names."""
    partner = comparison.slots(first, cut)
    numbers = np.empty(cut.n_segments + 2, dtype=np.int64)
    numbers[-2:] = LEFT_OUT, -1  # reached by the labels −2 and −1
    own = 0
    for label in range(cut.n_segments):
        if partner[label] < first.n_segments:
            numbers[label] = partner[label]
            continue
        own += 1
        numbers[label] = free
        names[free] = f"Other group {own} of {mark}"
        free += 1
    return numbers


def _compared(places: Places, unassigned: bool) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which customers the runs can be asked about, and whom of these they place differently."""
    compared = np.asarray((places > LEFT_OUT).all(axis=0))
    if unassigned:
        return compared, compared & (places != places[0]).any(axis=0)
    held = places >= 0
    top, low = places.max(axis=0), np.where(held, places, np.iinfo(places.dtype).max).min(axis=0)
    compared &= held.sum(axis=0) >= 2
    return compared, compared & (top != low)


def _votes(places: Places, unassigned: bool) -> npt.NDArray[Any]:
    """Share of the runs that agree on the place most of them choose, by customer."""
    best = np.zeros(places.shape[1])
    for line in places:
        same = (places == line).sum(axis=0)
        best = np.maximum(best, same if unassigned else np.where(line >= 0, same, 0))
    asked = len(places) if unassigned else np.maximum((places >= 0).sum(axis=0), 1)
    return np.asarray(best / asked)


def _kinds(places: Places, unassigned: bool) -> Ints:
    """Number of different places, by customer."""
    ordered = np.sort(places, axis=0)
    fresh = np.ones(ordered.shape, dtype=np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    if not unassigned:
        fresh &= ordered >= 0
    return np.asarray(fresh.sum(axis=0), dtype=np.int64)
