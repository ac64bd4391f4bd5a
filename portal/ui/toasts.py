"""Short messages for what has no place on the page."""

from __future__ import annotations

import time
from typing import Any, Literal

import dash

from portal.ui.ids import ShellId

ToastKind = Literal["info", "error"]


def toast(message: str, kind: ToastKind = "info") -> dict[str, Any]:
    """The value of `ShellId.TOAST`; the time makes the same words count twice."""
    return {"message": message, "kind": kind, "at": time.time()}


def show(message: str, kind: ToastKind = "info") -> None:
    """Show a toast from within a callback, whatever its outputs are."""
    dash.set_props(ShellId.TOAST, {"data": toast(message, kind)})
