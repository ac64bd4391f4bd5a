"""Questions that the buttons of a list ask before anything changes: what would go, what it shall be called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Input, Output, callback, ctx, no_update

from portal.ui.components import confirm_modal, confirm_text
from portal.ui.pressing import pressed

Known = Callable[[dict[str, Any]], tuple[str, str]]
"""From the id of the pressed button: the id of what it is about, and its words."""


def before_deletion(buttons: dict[str, Any], *, question: str, about: str, known: Known) -> None:
    """Put the callback on the app that opens `question` with what would go, and keeps its id in the store `about`."""

    @callback(
        Output(about, "data"),
        Output(confirm_text(question), "children"),
        Output(confirm_modal(question), "is_open", allow_duplicate=True),
        Input(buttons, "n_clicks"),
        prevent_initial_call=True,
    )
    def ask_to_delete(_clicks: list[int | None]) -> tuple[Any, ...]:
        """Say what would go, before it goes."""
        if (button := pressed()) is None:
            return no_update, no_update, no_update
        return *known(button), True


def before_renaming(
    buttons: dict[str, Any], *, dialog: str, field: str, error: str, keep: str, about: str, known: Known
) -> None:
    """Put the callback on the app that opens a `name_dialog` with the present name, or closes it."""

    @callback(
        Output(about, "data", allow_duplicate=True),
        Output(field, "value"),
        Output(error, "children"),
        Output(dialog, "is_open"),
        Input(buttons, "n_clicks"),
        Input(keep, "n_clicks"),
        prevent_initial_call=True,
    )
    def ask_for_name(_clicks: list[int | None], _keep: int | None) -> tuple[Any, ...]:
        """Open the question with the present name, or close it."""
        if ctx.triggered_id == keep:
            return no_update, no_update, None, False
        if (button := pressed()) is None:
            return (no_update,) * 4
        return *known(button), None, True
