"""Jobs in SQL: a queue that any process may read and only one at a time may take from."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from portal.store.database import Database
from portal.store.tables import ACTIVE, jobs


class Status(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job, as its row says."""

    id: str
    owner: str
    kind: str
    key: str
    title: str
    payload: dict[str, Any]
    status: str
    stage: str
    progress: float
    message: str
    outcome: dict[str, Any] | None
    attempts: int
    host: str
    pid: int | None
    created_at: float
    started_at: float | None
    finished_at: float | None
    heartbeat_at: float

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.status in (Status.QUEUED, Status.RUNNING)

    def elapsed(self, now: float) -> float:
        """Seconds since it started, or that it took."""
        return max(0.0, (self.finished_at or now) - (self.started_at or now))


Line = Callable[[Sequence[JobRow], int], Sequence[str]]
"""Ids of the queued jobs that may start now, given all active jobs and the number of slots."""


class JobRepository:
    """Reads and writes the table of jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: JobRow) -> JobRow:
        """Keep `row`, or return the active job that already has its key."""
        with self._database.writing(alone=True) as connection:
            active = _first(connection, and_(ACTIVE, jobs.c.key == row.key))
            if active:
                return active
            connection.execute(insert(jobs).values(**{name: getattr(row, name) for name in JobRow.__slots__}))
        return row

    def get(self, job_id: str) -> JobRow | None:
        """The job, or None."""
        with self._database.reading() as connection:
            return _first(connection, jobs.c.id == job_id)

    def active(self) -> list[JobRow]:
        """Every job that waits or runs, oldest first."""
        with self._database.reading() as connection:
            return _all(connection, ACTIVE)

    def active_with_key(self, key: str) -> JobRow | None:
        """The job that is working towards `key`, or None."""
        with self._database.reading() as connection:
            return _first(connection, and_(ACTIVE, jobs.c.key == key))

    def last_with_key(self, key: str) -> JobRow | None:
        """The newest job for `key`, whatever became of it."""
        query = select(jobs).where(jobs.c.key == key).order_by(jobs.c.created_at.desc()).limit(1)
        with self._database.reading() as connection:
            found = connection.execute(query).mappings().first()
        return JobRow(**found) if found else None

    def of_owner(self, owner: str, limit: int = 20) -> list[JobRow]:
        """The owner's jobs, newest first."""
        query = select(jobs).where(jobs.c.owner == owner).order_by(jobs.c.created_at.desc(), jobs.c.id).limit(limit)
        with self._database.reading() as connection:
            return [JobRow(**found) for found in connection.execute(query).mappings()]

    def claim(self, job_id: str, slots: int, line: Line, *, host: str) -> bool:
        """Take a slot for the job when it is its turn; whether it may start now."""
        now = time.time()
        with self._database.writing(alone=True) as connection:
            if job_id not in line(_all(connection, ACTIVE), slots):
                return False
            values = {"status": Status.RUNNING, "started_at": now, "heartbeat_at": now, "host": host, "stage": ""}
            found = connection.execute(_update(job_id, jobs.c.status == Status.QUEUED).values(**values))
        return found.rowcount == 1

    def release(self, job_id: str, attempt: int) -> bool:
        """Let a job that no process has begun wait again, as a further attempt; False when one has."""
        values = {"status": Status.QUEUED, "attempts": attempt + 1, "started_at": None, "heartbeat_at": time.time()}
        with self._database.writing() as connection:
            found = connection.execute(_update(job_id, _of(attempt), jobs.c.pid.is_(None)).values(**values))
        return found.rowcount == 1

    def beat(self, job_id: str, *, attempt: int | None = None, **changes: Any) -> bool:
        """Say that the job is alive, with what has changed; False when it is no longer active.

        With `attempt`, False as well when this is not the attempt that runs: the process of a job that was called
        off and put back in the queue must not speak for the one that comes after it.
        """
        with self._database.writing() as connection:
            found = connection.execute(_update(job_id, _of(attempt)).values(heartbeat_at=time.time(), **changes))
        return found.rowcount == 1

    def finish(
        self,
        job_id: str,
        status: Status,
        *,
        message: str = "",
        outcome: dict[str, Any] | None = None,
        attempt: int | None = None,
    ) -> bool:
        """End an active job; False when somebody ended it before, or when `attempt` is not the one that runs."""
        values: dict[str, Any] = {"status": status, "message": message, "outcome": outcome, "finished_at": time.time()}
        if status is Status.DONE:
            values["progress"] = 1.0
        with self._database.writing() as connection:
            found = connection.execute(_update(job_id, _of(attempt)).values(**values))
        return found.rowcount == 1

    def requeue(self, job_id: str) -> bool:
        """Put an ended job back in the queue; False when it is active or its key is taken."""
        now = time.time()
        with self._database.writing(alone=True) as connection:
            row = _first(connection, jobs.c.id == job_id)
            if row is None or row.active or _first(connection, and_(ACTIVE, jobs.c.key == row.key)):
                return False
            values = {"status": Status.QUEUED, "stage": "", "progress": 0.0, "message": "", "outcome": None}
            times = {"created_at": now, "started_at": None, "finished_at": None, "heartbeat_at": now, "pid": None}
            connection.execute(_update(job_id).values(attempts=row.attempts + 1, **values, **times))
        return True


def _of(attempt: int | None) -> ColumnElement[bool]:
    return ACTIVE if attempt is None else and_(jobs.c.status == Status.RUNNING, jobs.c.attempts == attempt)


def _update(job_id: str, *conditions: ColumnElement[bool]) -> Any:
    return update(jobs).where(jobs.c.id == job_id, *conditions)


def _first(connection: Connection, condition: ColumnElement[bool]) -> JobRow | None:
    found = connection.execute(select(jobs).where(condition).limit(1)).mappings().first()
    return JobRow(**found) if found else None


def _all(connection: Connection, condition: ColumnElement[bool]) -> list[JobRow]:
    query = select(jobs).where(condition).order_by(jobs.c.created_at, jobs.c.id)
    return [JobRow(**found) for found in connection.execute(query).mappings()]
