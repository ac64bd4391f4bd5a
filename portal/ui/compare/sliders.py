"""Sliders move, maps follow; a button makes what a method shows the current run."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from portal.errors import PortalError
from portal.services import comparing, runs
from portal.ui.compare import cards, mapping
from portal.ui.compare.ids import PAGE, Id, part
from portal.ui.compare.methods import METHODS, Method, inputs
from portal.ui.compare.resting import shown_runs
from portal.ui.components import CardPart, card_part, state_error
from portal.ui.ids import ShellId
from portal.ui.mirrors import theme
from portal.ui.session import workspace
from portal.ui.toasts import toast


def register_callbacks() -> None:
    """Put the callbacks of the sliders and buttons on the app that is being made."""
    for method in METHODS:
        _register(method)

    @callback(
        *(Output(part("use", method.algorithm), "children") for method in METHODS),
        *(Output(part("use", method.algorithm), "disabled") for method in METHODS),
        *(Output(part("card", method.algorithm), "className") for method in METHODS),
        Input(Id.RUNS, "data"),
        Input(Id.CURRENT, "data"),
        prevent_initial_call=True,
    )
    def mark_current(run_ids: dict[str, str], current: str | None) -> tuple[Any, ...]:
        """Show which of the three is the current run."""
        is_current = {name: run_id == current for name, run_id in run_ids.items()}
        # Written into the buttons that are there: one made anew would swallow a click that is under way.
        words = ["Current run" if is_current.get(m.algorithm) else "Use this run" for m in METHODS]
        off = [bool(is_current.get(m.algorithm)) for m in METHODS]
        names = ["panel method is-current" if is_current.get(m.algorithm) else "panel method" for m in METHODS]
        return (*words, *off, *names)


def _register(method: Method) -> None:
    algorithm = method.algorithm

    @callback(
        Output(part("labels", algorithm), "data"),
        Output(part("frame", algorithm), "data"),
        Output(part("frame-key", algorithm), "data"),
        Output(part("image", algorithm), "data"),
        Output(part("sizes", algorithm), "children"),
        Output(card_part(part("card", algorithm), CardPart.STATE), "children"),
        *inputs(method),
        Input(Id.CURRENT, "data"),
        theme(PAGE),
        State(Id.PLACE, "data"),
        State(part("frame-key", algorithm), "data"),
        State(part("view", algorithm), "data"),
    )
    def recut(*arguments: Any) -> tuple[Any, ...]:
        """Labels for moved sliders; the browser paints them."""
        *values, current, theme, place, known, view = arguments
        same = (no_update,) * 5
        if not theme:
            return *same, no_update
        ws = workspace()
        try:
            answer = comparing.recut(ws, place, algorithm, dict(zip(method.names, values, strict=True)), current)
        except PortalError as error:
            return *same, state_error(error.message, over=True)
        structure = runs.structure_of(ws, answer.spec) if answer else None
        if answer is None or structure is None:
            return *same, no_update
        frame, key = mapping.frame(answer, place, theme, known)
        picture = mapping.picture(structure, answer, place, view, theme)
        return (
            mapping.message(structure, answer),
            no_update if frame is None else frame,
            no_update if frame is None else key,
            picture,
            cards.bars(answer),
            None,
        )

    clientside_callback(
        ClientsideFunction("segments", "paint"),
        Output(part("map", algorithm), "figure"),
        Input(part("labels", algorithm), "data"),
        Input(part("frame", algorithm), "data"),
        Input(part("image", algorithm), "data"),
        State(Id.POINTS, "data"),
        prevent_initial_call=True,
    )

    @callback(
        Output(Id.CURRENT, "data", allow_duplicate=True),
        Output(Id.RUNS, "data", allow_duplicate=True),
        Output(ShellId.TOAST, "data", allow_duplicate=True),
        Input(part("use", algorithm), "n_clicks"),
        State(Id.RUNS, "data"),
        State(Id.VALUES, "data"),
        State(Id.PLACE, "data"),
        prevent_initial_call=True,
    )
    def use_run(
        clicks: int | None, kept: dict[str, str], values: list[Any] | None, place: dict[str, Any]
    ) -> tuple[Any, ...]:
        """Make the run that this method shows the current one; the address follows."""
        if not clicks:
            return (no_update,) * 3
        shown = shown_runs(place, kept, values)
        return shown[algorithm], shown, toast(f"{method.title} is now the current run on every page.")
