"""Segmentations: every run that was kept, and two versions beside each other.

The analyst learns which divisions the team works with, what was decided since an earlier version,
and which customers moved.
"""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, register_page

from portal.errors import PortalError
from portal.figures.theme import Theme, graph_config
from portal.services import segmentations, versions
from portal.ui import mirrors
from portal.ui.components import (
    CardPart,
    Option,
    card_part,
    page_head,
    section,
    select,
    state_empty,
    state_error,
)
from portal.ui.keeping import comparing, gallery
from portal.ui.keeping.ids import Comparing
from portal.ui.keeping.words import comparing_address
from portal.ui.session import workspace

PAGE = "segmentations"

register_page(__name__, path="/segmentations", name="Segmentations", title="Segmentations · Segments", order=7)


def layout(before: str | None = None, after: str | None = None, **_: str) -> Any:
    """Two versions beside each other when the address names them; else all that is kept."""
    kept = gallery.gallery(link=False)
    if kept is None:
        way = dcc.Link("Open Profiles", href="/profiles", className="btn btn-primary")
        about = "A run becomes a segmentation when somebody gives it a name on Profiles: with a plan for each segment."
        return [page_head("Segmentations", "Nothing is kept yet"), state_empty("No segmentation", about, way)]
    finding, parts = "What the team works with", []
    lead: Any = "Published versions stay as they are; a change begins the next one."
    if before and after:
        try:
            found = versions.compared(workspace(), before, after)
        except PortalError as error:
            finding, parts = "This link leads nowhere", [state_error(error.message)]
        else:
            finding = comparing.finding(found)
            lead = comparing.lead(found)
            parts = [comparing.moves_card(found), section("What changed", comparing.changes_table(found))]
    return html.Div(
        [
            *mirrors.mirrors(PAGE),
            dcc.Store(id=Comparing.PAIR, data=[before, after] if parts else None),
            page_head("Segmentations", finding, lead),
            _choice(before, after),
            *parts,
            kept,
        ]
    )


def _choice(before: str | None, after: str | None) -> Any:
    """Which two versions; a choice opens them."""
    ws = workspace()
    every = [*segmentations.listed(ws), *segmentations.listed(ws, retired=True)]
    options = [Option(one.id, comparing.title_of(one), f"{one.dataset_name}, {one.status.value}") for one in every]
    fields = [
        select(Comparing.BEFORE, "Compare", options, before or "", placeholder="Choose a version"),
        select(Comparing.AFTER, "With", options, after or "", placeholder="Choose a version"),
    ]
    go = dcc.Location(id=Comparing.GO, refresh="callback-nav")
    return html.Div([*fields, go], className="toolbar kept-toolbar")


@callback(
    Output(Comparing.GO, "href"),
    Input(Comparing.BEFORE, "value"),
    Input(Comparing.AFTER, "value"),
    State(Comparing.PAIR, "data"),
    prevent_initial_call=True,
)
def choose(before: str | None, after: str | None, shown: list[str | None] | None) -> Any:
    """Open the two that are chosen."""
    if not before or not after or [before, after] == shown:
        return no_update
    ws = workspace()
    return comparing_address(*(segmentations.segmentation(ws, one) for one in (before, after)))


@callback(
    Output(Comparing.FLOWS, "figure"),
    Output(Comparing.FLOWS, "config"),
    Output(card_part(Comparing.FLOWS_CARD, CardPart.TITLE), "children"),
    Output(card_part(Comparing.FLOWS_CARD, CardPart.READING), "children"),
    mirrors.theme(PAGE),
    State(Comparing.PAIR, "data"),
)
def draw_moves(theme: Theme | None, pair: list[str] | None) -> tuple[Any, ...]:
    """Who moved from one version to the other."""
    if not theme or not pair:
        return (no_update,) * 4
    found = versions.compared(workspace(), *pair)
    if found.moves is None:
        return (no_update,) * 4
    figure, caption = comparing.drawn(found, theme)
    return figure, graph_config(f"{found.after.name} moves"), caption.title, caption.reading
