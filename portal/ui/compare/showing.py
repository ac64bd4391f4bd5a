"""Settled runs: scores, agreement, moves, and why these settings."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, ctx, no_update

from portal.services import comparing, datasets, runs
from portal.services.scoring import scored
from portal.ui import address
from portal.ui.compare import cards, evidence, scores
from portal.ui.compare.ids import PAGE, Id
from portal.ui.compare.methods import METHODS
from portal.ui.components import CardPart, card_part
from portal.ui.mirrors import theme
from portal.ui.people import called
from portal.ui.session import workspace


def register_callbacks() -> None:
    """Put the callbacks of the evidence on the app that is being made."""

    @callback(
        Output(Id.SCORES, "children"),
        Output(card_part(Id.SCORES_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.SCORES_CARD, CardPart.READING), "children"),
        Output(Id.SCORES_FOOT, "children"),
        Input(Id.RUNS, "data"),
        State(Id.PLACE, "data"),
    )
    def show_scores(run_ids: dict[str, str], place: dict[str, Any]) -> tuple[Any, ...]:
        """The measures of the three runs."""
        if not run_ids:
            return (no_update,) * 4
        ws = workspace()
        found = {name: scored(ws, runs.run(ws, run_id)) for name, run_id in run_ids.items()}
        known = {name: value for name, value in found.items() if value}
        caption = scores.scores_caption(known)
        known_table = datasets.info(ws, place["dataset"])
        return (
            scores.scores_table(known),
            *caption,
            scores.scores_base(known, known_table.rows, len(place["preparation"]["features"]), called(known_table)),
        )

    @callback(
        Output(Id.FINDING, "children"),
        Output(Id.LEAD, "children"),
        Output(Id.AGREEMENT, "figure"),
        Output(card_part(Id.AGREEMENT_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.AGREEMENT_CARD, CardPart.READING), "children"),
        Input(Id.RUNS, "data"),
        Input(Id.CURRENT, "data"),
        theme(PAGE),
    )
    def show_agreement(run_ids: dict[str, str], current: str | None, theme: Any) -> tuple[Any, ...]:
        """How far the three runs agree, and what the page can say of it."""
        recuts = comparing.recuts(workspace(), run_ids, current) if run_ids and theme else {}
        if len(recuts) < len(METHODS):
            return (no_update,) * 5
        figure, caption = evidence.agreement_figure(recuts, theme)
        return *cards.finding(recuts), figure, *caption

    @callback(
        Output(Id.FLOWS, "figure"),
        Output(card_part(Id.FLOWS_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.FLOWS_CARD, CardPart.READING), "children"),
        Output(Id.DISPUTED, "children"),
        Output(card_part(Id.DISPUTED_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.DISPUTED_CARD, CardPart.READING), "children"),
        address.written(Id.PAIR),
        Input(Id.RUNS, "data"),
        Input(Id.CURRENT, "data"),
        Input(Id.PAIR, "value"),
        theme(PAGE),
    )
    def show_moves(run_ids: dict[str, str], current: str | None, pair: str, theme: Any) -> tuple[Any, ...]:
        """Who moves between two of the results."""
        recuts = comparing.recuts(workspace(), run_ids, current) if run_ids and theme else {}
        if len(recuts) < len(METHODS):
            return (no_update,) * 7
        figure, caption = evidence.flows_figure(recuts, pair, theme)
        table, disputed = evidence.disputed_table(recuts, pair)
        change = {"pair": pair} if ctx.triggered_id == Id.PAIR else no_update
        return figure, *caption, table, *disputed, change

    @callback(
        *(
            output
            for name in ("silhouette", "elbow", "radius", "tree")
            for output in (
                Output(f"compare-{name}", "figure"),
                Output(card_part(f"compare-{name}-card", CardPart.TITLE), "children"),
                Output(card_part(f"compare-{name}-card", CardPart.READING), "children"),
            )
        ),
        Input(Id.RUNS, "data"),
        Input(Id.CURRENT, "data"),
        theme(PAGE),
    )
    def show_choices(run_ids: dict[str, str], current: str | None, theme: Any) -> tuple[Any, ...]:
        """Why these settings: silhouette and spread over k, distances to the neighbours, the branches."""
        ws = workspace()
        recuts = comparing.recuts(ws, run_ids, current) if run_ids and theme else {}
        structure = runs.structure_of(ws, recuts["kmeans"].spec) if len(recuts) == len(METHODS) else None
        if structure is None:
            return (no_update,) * 12
        figures = evidence.choice_figures(structure, recuts, theme)
        return tuple(item for figure, caption in figures.values() for item in (figure, *caption))
