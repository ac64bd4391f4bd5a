"""Following one job from a page: how far it is, calling it off, and opening the table that it makes.

A page puts `parts(page)` into its layout, calls `follow(page, made)` when somebody asks for work, and registers the
callbacks once with where its tables open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, set_props

from portal.services import queue
from portal.services.datasets import Dataset
from portal.store.jobs import JobRow
from portal.ui import jobs, mirrors
from portal.ui.components import notice, progress_line
from portal.ui.ids import ShellId
from portal.ui.session import owner, workspace

Address = Callable[[str], str]
"""Where a table opens, by its id."""


def parts(page: str) -> list[Any]:
    """The stores and the line of progress that a page carries."""
    cancel = html.Button(
        "Cancel", id=_part("cancel", page), type="button", className="link", n_clicks=0, style={"display": "none"}
    )
    return [
        dcc.Store(id=_part("watched", page)),
        dcc.Location(id=_part("go", page), refresh="callback-nav"),
        html.Div([html.Div(id=_part("line", page)), cancel], className="stack following"),
    ]


def follow(page: str, made: Dataset | JobRow, address: Address) -> None:
    """Open the table that is there already, or follow the job that makes it."""
    # As outputs these would tie the page's buttons to the shell's own callbacks.
    if isinstance(made, Dataset):
        set_props(_part("go", page), {"href": address(made.id)})
        return
    set_props(ShellId.JOB_REQUEST, {"data": jobs.wanted(made)})
    set_props(_part("watched", page), {"data": made.id})


def standing(row: dict[str, Any], *, failed: str, nothing: str = "Nothing was kept.") -> Any:
    """How far a job is, or why it ended without a result; None once it is done."""
    if row["active"]:
        doing = row["stage"] or ("Waiting for a free place" if row["status"] == "queued" else "Beginning")
        return progress_line(doing, row["progress"] if row["stage"] else None, elapsed=row["elapsed"])
    if row["status"] == "done":
        return None
    wrong = row["status"] == "failed"
    return notice(row["message"], failed if wrong else nothing, kind="error" if wrong else "info")


def register_callbacks(page: str, address: Address, *, failed: str) -> None:
    """Put a page's callbacks on the app that is being made; `failed` is the way out when the work fails."""

    @callback(
        Output(_part("line", page), "children"),
        Output(_part("cancel", page), "style"),
        mirrors.job_state(page),
        Input(_part("watched", page), "data"),
    )
    def show_progress(rows: list[dict[str, Any]] | None, watched: str | None) -> tuple[Any, dict[str, str]]:
        """Show how far the work is."""
        row = next((row for row in rows or [] if row["id"] == watched), None)
        busy = row is not None and row["active"]
        said = standing(row, failed=failed) if row else progress_line("Waiting to begin") if watched else None
        return said, {} if busy else {"display": "none"}

    @callback(
        Output(_part("go", page), "href"),
        mirrors.job_done(page),
        State(_part("watched", page), "data"),
        prevent_initial_call=True,
    )
    def open_when_made(done: dict[str, Any] | None, watched: str | None) -> Any:
        """Open the table that this reader has asked for."""
        news = (done or {}).get("news", [])
        own = next((row for row in news if row["id"] == watched and row["status"] == "done" and row["outcome"]), None)
        if own is None:
            return no_update
        set_props(ShellId.CHANGED, {"data": f"made {own['id']}"})
        return address(str(own["outcome"]["dataset"]))

    @callback(
        Input(_part("cancel", page), "n_clicks"), State(_part("watched", page), "data"), prevent_initial_call=True
    )
    def call_off(clicks: int | None, watched: str | None) -> None:
        """Call the work off; the line then says so."""
        if clicks and watched:
            queue.cancel(workspace(), watched, owner=owner())


def _part(name: str, page: str) -> str:
    return f"{page}-following-{name}"
