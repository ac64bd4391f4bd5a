"""The queue in SQL, on each kind of database, with several takers at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import Any

from portal.services import queue
from portal.services.processes import HOST
from portal.services.workspace import Workspace, opened
from portal.store.jobs import JobRow, Status


def asked(ws: Workspace, key: str = "k", owner: str = "ann") -> JobRow:
    return queue.request(ws, owner=owner, kind="structure", key=key, title="Clustering", payload={"n": 1})


def claimed(ws: Workspace, job: JobRow, slots: int = 2) -> bool:
    return ws.jobs.claim(job.id, slots, queue.next_in_line, host="here")


def test_equal_keys_are_one_job_while_it_is_active(any_ws: Workspace) -> None:
    first = asked(any_ws)
    assert asked(any_ws, owner="ben").id == first.id
    any_ws.jobs.finish(first.id, Status.DONE)
    assert asked(any_ws, owner="ben").id != first.id


def test_only_one_of_many_takers_gets_a_job(any_ws: Workspace) -> None:
    job = asked(any_ws)
    taken: list[bool] = []

    def take() -> None:
        mine = opened(any_ws.settings)
        taken.append(claimed(mine, job))
        mine.close()

    takers = [threading.Thread(target=take) for _ in range(6)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert sorted(taken) == [False] * 5 + [True]


def test_no_more_jobs_start_than_there_are_slots(any_ws: Workspace) -> None:
    jobs = [asked(any_ws, key=f"k{i}") for i in range(3)]
    assert [claimed(any_ws, job) for job in jobs] == [True, True, False]
    any_ws.jobs.finish(jobs[0].id, Status.DONE)
    assert claimed(any_ws, jobs[2])


def test_a_job_ends_once(any_ws: Workspace) -> None:
    job = asked(any_ws)
    assert any_ws.jobs.finish(job.id, Status.CANCELLED, message="Cancelled.")
    assert not any_ws.jobs.finish(job.id, Status.DONE, outcome={"too": "late"})
    assert not any_ws.jobs.beat(job.id, progress=0.5)
    ended = queue.job(any_ws, job.id)
    assert (ended.status, ended.message, ended.outcome) == ("cancelled", "Cancelled.", None)


def silent(ws: Workspace, job: JobRow, seconds: float, **known: Any) -> JobRow:
    """The job as its owner finds it, after nobody has heard of it for so long."""
    from portal.store.tables import jobs

    with ws.database.writing() as connection:
        connection.execute(jobs.update().values(heartbeat_at=time.time() - seconds, **known))
    (found,) = queue.mine(ws, job.owner)
    return found


def test_a_silent_job_is_marked_failed_and_can_be_tried_again(any_ws: Workspace) -> None:
    job = asked(any_ws)
    assert claimed(any_ws, job)
    found = silent(any_ws, job, queue.SILENCE + 1, pid=os.getpid(), host="another machine")
    assert found.status == "failed"
    assert "try again" in found.message
    again = queue.retry(any_ws, job.id)
    assert (again.status, again.attempts, again.progress) == ("queued", 2, 0.0)


def test_work_that_can_be_seen_or_waits_may_be_silent_for_longer(any_ws: Workspace) -> None:
    """After a machine stood still as a whole every heartbeat is old, and nothing is lost."""
    job = asked(any_ws)
    assert silent(any_ws, job, queue.SILENCE + 1).status == "queued"
    assert claimed(any_ws, job)
    assert silent(any_ws, job, queue.SILENCE + 1, pid=os.getpid(), host=HOST).status == "running"
    assert silent(any_ws, job, queue.PATIENCE + 1).status == "failed"


def test_a_turn_that_nobody_took_comes_again(any_ws: Workspace) -> None:
    """Whoever gave the turn was ended before it had begun the process."""
    job = asked(any_ws)
    for attempt in range(1, queue.TURNS):
        assert claimed(any_ws, job)
        assert silent(any_ws, job, queue.BEGINNING - 1).status == "running"
        again = silent(any_ws, job, queue.BEGINNING + 1)
        assert (again.status, again.attempts, again.started_at) == ("queued", attempt + 1, None)
        assert not any_ws.jobs.beat(job.id, attempt=attempt, pid=1), "a process that comes late does not speak"
    assert claimed(any_ws, job)
    assert silent(any_ws, job, queue.BEGINNING + 1).status == "failed"


def test_a_silent_job_without_its_process_is_marked_failed(any_ws: Workspace) -> None:
    job = asked(any_ws)
    assert claimed(any_ws, job)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert silent(any_ws, job, queue.SILENCE + 1, pid=ended.pid, host=HOST).status == "failed"


def test_retrying_work_that_somebody_else_has_started_joins_it(any_ws: Workspace) -> None:
    first = asked(any_ws)
    queue.cancel(any_ws, first.id, owner=first.owner)
    second = asked(any_ws, owner="ben")
    assert queue.retry(any_ws, first.id).id == second.id


def row(name: str, owner: str, status: str, at: float) -> JobRow:
    return JobRow(
        name, owner, "structure", name, "", {}, status, "", 0.0, "", None, 1, "", None, at, None, None, at
    )  # fmt: skip


def test_a_person_with_one_job_does_not_wait_behind_twenty_of_another() -> None:
    flood = [row(f"a{i}", "ann", "queued", float(i)) for i in range(20)]
    lone = row("b", "ben", "queued", 99.0)
    assert queue.next_in_line([*flood, lone], 2) == ["a0", "b"]


def test_nobody_starts_when_every_slot_is_taken() -> None:
    busy = [row(f"r{i}", "ann", "running", float(i)) for i in range(2)]
    assert queue.next_in_line([*busy, row("q", "ben", "queued", 5.0)], 2) == []


def test_an_attempt_that_was_called_off_does_not_speak_for_the_next(any_ws: Workspace) -> None:
    job = asked(any_ws)
    assert claimed(any_ws, job)
    queue.cancel(any_ws, job.id, owner=job.owner)
    queue.retry(any_ws, job.id)
    # The first attempt's process may come to itself only now, while its successor waits or runs.
    assert not any_ws.jobs.beat(job.id, attempt=1, pid=111)
    assert claimed(any_ws, job)
    assert not any_ws.jobs.beat(job.id, attempt=1, pid=111)
    assert not any_ws.jobs.finish(job.id, Status.FAILED, attempt=1)
    assert any_ws.jobs.beat(job.id, attempt=2, pid=222)
    assert queue.job(any_ws, job.id).pid == 222
    assert any_ws.jobs.finish(job.id, Status.DONE, attempt=2)
