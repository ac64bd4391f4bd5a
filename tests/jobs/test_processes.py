"""Jobs in real processes: they end, are killed, called off, run out of time, outlive nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest

from portal.jobs import warm
from portal.jobs.launch import advance, start_warm, stop_all, stop_warm
from portal.jobs.watch import watched
from portal.services import datasets, queue, structures
from portal.services.datasets import Dataset
from portal.services.specs import default_preparation
from portal.services.workspace import Workspace
from portal.settings import Settings
from portal.store.jobs import JobRow
from tests.conftest import made_settings

pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Compiled code is shared between these tests, so that only the first pays for it."""
    made = made_settings(tmp_path / "var")
    shared = tmp_path_factory.getbasetemp() / "numba"
    shared.mkdir(exist_ok=True)
    made.cache_dir.mkdir(parents=True)
    (made.cache_dir / "numba").symlink_to(shared)
    return made


def table(ws: Workspace, rows: int) -> Dataset:
    rng = np.random.default_rng(5)
    return datasets.add_frame(
        ws, pd.DataFrame(rng.normal(size=(rows, 6)), columns=list("abcdef")), name="Table", source="test"
    )


def asked(ws: Workspace, rows: int = 300) -> JobRow:
    dataset = table(ws, rows)
    return structures.request(ws, dataset.id, default_preparation(dataset), owner="ann")


def eventually(found: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def running(ws: Workspace, job: JobRow) -> int:
    """The process of the job, once it is at work."""
    eventually(lambda: (row := ws.jobs.get(job.id)) and row.pid and row.progress > 0)
    return queue.job(ws, job.id).pid or 0


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_job_reports_and_leaves_a_structure(ws: Workspace) -> None:
    job = asked(ws)
    seen: list[JobRow] = []
    (ended,) = watched(ws.settings, [job.id], lambda rows: seen.extend(rows))
    assert (ended.status, ended.progress) == ("done", 1.0)
    assert {row.status for row in seen} == {"running", "done"} | ({"queued"} & {row.status for row in seen})
    assert structures.opened(ws, job.payload["dataset"], default_preparation(table(ws, 300))) is not None


def test_a_killed_job_is_failed_at_once_and_can_be_tried_again(ws: Workspace) -> None:
    job = asked(ws, rows=60_000)
    ended: list[JobRow] = []
    watcher = threading.Thread(target=lambda: ended.extend(watched(ws.settings, [job.id], lambda _rows: None)))
    watcher.start()
    os.kill(running(ws, job), signal.SIGKILL)
    watcher.join(timeout=15)
    assert [(row.status, row.message) for row in ended] == [("failed", queue.KILLED)]
    assert queue.retry(ws, job.id).status == "queued"


def test_cancelling_ends_the_process_within_two_seconds(ws: Workspace) -> None:
    job = asked(ws, rows=60_000)
    advance(ws)
    pid = running(ws, job)
    queue.cancel(ws, job.id, owner="ann")
    eventually(lambda: gone(pid), seconds=2)
    assert queue.job(ws, job.id).status == "cancelled"


def test_a_job_that_outlasts_its_time_is_ended_with_a_sentence(tmp_path: Path, ws: Workspace) -> None:
    hasty = ws.settings.changed(job_time_limit=1)
    limited = Workspace(hasty, ws.database, ws.artifacts)
    job = asked(limited, rows=120_000)
    advance(limited)
    eventually(lambda: not queue.job(ws, job.id).active)
    assert "longer than 1 seconds" in queue.job(ws, job.id).message


def test_a_job_does_not_outlive_its_server(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setenv("PORTAL_SERVER_PID", str(server.pid))
    job = asked(ws, rows=60_000)
    advance(ws)
    pid = running(ws, job)
    server.kill()
    server.wait()
    eventually(lambda: gone(pid), seconds=3)
    assert "server stopped" in queue.job(ws, job.id).message


def test_stopping_the_server_ends_every_job(ws: Workspace) -> None:
    job = asked(ws, rows=60_000)
    advance(ws)
    pid = running(ws, job)
    stop_all(ws.settings)
    eventually(lambda: gone(pid), seconds=2)
    assert queue.job(ws, job.id).status == "failed"


def test_whoever_ends_starts_the_next(ws: Workspace) -> None:
    single = Workspace(ws.settings.changed(job_slots=1), ws.database, ws.artifacts)
    first = asked(single)
    second = structures.request(
        single, first.payload["dataset"], default_preparation(table(ws, 300)), owner="ben", seed=7
    )
    advance(single)
    eventually(lambda: queue.job(ws, first.id).status == "done" and queue.job(ws, second.id).status == "done")


def test_a_fault_of_the_work_is_its_own_sentence(ws: Workspace) -> None:
    job = queue.request(
        ws, owner="ann", kind="import", key="k", title="t", payload={"upload": "x", "key": "uploads/none", "name": "n"}
    )
    (ended,) = watched(ws.settings, [job.id], lambda _rows: None)
    assert ended.status == "failed"
    assert "is no longer here" in ended.message


def test_a_warm_process_begins_jobs_and_without_it_they_begin_all_the_same(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_SERVER_PID", str(os.getpid()))
    assert not warm.taken(ws.settings, "nobody", 1)
    ready = start_warm(ws.settings)
    try:
        large = asked(ws, rows=60_000)
        advance(ws)
        pid = running(ws, large)
        assert psutil.Process(pid).ppid() == ready.pid
        assert os.getpgid(pid) == pid, "ending the job ends only the job"
        queue.cancel(ws, large.id, owner="ann")
        eventually(lambda: gone(pid), seconds=2)
        assert ready.poll() is None
    finally:
        stop_warm(ws.settings, ready)
    assert not warm.pipe(ws.settings).exists()
    small = asked(ws)
    advance(ws)
    eventually(lambda: queue.job(ws, small.id).status == "done")


def test_a_warm_process_ends_with_its_server(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setenv("PORTAL_SERVER_PID", str(server.pid))
    ready = start_warm(ws.settings)
    server.kill()
    server.wait()
    eventually(lambda: ready.poll() is not None)
    assert not warm.pipe(ws.settings).exists()
