"""Sliders at rest: the runs on which they stopped are kept and put into the address."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from portal.services import comparing
from portal.ui.compare.ids import Id
from portal.ui.compare.methods import METHODS, inputs
from portal.ui.ids import ShellId
from portal.ui.session import workspace


def register_callbacks() -> None:
    """Put the callbacks of resting sliders on the app that is being made."""
    clientside_callback(
        ClientsideFunction("settle", "after"),
        Output(Id.VALUES, "data"),
        Output(Id.SETTLED, "id"),
        *(item for method in METHODS for item in inputs(method)),
        prevent_initial_call=True,
    )

    @callback(
        Output(Id.RUNS, "data", allow_duplicate=True),
        Input(Id.SETTLED, "data"),
        State(Id.RUNS, "data"),
        State(Id.PLACE, "data"),
        prevent_initial_call=True,
    )
    def keep_settled(values: list[Any] | None, run_ids: dict[str, str], place: dict[str, Any]) -> Any:
        """Register the runs on which the sliders came to rest."""
        kept = shown_runs(place, run_ids, values)
        return no_update if kept == run_ids else kept

    clientside_callback(
        ClientsideFunction("address", "runs"),
        Output(ShellId.URL, "search", allow_duplicate=True),
        Input(Id.RUNS, "data"),
        State(Id.CURRENT, "data"),
        State(Id.PLACE, "data"),
        State(ShellId.URL, "search"),
        prevent_initial_call=True,
    )


def shown_runs(place: dict[str, Any], run_ids: dict[str, str], values: list[Any] | None) -> dict[str, str]:
    """The runs that the sliders show: those of `values`, which may not have come to rest, else the kept ones.

    A button that is pressed right after a slider means what is on the screen, not what was kept before.
    """
    if not values or not place["ready"]:
        return run_ids
    rest = iter(values)
    said = {method.algorithm: {name: next(rest) for name in method.names} for method in METHODS}
    return comparing.keep(workspace(), place, said)
