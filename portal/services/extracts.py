"""Tables out of databases: read in a job, read again on demand, each state a dataset of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from portal.engine.columns import BY_HAND, Column, Role
from portal.errors import NotFoundError, ParameterError
from portal.services import connections, datasets, findings, presets, queue, recipes, uploads
from portal.services.connections import Wanted
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace
from portal.sources.address import Address
from portal.sources.changes import Changes, changed, compared
from portal.sources.child import Extracted
from portal.store.connections import ExtractRow
from portal.store.jobs import JobRow

__all__ = ["Changes", "Origin", "Refreshed", "changed"]

Progress = Callable[[str, float], None]
UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a table came from.

    `address` is None once the connection has been deleted. `changes` are those since the state before, None for
    the first. `states` are ids and times of all readings that differed, newest first; `checked_at` is when the
    database last held this one.
    """

    dataset_id: str
    wanted: Wanted
    address: Address | None
    changes: Changes | None
    read_at: float
    checked_at: float
    states: tuple[tuple[str, float], ...]

    @property
    def newest(self) -> str:
        """Id of the latest state."""
        return self.states[0][0]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh has given: the table as it is now, what changed, and a repair that no longer fits."""

    dataset: Dataset
    changes: Changes | None
    note: str = ""


def origin(ws: Workspace, dataset: Dataset) -> Origin | None:
    """The database that a table, or the table behind a repaired version, came out of; None for other tables."""
    row = _row(ws, dataset)
    if row is None:
        return None
    link = ws.connections.get(row.connection_id)
    return Origin(
        dataset_id=row.dataset_id,
        wanted=Wanted(**row.wanted),
        address=Address.from_json(link.address) if link else None,
        changes=Changes.from_json(row.changes) if row.changes else None,
        read_at=row.read_at,
        checked_at=row.checked_at,
        states=tuple((state.dataset_id, state.read_at) for state in ws.connections.of_series(row.series_id)),
    )


def through(ws: Workspace, connection_id: str) -> list[Origin]:
    """The newest state of every table that was read through a connection."""
    newest: dict[str, ExtractRow] = {}
    for row in ws.connections.through(connection_id):
        newest.setdefault(row.series_id, row)
    found = (origin(ws, datasets.info(ws, row.dataset_id)) for row in newest.values())
    return [one for one in found if one is not None]


def request(ws: Workspace, connection_id: str, wanted: Wanted, *, owner: str) -> JobRow:
    """The job that reads a table or the answer to a statement through the owner's connection."""
    known = connections.info(ws, connection_id, owner=owner)
    wanted = connections.settled(wanted, known.address)
    return _requested(ws, connection_id, wanted, owner, f"Reading {wanted.title}", {})


def request_refresh(ws: Workspace, dataset_id: str, *, owner: str) -> JobRow:
    """The job that reads a table again; whoever sees the table may ask for it, with no say in what is read."""
    known = datasets.info(ws, dataset_id)
    row = _known_row(ws, known)
    connections.source(ws, row.connection_id)
    wanted = Wanted(**row.wanted)
    return _requested(ws, row.connection_id, wanted, owner, f"Refreshing {known.name}", {"refresh": dataset_id})


