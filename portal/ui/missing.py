"""What a page about a run shows while there is no run to speak of: no table, no variables, not clustered yet."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from portal.errors import PortalError
from portal.services import samples, segments
from portal.services.segments import Chosen, Portrait
from portal.ui import waiting
from portal.ui.components import chart_card, page_head, section, skeleton_lines, state_empty, state_error
from portal.ui.fictional import fictional_tables
from portal.ui.icons import icon
from portal.ui.people import called
from portal.ui.session import workspace

PICTURE = 400


def portrait_or_words(page: str, path: str, dataset: str | None, run: str | None) -> Portrait | list[Any]:
    """The portrait of the run that the address asks for, or what to show instead of it."""
    ws = workspace()
    try:
        chosen = segments.chosen(ws, dataset, run)
        if chosen is None:
            return no_table(page)
        if not chosen.preparation.features:
            return no_variables(page, chosen)
        portrait = segments.portrait(ws, chosen.run) if chosen.run else None
        return portrait or not_clustered(page, chosen)
    except PortalError as error:
        return nowhere(page, path, error.message)


def _map_to_come() -> html.Div:
    """Still shapes where the groups will be."""
    places = ((18, 52, 84), (40, 66, 112), (44, 28, 128), (70, 62, 140), (82, 24, 64))
    dots = [
        html.I(
            className="skeleton",
            style={"left": f"{x}%", "top": f"{y}%", "width": f"{wide}px", "height": f"{wide}px"},
        )
        for x, y, wide in places
    ]
    return html.Div(dots, className="map-to-come", style={"height": f"{PICTURE}px"}, **{"aria-hidden": "true"})


def nowhere(page: str, path: str, message: str) -> list[Any]:
    """A link to something that is not there."""
    way_out = dcc.Link("Open the first dataset", href=path)
    return [page_head(page, "This link leads nowhere"), state_error(message, way_out)]


def no_table(page: str) -> list[Any]:
    """No table at all."""
    return [
        page_head(page, "Which segments are in your customers?"),
        state_empty(
            "There is no table yet",
            "Bring a table of customers, one row each, or look around in a sample. Everything stays on this server.",
            [
                dcc.Link([icon("upload"), "Bring a table"], href="/data", className="btn btn-primary"),
                *(
                    html.Button(
                        f"Use {sample.name.lower()}",
                        id={"type": waiting.SAMPLE, "of": sample.slug},
                        type="button",
                        n_clicks=0,
                        className="btn",
                        title=sample.description,
                    )
                    for sample in samples.offered()
                ),
                fictional_tables(),
            ],
        ),
    ]


def no_variables(page: str, chosen: Chosen) -> list[Any]:
    """A table in which nothing is a segmentation variable."""
    people = called(chosen.dataset).many
    return [
        page_head(page, f"What tells the {people} of {chosen.dataset.name} apart?"),
        state_empty(
            "No segmentation variable",
            f"None of the {len(chosen.dataset.columns)} columns is a quantity that may tell {people} apart. "
            "Say which columns are.",
            dcc.Link("Choose columns", href=f"/data?dataset={chosen.dataset.id}", className="btn btn-primary"),
        ),
    ]


def not_clustered(page: str, chosen: Chosen) -> list[Any]:
    """A table that is being clustered for the first time; the page opens by itself when that is done."""
    people = called(chosen.dataset)
    rows = people.of(chosen.dataset.rows)
    cards = [html.Div(skeleton_lines(5), className="seg-card") for _ in range(3)]
    body = html.Div(
        [
            html.Div(
                [
                    chart_card(
                        f"The {people.many} on a map",
                        reading="Appears when the table has been clustered.",
                        body=_map_to_come(),
                        card_id="waiting-map",
                        foot=rows,
                        heading=2,
                    ),
                    html.Div(html.Div(skeleton_lines(8), className="fill"), className="panel verdict-card"),
                ],
                className="home-top",
            ),
            section("Who they are", html.Div(cards, className="grid-3")),
        ]
    )
    return [
        page_head(
            chosen.dataset.name if page == "Home" else page,
            f"Which segments are there among {rows}?",
            "This table is seen for the first time. Three methods look at it once; "
            "after that every setting answers at once.",
        ),
        waiting.room(chosen.dataset.id, chosen.preparation, body, seed=chosen.seed),
    ]
