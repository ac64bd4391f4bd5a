"""A fresh process with limits on memory, disk and time, which may die without harm: its start, progress and end."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from portal.errors import PortalError, TableError
from portal.importing.exits import NO_MEMORY, REFUSED
from portal.importing.limits import Tell

_ROOT: Final = Path(__file__).parents[2]
_PULSE: Final = 0.25
_KEPT: Final = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "HOME", "VIRTUAL_ENV", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class Reader:
    """The module that runs in the process, and the sentences for the ways in which it may not come back.

    `slow` may name `{seconds}`, `large` `{megabytes}`.
    """

    module: str
    slow: str
    large: str
    broken: str
    crashed: str
    error: type[PortalError] = TableError
    environment: Mapping[str, str] = field(default_factory=dict)


def run_fenced(
    reader: Reader, request: dict[str, Any], folder: Path, *, memory: int, seconds: float, tell: Tell
) -> None:
    """Run `python -m reader.module` with `request` on its standard input; what it makes lies in `folder` then.

    Raises
    ------
    reader.error
        with the sentence that the process left in error.txt, or one of the reader's own
    """
    environment = fenced_environment(folder) | dict(reader.environment)
    with (folder / "child.log").open("w+b") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", reader.module], cwd=_ROOT, env=environment, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
        try:
            _send(process, request)
            code = _followed(process, reader, seconds, tell)
        finally:
            _end(process)
        log.seek(0)
        said = log.read()[-4000:].decode("utf-8", "replace")
    if code == REFUSED:
        raise reader.error((folder / "error.txt").read_text(encoding="utf-8"))
    if code:
        raise _death(code, said, reader, memory) from RuntimeError(f"the reader ended with {code}: {said}")


def fenced_environment(folder: Path) -> dict[str, str]:
    """The environment of a process within a fence, which has `folder` for what it lays aside."""
    # No secrets of the web process go along; arenas and threads would only eat address space. Handing every
    # larger buffer back at once keeps 3M rows × 12 at 0.2 GB resident and 900 columns within the fence.
    return {key: os.environ[key] for key in _KEPT if key in os.environ} | {
        "TMPDIR": str(folder.resolve()), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": "65536",
        "ARROW_DEFAULT_MEMORY_POOL": "system", "PYTHONUTF8": "1",
    }  # fmt: skip


def _send(process: subprocess.Popen[bytes], request: dict[str, object]) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
    except BrokenPipeError:
        return  # it died at once; its exit code says why


def _followed(process: subprocess.Popen[bytes], reader: Reader, seconds: float, tell: Tell) -> int:
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
                raise reader.error(reader.slow.format(seconds=seconds))
    try:
        return process.wait(timeout=max(deadline - time.monotonic(), 5.0))
    except subprocess.TimeoutExpired:
        raise reader.error(reader.slow.format(seconds=seconds)) from None


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


def _death(code: int, said: str, reader: Reader, memory: int) -> PortalError:
    # A library that is loaded late says that it could not be mapped.
    if code == NO_MEMORY or any(sign in said.lower() for sign in ("memory", "alloc", "failed to map")):
        return reader.error(reader.large.format(megabytes=memory / 1e6))
    return reader.error(reader.broken if code < 0 else reader.crashed)
