"""Sliders move, maps follow; where they rest, runs are kept and put into the address."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from portal.errors import PortalError
from portal.services import comparing, runs
from portal.ui.compare import cards, mapping
from portal.ui.compare.ids import PAGE, Id, part
from portal.ui.compare.methods import METHODS, Method, inputs
from portal.ui.components import CardPart, card_part, state_error
from portal.ui.ids import ShellId
from portal.ui.mirrors import theme
from portal.ui.query import changed
from portal.ui.session import workspace
from portal.ui.toasts import toast


def register_callbacks() -> None:
    """Put the callbacks of the sliders and buttons on the app that is being made."""
    for method in METHODS:
        _register(method)

    clientside_callback(
        ClientsideFunction("settle", "after"),
        Output(Id.SETTLED, "id"),
        *(item for method in METHODS for item in inputs(method)),
        prevent_initial_call=True,
    )

    @callback(
        Output(Id.RUNS, "data", allow_duplicate=True),
        Output(ShellId.URL, "search", allow_duplicate=True),
        Input(Id.SETTLED, "data"),
        State(Id.RUNS, "data"),
        State(Id.CURRENT, "data"),
        State(Id.PLACE, "data"),
        State(ShellId.URL, "search"),
        prevent_initial_call=True,
    )
    def keep_settled(
        values: list[Any] | None, run_ids: dict[str, str], current: str | None, place: dict[str, Any], search: str
    ) -> tuple[Any, Any]:
        """Register the runs on which the sliders came to rest, and put them into the address."""
        if not values or not place["ready"]:
            return no_update, no_update
        rest = iter(values)
        settled = {method.algorithm: {name: next(rest) for name in method.names} for method in METHODS}
        kept = comparing.keep(workspace(), place, settled)
        if kept == run_ids:
            return no_update, no_update
        return kept, changed(search, dataset=place["dataset"], run=current, **kept)

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
        Output(ShellId.URL, "search", allow_duplicate=True),
        Output(Id.CURRENT, "data", allow_duplicate=True),
        Output(ShellId.TOAST, "data", allow_duplicate=True),
        Input(part("use", algorithm), "n_clicks"),
        State(Id.RUNS, "data"),
        State(ShellId.URL, "search"),
        State(Id.PLACE, "data"),
        prevent_initial_call=True,
    )
    def use_run(clicks: int | None, run_ids: dict[str, str], search: str, place: dict[str, Any]) -> tuple[Any, ...]:
        """Make this method's run the current one."""
        if not clicks:
            return no_update, no_update, no_update
        chosen = run_ids[algorithm]
        said = toast(f"{method.title} is now the current run on every page.")
        return changed(search, dataset=place["dataset"], run=chosen, **run_ids), chosen, said
