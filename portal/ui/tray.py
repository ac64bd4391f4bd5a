"""The tray of jobs: one row each, from plain records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dash import html
from dash.development.base_component import Component

from portal.ui.components.progress import elapsed_text, progress_track

JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]

_WORDS: dict[str, str] = {
    "queued": "Waiting for a free place",
    "running": "Running",
    "done": "Done",
    "failed": "Failed",
    "cancelled": "Cancelled",
}


@dataclass(frozen=True, slots=True)
class TrayJob:
    """What the tray shows of a job: `progress` from 0 to 1 or None; `message` says what it does or why it failed."""

    id: str
    title: str
    status: JobStatus
    progress: float | None = None
    elapsed: float | None = None
    message: str = ""

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.status in ("queued", "running")


def cancel_id(job_id: str, at: str = "page") -> dict[str, str]:
    """Id of a job's Cancel button in one place."""
    return {"type": "job-cancel", "job": job_id, "at": at}


def offered(shown: Any, button: dict[str, str]) -> bool:
    """Whether a part of a page, as the browser holds it, has this button: then it stays, under finger and focus."""
    if isinstance(shown, list):
        return any(offered(one, button) for one in shown)
    if not isinstance(shown, dict):
        return False
    props = shown.get("props", {})
    return props.get("id") == button or offered(props.get("children"), button)


def retry_id(job_id: str, at: str = "page") -> dict[str, str]:
    """Id of a job's Retry button in one place."""
    return {"type": "job-retry", "job": job_id, "at": at}


def live_id(job_id: str) -> dict[str, str]:
    """Id of the part of a row that changes while the job runs."""
    return {"type": "job-live", "job": job_id}


def shape(jobs: Sequence[TrayJob]) -> list[list[str]]:
    """What decides which rows and buttons there are; while it stays, only the live parts are written."""
    return [[job.id, job.status] for job in jobs]


def rows(jobs: Sequence[TrayJob]) -> list[Component]:
    """The inside of the tray."""
    if not jobs:
        said = "No jobs. Long work shows here, with its progress and a way to call it off."
        return [html.P(said, className="menu-note", role="listitem")]
    return [_row(job) for job in jobs]


def label(jobs: Sequence[TrayJob]) -> str:
    """The words on the button that opens the tray."""
    active = [job for job in jobs if job.active]
    if not active:
        failed = sum(job.status == "failed" for job in jobs)
        return f"{failed} failed" if failed else "No jobs"
    if len(active) > 1:
        return f"{len(active)} jobs"
    (job,) = active
    return f"{job.title}, {job.progress:.0%}" if job.progress is not None else job.title


def _row(job: TrayJob) -> html.Div:
    if not job.active:
        act = _act("Retry", retry_id(job.id, "tray"), job.title) if job.status in ("failed", "cancelled") else None
        return html.Div([*live(job), act], className="tray-row", role="listitem")
    # The button stands outside the part that is written anew: it must not vanish under a finger or the focus.
    button = _act("Cancel", cancel_id(job.id, "tray"), job.title)
    return html.Div([html.Div(live(job), id=live_id(job.id)), button], className="tray-row", role="listitem")


def live(job: TrayJob) -> list[Component]:
    """Title, percentage, words and line of a job."""
    said = job.message or _WORDS[job.status]
    parts: list[Component] = [
        html.Div([html.Span(job.title), html.Span(_aside(job), className="sub num")], className="tray-top"),
        html.P(said, className=f"tray-say {job.status}"),
    ]
    if job.active:
        parts.append(progress_track(job.progress, label=job.title))
    return parts


def _aside(job: TrayJob) -> str:
    word = _WORDS[job.status] if not job.active else ""
    percent = f"{job.progress:.0%}" if job.active and job.progress is not None else ""
    time = elapsed_text(job.elapsed) if job.elapsed is not None else ""
    return " · ".join(part for part in (word, percent, time) if part)


def _act(word: str, component_id: dict[str, str], title: str) -> html.Div:
    button = html.Button(word, id=component_id, className="link", n_clicks=0, **{"aria-label": f"{word}: {title}"})
    return html.Div(button, className="tray-acts")
