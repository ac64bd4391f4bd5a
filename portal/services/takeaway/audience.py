"""Audiences for other systems: a run's customers with their segment, batch by batch, whatever the table's length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pyarrow as pa

from portal.engine.concepts import capital
from portal.engine.membership import MEANING, Measure, measure_of
from portal.engine.records import NOISE
from portal.errors import ConflictError, ParameterError
from portal.services import datasets, runs
from portal.services.presets import wording
from portal.services.runs import LEFT_OUT
from portal.services.structures import Structure
from portal.services.takeaway.memberships import Memberships
from portal.services.takeaway.subject import NOT_COMPUTED, Subject
from portal.services.workspace import Workspace

ROWS_AT_ONCE: Final = 20_000
"""Table rows that are in memory at a time."""


class Field(StrEnum):
    """What a customer's row says besides the columns of the table."""

    CUSTOMER = "customer"
    SEGMENT_ID = "segment_id"
    SEGMENT_NAME = "segment_name"
    MEMBERSHIP = "membership"
    SEGMENTATION = "segmentation"
    VERSION = "version"
    SCORED_AT = "scored_at"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to take.

    Attributes
    ----------
    segments : labels to take, −1 the unassigned; None takes all of them
    columns : columns of the table to take as well
    """

    segments: tuple[int, ...] | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Audience:
    """Customers, ready to be written.

    Attributes
    ----------
    fields : what each column is: a `Field`, or the name of a column of the table
    types : the Arrow type of each column
    rows : number of customers
    batches : the customers in the table's order, some thousand at a time; read once
    measure : what the membership is measured by
    scored_at : when the run first placed these customers
    """

    subject: Subject
    fields: tuple[Field | str, ...]
    types: tuple[pa.DataType, ...]
    rows: int
    batches: Iterator[list[pa.Array]]
    measure: Measure
    scored_at: datetime

    @property
    def meaning(self) -> str:
        """What the membership column says, in one sentence."""
        return MEANING[self.measure]


def audience(ws: Workspace, subject: Subject, wish: Wish | None = None) -> Audience:
    """The customers that `wish` asks for (those whom the run left out have no segment and are in no audience).

    Raises
    ------
    ParameterError : the run has no such segment
    NotFoundError : the table has no such column
    """
    wish = wish or Wish()
    structure = runs.structure_of(ws, subject.run.spec)
    if structure is None:
        raise ConflictError(NOT_COMPUTED)
    taken = _asked(subject, wish.segments)
    id_column = subject.dataset.id_column
    extra = [name for name in dict.fromkeys(wish.columns) if subject.dataset.column(name).name != id_column]
    columns = [*([id_column] if id_column else []), *extra]
    measure = measure_of(subject.run.spec.params)
    schema = datasets.schema(ws, subject.dataset.id)
    types = (
        _plain(schema.field(id_column).type) if id_column else pa.int64(),
        pa.int32(),
        pa.string(),
        pa.string() if measure is Measure.POSITION else pa.float64(),
        pa.string(),
        pa.int32(),
        pa.timestamp("us", tz="UTC"),
        *(_plain(schema.field(name).type) for name in extra),
    )
    scored_at = datetime.fromtimestamp(subject.run.created_at, UTC)
    return Audience(
        subject=subject,
        fields=(*Field, *extra),
        types=types,
        rows=sum(subject.cut.noise if label == NOISE else subject.cut.sizes[label] for label in taken),
        batches=_batches(ws, subject, structure, taken, columns, types, scored_at),
        measure=measure,
        scored_at=scored_at,
    )


def _asked(subject: Subject, wanted: Sequence[int] | None) -> tuple[int, ...]:
    if wanted is None:
        return subject.labels
    for label in wanted:
        if label == NOISE and label not in subject.labels:
            raise ParameterError("Nobody is unassigned in this run. Choose one of its segments.")
        if label not in subject.labels:
            last = subject.cut.n_segments
            raise ParameterError(
                f"There is no segment {label + 1}. Choose {f'1 to {last}' if last else 'another run'}."
            )
    return tuple(dict.fromkeys(wanted))


def _batches(
    ws: Workspace, subject: Subject, structure: Structure, taken: tuple[int, ...], columns: list[str],
    types: tuple[pa.DataType, ...], scored_at: datetime,
) -> Iterator[list[pa.Array]]:  # fmt: skip
    membership_of = Memberships(ws, subject, structure)
    named = np.array([subject.names[label] for label in (*range(subject.cut.n_segments), NOISE)], dtype=object)
    own_id = subject.dataset.id_column is None
    # A table without a column of its own has nothing to read but its length.
    read = columns or [subject.dataset.columns[0].name]
    start = 0
    for batch in datasets.batches(ws, subject.dataset.id, read, ROWS_AT_ONCE):
        labels = subject.cut.labels[start : start + len(batch)]
        chosen = np.flatnonzero(np.isin(labels, taken))
        rows, start = chosen + start, start + len(batch)
        if not len(rows):
            continue
        cells = [batch.column(at).take(pa.array(chosen)) for at in range(len(columns))]
        theirs = labels[chosen]
        count = len(rows)
        arrays = [
            pa.array(rows + 1) if own_id else cells[0],
            pa.array(theirs + 1, mask=theirs < 0),
            pa.array(named[theirs]),
            membership_of(rows),
            pa.array([subject.name] * count),
            pa.array([subject.version] * count),
            pa.array([scored_at] * count),
            *(cells if own_id else cells[1:]),
        ]
        yield [array.cast(kind) for array, kind in zip(arrays, types, strict=True)]


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type without its dictionary, so that every batch has the same."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def left_out(subject: Subject) -> int:
    """Customers who are in no audience, because the run has no place for them."""
    return int(np.count_nonzero(subject.cut.labels == LEFT_OUT))


def facts(audience: Audience) -> list[tuple[str, Any]]:
    """What goes beside the customers: what this is, and what its columns mean."""
    subject = audience.subject
    many = wording(subject.dataset).many
    return [
        ("Segmentation", subject.name),
        ("Version", "not kept as a segmentation" if subject.version is None else subject.version),
        ("Run", subject.run.id),
        ("Table", f"{subject.dataset.name} ({subject.dataset.id})"),
        (capital(many), audience.rows),
        ("Left out for missing values", left_out(subject)),
        ("segment_id", "1 is the largest segment; empty for the unassigned."),
        (str(audience.measure), audience.meaning),
        ("scored_at", f"When this run first placed these {many} (UTC); the same run places them alike at any time."),
    ]
