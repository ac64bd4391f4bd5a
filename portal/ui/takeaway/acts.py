"""What a reader does under Take away: compose a download, have the report made and watch it."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, html, no_update

from portal.services.takeaway import reports
from portal.services.takeaway.subject import subject
from portal.ui import jobs
from portal.ui.components import check_options, progress_line, state_error
from portal.ui.ids import ShellId
from portal.ui.keeping.ids import Id as KeepingId
from portal.ui.mirrors import job_state
from portal.ui.session import owner, workspace
from portal.ui.takeaway.ids import PAGE, Id
from portal.ui.takeaway.panel import download, report_state, segment_choices
from portal.ui.tray import cancel_id

MAKING = "Making the report"


def register_callbacks() -> None:
    """Put the callbacks of the section on the app that is being made."""

    @callback(
        Output(Id.DOWNLOAD, "href"),
        Output(Id.DOWNLOAD, "children"),
        Output(Id.ADVICE, "children"),
        Input(Id.KIND, "value"),
        Input(Id.SEGMENTS, "value"),
        Input(Id.COLUMNS, "value"),
        State(Id.SUBJECT, "data"),
        prevent_initial_call=True,
    )
    def compose(
        kind: str | None, segments: list[str] | None, columns: list[str] | None, subject_id: str
    ) -> tuple[Any, ...]:
        """The download that the choices describe."""
        return download(subject(workspace(), subject_id), kind, segments, columns)

    @callback(
        Output(ShellId.JOB_REQUEST, "data", allow_duplicate=True),
        Output(Id.PENDING, "data"),
        Input(Id.MAKE, "n_clicks"),
        State(Id.SUBJECT, "data"),
        prevent_initial_call=True,
    )
    def make(clicks: int | None, subject_id: str) -> tuple[Any, Any]:
        """Have the report made, anew where there is one."""
        if not clicks:
            return no_update, no_update
        row = reports.request(workspace(), subject(workspace(), subject_id), owner=owner())
        return jobs.wanted(row), row.id

    @callback(
        Output(Id.PROGRESS, "children"),
        Output(Id.CANCEL, "children"),
        Output(Id.REPORT, "children"),
        Output(Id.MAKE, "disabled"),
        Output(Id.PENDING, "data", allow_duplicate=True),
        Input(Id.PENDING, "data"),
        job_state(PAGE),
        State(Id.SUBJECT, "data"),
        State(Id.CANCEL, "children"),
        prevent_initial_call="initial_duplicate",
    )
    def watch(pending: str | None, rows: list[dict[str, Any]] | None, subject_id: str, button: Any) -> tuple[Any, ...]:
        """How far the report is; when it is done, the way to it."""
        pending = pending or _under_way(rows, subject_id)
        row = next((one for one in jobs.current([pending]) if one["id"] == pending), None) if pending else None
        if row is None:
            return (no_update,) * 5
        if row["active"]:
            share = row["progress"] if row["status"] == "running" else None
            said = (row["stage"] or MAKING) if row["status"] == "running" else f"{MAKING}: waiting"
            # The button is written once: it must not vanish under a finger or the focus.
            written = isinstance(button, dict) and button["props"].get("id") == cancel_id(row["id"])
            line = progress_line(said, share, elapsed=row["elapsed"])
            return line, no_update if written else _cancel(row["id"]), no_update, True, row["id"]
        ended = None if row["status"] == "done" else state_error(f"{MAKING}: {row['message']}", None)
        return ended, None, report_state(workspace(), subject(workspace(), subject_id)), False, None

    @callback(
        Output(Id.SEGMENTS, "options"),
        Input(KeepingId.NAMED, "data"),
        State(Id.SUBJECT, "data"),
        prevent_initial_call=True,
    )
    def show_names(_named: int | None, subject_id: str) -> Any:
        """The segments to take under their new names."""
        return check_options(segment_choices(subject(workspace(), subject_id)))

    @callback(
        Output(Id.REPORT, "children", allow_duplicate=True),
        Input(KeepingId.CHANGED, "data"),
        State(Id.SUBJECT, "data"),
        prevent_initial_call=True,
    )
    def outdate(changed: Any, subject_id: str) -> Any:
        """A report on what has been decided otherwise since is no longer offered."""
        return report_state(workspace(), subject(workspace(), subject_id)) if changed else no_update


def _under_way(rows: list[dict[str, Any]] | None, subject_id: str) -> str | None:
    """The report's job that was asked for from another page or before this one was loaded."""
    if not any(row["kind"] == reports.KIND and row["active"] for row in rows or []):
        return None
    key = reports.key_of(subject(workspace(), subject_id), reports.Paper.HTML)
    return next((str(row["id"]) for row in rows or [] if row["key"] == key and row["active"]), None)


def _cancel(job_id: str) -> html.Button:
    words = {"className": "link", "n_clicks": 0, "aria-label": f"Cancel: {MAKING}"}
    return html.Button("Cancel", id=cancel_id(job_id), type="button", **words)
