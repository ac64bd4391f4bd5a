"""`python -m portal.jobs.warm PIPE READ`: a process that has loaded what jobs need and forks one for each job.

Loading the libraries takes longer than the work on a small table. The server starts one warm process; where it is
missing or has gone, a job is started from nothing. It runs no work itself and so never has threads of its own: only
such a process may be forked.
"""

from __future__ import annotations

import gc
import logging
import os
import select
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from portal.settings import Settings

log = logging.getLogger(__name__)

SERVER = "PORTAL_SERVER_PID"
LOOK = 0.5
"""Seconds between two looks whether the server is still there."""


def pipe(settings: Settings) -> Path:
    """The named pipe of this server's warm process."""
    return settings.cache_dir / f"jobs-{os.environ.get(SERVER, 'none')}.pipe"


def taken(settings: Settings, job_id: str, attempt: int) -> bool:
    """Whether the warm process has taken an attempt at a job."""
    try:
        # Refused at once where there is none, or nobody reads.
        opened = os.open(pipe(settings), os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        os.write(opened, f"{job_id} {attempt}\n".encode())
    except OSError:
        return False
    finally:
        os.close(opened)
    return True


def serve(path: Path, read: int) -> None:
    """Load, then fork a job for every line of the pipe, until the server has gone.

    The descriptor `read` is open for both ways (a pipe with no writer for the moment must not end) and was
    opened by whoever started this: what is asked for while Python still starts waits in the pipe.
    """
    from portal.jobs.process import run
    from portal.jobs.work import HOMES
    from portal.services.processes import alive

    try:
        for home, _name in HOMES.values():
            import_module(home)
        for name in ("clustering", "density", "evidence.copula", "evidence.verdict", "kmeans", "quality"):
            import_module(f"portal.engine.{name}")
        # What is loaded stays one copy for all.
        gc.freeze()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        server, rest = int(os.environ[SERVER]), b""
        while alive(server):
            if not select.select([read], [], [], LOOK)[0]:
                continue
            *lines, rest = (rest + os.read(read, 65536)).split(b"\n")
            for line in lines:
                if os.fork() == 0:
                    os.close(read)
                    _do(line.decode(), run)
    finally:
        path.unlink(missing_ok=True)


def _do(line: str, run: Callable[[str, int], None]) -> NoReturn:
    # Nothing of a job may run on into the loop of the process that it was forked from.
    try:
        # A group of its own, so that ending the job ends whatever it has started.
        os.setpgid(0, 0)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        job_id, attempt = line.split()
        run(job_id, int(attempt))
    except Exception:
        log.exception("the job “%s” could not begin", line)
    finally:
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
