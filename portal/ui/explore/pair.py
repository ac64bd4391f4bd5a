"""Two columns against each other, coloured by a third."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, html, no_update

from portal.figures.relation_captions import relation_caption
from portal.figures.relations import relation
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import lowered
from portal.services import datasets, exploring
from portal.services.exploring import Pair
from portal.ui import mirrors
from portal.ui.components import CardPart, Option, card_part, chart_card, graph, select
from portal.ui.explore import state
from portal.ui.explore.ids import Id, pick
from portal.ui.people import called
from portal.ui.pressing import pressed
from portal.ui.session import workspace

HEIGHT = 440


def pair_config() -> dict[str, Any]:
    """Without lasso and box: here the charts of single columns select, and PCA and Compare draw outlines."""
    config = graph_config("two columns")
    return config | {"modeBarButtonsToRemove": [*config["modeBarButtonsToRemove"], "lasso2d", "select2d"]}


def pair_part(view: state.View) -> list[Any]:
    """Quick picks, three menus, the picture."""
    columns = exploring.drawable(view.dataset)
    options = [Option(column.name, state.named(column.name)) for column in columns]
    third = [Option(state.NOTHING, "Nothing"), *options]
    picks = [
        html.Button(pick_words(one), id=pick(place), type="button", n_clicks=0, className="pill")
        for place, one in enumerate(view.picks)
    ]
    picture = graph(Id.PAIR_GRAPH, name="Two columns against each other", height=HEIGHT, config=pair_config())
    return [
        html.Div(picks, className="pills explore-picks", role="group", **{"aria-label": "Pairs worth a look"}),
        html.Div(
            [
                select(Id.X, "Across", options, view.pair.x),
                select(Id.Y, "Up", options, view.pair.y),
                select(Id.COLOR, "Coloured by", third, view.pair.color or state.NOTHING),
            ],
            className="toolbar",
        ),
        chart_card("Two columns", reading=" ", graph=picture, card_id=Id.PAIR),
    ]


def pick_words(pair: Pair) -> str:
    """“Income and spending score, by gender”."""
    both = f"{state.named(pair.x)} and {lowered(state.named(pair.y))}"
    return f"{both}, by {lowered(state.named(pair.color))}" if pair.color else both


def register_callbacks() -> None:
    """Callbacks of the picture."""

    @callback(
        Output(Id.X, "value"),
        Output(Id.Y, "value"),
        Output(Id.COLOR, "value"),
        Input(pick(ALL), "n_clicks"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def choose_pick(_clicks: list[int | None], dataset_id: str | None) -> tuple[Any, ...]:
        """Show a pair that is worth a look."""
        if (button := pressed()) is None or not dataset_id:
            return no_update, no_update, no_update
        known = datasets.info(workspace(), dataset_id)
        picks = exploring.worth_a_look(workspace(), known)
        chosen = picks[int(button["at"])]
        return chosen.x, chosen.y, chosen.color or state.NOTHING

    @callback(
        Output(Id.PAIR_GRAPH, "figure"),
        Output(card_part(Id.PAIR, CardPart.TITLE), "children"),
        Output(card_part(Id.PAIR, CardPart.READING), "children"),
        Output(card_part(Id.PAIR, CardPart.BASE), "children"),
        Input(Id.X, "value"),
        Input(Id.Y, "value"),
        Input(Id.COLOR, "value"),
        Input(Id.FILTERS, "data"),
        mirrors.theme("explore"),
        State(Id.DATASET, "data"),
    )
    def draw_pair(
        x: str | None, y: str | None, color: str | None, written: str | None, theme: Theme | None, dataset_id: str
    ) -> tuple[Any, ...]:
        """Draw the pair for the chosen customers."""
        if not x or not y:
            return no_update, "Two columns", "This table has no two columns that can be drawn.", ""
        known, _, chosen = state.chosen(dataset_id, written)
        third = color if color and color != state.NOTHING else None
        for name in (x, y, *([third] if third else [])):
            known.column(name)
        names = {name: state.named(name) for name in chosen.columns}
        people = called(known)
        figure = relation(chosen, x, y, color=third, theme=theme or "light", height=HEIGHT, names=names, people=people)
        caption = relation_caption(chosen, x, y, names=names, people=people)
        base = people.of(len(chosen)) + (f", coloured by {lowered(names[third])}" if third else "")
        return figure, caption.title, caption.reading, base
