"""Looking closer at a map, and drawing around customers: zoom and outlines of the Compare page."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from portal.errors import PortalError
from portal.services import comparing, runs, selection
from portal.ui.compare import mapping
from portal.ui.compare.ids import PAGE, Id, part
from portal.ui.compare.methods import METHODS, Method, inputs
from portal.ui.mirrors import theme
from portal.ui.session import workspace


def register_callbacks() -> None:
    """Put the callbacks of zoom and outlines on the app that is being made."""
    for method in METHODS:
        _register(method)

    @callback(
        *(Output(part("inside", method.algorithm), "children") for method in METHODS),
        *(Input(part("outline", method.algorithm), "data") for method in METHODS),
        Input(Id.RUNS, "data"),
        Input(Id.CURRENT, "data"),
        prevent_initial_call=True,
    )
    def tell_inside(*arguments: Any) -> tuple[Any, ...]:
        """Who is inside what was drawn on each map; follows the sliders once they rest."""
        *drawn, run_ids, current = arguments
        wanted = {method.algorithm: one for method, one in zip(METHODS, drawn, strict=True) if one}
        ws = workspace()
        recuts = comparing.recuts(ws, {name: run_ids[name] for name in wanted if name in run_ids}, current)
        told = {name: mapping.inside(ws, recut, wanted[name]) for name, recut in recuts.items()}
        return tuple(told.get(method.algorithm) for method in METHODS)


def _register(method: Method) -> None:
    algorithm = method.algorithm

    clientside_callback(
        ClientsideFunction("segments", "look"),
        Input(part("map", algorithm), "relayoutData"),
        State(part("map", algorithm), "id"),
        State(part("view", algorithm), "id"),
        State(Id.PLACE, "data"),
        State(part("drawn", algorithm), "id"),
        prevent_initial_call=True,
    )

    @callback(
        Output(part("image", algorithm), "data", allow_duplicate=True),
        Input(part("view", algorithm), "data"),
        *(State(item.component_id, item.component_property) for item in inputs(method)),
        State(Id.CURRENT, "data"),
        State(theme(PAGE).component_id, "data"),
        State(Id.PLACE, "data"),
        prevent_initial_call=True,
    )
    def look_closer(view: list[float] | None, *arguments: Any) -> Any:
        """The picture of the part of the map that is looked at."""
        *values, current, theme, place = arguments
        if not place["raster"] or not theme:
            return no_update
        ws = workspace()
        try:
            answer = comparing.recut(ws, place, algorithm, dict(zip(method.names, values, strict=True)), current)
        except PortalError:
            return no_update
        structure = runs.structure_of(ws, answer.spec) if answer else None
        if answer is None or structure is None:
            return no_update
        return mapping.picture(structure, answer, place, view, theme)

    @callback(
        Output(part("outline", algorithm), "data"),
        Input(part("drawn", algorithm), "data"),
        State(part("outline", algorithm), "data"),
        prevent_initial_call=True,
    )
    def draw(relayout: dict[str, Any] | None, known: str | None) -> Any:
        """Keep what was drawn on the map."""
        outlines = selection.outlines_of(relayout, selection.read(known))
        return no_update if outlines is None else selection.written(outlines)
