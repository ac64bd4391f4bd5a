"""Asking for long work, watching it and calling it off."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from portal.errors import ConflictError, NotFoundError
from portal.services.processes import HOST, alive
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow, Status

SILENCE = 10.0
"""Seconds without a heartbeat after which a job counts as dead."""

PATIENCE = 60.0
"""The same while its process can be seen, or it waits: a machine that stood still as a whole has lost nothing."""

BEGINNING = 20.0
"""Seconds within which a job whose turn has come must have a process; else its turn comes again. Whoever gives turns
may be ended right after (as Dash ends an outdated callback), or the machine is overloaded."""

TURNS = 5
"""Attempts after which a job that never began is given up."""

KILLED = "The work stopped without an answer: its process was ended from outside. Nothing is lost; try again."
CALLED_OFF = "Cancelled."


def request(ws: Workspace, *, owner: str, kind: str, key: str, title: str, payload: dict[str, Any]) -> JobRow:
    """The job that works towards `key`: a new one, or the one that already does."""
    now = time.time()
    bury_silent(ws)
    return ws.jobs.add(
        JobRow(
            id=uuid.uuid4().hex,
            owner=owner,
            kind=kind,
            key=key,
            title=title,
            payload=payload,
            status=Status.QUEUED,
            stage="",
            progress=0.0,
            message="",
            outcome=None,
            attempts=1,
            host="",
            pid=None,
            created_at=now,
            started_at=None,
            finished_at=None,
            heartbeat_at=now,
        )
    )


def job(ws: Workspace, job_id: str) -> JobRow:
    """The job; NotFoundError when there is none of this id."""
    row = ws.jobs.get(job_id)
    if row is None:
        raise NotFoundError(f"There is no job “{job_id}”. Start the work again from its page.")
    return row


def mine(ws: Workspace, owner: str) -> list[JobRow]:
    """The owner's jobs, newest first, the silent ones already marked as failed."""
    bury_silent(ws)
    return ws.jobs.of_owner(owner)


def cancel(ws: Workspace, job_id: str, *, owner: str) -> None:
    """Call the job off. Its process notices within a second."""
    if job(ws, job_id).owner != owner:
        raise ConflictError("Somebody else has asked for this work too, so only they can call it off.")
    ws.jobs.finish(job_id, Status.CANCELLED, message=CALLED_OFF)


def retry(ws: Workspace, job_id: str) -> JobRow:
    """Put a failed or cancelled job back in the queue; ConflictError when it is at work."""
    row = job(ws, job_id)
    if not ws.jobs.requeue(job_id):
        if running := ws.jobs.active_with_key(row.key):
            return running
        raise ConflictError("This work can not be started again. Start it from its page.")
    return job(ws, job_id)


def bury_silent(ws: Workspace) -> None:
    """Mark active jobs as failed of which nothing has been heard for too long; those that never began wait again."""
    now = time.time()
    for row in ws.jobs.active():
        quiet = now - row.heartbeat_at
        if row.status == Status.RUNNING and row.pid is None:
            if quiet > BEGINNING and not (row.attempts < TURNS and ws.jobs.release(row.id, row.attempts)):
                ws.jobs.finish(row.id, Status.FAILED, message=KILLED)
        elif quiet > SILENCE and (quiet > PATIENCE or _lost(row)):
            ws.jobs.finish(row.id, Status.FAILED, message=KILLED)


def _lost(row: JobRow) -> bool:
    """Whether the job has a process, and none that can be seen from here."""
    return row.pid is not None and (row.host != HOST or not alive(row.pid))


def next_in_line(active: Sequence[JobRow], slots: int) -> list[str]:
    """Ids of the queued jobs that may start now.

    Fair between people: whoever has the fewest jobs at work comes first, and within one
    person's jobs the oldest; a person with twenty jobs does not hold up one with a single job.
    """
    running = Counter(row.owner for row in active if row.status == Status.RUNNING)
    free = slots - sum(running.values())
    queued = sorted((row for row in active if row.status == Status.QUEUED), key=lambda row: row.created_at)
    chosen: list[str] = []
    while free > 0 and queued:
        following = min(queued, key=lambda row: (running[row.owner], row.created_at))
        queued.remove(following)
        running[following.owner] += 1
        chosen.append(following.id)
        free -= 1
    return chosen
