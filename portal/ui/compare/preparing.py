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
        Output(Id.REFUSED, "data"),
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
        help_line = SCALING_HELP[scaling]
        try:
            place_now = comparing.prepared(workspace(), place, variables, scaling=scaling, log=log, missing=missing)
        except PortalError as error:
            return no_update, no_update, help_line, None, error.message
        if not place_now.ready:
            # News may have displaced a change that was under way: only what is waited for already is not asked again.
            return same if heard and pending else (no_update, no_update, help_line, *asked(place_now))
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
        # Written once a job and hidden by CSS without progress: it must not be made anew under a finger.
        Output(Id.CANCEL, "children"),
        Input(Id.PENDING, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def follow(pending: dict[str, Any] | None) -> Any:
        """Have the shell follow the job that the page waits for, and offer to call it off."""
        if not pending:
            return no_update, None
        return jobs.wanted(queue.job(workspace(), pending["job"])), _cancel(pending["job"])

    # One callback says all of it, so that an answer under way never overwrites a later one.
    @callback(
        Output(Id.PROGRESS, "children"),
        Output(Id.FAULT, "children"),
        Output(Id.METHODS, "className"),
        Input(Id.PENDING, "data"),
        Input(Id.REFUSED, "data"),
        job_state(PAGE),
        State(Id.FAULT, "children"),
    )
    def show_standing(
        pending: dict[str, Any] | None,
        refused: str | None,
        rows: list[dict[str, Any]] | None,
        fault: Any,
    ) -> tuple[Any, ...]:
        """How far the awaited structure is, or why there is none; the old picture stays, marked stale."""
        if not pending:
            return None, state_error(refused) if refused else None, ""
        job = pending["job"]
        row = next((row for row in rows or [] if row["id"] == job), None)
        if row is None:
            return progress_line("Asking for the structure"), None, "is-stale"
        if row["active"]:
            share = row["progress"] if row["status"] == "running" else None
            line = progress_line(row["stage"] or "Waiting for a free place", share, elapsed=row["elapsed"])
            return line, None, "is-stale"
        if row["status"] == "done":
            return None, None, "is-stale"
        # Offered once, for the same reason.
        retry = html.Button("Try again", id=retry_id(job), type="button", className="link", n_clicks=0)
        said = no_update if offered(fault, retry_id(job)) else state_error(row["message"], retry)
        return None, said, "is-stale"


def _cancel(job_id: str) -> html.Button:
    words = {"className": "link", "n_clicks": 0, "aria-label": "Cancel the clustering"}
    return html.Button("Cancel", id=cancel_id(job_id), type="button", **words)
