"""Another preparation: known structures at once, new ones through a job while the old picture stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import Input, Output, State, callback, ctx, html, no_update

from portal.errors import PortalError
from portal.services import comparing, queue
from portal.ui import jobs
from portal.ui.compare.board import asked, board
from portal.ui.compare.ids import PAGE, Id
from portal.ui.compare.panel import SCALING_HELP
from portal.ui.components import progress_line, state_error
from portal.ui.ids import ShellId
from portal.ui.mirrors import job_done, job_state
from portal.ui.query import changed
from portal.ui.session import workspace
from portal.ui.tray import cancel_id, offered, retry_id


def register_callbacks() -> None:
    """Put the callbacks of the preparation panel on the app that is being made."""

    @callback(
        Output(Id.METHODS, "children"),
        Output(ShellId.URL, "search", allow_duplicate=True),
        Output(Id.SCALING_HELP, "children"),
        Output(Id.PENDING, "data", allow_duplicate=True),
        Output(Id.FAULT, "children", allow_duplicate=True),
        Input(Id.VARIABLES, "value"),
        Input(Id.SCALING, "value"),
        Input(Id.LOG, "value"),
        Input(Id.MISSING, "value"),
        job_done(PAGE),
        State(Id.PLACE, "data"),
        State(Id.PENDING, "data"),
        State(Id.CURRENT, "data"),
        State(ShellId.URL, "search"),
        prevent_initial_call=True,
    )
    def prepare(
        variables: list[str],
        scaling: str,
        log: list[str],
        missing: str,
        _done: Any,
        place: dict[str, Any],
        pending: dict[str, Any] | None,
        current: str | None,
        search: str,
    ) -> tuple[Any, ...]:
        """Take another preparation: at once when its structure is known, else ask for it and keep the old picture."""
        same = (no_update,) * 5
        heard = ctx.triggered_id == job_done(PAGE).component_id
        if heard and not pending:
            return same
        help_line = SCALING_HELP[scaling]
        try:
            place_now = comparing.prepared(workspace(), place, variables, scaling=scaling, log=log, missing=missing)
        except PortalError as error:
            return no_update, no_update, help_line, None, state_error(error.message)
        if not place_now.ready:
            if heard:
                return same
            waiting, fault = asked(place_now)
            return no_update, no_update, help_line, waiting, fault
        if place["ready"] and place_now.preparation.to_json() == place["preparation"]:
            return no_update, no_update, help_line, None, None
        return (
            board(replace(place_now, current=current)),
            changed(search, dataset=place_now.dataset.id, run=current, **place_now.runs),
            help_line,
            no_update,
            None,
        )

    @callback(
        Output(ShellId.JOB_REQUEST, "data", allow_duplicate=True),
        Output(Id.PROGRESS, "children", allow_duplicate=True),
        Output(Id.CANCEL, "children", allow_duplicate=True),
        Output(Id.METHODS, "className"),
        Input(Id.PENDING, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def follow(pending: dict[str, Any] | None) -> tuple[Any, ...]:
        """Have the shell follow the job that the page waits for; the old picture stays, marked stale."""
        if not pending:
            return no_update, None, None, ""
        job = queue.job(workspace(), pending["job"])
        return jobs.wanted(job), progress_line("Asking for the structure"), _cancel(job.id), "is-stale"

    @callback(
        Output(Id.PROGRESS, "children"),
        Output(Id.CANCEL, "children"),
        Output(Id.FAULT, "children"),
        job_state(PAGE),
        State(Id.PENDING, "data"),
        State(Id.CANCEL, "children"),
        State(Id.FAULT, "children"),
        prevent_initial_call=True,
    )
    def show_progress(
        rows: list[dict[str, Any]] | None, pending: dict[str, Any] | None, cancel: Any, fault: Any
    ) -> tuple[Any, ...]:
        """How far the awaited structure is, or why there is none."""
        row = next((row for row in rows or [] if pending and row["id"] == pending["job"]), None)
        if row is None:
            return no_update, no_update, no_update
        if row["active"]:
            share = row["progress"] if row["status"] == "running" else None
            line = progress_line(row["stage"] or "Waiting for a free place", share, elapsed=row["elapsed"])
            # The button is written once: it must not vanish under a finger or the focus.
            return line, no_update if cancel else _cancel(row["id"]), None
        if row["status"] == "done":
            return None, None, None
        if offered(fault, retry_id(row["id"])):
            return no_update, no_update, no_update
        retry = html.Button("Try again", id=retry_id(row["id"]), type="button", className="link", n_clicks=0)
        return None, None, state_error(row["message"], retry)


def _cancel(job_id: str) -> html.Button:
    words = {"className": "link", "n_clicks": 0, "aria-label": "Cancel the clustering"}
    return html.Button("Cancel", id=cancel_id(job_id), type="button", **words)
