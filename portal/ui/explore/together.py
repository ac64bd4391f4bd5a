"""What moves together, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Input, Output, State, callback, html

from portal.engine.columns import Role
from portal.figures.categories import missing_bars, missing_caption
from portal.figures.correlations import Method, correlation_heatmap, correlation_matrix, correlations_caption
from portal.figures.records import CUSTOMERS, People
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import counted, sentence
from portal.services import exploring
from portal.ui import mirrors
from portal.ui.components import CardPart, Option, card_part, chart_card, graph, segmented
from portal.ui.explore import state
from portal.ui.explore.ids import Id
from portal.ui.people import called

NEUTRAL = "Correlations"
FEW = 30
"""Customers below whom a coefficient is no headline."""


def method_switch(method: Method) -> html.Fieldset:
    """Pearson or Spearman."""
    options = [Option("pearson", "Pearson"), Option("spearman", "Spearman")]
    return segmented(Id.METHOD, "Coefficient", options, method, hide_label=True)


def together_part(view: state.View) -> html.Div:
    """The two cards, of fixed height before their pictures arrive."""
    count = min(24, len(exploring.scales(view.dataset)))
    height = max(200, 64 + (40 if count <= 12 else 24) * count)
    correlations = graph(
        Id.TOGETHER_GRAPH, name="Correlations of the numbers", height=height, config=graph_config("correlations")
    )
    # Complete tables need no room for bars.
    room = height if any(column.missing for column in view.dataset.columns) else 120
    gaps = graph(Id.MISSING_GRAPH, name="Missing values", height=room, config=graph_config("missing values"))
    return html.Div(
        [
            chart_card(NEUTRAL, reading=" ", graph=correlations, card_id=Id.TOGETHER),
            chart_card("Missing values", reading=" ", graph=gaps, card_id=Id.MISSING),
        ],
        className="grid-wide",
    )


def register_callbacks() -> None:
    """Callbacks of the two cards."""

    @callback(
        Output(Id.TOGETHER_GRAPH, "figure"),
        Output(card_part(Id.TOGETHER, CardPart.TITLE), "children"),
        Output(card_part(Id.TOGETHER, CardPart.READING), "children"),
        Output(card_part(Id.TOGETHER, CardPart.BASE), "children"),
        Output(Id.FINDING, "children"),
        Input(Id.METHOD, "value"),
        Input(Id.FILTERS, "data"),
        mirrors.theme("explore"),
        State(Id.DATASET, "data"),
    )
    def draw_together(method: Method, written: str | None, theme: Theme | None, dataset_id: str) -> tuple[Any, ...]:
        """Draw the coefficients of the chosen customers; the page's finding follows them."""
        known, filters, chosen = state.chosen(dataset_id, written)
        method = "spearman" if method == "spearman" else "pearson"
        matrix = correlation_matrix(chosen[list(exploring.scales(known))], method)
        names = {name: state.named(name) for name in matrix.columns}
        figure = correlation_heatmap(matrix, method=method, theme=theme or "light", names=names)
        caption = correlations_caption(matrix, method=method)
        base = f"{called(known).of(len(chosen))}, every pair of numbers"
        told = finding(caption.title, len(exploring.drawable(known)), len(chosen) if filters else None, called(known))
        return figure, caption.title, caption.reading, base, told

    @callback(
        Output(Id.MISSING_GRAPH, "figure"),
        Output(card_part(Id.MISSING, CardPart.TITLE), "children"),
        Output(card_part(Id.MISSING, CardPart.READING), "children"),
        Output(card_part(Id.MISSING, CardPart.BASE), "children"),
        Input(Id.FILTERS, "data"),
        mirrors.theme("explore"),
        State(Id.DATASET, "data"),
    )
    def draw_missing(written: str | None, theme: Theme | None, dataset_id: str) -> tuple[Any, ...]:
        """Draw the gaps of the chosen customers; columns that are ignored do not count."""
        known, filters, chosen = state.chosen(dataset_id, written)
        kept = [column for column in known.columns if column.role != Role.IGNORE]
        # Without filters the counts are known already.
        gaps = {c.name: int(chosen[c.name].isna().sum()) if filters else c.missing for c in kept}
        caption = missing_caption(gaps, rows=len(chosen))
        figure = missing_bars(
            gaps, rows=len(chosen), theme=theme or "light", top=10, height=None if gaps_in(gaps) else 120
        )
        base = f"{sentence(counted(len(kept), 'column'))}, {called(known).of(len(chosen))}"
        return figure, caption.title, caption.reading, base


def gaps_in(missing: Mapping[str, int]) -> bool:
    """Whether any column has a gap."""
    return any(missing.values())


def finding(caption: str, columns: int, left: int | None, people: People = CUSTOMERS) -> str:
    """The page's headline: what moves together, else how much there is to see."""
    if left is not None and left < FEW:
        who = (
            f"No {people.one} meets"
            if not left
            else f"Only {counted(left, f'{people.one} meets', f'{people.many} meet')}"
        )
        return f"{who} all filters"
    told = f"{sentence(counted(columns, 'column'))} to look at" if caption == NEUTRAL else caption
    return told if left is None else f"Among {people.of(left)}: {told[:1].lower()}{told[1:]}"
