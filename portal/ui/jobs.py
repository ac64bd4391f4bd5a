"""The shell's callbacks for long work: follow it, show it in the tray, call it off, try again.

Jobs are rows in SQL; what is here only watches them. The background callback keeps the queue
moving while somebody looks on; the slow poll tells the truth when a watcher was lost.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, cast

from dash import ALL, Dash, Input, Output, State, dcc, no_update
from dash.development.base_component import Component

from portal.jobs.launch import advance
from portal.jobs.watch import watched
from portal.services import queue
from portal.settings import Settings
from portal.store.jobs import JobRow
from portal.ui import tray
from portal.ui.ids import ShellId
from portal.ui.pressing import pressed
from portal.ui.session import owner, workspace
from portal.ui.tray import JobStatus, TrayJob

POLL_MS = 2_000
WATCH_MS = 500


class Id(StrEnum):
    """Parts of the shell that only this file uses."""

    BOOT = "jobs-boot"
    STATE = "jobs-state"
    ENDED = "jobs-ended"
    POLL = "jobs-poll"
    SHAPE = "jobs-shape"


def parts() -> list[Component]:
    """The invisible components that the shell carries for these callbacks."""
    return [
        dcc.Store(id=Id.BOOT, data=0),
        dcc.Store(id=Id.STATE, data=[]),
        dcc.Store(id=Id.ENDED),
        dcc.Store(id=Id.SHAPE),
        dcc.Interval(id=Id.POLL, interval=POLL_MS, disabled=True),
    ]


def wanted(*jobs: JobRow) -> dict[str, Any]:
    """The value of `ShellId.JOB_REQUEST` that follows these jobs and the reader's own others."""
    active = [row.id for row in queue.mine(workspace(), owner()) if row.active]
    # The number makes every request a call of its own, even for the same jobs.
    return {"jobs": list(dict.fromkeys([row.id for row in jobs] + active)), "call": uuid.uuid4().hex}


