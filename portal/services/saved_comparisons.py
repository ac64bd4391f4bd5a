"""Comparisons kept under a name: the pinned runs of a table, the same for everybody who opens them."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from portal.errors import ConflictError, NotFoundError, ParameterError
from portal.services import datasets, pins, runs
from portal.services.workspace import Workspace
from portal.store.comparisons import ComparisonRow

NAME_LENGTH = 120
"""Characters of a name that are kept."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A kept comparison: `pins` are run ids in the order in which they were pinned; times in seconds since 1970."""

    id: str
    dataset_id: str
    name: str
    pins: tuple[str, ...]
    created_at: float
    changed_at: float


def save(ws: Workspace, dataset_id: str, name: str, ids: Sequence[str]) -> Comparison:
    """Keep pinned runs under a name.

    Raises
    ------
    ParameterError
        no name, or nothing is pinned
    ConflictError
        the table has a comparison of this name already
    NotFoundError
        an unknown dataset or run, or a run of another dataset
    """
    datasets.info(ws, dataset_id)
    kept = tuple(dict.fromkeys(ids))[: pins.MOST]
    if not kept:
        raise ParameterError("Nothing is pinned, so there is nothing to save. Pin a run first.")
    for one in kept:
        if runs.run(ws, one).spec.dataset_id != dataset_id:
            raise NotFoundError(f"The run “{one}” belongs to another dataset. Unpin it, then save.")
    named = _free_name(ws, dataset_id, name)
    now = time.time()
    row = ComparisonRow(uuid.uuid4().hex[:16], dataset_id, named, list(kept), now, now)
    ws.comparisons.add(row)
    return _comparison(row)


def opened(ws: Workspace, comparison_id: str) -> Comparison:
    """The comparison; NotFoundError when there is none of this id."""
    row = ws.comparisons.get(comparison_id)
    if row is None:
        raise NotFoundError(
            f"There is no saved comparison “{comparison_id}”. It may have been deleted; choose another one on Compare."
        )
    return _comparison(row)


def listed(ws: Workspace, dataset_id: str) -> tuple[Comparison, ...]:
    """The table's comparisons, the one changed last first."""
    return tuple(_comparison(row) for row in ws.comparisons.of_dataset(dataset_id))


def rename(ws: Workspace, comparison_id: str, name: str) -> Comparison:
    """Give the comparison another name; errors as in :func:`save`."""
    known = opened(ws, comparison_id)
    if name.strip() != known.name:
        named = _free_name(ws, known.dataset_id, name)
        ws.comparisons.change(comparison_id, {"name": named, "changed_at": time.time()})
    return opened(ws, comparison_id)


def delete(ws: Workspace, comparison_id: str) -> Comparison:
    """Remove the comparison, not its runs; returns what it was."""
    known = opened(ws, comparison_id)
    ws.comparisons.delete(comparison_id)
    return known


def _free_name(ws: Workspace, dataset_id: str, name: str) -> str:
    wanted = " ".join(name.split())[:NAME_LENGTH]
    if not wanted:
        raise ParameterError("A comparison needs a name. Write at least one character.")
    if any(one.name.casefold() == wanted.casefold() for one in listed(ws, dataset_id)):
        raise ConflictError(f"There is a comparison “{wanted}” already. Choose another name, or delete that one first.")
    return wanted


def _comparison(row: ComparisonRow) -> Comparison:
    return Comparison(row.id, row.dataset_id, row.name, tuple(row.pins), row.created_at, row.changed_at)
