"""Who meets the filters: their segments, what sets them apart, and the way to keep them as an audience."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import Input, Output, State, callback, html

from portal.errors import NotFoundError
from portal.services import datasets, exploring, segments
from portal.services.predicates import Filtered
from portal.services.segments import Portrait
from portal.ui.explore.ids import Id as PageId
from portal.ui.icons import icon
from portal.ui.ids import ShellId
from portal.ui.inspector import inspector, told
from portal.ui.inspector.ids import Part, part
from portal.ui.query import parsed
from portal.ui.session import workspace

PAGE = "explore"


class Id(StrEnum):
    """Parts of the inspector's place."""

    PLACE = "explore-inspected"
    OPENER = "explore-inspected-opener"


def inspected() -> html.Div:
    """The inspector, out of sight until something is filtered; folded, so that marking a chart moves no other."""
    words = [icon("chevron-right"), "Who they are, and keeping them as an audience"]
    summary = html.Summary(words, id=Id.OPENER, n_clicks=0)
    opener = html.Details([summary, inspector(PAGE, hidden=True)], className="panel inspected")
    return html.Div(opener, id=Id.PLACE, className="explore-inspected", hidden=True)


def register_callbacks() -> None:
    """Callbacks of the inspector on Explore."""

    @callback(
        Output(part(Part.BODY, PAGE), "children"),
        Output(part(Part.PREDICATE, PAGE), "data"),
        Output(part(Part.FORM, PAGE), "hidden"),
        Output(Id.PLACE, "hidden"),
        Input(PageId.FILTERS, "data"),
        Input(Id.OPENER, "n_clicks"),
        State(PageId.DATASET, "data"),
        State(ShellId.URL, "search"),
    )
    def inspect(written: str | None, pressed: int | None, dataset_id: str, search: str | None) -> tuple[Any, ...]:
        """Say who meets the filters, once somebody wants to know."""
        ws = workspace()
        filters = exploring.parse(written)
        # Every press opens or closes it; what is closed costs nothing.
        if not filters or not (pressed or 0) % 2:
            return None, None, True, not filters
        known = datasets.info(ws, dataset_id)
        found = told(ws, known, _portrait(dataset_id, parsed(search).run), Filtered(filters), " meet the filters")
        return found.children, found.predicate, found.predicate is None, False


def _portrait(dataset_id: str, run_id: str | None) -> Portrait | None:
    """The run in whose segments they are seen: the address's own, else the table's usual one, if there is any."""
    ws = workspace()
    try:
        chosen = segments.chosen(ws, dataset_id, run_id)
    except NotFoundError:
        return None
    if chosen is None or chosen.run is None or chosen.dataset.id != dataset_id:
        return None
    return segments.portrait(ws, chosen.run)
