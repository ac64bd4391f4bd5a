"""Home: what is loaded, which segments are in it, what sets each apart, and what to do next.

The analyst learns in ten seconds how many segments there are, how many customers they cover,
whether the methods agree, and where to go from here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import Output, State, callback, dcc, html, no_update, register_page

from portal.figures.theme import Theme, graph_config
from portal.services import evidence, runs, segments
from portal.services.segments import Portrait
from portal.ui import home, home_map, missing
from portal.ui.components import CardPart, card_part
from portal.ui.mirrors import job_done, mirrors, theme
from portal.ui.session import workspace
from portal.ui.structure.card import evidence_card

register_page(__name__, path="/", name="Home", title="Home · Segments", order=0)


PAGE = "home"


class Id(StrEnum):
    """Parts of the page."""

    VIEW = "home-view"
    KNOWN = "home-known"
    MAP = "home-map"
    MAP_CARD = "home-map-card"
    EVIDENCE = "home-evidence"
    PEOPLE = "home-people"


def layout(dataset: str | None = None, run: str | None = None, **_: str) -> Any:
    """The run that the address asks for, or the first sample's own."""
    found = missing.portrait_or_words("Home", "/", dataset, run)
    if not isinstance(found, Portrait):
        return found
    page = home.full(found, map_id=Id.MAP, card_id=Id.MAP_CARD, evidence_id=Id.EVIDENCE, people_id=Id.PEOPLE)
    known = evidence.known(workspace(), found.run)
    stores = [dcc.Store(id=Id.VIEW, data={"run": found.run.id}), dcc.Store(id=Id.KNOWN, data=known)]
    return html.Div([*page, *stores, *mirrors(PAGE)])


@callback(
    Output(Id.MAP, "figure"),
    Output(Id.MAP, "config"),
    Output(card_part(Id.MAP_CARD, CardPart.TITLE), "children"),
    Output(card_part(Id.MAP_CARD, CardPart.READING), "children"),
    theme(PAGE),
    State(Id.VIEW, "data"),
)
def draw_map(theme_now: Theme | None, view: dict[str, str]) -> tuple[Any, ...]:
    """Everybody on the first two components, in the colours of the segments."""
    ws = workspace()
    run = runs.run(ws, view["run"])
    portrait = segments.portrait(ws, run)
    if portrait is None or not theme_now:
        return (no_update,) * 4
    figure, caption = home_map.drawn(ws, portrait, theme_now)
    return figure, graph_config(f"{portrait.dataset.name} map"), caption.title, caption.reading


@callback(
    Output(Id.EVIDENCE, "children"),
    Output(Id.PEOPLE, "children"),
    Output(Id.KNOWN, "data"),
    job_done(PAGE),
    State(Id.VIEW, "data"),
    State(Id.KNOWN, "data"),
    prevent_initial_call=True,
)
def show_evidence(_done: Any, view: dict[str, str], shown: str | None) -> tuple[Any, Any, Any]:
    """The verdict and how far each segment returns, as soon as they are known."""
    ws = workspace()
    run = runs.run(ws, view["run"])
    known = evidence.known(ws, run)
    portrait = segments.portrait(ws, run) if known != shown else None
    if portrait is None:
        return no_update, no_update, no_update
    return evidence_card(ws, portrait), home.people(portrait), known
