"""A page whose numbers are not there yet: it asks for them once, shows how far they are, and then shows itself.

A page puts `room(...)` where its content will stand; the callbacks below do the rest for every page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html, no_update
from dash.dcc import Store

from portal.engine.preparation import Preparation
from portal.services import samples, structures
from portal.services.specs import structure_key
from portal.ui import jobs
from portal.ui.components import notice, progress_line
from portal.ui.ids import ShellId
from portal.ui.pressing import pressed
from portal.ui.session import owner, workspace

WANTED = "waiting-wanted"
PROGRESS = "waiting-progress"
SAMPLE = "waiting-sample"
"""Buttons that add a sample table, by its slug."""


def room(dataset_id: str, preparation: Preparation, body: Any, *, seed: int = 0) -> html.Div:
    """`body` (skeletons) over a line of progress; the structure of the preparation is asked for by itself."""
    key = structure_key(workspace().settings, dataset_id, preparation, seed)
    wanted = {"dataset": dataset_id, "preparation": preparation.to_json(), "seed": seed, "key": key}
    return html.Div(
        [
            Store(id={"type": WANTED, "of": "page"}, data=wanted),
            html.Div(progress_line("Waiting to begin"), id={"type": PROGRESS, "of": "page"}, className="waiting"),
            body,
        ]
    )


def ask(wanted: dict[str, Any]) -> dict[str, Any]:
    """Ask for the work; the same work asked for twice is one job."""
    preparation = Preparation.from_json(wanted["preparation"])
    row = structures.request(workspace(), wanted["dataset"], preparation, owner=owner(), seed=int(wanted["seed"]))
    return jobs.wanted(row)


def said(wanted: dict[str, Any], rows: Sequence[dict[str, Any]]) -> Any:
    """How far the work is, in a line; why it ended without a result; None when nothing is known of it."""
    row = next((row for row in rows if row["key"] == wanted["key"]), None)
    if row is None:
        return None
    if row["status"] == "queued":
        return progress_line("Waiting for a free place")
    if row["active"]:
        return progress_line(row["stage"] or "Beginning", row["progress"], elapsed=row["elapsed"])
    if row["status"] == "done":
        return progress_line("Done", 1.0)
    return notice(row["message"], "“Try again” is among the jobs at the top; the page opens by itself.", kind="error")


def register_callbacks(app: Dash) -> None:
    """Put the callbacks of every waiting page on the app."""

    @app.callback(
        Output(ShellId.JOB_REQUEST, "data", allow_duplicate=True),
        Input({"type": WANTED, "of": ALL}, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def ask_once(wanted: list[dict[str, Any] | None]) -> Any:
        """Ask for what the page that has just opened lacks."""
        lacking = [one for one in wanted if one]
        return ask(lacking[0]) if lacking else no_update

    @app.callback(
        Output({"type": PROGRESS, "of": ALL}, "children"),
        Input(jobs.Id.STATE, "data"),
        State({"type": WANTED, "of": ALL}, "data"),
        prevent_initial_call=True,
    )
    def show_progress(rows: list[dict[str, Any]] | None, wanted: list[dict[str, Any]]) -> list[Any]:
        """Show how far the work is."""
        shown = [said(one, rows or []) for one in wanted]
        return [no_update if line is None else line for line in shown]

    @app.callback(
        Output(ShellId.NAV, "href", allow_duplicate=True),
        Output(ShellId.CHANGED, "data", allow_duplicate=True),
        Input({"type": SAMPLE, "of": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def use_sample(_clicks: list[int | None]) -> Any:
        """Add the sample whose button was pressed, and open it."""
        if (button := pressed()) is None:
            return no_update, no_update
        dataset = samples.add(workspace(), str(button["of"]))
        return f"/?dataset={dataset.id}", dataset.id

    app.clientside_callback(
        ClientsideFunction("waiting", "again"),
        Input(ShellId.JOB_DONE, "data"),
        State({"type": WANTED, "of": ALL}, "data"),
        prevent_initial_call=True,
    )
