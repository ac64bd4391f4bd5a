"""Starting jobs, each in a fresh process of its own.

A fresh process (not a fork of the web process) inherits neither the listening socket nor
OpenMP's threads, and is nobody's child: Dash ends a background callback with everything
below it, and a job must outlive that.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

from portal.jobs import warm
from portal.services import queue
from portal.services.processes import HOST
from portal.services.workspace import Workspace, opened
from portal.settings import Settings
from portal.store.jobs import Status

STOPPED = "The server stopped during the work. Nothing is lost; try again."


def advance(ws: Workspace) -> None:
    """Bury the silent, keep those that wait alive, start whoever is next in line."""
    keep_waiting(ws)
    queue.bury_silent(ws)
    for job_id in queue.next_in_line(ws.jobs.active(), ws.settings.job_slots):
        if ws.jobs.claim(job_id, ws.settings.job_slots, queue.next_in_line, host=HOST):
            row = ws.jobs.get(job_id)
            if row is not None:
                launch(ws.settings, job_id, row.attempts)


def keep_waiting(ws: Workspace) -> None:
    """Say that those in the queue have somebody to start them: whoever runs this."""
    for row in ws.jobs.active():
        if row.status == Status.QUEUED:
            ws.jobs.beat(row.id)


def launch(settings: Settings, job_id: str, attempt: int) -> None:
    """Start the process of one attempt at the job and let it go.

    Where no warm process takes it, the shell starts it in the background and is gone within
    milliseconds: whoever ends this process with everything below it (as Dash does with an
    outdated callback) misses the job.
    """
    if warm.taken(settings, job_id, attempt):
        return
    subprocess.run(
        ["/bin/sh", "-c", '"$@" &', "sh", sys.executable, "-m", "portal.jobs", job_id, str(attempt)],
        env=os.environ | settings.to_env() | thread_limits(settings),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
        check=True,
        timeout=30,
    )


def start_warm(settings: Settings) -> subprocess.Popen[bytes]:
    """Start this server's warm process, from which jobs begin at once."""
    path = warm.pipe(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    read = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "portal.jobs.warm", str(path), str(read)],
            env=os.environ | settings.to_env() | thread_limits(settings),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(read,),
        )
    finally:
        os.close(read)


def stop_warm(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    """End the warm process; the jobs that it has begun are not its own."""
    process.kill()
    process.wait()
    warm.pipe(settings).unlink(missing_ok=True)


def thread_limits(settings: Settings) -> dict[str, str]:
    """Environment that must be set before Python starts: threads sleep while they wait."""
    threads = str(settings.job_threads)
    return {
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "NUMBA_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "passive",
    }


def stop_all(settings: Settings) -> None:
    """End every job process of this machine (the server is going)."""
    ws = opened(settings)
    try:
        for row in ws.jobs.active():
            if row.host == HOST and row.pid and ws.jobs.finish(row.id, Status.FAILED, message=STOPPED):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(row.pid, signal.SIGKILL)
    finally:
        ws.close()
