"""What a background callback does: keep the queue moving and tell the browser how its jobs stand."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

from portal.jobs.launch import advance
from portal.services import queue
from portal.services.processes import HOST, alive
from portal.services.workspace import opened
from portal.settings import Settings
from portal.store.jobs import JobRow, Status

LOOK = 0.1
"""Seconds between two looks at the queue."""


def watched(settings: Settings, job_ids: Sequence[str], tell: Callable[[list[JobRow]], None]) -> list[JobRow]:
    """Wait until every job has ended and return their rows; `tell` hears of each change.

    Runs in a process forked from the web server, so it opens its own connections.
    """
    ws = opened(settings)
    server = os.environ.get("PORTAL_SERVER_PID")
    told: list[JobRow] = []
    try:
        while True:
            advance(ws)
            rows = [row for row in (ws.jobs.get(job_id) for job_id in job_ids) if row]
            for row in rows:
                if row.status == Status.RUNNING and dead(row):
                    ws.jobs.finish(row.id, Status.FAILED, message=queue.KILLED)
            if _seen(rows) != _seen(told):
                tell(rows)
                told = rows
            if not any(row.active for row in rows) or (server and not alive(int(server))):
                return rows
            time.sleep(LOOK)
    finally:
        ws.close()


def dead(row: JobRow) -> bool:
    """Whether a running job of this machine has lost its process."""
    return row.host == HOST and row.pid is not None and not alive(row.pid)


def _seen(rows: Sequence[JobRow]) -> list[tuple[object, ...]]:
    return [(row.id, row.status, row.stage, round(row.progress, 3)) for row in rows]
