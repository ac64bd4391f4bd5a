"""What the inspector says of a selection: how many, from which segments, and what differs most from the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from dash import html

from portal.figures.records import People
from portal.figures.wording import compact, humanised, listed, lowered, number, percent, signed
from portal.services import datasets, predicates, selection
from portal.services.datasets import Dataset
from portal.services.predicates import Filtered, Predicate
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.services.selection import Difference, Selection
from portal.services.workspace import Workspace
from portal.ui.components import Col, notice, saved, seg_name, tbl
from portal.ui.pca_view import compared_columns
from portal.ui.people import called

ROWS: Final = 8
TELLING: Final = 0.2
"""Differences below so many standard deviations are not spoken of."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an inspector shows, and the predicate that can be saved (None: nobody is selected)."""

    children: list[Any]
    predicate: dict[str, Any] | None


def told(
    ws: Workspace, dataset: Dataset, portrait: Portrait | None, predicate: Predicate, who: str = "", heading: int = 2
) -> Told:
    """Who meets the predicate; `portrait` is the run whose segments they are seen in, `who` ends the first line."""
    found = described(ws, dataset, portrait, predicate)
    kept = {"dataset": dataset.id, "predicate": predicates.to_json(predicate)}
    return Told(shown(portrait, found, called(dataset), who, heading), kept if found.count else None)


def described(ws: Workspace, dataset: Dataset, portrait: Portrait | None, predicate: Predicate) -> Selection:
    """Count, mix and differences of those who meet a predicate; columns that they were filtered by tell nothing."""
    filtered = {item.column for item in predicate.filters} if isinstance(predicate, Filtered) else set()
    columns = [name for name in compared_columns(dataset) if name not in filtered]
    frame = datasets.frame(ws, dataset.id, columns)
    labels = portrait.cut.labels if portrait else np.zeros(dataset.rows, dtype=np.int16)
    return selection.described(frame, dataset, labels, predicates.members(ws, dataset, predicate), columns)


def shown(portrait: Portrait | None, found: Selection, people: People, who: str, heading: int = 2) -> list[Any]:
    """Count, mix and differences of a selection."""
    large, small = (html.H2, html.H3) if heading == 2 else (html.H3, html.H4)
    head: list[Any] = [
        large(f"{people.of(found.count)} selected", className="chart-title"),
        html.P(f"{percent(found.share)} of {number(found.total)}{who}.", className="chart-reading"),
    ]
    if not found.count:
        return [*head, notice("Nobody is selected.", "Draw a larger outline, or take a filter away.")]
    telling = [one for one in found.differences if abs(one.effect) >= TELLING]
    same = html.P("They are like everyone else in every column.", className="help")
    apart = _table(telling[:ROWS]) if telling else same
    parts = [html.Div([small("What differs most from the rest", className="selection-head"), apart])]
    if portrait:
        mix = [small("Which segments they are in", className="selection-head"), _mix(portrait, found)]
        parts.insert(0, html.Div(mix))
    return [
        *head,
        html.P(reading(telling), className="selection-reading"),
        html.Div(parts, className="selection-parts"),
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


def _mix(portrait: Portrait, found: Selection) -> html.Div:
    rows = []
    for share in found.mix:
        one = portrait.segment(share.label)
        name = seg_name(one.name if one else UNASSIGNED_NAME, share.label)
        rows.append([name, number(share.count), percent(share.share), percent(share.share_of_all)])
    heads = [Col("Segment", wrap=True), *_numbers("Selected", "Share", "Everyone")]
    return saved(tbl(heads, rows, name="Segments of the selected", extra_class="tbl-tight"), extra_class="")


def _table(differences: list[Difference]) -> html.Div:
    rows = []
    for one in differences:
        words = humanised(one.column) if one.level is None else f"{humanised(one.column)}: {one.level}"
        values = [percent(v) if one.level is not None else compact(v) for v in (one.chosen, one.rest)]
        rows.append([words, *values, f"{signed(one.effect)} σ"])
    heads = [Col("Column", wrap=True), *_numbers("Selected", "The rest", "Apart")]
    return saved(tbl(heads, rows, name="What differs most from the rest", extra_class="tbl-tight"), extra_class="")


def _numbers(*names: str) -> list[Col]:
    return [Col(name, number=True) for name in names]
