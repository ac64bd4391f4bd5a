"""Comments on a segmentation or on one of its segments: plain words, with time and author."""

from __future__ import annotations

import time
from dataclasses import dataclass

from portal.errors import ConflictError, NotFoundError, ParameterError
from portal.services import segmentations
from portal.services.segmentations import LOCAL, NOTE_LENGTH, new_id, one_line
from portal.services.workspace import Workspace
from portal.store.segmentations import CommentRow


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `label` and `segment` name the segment it is about, None and "" when it is about all."""

    id: str
    version: int
    label: int | None
    segment: str
    text: str
    author: str
    at: float
    own: bool


def comments(ws: Workspace, segmentation_id: str, owner: str) -> tuple[Comment, ...]:
    """Comments on all versions of the segmentation, the oldest first; `own` are those that `owner` wrote."""
    kept = segmentations.segmentation(ws, segmentation_id)
    every = {one.id: one for one in segmentations.versions(ws, kept.series_id)}
    return tuple(
        Comment(
            row.id,
            every[row.segmentation_id].version,
            row.label,
            every[row.segmentation_id].names.get(row.label, "") if row.label is not None else "",
            row.text,
            row.author,
            row.at,
            row.owner == owner,
        )
        for row in ws.segmentations.comments(kept.series_id)
        if row.segmentation_id in every
    )


def comment(
    ws: Workspace, segmentation_id: str, text: str, *, label: int | None, owner: str, author: str = LOCAL
) -> None:
    """Say something about a version or one of its segments, whatever its status.

    Raises
    ------
    ParameterError
        there are no words, or too many
    """
    kept = segmentations.segmentation(ws, segmentation_id)
    if label is not None:
        kept.plan(label)
    lines = [one_line(line, len(line)) for line in text.strip().splitlines()]
    said = "\n".join(lines).strip()
    if not said:
        raise ParameterError("A comment needs words. Write some.")
    if len(said) > NOTE_LENGTH:
        raise ParameterError(f"The comment has {len(said):,} characters. It may have {NOTE_LENGTH:,}; shorten it.")
    ws.segmentations.add_comment(CommentRow(new_id(), kept.id, label, said, author, owner, time.time()))


def withdraw(ws: Workspace, comment_id: str, *, owner: str) -> None:
    """Delete one's own comment.

    Raises
    ------
    NotFoundError
        it is gone already
    ConflictError
        somebody else wrote it
    """
    row = ws.segmentations.comment(comment_id)
    if row is None:
        raise NotFoundError("This comment has been deleted already. Load the page again.")
    if row.owner != owner:
        raise ConflictError(f"This comment is by {row.author} in another browser. Only who wrote it can delete it.")
    ws.segmentations.delete_comment(comment_id)
