"""Audiences: selections that somebody has named. Who is in them is worked out anew each time."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portal.errors import ConflictError, NotFoundError, ParameterError, PortalError
from portal.services import datasets, exports, predicates, runs, segments
from portal.services.datasets import NAME_LENGTH, Dataset
from portal.services.predicates import Mask, Outlined, Predicate
from portal.services.workspace import Workspace
from portal.store.audiences import AudienceRow


@dataclass(frozen=True, slots=True)
class Audience:
    """A saved selection; `size` of `total` customers were in it on the day it was saved."""

    id: str
    name: str
    dataset_id: str
    dataset_name: str
    predicate: Predicate
    size: int
    total: int
    author: str
    created_at: float


def save(ws: Workspace, dataset_id: str, name: str, predicate: Predicate, *, author: str) -> Audience:
    """Keep a selection under a name.

    Raises
    ------
    ParameterError
        it has no name, or nobody is in it
    """
    known = datasets.info(ws, dataset_id)
    if not name.strip():
        raise ParameterError("An audience needs a name. Write at least one character.")
    chosen = predicates.members(ws, known, predicate)
    size = int(np.count_nonzero(chosen))
    if not size:
        raise ParameterError("Nobody is in this selection. Draw a larger outline, or take a filter away.")
    row = AudienceRow(
        id=uuid.uuid4().hex[:16],
        name=" ".join(name.split())[:NAME_LENGTH],
        dataset_id=known.id,
        dataset_name=known.name,
        predicate=predicates.to_json(predicate),
        size=size,
        total=known.rows,
        author=author,
        created_at=time.time(),
    )
    ws.audiences.add(row)
    return _audience(row)


def listed(ws: Workspace) -> tuple[Audience, ...]:
    """All audiences, the newest first."""
    return tuple(_audience(row) for row in ws.audiences.all())


def audience(ws: Workspace, audience_id: str) -> Audience:
    """The audience; NotFoundError when there is none of this id."""
    row = ws.audiences.get(audience_id)
    if row is None:
        raise NotFoundError(f"There is no audience “{audience_id}”. It may have been deleted; choose another one.")
    return _audience(row)


def delete(ws: Workspace, audience_id: str) -> Audience:
    """Forget an audience; returns what it was. Its customers stay."""
    known = audience(ws, audience_id)
    ws.audiences.delete(audience_id)
    return known


def of_dataset(ws: Workspace, dataset_id: str) -> tuple[Audience, ...]:
    """The audiences of one table, the newest first."""
    return tuple(one for one in listed(ws) if one.dataset_id == dataset_id)


def table_of(ws: Workspace, known: Audience) -> Dataset:
    """The audience's table; ConflictError when it has been deleted."""
    try:
        return datasets.info(ws, known.dataset_id)
    except NotFoundError:
        raise ConflictError(
            f"The table “{known.dataset_name}” of this audience has been deleted. Bring it again on Data."
        ) from None


def members(ws: Workspace, known: Audience) -> Mask:
    """(rows,) which customers of its table are in the audience now."""
    return predicates.members(ws, table_of(ws, known), known.predicate)


def words(ws: Workspace, known: Audience) -> str:
    """The audience's rule in words."""
    try:
        dataset = table_of(ws, known)
    except PortalError:
        return "its table has been deleted"
    names = None
    if isinstance(known.predicate, Outlined) and known.predicate.segment is not None:
        names = segments.names(ws, runs.register(ws, known.predicate.spec))
    return predicates.spoken(dataset, known.predicate, names)


def csv_lines(ws: Workspace, audience_id: str) -> Iterator[str]:
    """CSV of the customers who are in the audience now, chunk by chunk, with its name."""
    known = audience(ws, audience_id)
    rows = np.flatnonzero(members(ws, known))
    name = exports.harmless(known.name)
    return exports.lines_with(ws, known.dataset_id, rows, ("audience",), lambda part: [[name] * len(rows[part])])


def filename(known: Audience) -> str:
    """A file name that says what is inside."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in known.name.lower()).strip("-")
    return f"audience-{plain[:60] or known.id}.csv"


def _audience(row: AudienceRow) -> Audience:
    return Audience(
        row.id, row.name, row.dataset_id, row.dataset_name, predicates.from_json(row.predicate), row.size, row.total,
        row.author, row.created_at,
    )  # fmt: skip