def register_callbacks(app: Dash, settings: Settings) -> None:
    """Put the shell's job callbacks on the app."""

    # Its own output is a store that nothing shows: the browser holds back every callback that waits for an
    # output of a running one, so what listens to STATE would not hear of the progress.
    @app.callback(
        Output(Id.ENDED, "data"),
        Input(ShellId.JOB_REQUEST, "data"),
        background=True,
        progress=[Output(Id.STATE, "data", allow_duplicate=True)],
        interval=WATCH_MS,
        prevent_initial_call=True,
    )
    def follow(tell: Callable[[Any], None], request: dict[str, Any] | None) -> Any:
        """Keep the queue moving until the requested jobs have ended."""
        if not request or not request.get("jobs"):
            return no_update
        job_ids = [str(job_id) for job_id in request["jobs"]][:50]
        return plain(watched(settings, job_ids, lambda rows: tell([plain(rows)])))

    app.clientside_callback(
        "function(rows) { return rows || window.dash_clientside.no_update; }",
        Output(Id.STATE, "data", allow_duplicate=True),
        Input(Id.ENDED, "data"),
        prevent_initial_call=True,
    )

    @app.callback(Output(ShellId.JOB_REQUEST, "data"), Input(Id.BOOT, "data"))
    def rejoin(_boot: int) -> Any:
        """Follow the reader's jobs that are still at work from another page or day."""
        request = wanted()
        return request if request["jobs"] else no_update

    @app.callback(
        Output(Id.STATE, "data", allow_duplicate=True),
        Input(Id.POLL, "n_intervals"),
        State(Id.STATE, "data"),
        prevent_initial_call=True,
    )
    def look_again(_n: int, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Read the truth from SQL and keep the queue moving, in case the watcher was lost."""
        advance(workspace())
        return current(str(row["id"]) for row in shown)

    @app.callback(
        Output(Id.STATE, "data", allow_duplicate=True),
        Input(ShellId.JOB_REQUEST, "data"),
        prevent_initial_call=True,
    )
    def hear_of(request: dict[str, Any] | None) -> Any:
        """Show the requested jobs at once; the slow poll then runs, whatever becomes of the watcher."""
        return current(str(job_id) for job_id in request["jobs"][:50]) if request else no_update

    @app.callback(
        Output(ShellId.TRAY, "children"),
        Output(ShellId.TRAY_LABEL, "children"),
        Output(Id.POLL, "disabled"),
        Output(ShellId.JOB_DONE, "data"),
        Output(Id.SHAPE, "data"),
        Input(Id.STATE, "data"),
        State(ShellId.JOB_DONE, "data"),
        State(Id.SHAPE, "data"),
    )
    def show(state: list[dict[str, Any]] | None, done: dict[str, Any] | None, shape: Any) -> tuple[Any, ...]:
        """Show the jobs, and tell the page which have ended since it last heard."""
        rows = {str(row["id"]): row for row in current(str(row["id"]) for row in state or [])}
        shown = [_tray_job(row) for row in rows.values()]
        ended = {job_id: row["status"] for job_id, row in rows.items() if not row["active"]}
        # On the first look everything that has ended is history, no news.
        known = ended if done is None else dict(done["ended"])
        news = [rows[job_id] for job_id, status in ended.items() if known.get(job_id) != status]
        told: Any = no_update
        if news or done is None:
            told = {"ended": known | ended, "news": news, "at": time.time()}
        now = tray.shape(shown)
        drawn = no_update if shape == now else tray.rows(shown)
        return drawn, tray.label(shown), not any(row["active"] for row in rows.values()), told, now

    @app.callback(
        Output({"type": "job-live", "job": ALL}, "children"),
        Input(Id.STATE, "data"),
        State({"type": "job-live", "job": ALL}, "id"),
        prevent_initial_call=True,
    )
    def move_on(state: list[dict[str, Any]] | None, ids: list[dict[str, str]]) -> list[Any]:
        """Write how far the running jobs are, without touching their buttons."""
        rows = {str(row["id"]): row for row in state or []}
        return [tray.live(_tray_job(rows[at["job"]])) if at["job"] in rows else no_update for at in ids]

    @app.callback(
        Output(Id.STATE, "data", allow_duplicate=True),
        Input({"type": "job-cancel", "job": ALL, "at": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def call_off(_clicks: list[int | None]) -> Any:
        """Cancel the job whose button was pressed."""
        if (button := pressed()) is None:
            return no_update
        job_id = str(button["job"])
        queue.cancel(workspace(), job_id, owner=owner())
        return current([job_id])

    @app.callback(
        Output(ShellId.JOB_REQUEST, "data", allow_duplicate=True),
        Input({"type": "job-retry", "job": ALL, "at": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def try_again(_clicks: list[int | None]) -> Any:
        """Queue the job again whose button was pressed."""
        if (button := pressed()) is None:
            return no_update
        return wanted(queue.retry(workspace(), str(button["job"])))


def current(job_ids: Iterable[str]) -> list[dict[str, Any]]:
    """The reader's jobs and those named, newest first, as plain values."""
    ws = workspace()
    rows = {row.id: row for row in queue.mine(ws, owner())}
    for job_id in job_ids:
        if job_id not in rows and (row := ws.jobs.get(job_id)):
            rows[job_id] = row
    return plain(sorted(rows.values(), key=lambda row: -row.created_at))


def plain(rows: Iterable[JobRow]) -> list[dict[str, Any]]:
    """What the browser may know of jobs."""
    now = time.time()
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "key": row.key,
            "title": row.title,
            "status": str(row.status),
            "active": row.active,
            "stage": row.stage,
            "progress": row.progress,
            "message": row.message,
            "outcome": row.outcome,
            "elapsed": row.elapsed(now),
        }
        for row in rows
    ]


def _tray_job(row: dict[str, Any]) -> TrayJob:
    running = row["status"] == "running"
    return TrayJob(
        id=row["id"],
        title=row["title"],
        status=cast(JobStatus, row["status"]),
        progress=row["progress"] if running else None,
        elapsed=row["elapsed"] if row["status"] != "queued" else None,
        message=row["stage"] if running else row["message"],
    )
