"""PCA: the variables as a map, what its axes are made of, and who stands where on it.

The analyst learns how much of the table a flat map shows, which variables pull its axes, and,
by drawing around any dots, who they are and what sets them apart from the rest.
"""

from __future__ import annotations

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    html,
    no_update,
    register_page,
)

from portal.errors import PortalError
from portal.figures.theme import Theme, graph_config
from portal.services import selection
from portal.services.segments import Portrait
from portal.ui import mirrors, missing, pca, pca_map, pca_selecting
from portal.ui.components import CardPart, card_part
from portal.ui.pca_ids import Id
from portal.ui.pca_opening import CHOICES, asked_view, opened
from portal.ui.pca_view import BY_SEGMENT, view_of
from portal.ui.session import workspace

register_page(__name__, path="/pca", name="PCA", title="PCA · Segments", order=5)

IDS = {member.name.lower(): member.value for member in Id}


def layout(dataset: str | None = None, run: str | None = None, **view: str) -> Any:
    """The map of the run that the address asks for."""
    found = missing.portrait_or_words("PCA", "/pca", dataset, run)
    if not isinstance(found, Portrait):
        return found
    portrait, structure = opened(found.run.id)
    asked = view_of(portrait, structure.components.m, view)
    try:
        selection.read(asked.select)
    except PortalError as error:
        return missing.nowhere("PCA", "/pca", error.message)
    return html.Div(
        [*mirrors.mirrors("pca"), pca.head(portrait, structure), *pca.body(portrait, structure, asked, IDS)]
    )


@callback(
    Output(Id.MAP, "figure"),
    Output(Id.MAP, "config"),
    Output(card_part(Id.MAP_CARD, CardPart.TITLE), "children"),
    Output(card_part(Id.MAP_CARD, CardPart.READING), "children"),
    Output(card_part(Id.MAP_CARD, CardPart.BASE), "children"),
    Output(Id.DEPTH, "hidden"),
    mirrors.theme("pca"),
    Input(Id.CLEAR, "n_clicks"),
    *CHOICES,
    State(Id.SELECT, "data"),
    State(Id.RUN, "data"),
    State(Id.VIEW, "data"),
)
def draw_map(theme: Theme | None, cleared: int | None, *state: Any) -> tuple[Any, ...]:
    """The customers on the chosen components."""
    if not theme:
        return (no_update,) * 6
    *choices, drawn, run_id, seen = state
    portrait, structure = opened(run_id)
    view = asked_view(portrait, structure, choices, drawn)
    many = structure.matrix.n > pca_map.DOTS and not view.space and view.colour == BY_SEGMENT
    if ctx.triggered_id == Id.AMONG and many and not pca_map.is_picture(structure, view):
        return pca_map.dimmed(portrait, structure, view, theme), *(no_update,) * 5
    # Outlines belong to the axes that they were drawn on.
    kept = ctx.triggered_id in (None, mirrors.theme("pca").component_id, Id.COLOUR, Id.ARROWS, Id.AMONG)
    outlines = selection.read(view.select) if kept and not view.space else ()
    revision = f"{run_id}-{view.space}-{view.x}-{view.y}-{view.z}-{cleared or 0}"
    figure, caption = pca_map.drawn(
        workspace(), portrait, structure, view, outlines, theme=theme, revision=revision, seen=seen if kept else None
    )
    config = graph_config(f"{portrait.dataset.name} components")
    how = pca.TURN if view.space else pca.DRAW
    return figure, config, caption.title, caption.reading, how, not view.space


clientside_callback(
    ClientsideFunction("segments", "look"),
    Input(Id.MAP, "relayoutData"),
    State(Id.MAP, "id"),
    State(Id.VIEW, "id"),
    State(Id.SCALE, "data"),
    prevent_initial_call=True,
)


@callback(
    Output(Id.MAP, "figure", allow_duplicate=True),
    Input(Id.VIEW, "data"),
    *(State(one.component_id, one.component_property) for one in (mirrors.theme("pca"), *CHOICES)),
    State(Id.RUN, "data"),
    prevent_initial_call=True,
)
def look_closer(seen: list[float] | None, theme: Theme | None, *state: Any) -> Any:
    """Above 200,000 customers, the picture of the part that is looked at."""
    *choices, run_id = state
    portrait, structure = opened(run_id)
    view = asked_view(portrait, structure, choices, None)
    if not seen or not theme or not pca_map.is_picture(structure, view):
        return no_update
    return pca_map.closer(portrait, structure, view, seen, theme)


@callback(Output(Id.VIEW, "data"), *CHOICES[:4], Input(Id.CLEAR, "n_clicks"), prevent_initial_call=True)
def see_all(*_: Any) -> None:
    """Other axes are seen as a whole at first."""
    return


@callback(
    Output(Id.SCREE, "figure"),
    Output(card_part(Id.SCREE_CARD, CardPart.TITLE), "children"),
    Output(card_part(Id.SCREE_CARD, CardPart.READING), "children"),
    Output(Id.LOADINGS, "figure"),
    Output(card_part(Id.LOADINGS_CARD, CardPart.TITLE), "children"),
    Output(card_part(Id.LOADINGS_CARD, CardPart.READING), "children"),
    mirrors.theme("pca"),
    *CHOICES[:4],
    State(Id.RUN, "data"),
)
def draw_axes(theme: Theme | None, *state: Any) -> tuple[Any, ...]:
    """What the components carry and what they are made of."""
    if not theme:
        return (no_update,) * 6
    portrait, structure = opened(state[-1])
    view = asked_view(portrait, structure, [*state[:-1], None, None, None], None)
    scree, about, loadings, made = pca.axes_pictures(structure, view, theme)
    return scree, about.title, about.reading, loadings, made.title, made.reading


pca_selecting.register_callbacks()
