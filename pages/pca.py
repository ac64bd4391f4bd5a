"""PCA: the variables as a map, what its axes are made of, and who stands where on it.

The analyst learns how much of the table a flat map shows, which variables pull its axes, and,
by drawing around any dots, who they are and what sets them apart from the rest.
"""

from __future__ import annotations

from enum import StrEnum
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

from portal.errors import ConflictError, PortalError
from portal.figures.theme import Theme, graph_config
from portal.services import runs, segments, selection
from portal.services.segments import Portrait
from portal.services.structures import Structure
from portal.ui import mirrors, missing, pca, pca_map, pca_selection
from portal.ui.components import CardPart, card_part
from portal.ui.ids import ShellId
from portal.ui.inspector.ids import Part, part
from portal.ui.pca_view import BY_SEGMENT, EVERYONE, View, query_of, view_of
from portal.ui.query import changed
from portal.ui.session import workspace

register_page(__name__, path="/pca", name="PCA", title="PCA · Segments", order=5)


class Id(StrEnum):
    """Parts of the page."""

    RUN = "pca-run"
    SELECT = "pca-select"
    VIEW = "pca-view"
    SCALE = "pca-scale"
    SPACE = "pca-space"
    X = "pca-x"
    Y = "pca-y"
    Z = "pca-z"
    DEPTH = "pca-depth"
    COLOUR = "pca-colour"
    ARROWS = "pca-arrows"
    AMONG = "pca-among"
    MAP = "pca-map"
    MAP_CARD = "pca-map-card"
    CLEAR = "pca-clear"
    SCREE = "pca-scree"
    SCREE_CARD = "pca-scree-card"
    LOADINGS = "pca-loadings"
    LOADINGS_CARD = "pca-loadings-card"


IDS = {member.name.lower(): member.value for member in Id}
CHOICES = [Input(item, "value") for item in (Id.SPACE, Id.X, Id.Y, Id.Z, Id.COLOUR, Id.ARROWS, Id.AMONG)]


def layout(dataset: str | None = None, run: str | None = None, **view: str) -> Any:
    """The map of the run that the address asks for."""
    found = missing.portrait_or_words("PCA", "/pca", dataset, run)
    if not isinstance(found, Portrait):
        return found
    portrait, structure = _opened(found.run.id)
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
    portrait, structure = _opened(run_id)
    view = _view(portrait, structure, choices, drawn)
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
    portrait, structure = _opened(run_id)
    view = _view(portrait, structure, choices, None)
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
    portrait, structure = _opened(state[-1])
    view = _view(portrait, structure, [*state[:-1], None, None, None], None)
    scree, about, loadings, made = pca.axes_pictures(structure, view, theme)
    return scree, about.title, about.reading, loadings, made.title, made.reading


@callback(
    Output(Id.SELECT, "data"),
    Input(Id.MAP, "relayoutData"),
    Input(Id.CLEAR, "n_clicks"),
    *CHOICES[:4],
    State(Id.SELECT, "data"),
    prevent_initial_call=True,
)
def outline(relayout: dict[str, Any] | None, _cleared: int | None, *state: Any) -> Any:
    """Keep what was drawn; other axes or Clear take it away."""
    if ctx.triggered_id != Id.MAP:
        return None if state[-1] else no_update
    outlines = selection.outlines_of(relayout, selection.read(state[-1]))
    return no_update if outlines is None else selection.written(outlines)


@callback(
    Output(part(Part.BODY, pca.PAGE), "children"),
    Output(part(Part.PREDICATE, pca.PAGE), "data"),
    Output(part(Part.FORM, pca.PAGE), "hidden"),
    Output(Id.CLEAR, "hidden"),
    Output(ShellId.URL, "search", allow_duplicate=True),
    Input(Id.SELECT, "data"),
    *CHOICES,
    State(Id.RUN, "data"),
    State(ShellId.URL, "search"),
    prevent_initial_call="initial_duplicate",
)
def tell_selection(drawn: str | None, *state: Any) -> tuple[Any, ...]:
    """Who is selected; the whole view goes into the address."""
    *choices, run_id, search = state
    portrait, structure = _opened(run_id)
    view = _view(portrait, structure, choices, drawn)
    told = pca_selection.panel(workspace(), portrait, view)
    address = changed(search, **query_of(view, structure.components.m))
    nobody = view.among is None and (view.space or not drawn)
    push = no_update if address == (search or "") else address
    return told.children, told.predicate, told.predicate is None, nobody, push


@callback(Output(Id.AMONG, "value"), Input(Id.CLEAR, "n_clicks"), prevent_initial_call=True)
def forget_segment(_cleared: int | None) -> str:
    """Clear takes the chosen segment away too."""
    return EVERYONE


def _opened(run_id: str) -> tuple[Portrait, Structure]:
    ws = workspace()
    run = runs.run(ws, run_id)
    portrait, structure = segments.portrait(ws, run), runs.structure_of(ws, run.spec)
    if portrait is None or structure is None:
        raise ConflictError("This run has not been computed yet. Load the page again.")
    return portrait, structure


def _view(portrait: Portrait, structure: Structure, choices: list[Any], drawn: str | None) -> View:
    space, x, y, z, colour, arrows, among = choices
    axes = {name: int(value) + 1 for name, value in (("x", x), ("y", y), ("z", z)) if value not in (None, "")}
    query = {**axes, "view": space, "colour": colour, "arrows": arrows, "segment": among, "select": drawn}
    return view_of(portrait, structure.components.m, query)
