"""Who was selected on the map: how many, from which segments, and what differs most from the rest."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from dash import html

from portal.figures.wording import compact, humanised, listed, lowered, number, percent, signed
from portal.services import datasets, selection
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.services.selection import Difference, Selection
from portal.services.structures import Structure
from portal.services.workspace import Workspace
from portal.ui.components import Col, notice, seg_name, size_bars, tbl
from portal.ui.pca_map import points_of
from portal.ui.pca_view import View, compared_columns
from portal.ui.portraits import segments_of

ROWS: Final = 8
TELLING: Final = 0.2
"""Differences below so many standard deviations are not spoken of."""


def panel(ws: Workspace, portrait: Portrait, structure: Structure, view: View) -> list[Any]:
    """Children of the selection card."""
    outlines = () if view.space else selection.read(view.select)
    if not outlines and view.among is None:
        return [
            html.H2("Nobody is selected", className="chart-title"),
            html.P(
                "Draw around dots on the map with the lasso or the box, or choose a segment above. "
                "Here is then who they are and what sets them apart.",
                className="chart-reading",
            ),
            html.H3("Everyone on the map", className="selection-head"),
            size_bars(segments_of(portrait), name="Customers by segment"),
        ]
    chosen = np.zeros(structure.rows, dtype=np.bool_)
    own = (
        selection.inside(points_of(structure, view), outlines) if outlines else np.ones(structure.matrix.n, dtype=bool)
    )
    if view.among is not None:
        own &= portrait.cut.matrix_labels == view.among
    chosen[structure.matrix.index] = own
    columns = compared_columns(portrait.dataset)
    frame = datasets.frame(ws, portrait.dataset.id, columns)
    found = selection.described(frame, portrait.dataset, portrait.cut.labels, chosen, columns)
    return shown(portrait, found, _who(portrait, view, bool(outlines)))


def shown(portrait: Portrait, found: Selection, who: str) -> list[Any]:
    """Count, mix and differences of a selection."""
    people = "1 customer" if found.count == 1 else f"{number(found.count)} customers"
    head: list[Any] = [
        html.H2(f"{people} selected", className="chart-title"),
        html.P(f"{percent(found.share)} of {number(found.total)}{who}.", className="chart-reading"),
    ]
    if not found.count:
        return [*head, notice("Nobody is inside this outline.", "Draw a larger one, or take the segment filter away.")]
    telling = [one for one in found.differences if abs(one.effect) >= TELLING]
    return [
        *head,
        html.P(reading(telling), className="selection-reading"),
        html.H3("Which segments they are in", className="selection-head"),
        _mix(portrait, found),
        html.H3("What differs most from the rest", className="selection-head"),
        _table(telling[:ROWS]) if telling else html.P("They are like everyone else in every column.", className="help"),
    ]


def reading(telling: list[Difference]) -> str:
    """The strongest differences in one sentence."""
    if not telling:
        return "They hardly differ from the rest in any column."
    return f"Furthest from the rest: {listed([_phrase(one) for one in telling[:3]])}."


def _phrase(one: Difference) -> str:
    column = lowered(humanised(one.column))
    if one.level is not None:
        return f"{percent(one.chosen)} have {column} {one.level} against {percent(one.rest)}"
    return f"{column} {compact(one.chosen)} against {compact(one.rest)}"


def _who(portrait: Portrait, view: View, drawn: bool) -> str:
    if view.among is None:
        return ""
    found = portrait.segment(view.among)
    name = found.name if found else UNASSIGNED_NAME
    return f", of {name} only" if drawn else f": {name}"


def _mix(portrait: Portrait, found: Selection) -> html.Div:
    rows = []
    for share in found.mix:
        one = portrait.segment(share.label)
        name = seg_name(one.name if one else UNASSIGNED_NAME, share.label)
        rows.append([name, number(share.count), percent(share.share), percent(share.share_of_all)])
    heads = [Col("Segment", wrap=True), *_numbers("Selected", "Share", "Everyone")]
    return tbl(heads, rows, name="Segments of the selected customers", extra_class="tbl-tight")


def _table(differences: list[Difference]) -> html.Div:
    rows = []
    for one in differences:
        words = humanised(one.column) if one.level is None else f"{humanised(one.column)}: {one.level}"
        values = [percent(v) if one.level is not None else compact(v) for v in (one.chosen, one.rest)]
        rows.append([words, *values, f"{signed(one.effect)} σ"])
    heads = [Col("Column", wrap=True), *_numbers("Selected", "The rest", "Apart")]
    return tbl(heads, rows, name="What differs most from the rest", extra_class="tbl-tight")


def _numbers(*names: str) -> list[Col]:
    return [Col(name, number=True) for name in names]
