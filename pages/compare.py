"""Compare: three ways to find segments, side by side, on the same customers.

The analyst learns whether K-Means, DBSCAN and HDBSCAN find the same groups, which settings are
safe, whom the methods dispute, and makes one of the three the current run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html, register_page

from portal.errors import PortalError
from portal.services import comparing, pins, saved_comparisons
from portal.ui import address
from portal.ui.compare import (
    guards,
    inspecting,
    joining,
    looking,
    maps,
    pinning,
    preparing,
    resting,
    saving,
    showing,
    sliders,
)
from portal.ui.compare.board import board
from portal.ui.compare.ids import PAGE, Id
from portal.ui.compare.panel import preparation_panel
from portal.ui.compare.pinned import pin_bar, pinned_section
from portal.ui.compare.sections import PAIRS, sections
from portal.ui.components import page_head, state_empty, state_error
from portal.ui.mirrors import mirrors
from portal.ui.people import called
from portal.ui.session import workspace

register_page(__name__, path="/compare", name="Compare", title="Compare methods · Segments", order=4)


def layout(
    dataset: str | None = None,
    run: str | None = None,
    kmeans: str | None = None,
    dbscan: str | None = None,
    hdbscan: str | None = None,
    pair: str | None = None,
    comparison: str | None = None,
    **view: str,
) -> Any:
    """The comparison that the address asks for."""
    chosen = {"kmeans": kmeans, "dbscan": dbscan, "hdbscan": hdbscan}
    try:
        saved = saved_comparisons.opened(workspace(), comparison) if comparison else None
        place = comparing.placed(workspace(), saved.dataset_id if saved else dataset, run, chosen)
    except PortalError as error:
        return [
            page_head("Compare methods", "This link leads nowhere"),
            state_error(error.message, dcc.Link("Compare the first dataset", href="/compare")),
        ]
    if place is None:
        return [
            page_head("Compare methods", "There is no table yet"),
            state_empty(
                "No dataset",
                "Methods are compared on a table of customers.",
                dcc.Link("Bring a table", href="/data", className="btn btn-primary"),
            ),
        ]
    return html.Div(
        [
            page_head(
                "Compare methods",
                "Which groups do three methods find?",
                f"K-Means, DBSCAN and HDBSCAN on the same {called(place.dataset).many}.",
                finding_id=Id.FINDING,
                lead_id=Id.LEAD,
            ),
            html.Div(
                [
                    preparation_panel(place),
                    html.Div([_status(), html.Div(board(place), id=Id.METHODS), pin_bar()]),
                ],
                className="cols",
            ),
            inspecting.inspected(),
            html.Div(id=Id.GUARD, className="stack-notices guard"),
            html.Div(sections(pair if pair in PAIRS else PAIRS[0]), id=Id.EVIDENCE),
            maps.maps_section(view.get("map")),
            _pinned(place.dataset.id, view, saved.pins if saved else ()),
            dcc.Store(id=Id.SETTLED),
            address.changes(Id.PAIR),
            *mirrors(PAGE),
        ]
    )


def _pinned(dataset_id: str, view: Mapping[str, object], saved: Sequence[str]) -> Any:
    # A name that is repeated in an address arrives as a list.
    said = {name: value for name, value in view.items() if isinstance(value, str)}
    return pinned_section(
        dataset_id,
        pins.taken(workspace(), dataset_id, said.get("pins") or pins.written(saved)),
        rank=said.get("rank"),
        between=said.get("between", "").split(","),
        unassigned=said.get("unassigned") != "out",
    )


def _status() -> html.Div:
    work = html.Div([html.Div(id=Id.PROGRESS), html.Div(id=Id.CANCEL)], className="with-cancel")
    refused = dcc.Store(id=Id.REFUSED)
    return html.Div([work, html.Div(id=Id.FAULT), refused], id=Id.STATUS, className="compare-status")


sliders.register_callbacks()
resting.register_callbacks()
looking.register_callbacks()
inspecting.register_callbacks()
preparing.register_callbacks()
showing.register_callbacks()
guards.register_callbacks()
maps.register_callbacks()
pinning.register_callbacks()
joining.register_callbacks()
saving.register_callbacks()
