"""The targeting matrix of a kept segmentation."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, no_update

from portal.figures.records import UNASSIGNED, Segment
from portal.figures.targeting import Scored, targeting_caption, targeting_matrix
from portal.figures.theme import Theme, graph_config
from portal.services import segmentations
from portal.services.segmentations import Segmentation
from portal.ui import mirrors
from portal.ui.components import CardPart, card_part, chart_card, graph, tbl
from portal.ui.keeping.ids import Id
from portal.ui.keeping.plan import is_kept
from portal.ui.people import called_in
from portal.ui.profiles.ids import PAGE, Shared
from portal.ui.session import workspace

HEIGHT = 380


def matrix_card() -> Any:
    """The card; the picture arrives with the theme."""
    return chart_card(
        "Which segments to serve",
        reading="Score each segment's attractiveness and fit from 1 to 5.",
        graph=graph(Id.MATRIX, name="Attractiveness and fit of the segments", height=HEIGHT),
        foot="Scores are the team's own judgement",
        card_id=Id.MATRIX_CARD,
        table="",
    )


def scores(kept: Segmentation) -> list[Scored]:
    """Every segment with its scores."""
    return [
        Scored(Segment(plan.label, plan.name, size), plan.attractiveness, plan.fit)
        for plan, size in zip(kept.plans, kept.sizes, strict=True)
        if plan.label != UNASSIGNED
    ]


def register_callbacks() -> None:
    """Put these callbacks on the app that is being made."""

    @callback(
        Output(Id.MATRIX, "figure"),
        Output(Id.MATRIX, "config"),
        Output(card_part(Id.MATRIX_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.MATRIX_CARD, CardPart.READING), "children"),
        Output(card_part(Id.MATRIX_CARD, CardPart.TABLE), "children"),
        mirrors.theme(PAGE),
        Input(Id.CHANGED, "data"),
        State(Shared.RUN, "data"),
    )
    def draw_matrix(theme: Theme | None, _changed: Any, kept_id: str) -> tuple[Any, ...]:
        """Every scored segment in its place."""
        if not theme or not is_kept(kept_id):
            return (no_update,) * 5
        kept = segmentations.segmentation(workspace(), kept_id)
        found = scores(kept)
        people = called_in(kept.dataset_id)
        caption = targeting_caption(found, people=people)
        rows = [[one.segment.name, one.attractiveness or "–", one.fit or "–"] for one in found]
        table = tbl(["Segment", "Attractiveness", "Fit"], rows, name="Attractiveness and fit of the segments")
        return (
            targeting_matrix(found, theme=theme, height=HEIGHT, people=people),
            graph_config(f"{kept.name} targeting"),
            caption.title,
            caption.reading,
            table,
        )
