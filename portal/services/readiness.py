"""Whether the portal can do its work: one check for each thing it leans on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError

from portal.errors import StoreError
from portal.services.workspace import Workspace


def _database(ws: Workspace) -> None:
    ws.database.check()


def _artifacts(ws: Workspace) -> None:
    ws.artifacts.check()


def _job_slots(ws: Workspace) -> None:
    try:
        ws.jobs.active()
        ws.cache.set("readiness", 1, expire=60)
    except (SQLAlchemyError, OSError) as error:
        raise StoreError("The job queue can not be reached. Check DATABASE_URL and the data folder.") from error


CHECKS: Mapping[str, Callable[[Workspace], None]] = {
    "database": _database,
    "artifacts": _artifacts,
    "job slots": _job_slots,
}
