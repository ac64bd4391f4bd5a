"""What people decide about a kept segmentation: its name, and a plan for each segment; every edit with its author.

Edits are checked field by field against what their author had seen: two people may work on different fields at
once, and nobody's words replace another's unseen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

from portal.errors import ConflictError, ParameterError, StoreError
from portal.services import plans, segmentations
from portal.services.segmentations import LOCAL, Segmentation, Status
from portal.services.workspace import Workspace
from portal.store.segmentations import EditRow, SegmentationRow

ATTEMPTS: Final = 5
"""How often an edit is tried upon the newest state when others write at the same moment."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry of the history: `changes` are (field, before, after)."""

    revision: int
    act: str
    label: int | None
    changes: tuple[tuple[str, Any, Any], ...]
    author: str
    at: float


def history(ws: Workspace, segmentation_id: str, after: int = -1) -> tuple[Edit, ...]:
    """Edits of a version past a revision, the newest first."""
    segmentations.found_row(ws, segmentation_id)
    rows = ws.segmentations.edits(segmentation_id, after)
    return tuple(
        Edit(row.revision, row.act, row.label, tuple((f, b, a) for f, b, a in row.changes), row.author, row.at)
        for row in rows
    )


def rename(ws: Workspace, segmentation_id: str, name: str, *, seen: int, author: str = LOCAL) -> Segmentation:
    """Give a draft another name.

    Raises
    ------
    ParameterError
        the name is empty
    ConflictError
        the version is no draft, or somebody else has renamed it since revision `seen`
    """
    wanted = segmentations.one_line(name, segmentations.NAME_LENGTH)
    if not wanted:
        raise ParameterError("A segmentation needs a name. Write at least one character.")

    def change(row: SegmentationRow) -> dict[str, Any]:
        _unfrozen(row)
        _unseen(ws, row.id, seen, None, ("title",))
        return {} if row.name == wanted else {"name": wanted}

    def told(row: SegmentationRow) -> list[list[Any]]:
        return [["title", row.name, wanted]]

    return edited(ws, segmentation_id, "changed", change, told, author)


def decide(
    ws: Workspace,
    segmentation_id: str,
    label: int,
    decisions: Mapping[str, str | int | None],
    *,
    seen: int,
    author: str = LOCAL,
) -> Segmentation:
    """Change some fields of one segment's plan.

    Parameters
    ----------
    decisions : new values by field of :class:`SegmentPlan`
    seen : the revision that their author had before them

    Raises
    ------
    ParameterError
        an empty or doubled name, or a score outside 1 to 5
    ConflictError
        the version is no draft, or somebody else has changed one of these fields since
    """
    wanted = {field: plans.cleaned(field, value) for field, value in decisions.items()}

    def change(row: SegmentationRow) -> dict[str, Any]:
        _unfrozen(row)
        _unseen(ws, row.id, seen, label, tuple(wanted))
        old = segmentations.record(row).plan(label)
        _told_apart(row, label, wanted.get("name"))
        if all(getattr(old, field) == value for field, value in wanted.items()):
            return {}
        return {"plans": [plan | wanted if plan["label"] == label else plan for plan in row.plans]}

    def told(row: SegmentationRow) -> list[list[Any]]:
        old = asdict(segmentations.record(row).plan(label))
        return [[field, old[field], value] for field, value in wanted.items() if old[field] != value]

    return edited(ws, segmentation_id, "changed", change, told, author, label)


def edited(
    ws: Workspace,
    segmentation_id: str,
    act: str,
    change: Callable[[SegmentationRow], dict[str, Any]],
    told: Callable[[SegmentationRow], list[list[Any]]],
    author: str,
    label: int | None = None,
) -> Segmentation:
    """The record after an edit made upon the newest state; an edit that changes nothing leaves no trace."""
    for _ in range(ATTEMPTS):
        row = segmentations.found_row(ws, segmentation_id)
        values = change(row)
        if not values:
            return segmentations.record(row)
        edit = EditRow(row.id, row.revision + 1, act, label, told(row), author, time.time())
        if ws.segmentations.change([(edit, values)]):
            return segmentations.segmentation(ws, segmentation_id)
    raise StoreError("Many people are changing this segmentation at once. Try again in a moment.")


def _unfrozen(row: SegmentationRow) -> None:
    if row.status != Status.DRAFT:
        raise ConflictError(
            f"Version {row.version} of “{row.name}” is {row.status} and stays as it is. "
            "Start a new version to change it."
        )


def _unseen(ws: Workspace, segmentation_id: str, seen: int, label: int | None, asked: tuple[str, ...]) -> None:
    """ConflictError when one of the fields has been changed since `seen`."""
    for edit in history(ws, segmentation_id, seen):
        for field, _, after in edit.changes:
            if edit.label == label and field in asked:
                now = f"“{after}”" if after not in (None, "") else "empty"
                raise ConflictError(
                    f"Not saved: {edit.author} changed {plans.field_words(field)} at {clock(edit.at)}; "
                    f"it is now {now}. Change it once more to put yours in its place, "
                    "or load the page again to take theirs."
                )


def _told_apart(row: SegmentationRow, label: int, name: Any) -> None:
    if name is None:
        return
    for plan in row.plans:
        if plan["label"] != label and plan["name"].casefold() == name.casefold():
            raise ParameterError(f"Another segment is called “{plan['name']}”. Give each a name of its own.")


def clock(at: float) -> str:
    """“16:20 UTC”."""
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M UTC")
