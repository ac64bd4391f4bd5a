"""Where pinned runs agree, whom they dispute, and two of them segment by segment."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from portal.errors import PortalError
from portal.figures.agreement import agreement_caption, agreement_matrix
from portal.figures.crossing import crossing, crossing_caption
from portal.figures.records import Caption, Segment
from portal.figures.theme import Theme
from portal.figures.wording import counted, humanised, number, percent
from portal.services import comparing, comparison, disputes, pins, runs, segments
from portal.services.disputes import DRAWN, Disputed
from portal.services.runs import Cut, Run
from portal.services.workspace import Workspace
from portal.ui.components import Col, Row, state_error, tbl
from portal.ui.components.segments import seg_name
from portal.ui.people import called_in

LISTED: Final = 12
"""Disputed customers that the card lists; the CSV has all of them."""
NAMED: Final = 3
"""Runs up to which the matrix names them; above, it has room for their letters."""


def matrix_figure(ws: Workspace, ids: Sequence[str], unassigned: bool, theme: Theme) -> tuple[Any, Caption]:
    """ARI and AMI between every two pinned runs."""
    found = disputes.agreement(ws, ids, unassigned=unassigned)
    titles = {mark: runs.run(ws, one).title for mark, one in zip(pins.MARKS, ids, strict=False)}
    names = [f"{mark} {titles[mark]}" if len(found.names) <= NAMED else mark for mark in found.names]
    caption = agreement_caption(found.ari, names=names)
    title = caption.title.replace("the methods", "the runs").replace("The methods", "The runs")
    return agreement_matrix(found.ari, found.ami, names=names, theme=theme), Caption(title, caption.reading)


def disputed_list(ws: Workspace, ids: Sequence[str], unassigned: bool, current: str | None) -> tuple[Any, Caption, str]:
    """The first disputed customers, how many there are, and where the file of all of them is."""
    href = f"/export/disputed.csv?{urlencode({'runs': ','.join(ids), 'unassigned': 'in' if unassigned else 'out'})}"
    try:
        found = disputes.disputed(ws, ids, unassigned=unassigned)
    except PortalError as error:
        return state_error(error.message), Caption("Whom the runs dispute", ""), href
    dataset_id = runs.run(ws, ids[0]).spec.dataset_id
    people = called_in(dataset_id)
    count = len(found.rows)
    if not count:
        said = f"The pinned runs place all {people.of(found.counted)} whom they compare alike."
        return None, Caption("Nobody is disputed", said), href
    slots = _colours(ws, ids[pins.MARKS.index(found.marks[0])], current, found)
    first = found.rows[:LISTED]
    head, called = disputes.identified(ws, dataset_id, first)
    rows = [
        Row([name, *(seg_name(found.names[place], slots.get(place, -1)) for place in places)])
        for name, places in zip(called, found.places[:, first].T.tolist(), strict=True)
    ]
    table = tbl([Col(humanised(head)), *found.marks], rows, name=f"Disputed {people.many}, the most disputed first")
    more = f" The {LISTED} most disputed are listed; the CSV has all." if count > LISTED else ""
    words = "is" if count == 1 else "are"
    share = percent(count / found.counted) if found.counted else "none"
    return (
        table,
        Caption(
            f"{people.of(count)} {words} disputed",
            f"{share} of {number(found.counted)}. Segments are matched to those of {found.marks[0]}.{more}",
        ),
        href,
    )


def cross_figure(
    ws: Workspace, ids: Sequence[str], left: str, right: str, current: str | None, theme: Theme
) -> tuple[Any, Caption] | None:
    """Customers by segment in two pinned runs; None when one of them can not be cut."""
    chosen = [runs.run(ws, one) for one in (left, right)]
    cuts = [runs.cut_of(ws, run.spec) for run in chosen]
    if cuts[0] is None or cuts[1] is None:
        return None
    found = disputes.crossed(cuts[0], cuts[1])
    lent = comparing.reference(ws, current)
    sides = (
        _segments(ws, chosen[0], cuts[0], lent, found.left),
        _segments(ws, chosen[1], cuts[1], lent, found.right),
    )
    titles = [f"{pins.MARKS[list(ids).index(run.id)]} {run.title}" for run in chosen]
    people = called_in(chosen[0].spec.dataset_id)
    figure = crossing(found.counts, *sides, matched=found.matched, theme=theme, people=people)
    caption = crossing_caption(
        found.counts, matched=found.matched, left_title=titles[0], right_title=titles[1], people=people
    )
    return figure, caption


def _colours(ws: Workspace, first: str, current: str | None, found: Disputed) -> dict[int, int]:
    """Colour of each place: that of the current run's segment it corresponds to; groups of single runs come after."""
    cut, lent = runs.cut_of(ws, runs.run(ws, first).spec), comparing.reference(ws, current)
    own = comparison.slots(lent, cut) if cut else {}
    free = itertools.count(max([*own.values(), lent.n_segments - 1 if lent else 0]) + 1)
    return {place: own[place] if place in own else next(free) for place in sorted(found.names) if place >= 0}


def _segments(ws: Workspace, run: Run, cut: Cut, lent: Cut | None, labels: Sequence[int]) -> list[Segment]:
    """The run's own names, in the colours of the current run."""
    names, slots = segments.names(ws, run), comparison.slots(lent, cut)
    gathered = cut.n_segments > DRAWN + 1
    return [
        Segment(DRAWN, f"{counted(cut.n_segments - DRAWN, 'smaller group')}", 0, DRAWN)
        if gathered and label == DRAWN
        else Segment(label, names[label], 0, slots[label] if label >= 0 else -1)
        for label in labels
    ]
