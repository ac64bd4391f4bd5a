"""A job's own process: heartbeats, progress, the end, and the job's error door."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from functools import partial

from portal.errors import JobCancelled, PortalError
from portal.jobs.launch import advance, keep_waiting
from portal.jobs.work import work_of
from portal.services.processes import alive
from portal.services.workspace import Workspace, opened
from portal.settings import Settings
from portal.store.jobs import JobRow, Status

log = logging.getLogger(__name__)

BEAT = 0.5
"""Seconds between two heartbeats."""

REPORT_PAUSE = 0.1
"""Least seconds between two written reports of progress."""


def run(job_id: str, attempt: int) -> None:
    """Do the job and leave its end in its row, unless another attempt at it has taken this one's place."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ws = opened(Settings.from_env(os.environ))
    job = ws.jobs.get(job_id)
    if job is None or not ws.jobs.beat(job_id, attempt=attempt, pid=os.getpid()):
        # Whoever waits for this one's slot is started.
        advance(ws)
        ws.close()
        return
    finish = partial(ws.jobs.finish, job_id, attempt=attempt)
    threading.Thread(target=_beating, args=(ws, job, attempt), daemon=True).start()
    try:
        outcome = work_of(job.kind)(ws, job.payload, Reporter(ws, job_id, attempt))
        finish(Status.DONE, outcome=outcome)
    except JobCancelled as error:
        finish(Status.CANCELLED, message=error.message)
    except PortalError as error:
        finish(Status.FAILED, message=error.message)
    except MemoryError:
        finish(Status.FAILED, message="The work needs more memory than this machine lends it.")
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("job %s (%s) failed, reference %s", job_id, job.kind, reference)
        finish(Status.FAILED, message=f"Something went wrong. Reference {reference}.")
    finally:
        # Whoever ends starts the next, so that the queue moves even when nobody watches.
        advance(ws)
        ws.close()


class Reporter:
    """Writes progress into the job's row and stops the work once the job is called off."""

    def __init__(self, ws: Workspace, job_id: str, attempt: int) -> None:
        self._ws = ws
        self._job_id = job_id
        self._attempt = attempt
        self._last = 0.0
        self._stage = ""

    def __call__(self, stage: str, share: float) -> None:
        """Report; raises JobCancelled when the job is no longer wanted."""
        now = time.monotonic()
        if stage == self._stage and now - self._last < REPORT_PAUSE:
            return
        self._stage, self._last = stage, now
        if not self._ws.jobs.beat(self._job_id, attempt=self._attempt, stage=stage, progress=min(1.0, max(0.0, share))):
            raise JobCancelled("Cancelled.")


def _beating(ws: Workspace, job: JobRow, attempt: int) -> None:
    """Beat until the job is called off, has had its time, or the server has gone."""
    limit = ws.settings.job_time_limit
    started = time.monotonic()
    server = int(os.environ.get("PORTAL_SERVER_PID", "0"))
    while True:
        time.sleep(BEAT)
        if time.monotonic() - started > limit:
            ws.jobs.finish(
                job.id,
                Status.FAILED,
                message=f"The work took longer than {limit:,} seconds and was ended. Try fewer rows or variables.",
                attempt=attempt,
            )
            _leave(ws)
        if server and not alive(server):
            ws.jobs.finish(
                job.id, Status.FAILED, message="The server stopped during the work. Try again.", attempt=attempt
            )
            os._exit(1)
        row = ws.jobs.get(job.id)
        if row is None or row.status != Status.RUNNING or row.attempts != attempt:
            # Also the work that never reports (a long step in a library) ends with its job.
            if row is None or row.status != Status.DONE or row.attempts != attempt:
                _leave(ws)
            return
        ws.jobs.beat(job.id, attempt=attempt)
        # Those that wait for this one's slot are waited for, too.
        keep_waiting(ws)


def _leave(ws: Workspace) -> None:
    advance(ws)
    os._exit(1)
