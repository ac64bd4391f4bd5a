"""Reading a file in a fresh process that may die of it: the door for everything that strangers bring."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

import pandas as pd
import pyarrow.parquet as pq

from portal.errors import TableError
from portal.importing.exits import NO_MEMORY, REFUSED
from portal.importing.limits import Choices, Limits, Tell, silent
from portal.importing.report import Report
from portal.importing.sink import frame_of

_ROOT: Final = Path(__file__).parents[2]
_PULSE: Final = 0.25
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "HOME", "VIRTUAL_ENV", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class ChildImport:
    """A table that a child has read: the Parquet file it wrote, and its report."""

    parquet: Path
    report: Report

    def frame(self) -> pd.DataFrame:
        """The table in memory, as `read_table` would have given it."""
        return frame_of(pq.read_table(self.parquet))


def read_in_child(
    path: Path,
    folder: Path,
    *,
    name: str,
    limits: Limits | None = None,
    choices: Choices | None = None,
    memory: int = 1_500_000_000,
    seconds: float = 600.0,
    progress: Tell | None = None,
) -> ChildImport:
    """Read `path` in a process of its own and leave table.parquet and report.json in `folder`.

    Parameters
    ----------
    folder : an empty folder for the output; the caller moves or removes it
    memory : bytes of address space that the process may take
    seconds : wall-clock time after which it is killed
    progress : called about four times a second; what it raises kills the process and is raised again

    Raises
    ------
    TableError
        for a file that is no table, and when the process ran out of memory or time, or died
    """
    limits, tell = limits or Limits(), progress or silent
    request = {
        "path": str(path.resolve()), "folder": str(folder.resolve()), "name": name, "limits": asdict(limits),
        "choices": (choices or Choices()).to_json(), "memory": memory, "disk": limits.expanded + limits.bytes,
    }  # fmt: skip
    # No secrets of the web process go along; arenas and threads would only eat address space. Handing every
    # larger buffer back at once keeps 3M rows × 12 at 0.2 GB resident and 900 columns within the fence.
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ} | {
        "TMPDIR": str(folder.resolve()), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": "65536",
        "ARROW_DEFAULT_MEMORY_POOL": "system", "PYTHONUTF8": "1",
    }  # fmt: skip
    with (folder / "child.log").open("w+b") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.importing"], cwd=_ROOT, env=environment, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        try:
            _send(process, request)
            code = _followed(process, seconds, tell)
        finally:
            _end(process)
        log.seek(0)
        said = log.read()[-4000:].decode("utf-8", "replace")
    if code == 0:
        report = Report.from_json(json.loads((folder / "report.json").read_text(encoding="utf-8")))
        return ChildImport(folder / "table.parquet", report)
    if code == REFUSED:
        raise TableError((folder / "error.txt").read_text(encoding="utf-8"))
    raise _death(code, said, memory) from RuntimeError(f"the reader ended with {code}: {said}")


def _send(process: subprocess.Popen[bytes], request: dict[str, object]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
    except BrokenPipeError:
        return  # it died at once; its exit code says why


def _followed(process: subprocess.Popen[bytes], seconds: float, tell: Tell) -> int:
    """Pass the progress on until the process ends; its exit code."""
    assert process.stdout is not None
    deadline = time.monotonic() + seconds
    stage, share, rest = "Starting to read", 0.0, b""
    os.set_blocking(process.stdout.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            selector.select(_PULSE)
            chunk = _taken(process.stdout)
            if chunk == b"":
                break
            *lines, rest = (rest + (chunk or b"")).split(b"\n")
            if lines:
                last = json.loads(lines[-1])
                stage, share = last["stage"], last["share"]
            tell(stage, share)
            if time.monotonic() > deadline:
                raise TableError(
                    f"Reading the file took longer than {seconds:,.0f} seconds and was stopped. "
                    "Split it, or save it as CSV."
                )
    try:
        return process.wait(timeout=max(deadline - time.monotonic(), 5.0))
    except subprocess.TimeoutExpired:
        raise TableError(f"Reading the file took longer than {seconds:,.0f} seconds and was stopped.") from None


def _taken(pipe: IO[bytes]) -> bytes | None:
    """What the pipe holds; None if nothing yet, empty when it is closed."""
    try:
        return os.read(pipe.fileno(), 1 << 16)
    except BlockingIOError:
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the process and its pipes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None and not pipe.closed:
            pipe.close()


def _death(code: int, said: str, memory: int) -> TableError:
    if code == NO_MEMORY or "memory" in said or "alloc" in said.lower():
        return TableError(
            f"Reading the file needs more than {memory / 1e6:,.0f} MB of memory. Split it, leave columns out, "
            "or save it as CSV."
        )
    if code < 0:
        return TableError("The reader broke down over the file, which is probably damaged. Save it again, or as CSV.")
    return TableError("The file could not be read as a table. Save it again, or as CSV or Parquet.")