def extract(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Read a table out of a database (the work of an extract job)."""
    if "refresh" in payload:
        done = refresh(ws, str(payload["refresh"]), progress)
    else:
        done = _read(ws, str(payload["connection"]), Wanted(**payload["wanted"]), progress)
    known = UNCHANGED if done.changes is None and "refresh" in payload else False
    return {"dataset": done.dataset.id, "known": known, "note": done.note}


def refresh(ws: Workspace, dataset_id: str, progress: Progress) -> Refreshed:
    """Read a table's source again; the repairs of a version and roles chosen by hand are kept.

    The same content is the same dataset. Raises NotFoundError for tables that came out of no database, or whose
    connection is gone; SourceError when the database refuses.
    """
    asked = datasets.info(ws, dataset_id)
    row = _known_row(ws, asked)
    done = _read(ws, row.connection_id, Wanted(**row.wanted), progress)
    steps = recipes.steps(asked)
    if not steps:
        return done
    try:
        made = _understood_like(ws, done.dataset, asked)
        return replace(done, dataset=recipes.make(ws, made, steps, progress, like=asked))
    except ParameterError as error:
        return replace(done, note=f"The repairs do not fit the new rows. {error.message}")


def _requested(
    ws: Workspace, connection_id: str, wanted: Wanted, owner: str, title: str, more: dict[str, str]
) -> JobRow:
    # Neither address nor password: the job's process looks them up itself.
    payload = {"connection": connection_id, "wanted": wanted.to_json(), **more}
    key = f"extract:{connections.series_id(connection_id, wanted)}:{more.get('refresh', '')}"
    return queue.request(ws, owner=owner, kind="extract", key=key, title=title, payload=payload)


def _read(ws: Workspace, connection_id: str, wanted: Wanted, progress: Progress) -> Refreshed:
    series = connections.series_id(connection_id, wanted)
    source = connections.source(ws, connection_id)
    before = next(iter(ws.connections.of_series(series)), None)
    with connections.scratch(ws) as folder:
        found = source.read(wanted, folder, origin=series, limits=uploads.limits(ws), progress=progress)
        now = time.time()
        row = ExtractRow(found.content, series, connection_id, wanted.to_json(), None, now, now)
        if before is not None and before.dataset_id == found.content:
            ws.connections.keep_extract(replace(before, checked_at=now))
            return Refreshed(datasets.info(ws, found.content), None)
        changes = None
        if before is not None:
            progress("Comparing with the rows before", 0.99)
            known = datasets.info(ws, before.dataset_id)
            changes = compared(datasets.table_path(ws, known.id), found.parquet, known.id_column)
            row = replace(row, changes=changes.to_json())
        made = _added(ws, found, wanted, source.address, before)
    ws.connections.keep_extract(row)
    if before is not None:
        made = _understood_like(ws, made, datasets.info(ws, before.dataset_id))
    findings.found(ws, made)
    return Refreshed(datasets.info(ws, made.id), changes)


def _added(ws: Workspace, found: Extracted, wanted: Wanted, address: Address, before: ExtractRow | None) -> Dataset:
    if ws.datasets.get(found.content):  # a state that was here before, and is again
        return datasets.info(ws, found.content)
    name = uploads.title(wanted.table) if wanted.table else f"Answer of {address.database}"
    if before is not None:
        oldest = ws.connections.of_series(before.series_id)[-1]
        day = datetime.now(UTC)
        name = f"{datasets.info(ws, oldest.dataset_id).name[:80]}, {day.day} {day:%b %Y %H:%M}"
    where = f"{address.driver.called} {address.place}, {address.database}, {wanted.title}"
    return datasets.add_parquet(
        ws, found.parquet, name=name, source=where, dataset_id=found.content, report=found.report.to_json()
    )


def _understood_like(ws: Workspace, made: Dataset, before: Dataset) -> Dataset:
    """What the rows are (the preset) and what names them stay, and kinds and roles that were chosen by hand."""
    if before.preset and not made.preset:
        made = presets.put_on(ws, made.id, before.preset).dataset
    for column in before.columns:
        settled = column.note == BY_HAND
        if column.name in made.names() and (settled or _was_id(column, made.column(column.name))):
            try:
                made = datasets.change_columns(ws, made.id, {column.name: (column.kind, column.role)})
            except ParameterError:
                continue
    return made


def _was_id(before: Column, now: Column) -> bool:
    # Numbers without gaps count the rows; with the first row that goes they would be an amount.
    return before.role is Role.ID and now.role is Role.VARIABLE


def _row(ws: Workspace, dataset: Dataset) -> ExtractRow | None:
    found = ws.connections.extract_of(dataset.id)
    if found is None and dataset.parent_id and not dataset.is_built:
        return ws.connections.extract_of(dataset.parent_id)
    return found


def _known_row(ws: Workspace, dataset: Dataset) -> ExtractRow:
    row = _row(ws, dataset)
    if row is None:
        raise NotFoundError(f"“{dataset.name}” was not read from a database, so it can not be refreshed.")
    return row
