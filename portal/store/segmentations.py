"""Kept segmentations in SQL: versions, the history of their edits, comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from portal.store.database import Database
from portal.store.tables import segmentation_comments as comments
from portal.store.tables import segmentation_edits as edits
from portal.store.tables import segmentations


@dataclass(frozen=True, slots=True)
class SegmentationRow:
    """One version of a segmentation; `revision` counts its edits."""

    id: str
    series_id: str
    version: int
    name: str
    status: str
    run_id: str
    dataset_id: str
    dataset_name: str
    spec: dict[str, Any]
    plans: list[dict[str, Any]]
    revision: int
    author: str
    created_at: float
    changed_at: float
    published_at: float | None


@dataclass(frozen=True, slots=True)
class EditRow:
    """One edit: `changes` are [field, before, after]; `label` names the segment it is about, if it is about one."""

    segmentation_id: str
    revision: int
    act: str
    label: int | None
    changes: list[list[Any]]
    author: str
    at: float


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment; `owner` is the browser session that wrote it."""

    id: str
    segmentation_id: str
    label: int | None
    text: str
    author: str
    owner: str
    at: float


class SegmentationRepository:
    """Reads and writes the three tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: SegmentationRow, edit: EditRow) -> bool:
        """Keep a version with its first edit; False when the series has a version of this number."""
        known = select(segmentations.c.id).where(
            segmentations.c.series_id == row.series_id, segmentations.c.version == row.version
        )
        with self._database.writing(alone=True) as connection:
            if connection.execute(known).first():
                return False
            connection.execute(insert(segmentations).values(**_values(row)))
            connection.execute(insert(edits).values(**_values(edit)))
        return True

    def get(self, segmentation_id: str) -> SegmentationRow | None:
        """The version, or None."""
        return next(iter(self._rows(select(segmentations).where(segmentations.c.id == segmentation_id))), None)

    def all(self, **where: str) -> list[SegmentationRow]:
        """Versions whose columns have these values, the newest first."""
        query = select(segmentations).order_by(
            segmentations.c.created_at.desc(), segmentations.c.version.desc(), segmentations.c.id
        )
        for name, value in where.items():
            query = query.where(segmentations.c[name] == value)
        return self._rows(query)

    def change(self, edits_made: Sequence[tuple[EditRow, Mapping[str, Any]]]) -> bool:
        """Make each edit upon the revision before its own, all or none; False when another edit came first."""
        with self._database.writing(alone=True) as connection:
            for edit, _ in edits_made:
                query = select(segmentations.c.revision).where(segmentations.c.id == edit.segmentation_id)
                if connection.execute(query).scalar() != edit.revision - 1:
                    return False
            for edit, values in edits_made:
                changed = dict(values) | {"revision": edit.revision, "changed_at": edit.at}
                wanted = segmentations.c.id == edit.segmentation_id
                connection.execute(update(segmentations).where(wanted).values(**changed))
                connection.execute(insert(edits).values(**_values(edit)))
        return True

    def edits(self, segmentation_id: str, after: int = -1) -> list[EditRow]:
        """Edits past a revision, the newest first."""
        query = (
            select(edits)
            .where(edits.c.segmentation_id == segmentation_id, edits.c.revision > after)
            .order_by(edits.c.revision.desc())
        )
        with self._database.reading() as connection:
            return [EditRow(**found) for found in connection.execute(query).mappings()]

    def add_comment(self, row: CommentRow) -> None:
        """Keep a comment."""
        with self._database.writing() as connection:
            connection.execute(insert(comments).values(**_values(row)))

    def comment(self, comment_id: str) -> CommentRow | None:
        """The comment, or None."""
        with self._database.reading() as connection:
            found = connection.execute(select(comments).where(comments.c.id == comment_id)).mappings().first()
        return CommentRow(**found) if found else None

    def comments(self, series_id: str) -> list[CommentRow]:
        """Comments on any version of a series, the oldest first."""
        query = (
            select(comments)
            .join(segmentations, segmentations.c.id == comments.c.segmentation_id)
            .where(segmentations.c.series_id == series_id)
            .order_by(comments.c.at, comments.c.id)
        )
        with self._database.reading() as connection:
            return [CommentRow(**found) for found in connection.execute(query).mappings()]

    def delete_comment(self, comment_id: str) -> bool:
        """Remove a comment; whether it existed."""
        with self._database.writing() as connection:
            return connection.execute(delete(comments).where(comments.c.id == comment_id)).rowcount == 1

    def _rows(self, query: Select[Any]) -> list[SegmentationRow]:
        with self._database.reading() as connection:
            return [SegmentationRow(**found) for found in connection.execute(query).mappings()]


def _values(row: SegmentationRow | EditRow | CommentRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).__slots__}
