"""Explore: how each column is spread, what moves together, where the gaps are, before anything is clustered.

The analyst learns which variables are skewed or full of gaps, which two say the same, and looks
at any part of the customers by clicking on it.
"""

from __future__ import annotations

from typing import Any

from dash import Input, State, callback, dcc, html, no_update, register_page

from portal.errors import NotFoundError
from portal.figures.wording import counted
from portal.services import datasets, exploring
from portal.ui import address, mirrors
from portal.ui.components import notice, page_head, section, state_empty, state_error
from portal.ui.explore import filtering, inspecting, pair, shapes, state, together
from portal.ui.explore.ids import Id
from portal.ui.ids import ShellId
from portal.ui.query import changed
from portal.ui.session import workspace

register_page(__name__, path="/explore", name="Explore", title="Explore · Segments", order=3)


def layout(
    dataset: str | None = None,
    run: str | None = None,
    x: str | None = None,
    y: str | None = None,
    color: str | None = None,
    method: str | None = None,
    where: str | None = None,
    show: str | None = None,
    **_: str,
) -> Any:
    """The table that the address names, seen as the address says."""
    ws = workspace()
    try:
        shown = datasets.info(ws, dataset) if dataset else datasets.default(ws)
    except NotFoundError as error:
        way_out = dcc.Link("Explore the first table", href="/explore")
        return [page_head("Explore", "This link leads nowhere"), state_error(error.message, way_out)]
    if shown is None:
        bring = dcc.Link("Bring a table", href="/data", className="btn btn-primary")
        about = "Distributions and relations are drawn from a table of customers."
        return [page_head("Explore", "There is no table yet"), state_empty("No dataset", about, bring)]
    view = state.view(shown, x, y, color, method, where)
    columns = len(exploring.drawable(shown))
    if not columns:
        roles = dcc.Link(
            "Look at its columns", href=f"/data{changed('', dataset=shown.id)}", className="btn btn-primary"
        )
        about = "Every column is an id, free text or ignored."
        return [page_head("Explore", "Nothing to draw yet"), state_empty("No column can be drawn", about, roles)]
    most = columns if show == "all" else min(columns, shapes.MOST)
    return html.Div(
        [
            *mirrors.mirrors("explore"),
            dcc.Store(id=Id.DATASET, data=shown.id),
            dcc.Store(id=Id.FILTERS, data=exploring.written(view.filters)),
            dcc.Store(id=Id.DEFAULT, data=view.default),
            address.changes("explore"),
            page_head("Explore", f"What do {counted(columns, 'column')} say?", finding_id=Id.FINDING),
            notice(view.wrong, "Everything else is shown.", kind="warning") if view.wrong else None,
            filtering.filter_bar(shown),
            inspecting.inspected(),
            section(
                "Two columns against each other", pair.pair_part(view), aside="Pairs worth a look, or any you choose"
            ),
            section("Distributions", _shapes(shown, run, columns, most), aside=shapes.aside(columns, most)),
            section("Together and missing", together.together_part(view), aside=together.method_switch(view.method)),
        ],
        className="explore",
    )


def _shapes(shown: datasets.Dataset, run: str | None, columns: int, most: int) -> list[Any]:
    cards = html.Div(shapes.shape_cards(shown, most), className="small-multiples explore-shapes")
    if most == columns:
        return [cards]
    href = f"/explore{changed('', dataset=shown.id, run=run, show='all')}"
    return [cards, dcc.Link(f"Draw all {columns:,} columns", href=href, className="btn explore-more")]


@callback(
    address.written("explore"),
    Input(Id.X, "value"),
    Input(Id.Y, "value"),
    Input(Id.COLOR, "value"),
    Input(Id.METHOD, "value"),
    Input(Id.FILTERS, "data"),
    State(ShellId.URL, "search"),
    State(Id.DEFAULT, "data"),
    prevent_initial_call=True,
)
def keep(
    x: str | None,
    y: str | None,
    color: str | None,
    method: str | None,
    written: str | None,
    search: str | None,
    default: list[str] | None,
) -> Any:
    """Write what is shown into the address, so that the link opens the same and Back undoes."""
    new = state.news(search, default or [], (x, y, color, method, written))
    return no_update if new is None else new


filtering.register_callbacks()
inspecting.register_callbacks()
shapes.register_callbacks()
pair.register_callbacks()
together.register_callbacks()
