"""Which of many equal buttons was pressed."""

from __future__ import annotations

from typing import Any

from dash import ctx


def pressed() -> dict[str, Any] | None:
    """Id of the pressed button among those that a callback hears by `ALL`.

    None where a button has only come or gone: Dash calls then, too, and another button may still count an old press.
    """
    button = ctx.triggered_id
    return dict(button) if isinstance(button, dict) and ctx.triggered[0]["value"] else None
