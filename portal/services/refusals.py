"""Files that could not be read as they are: kept for a day, so that they can be read another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.errors import ConflictError, NotFoundError
from portal.services import uploads
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow, Status

KEPT = 86_400.0
"""Seconds for which a file that could not be read stays here."""


def refused(ws: Workspace, job_id: str) -> JobRow | None:
    """The job whose file could not be read, while that file is here; None for any other job."""
    row = ws.jobs.get(job_id)
    if row is None or row.kind != "import" or row.status != Status.FAILED:
        return None
    return row if row.payload["key"] and ws.artifacts.has(row.payload["key"]) else None


def left(ws: Workspace, owner: str) -> JobRow | None:
    """The job of the file that somebody brought last, where it was refused and is here still."""
    brought = (row for row in ws.jobs.of_owner(owner) if row.kind == "import" and not _called_off(row))
    last = next(brought, None)
    return refused(ws, last.id) if last is not None else None


def _called_off(row: JobRow) -> bool:
    """Whether another way of reading was cancelled: its file is refused as it was before."""
    return row.status == Status.CANCELLED and "choices" in row.payload


def request_reading(ws: Workspace, job_id: str, answers: Mapping[str, Any], *, owner: str) -> JobRow | Dataset:
    """The job that reads a refused file with these answers, or the table that they gave before.

    Raises
    ------
    NotFoundError
        when the file is no longer here
    ConflictError
        when somebody else has brought it
    TableError
        for an answer that there is none
    """
    from portal.importing import Choices

    choices = Choices.from_json(dict(answers))
    row = refused(ws, job_id)
    if row is None:
        raise NotFoundError("The file is no longer here. Upload it again.")
    if row.owner != owner:
        raise ConflictError("Somebody else has brought this file. Upload it yourself to read it another way.")
    file = {name: str(row.payload[name]) for name in ("upload", "key", "name")}
    return uploads.request_with(ws, file, choices, owner=owner, title=f"Reading {file['name']} another way")


def forget_old(ws: Workspace) -> None:
    """Let go of files that arrived more than a day ago and that nobody is reading."""
    wanted = {row.payload["key"] for row in ws.jobs.active() if row.kind == "import"}
    ws.artifacts.delete([key for key in ws.artifacts.older("uploads", KEPT) if key not in wanted])
