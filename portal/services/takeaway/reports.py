"""Reports that have been made, and asking for one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from portal.services import queue
from portal.services.takeaway.subject import Subject
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

FORMAT: Final = 1
"""Raised when the report is told otherwise: old ones are then made again."""
KIND: Final = "report"


class Paper(StrEnum):
    """The forms of a report; also their endings."""

    HTML = "html"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Made:
    """What is there of a report."""

    html: bool
    pdf: bool


def key_of(subject: Subject, paper: Paper) -> str:
    """Where the report is kept: a changed name, plan or column makes another; it goes with its table."""
    revision = subject.segmentation.revision if subject.segmentation else 0
    columns = [(column.name, str(column.kind), str(column.role)) for column in subject.dataset.columns]
    state = json.dumps([FORMAT, subject.id, subject.name, revision, columns, subject.dataset.name])
    digest = hashlib.sha256(state.encode()).hexdigest()[:16]
    return f"structures/{subject.dataset.id}/reports/{digest}.{paper}"


def made(ws: Workspace, subject: Subject) -> Made:
    """Which forms of the report are there."""
    return Made(*(ws.artifacts.has(key_of(subject, paper)) for paper in Paper))


def request(ws: Workspace, subject: Subject, *, owner: str) -> JobRow:
    """The job that makes the report."""
    return queue.request(
        ws, owner=owner, kind=KIND, key=key_of(subject, Paper.HTML), title=f"Report on {subject.name}",
        payload={"subject": subject.id},
    )  # fmt: skip


def keep(ws: Workspace, subject: Subject, paper: Paper, content: bytes) -> None:
    """Keep a finished report."""
    ws.artifacts.put_bytes(key_of(subject, paper), content)


def content(ws: Workspace, subject: Subject, paper: Paper) -> bytes | None:
    """The report, or None when it has not been made."""
    return ws.artifacts.get_bytes(key_of(subject, paper))


def filename(subject: Subject, paper: Paper) -> str:
    """A name that says what is inside."""
    version = f"v{subject.version}" if subject.version is not None else subject.run.id[:6]
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in f"{subject.name} {version}".lower())
    return f"report-{'-'.join(plain.split())}.{paper}"
