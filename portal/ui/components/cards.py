"""The chart card: a finding, how to read it, the picture, and where its numbers are."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import dcc, html

from portal.ui.components.tables import save_as_csv

Children = Any
"""What Dash takes as children."""


class CardPart(StrEnum):
    """Parts of a card that callbacks write to: `card_part(card_id, CardPart.TITLE)`."""

    TITLE = "title"
    READING = "reading"
    STATE = "state"
    """Notices and progress, between picture and footer."""
    BASE = "base"
    """The words at the left of the footer."""
    TABLE = "table"
    """The hidden table that “Table” opens."""


def card_part(card_id: str, part: CardPart) -> dict[str, str]:
    """Id of a part of a card."""
    return {"type": f"card-{part}", "card": str(card_id)}


def chart_card(
    title: Children,
    *,
    reading: Children = "",
    graph: Any = None,
    body: Children = None,
    foot: Children = "",
    card_id: str,
    table: Children = None,
    links: Children = None,
    state: Children = None,
    flush: bool = False,
    pictures: bool = False,
    extra_class: str = "",
    heading: int = 3,
) -> html.Section:
    """A card.

    Parameters
    ----------
    graph, body : the picture; a graph brings the links Table (its own data unless `table` is given), PNG and SVG
    foot : method or base, at the left of the footer
    card_id : the card's own id (className `is-stale` is set on it); parts have ids by `card_part`
    table : a table that “Table” opens in a sheet, for bodies that are no graph or need better words
    links : further links at the right of the footer
    state : notices or progress, above the footer
    pictures : the body holds small pictures, which PNG and SVG save as one
    flush : the body reaches the card's sides (tables); a table that is the whole card brings the link CSV
    """
    doors = ways_out(table=graph is not None or table is not None, picture=graph is not None or pictures)
    head = (html.H2, html.H3, html.H4)[heading - 2]
    if flush and graph is None and table is None:
        doors.append(save_as_csv())
    return html.Section(
        [
            head(title, id=card_part(card_id, CardPart.TITLE), className="chart-title"),
            html.P(reading, id=card_part(card_id, CardPart.READING), className="chart-reading"),
            html.Div([graph, body], className="chart-body flush" if flush else "chart-body"),
            html.Div(state, id=card_part(card_id, CardPart.STATE), className="chart-state"),
            html.Footer(
                [
                    html.Span(foot, id=card_part(card_id, CardPart.BASE)),
                    html.Span([links, *doors], className="chart-links"),
                ],
                className="chart-foot",
            ),
            html.Div(table, id=card_part(card_id, CardPart.TABLE), className="chart-table", hidden=True),
        ],
        id=card_id,
        className=f"chart-card {extra_class}".strip(),
    )


def ways_out(*, table: bool = True, picture: bool = True) -> list[Any]:
    """The links that open a picture's numbers and save it (sheet.js, pictures.js)."""
    words, found = {"type": "button", "className": "link"}, list[Any]()
    if table:
        found.append(html.Button("Table", **words, **{"data-act": "table", "aria-haspopup": "dialog"}))
    for kind in ("PNG", "SVG") if picture else ():
        found.append(html.Button(kind, **words, **{"data-act": kind.lower(), "aria-label": f"Save as {kind}"}))
    return found


def graph(
    graph_id: str | dict[str, Any],
    *,
    name: str,
    height: int,
    figure: Any = None,
    config: dict[str, Any] | None = None,
    keep_tools: bool = False,
    **props: Any,
) -> html.Div:
    """A `dcc.Graph` of fixed height with an accessible name; `config` is `portal.figures.theme.graph_config(…)`.

    `keep_tools` shows the mode bar on touch screens too (lasso).
    """
    settings = {"displaylogo": False, "responsive": True, "displayModeBar": "hover"} | (config or {})
    drawing = dcc.Graph(
        id=graph_id,
        figure=figure if figure is not None else {"data": [], "layout": EMPTY_LAYOUT},
        config=settings,
        style={"height": f"{height}px"},
        **props,
    )
    return html.Div(
        drawing,
        role="figure",
        className="figure keep-tools" if keep_tools else "figure",
        style={"height": f"{height}px"},
        **{"aria-label": name},
    )


EMPTY_LAYOUT: dict[str, Any] = {
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "xaxis": {"visible": False},
    "yaxis": {"visible": False},
    "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
}
"""A picture that is not there yet: nothing, in the right size."""
