"""The heatmap of Profiles: how far each segment's averages lie from everyone's."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import Input, Output, State, callback, html, no_update

from portal.figures.profiles import difference_heatmap
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import humanised
from portal.services import profiling
from portal.services.segments import Portrait
from portal.ui import mirrors
from portal.ui.components import CardPart, card_part, chart_card, graph
from portal.ui.keeping.ids import Id as KeepingId
from portal.ui.profiles.ids import PAGE, Shared
from portal.ui.profiles.opening import opened
from portal.ui.profiles.summary import differences_words, figure_segments
from portal.ui.session import workspace


class Id(StrEnum):
    """Parts of the card."""

    HEAT = "profiles-heat"
    HEAT_CARD = "profiles-heat-card"


def differences_card(portrait: Portrait) -> html.Section:
    """The heatmap of standardised differences; the figure arrives with the theme."""
    height = 42 * len(portrait.segments) + 64
    return chart_card(
        "How each segment differs from everyone",
        reading="Difference from the average of everyone, in standard deviations.",
        graph=graph(Id.HEAT, name="Standardised differences of the segments", height=height),
        body=_key(),
        foot="Descriptive only: no p-values on the variables that made the groups",
        card_id=Id.HEAT_CARD,
        heading=2,
    )


def _key() -> html.Div:
    steps = ("neg-3", "neg-2", "neg-1", "0", "pos-1", "pos-2", "pos-3")
    swatches = [html.I(style={"background": f"var(--div-{step})"}, **{"aria-hidden": "true"}) for step in steps]
    return html.Div(["below everyone", *swatches, "above everyone"], className="key key-flat")


def register_callbacks() -> None:
    """Put the callback of the card on the app that is being made."""

    @callback(
        Output(Id.HEAT, "figure"),
        Output(Id.HEAT, "config"),
        Output(card_part(Id.HEAT_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.HEAT_CARD, CardPart.READING), "children"),
        mirrors.theme(PAGE),
        Input(KeepingId.CHANGED, "data"),
        State(Shared.RUN, "data"),
    )
    def draw_differences(theme: Theme | None, _changed: Any, shown_id: str) -> tuple[Any, ...]:
        """The heatmap, once the theme is known and whenever names have changed."""
        return drawn(theme, shown_id)


def drawn(theme: Theme | None, shown_id: str) -> tuple[Any, ...]:
    """Figure, config, title and reading."""
    if not theme:
        return (no_update,) * 4
    portrait = opened(shown_id)
    found = profiling.differences(workspace(), portrait)
    names = [humanised(name) for name in found.variables]
    figure = difference_heatmap(found.values, segments=figure_segments(portrait), variables=names, theme=theme)
    caption = differences_words(portrait, found)
    return figure, graph_config(f"{portrait.dataset.name} differences"), caption.title, caption.reading
