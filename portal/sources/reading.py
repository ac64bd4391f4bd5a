"""From the rows of a database to typed rows in a sink, with the report that files get, too."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import pyarrow as pa

from portal.errors import SourceError
from portal.importing.batches import IrregularError
from portal.importing.column import ColumnReader
from portal.importing.hashes import Hashes
from portal.importing.headers import unique_names
from portal.importing.kinds import Plan, arrow_type, text_plan
from portal.importing.limits import Choices, Limits, Tell
from portal.importing.planning import first_plans, second_thought
from portal.importing.report import ColumnType, Report
from portal.importing.rows import RowHashes, row_hashes
from portal.importing.sink import Sink
from portal.importing.typed import typed_plan
from portal.sources.address import Wanted
from portal.sources.cells import check_digits, fits, raw_bytes, values_of, word
from portal.sources.session import Answer, Field, Session

_PASSES: Final = 5
_PART_BYTES: Final = 8 << 20
_PART_ROWS: Final = 20_000
_FEWEST_ROWS: Final = 50

Rows = Sequence[Sequence[Any]]


@dataclass(slots=True)
class _Column:
    """A column that is read: where it stands in a row, what it is, and what becomes of it."""

    place: int
    field: Field
    name: str
    kind: pa.DataType | None
    plan: Plan


class Content:
    """What identifies a table's content, whatever the order in which its rows come."""

    def __init__(self) -> None:
        self._sums = [0, 0]
        self._rows = 0

    def add(self, hashes: Hashes) -> None:
        """Take in the hashes of some rows."""
        for lane, factor in enumerate((0xD6E8FEB86659FD93, 0xA0761D6478BD642F)):
            mixed = hashes * np.uint64(factor)
            mixed ^= mixed >> np.uint64(32)
            self._sums[lane] = (self._sums[lane] + int(mixed.sum(dtype=np.uint64))) % 2**64
        self._rows += len(hashes)

    def id(self, schema: pa.Schema, origin: str) -> str:
        """Sixteen hex digits for this content of this origin."""
        said = [origin, self._rows, *self._sums, *((f.name, str(f.type)) for f in schema)]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def read_rows(
    session: Session, wanted: Wanted, sink: Sink, *, origin: str, limits: Limits, tell: Tell
) -> tuple[Report, str]:
    """Read what is wanted into `sink`; the report and the id of the content.

    A column of words whose meaning was guessed wrongly is read again: the transaction sees the same rows.
    """
    careful = False
    columns: list[_Column] = []
    for attempt in range(_PASSES):
        answer = session.read(wanted, careful=careful)
        try:
            done = _pass(answer, columns, wanted, sink, limits, tell)
        except IrregularError:
            careful = True
            continue
        pairs = zip(done.readers, done.columns, strict=True)
        misfits = [reader for reader, column in pairs if not fits(reader, column.kind)]
        columns = done.columns
        if not misfits:
            break
        for reader in misfits:
            _reconsider(next(one for one in columns if one.name == reader.name), reader, last=attempt >= _PASSES - 3)
    readers = done.readers
    report = Report(
        name=wanted.title,
        format=f"{session.said}, {'table' if wanted.table else 'statement'}",
        bytes=0,
        rows=done.rows,
        columns=tuple(reader.report() for reader in readers),
        duplicates=done.hashes.duplicates(),
        constants=tuple(reader.name for reader in readers if reader.is_constant),
        proposals=tuple(one for reader in readers for one in reader.proposals()),
        renamed=unique_names(tuple(one.field.name for one in done.columns), len(done.columns))[1],
        notes=tuple(
            f"Column “{field.name}” left out: it holds {why}." for field, why in _left_out(answer.fields, done.columns)
        ),
    )
    return report, done.content.id(done.schema, origin)


@dataclass(slots=True)
class _Pass:
    """What one way through the rows has brought."""

    columns: list[_Column]
    readers: list[ColumnReader]
    schema: pa.Schema
    rows: int
    hashes: RowHashes
    content: Content


def _pass(answer: Answer, columns: list[_Column], wanted: Wanted, sink: Sink, limits: Limits, tell: Tell) -> _Pass:
    limits.check_columns(len(answer.fields))
    tell("Waiting for the database", 0.0)
    parts: Iterator[Rows] = answer.batches()
    first = next(parts, None)
    if first is None:
        raise SourceError(f"“{wanted.title}” has no rows. Choose a table with customers in it.")
    columns = columns or _columns(answer.fields, first)
    readers = [ColumnReader(one.name, one.plan) for one in columns]
    schema = pa.schema([pa.field(one.name, arrow_type(one.plan)) for one in columns])
    sink.start(schema)
    hashes, content = RowHashes(answer.expected or 0), Content()
    rows = size = 0
    for part in chain([first], parts):
        cells = list(zip(*part, strict=True))
        for column in columns:
            if column.field.rounded:
                check_digits(cells[column.place])
        values = [values_of(r, cells[c.place], c.kind, rows) for r, c in zip(readers, columns, strict=True)]
        batch = pa.RecordBatch.from_arrays(values, schema=schema)
        hashed = row_hashes(values)
        hashes.take(hashed)
        content.add(hashed)
        rows += len(part)
        size += batch.nbytes
        limits.check_shape(rows, len(answer.fields))
        if size > limits.expanded:
            raise SourceError(f"The table has more than {limits.expanded / 1e6:,.0f} MB. Leave rows or columns out.")
        sink.write(batch)
        answer.size = min(max(_PART_BYTES * rows // max(size, 1), _FEWEST_ROWS), _PART_ROWS)
        share = min(rows / answer.expected, 0.99) if answer.expected else 0.0
        tell(f"Reading rows, {rows:,} so far", share)
    return _Pass(columns, readers, schema, rows, hashes, content)


def _columns(fields: Sequence[Field], first: Rows) -> list[_Column]:
    cells = list(zip(*first, strict=True))
    kept = [
        i for i, field in enumerate(fields) if not field.left_out and not (field.kind is None and raw_bytes(cells[i]))
    ]
    if len(kept) < 2:
        raise SourceError("Fewer than two columns hold numbers, dates or words. Choose another table.")
    names, _renamed = unique_names(tuple(fields[i].name for i in kept), len(kept))
    texts = [i for i in kept if fields[i].kind is None]
    words = [pa.array([word(cell) for cell in cells[i]], pa.string()) for i in texts]
    guessed = dict(
        zip(texts, first_plans(words, [fields[i].name for i in texts], Choices()) if texts else (), strict=True)
    )
    return [_column(i, fields[i], name, guessed.get(i)) for i, name in zip(kept, names, strict=True)]


def _column(place: int, field: Field, name: str, guessed: Plan | None) -> _Column:
    plan = guessed or typed_plan(field.kind, f"the database says {field.says}")
    return _Column(place, field, name, field.kind, plan or text_plan(f"the database says {field.says}"))


def _reconsider(column: _Column, reader: ColumnReader, *, last: bool) -> None:
    """A wider plan for a column whose cells are not what was expected."""
    if column.kind is None:
        column.plan = second_thought(reader, Choices(), last=last)
    elif reader.plan.type is ColumnType.BOOLEAN:
        column.kind = pa.int64()
        column.plan = Plan(ColumnType.WHOLE, f"the database says {column.field.says}, but it counts further than to 1")
    elif pa.types.is_floating(column.kind):
        column.kind = pa.int64()
        column.plan = Plan(ColumnType.WHOLE, f"the database says {column.field.says}, and a decimal keeps fewer digits")
    else:
        odd = "some have more digits than a number here keeps" if pa.types.is_integer(column.kind) else "no cell is one"
        column.kind = None
        column.plan = text_plan(f"the database says {column.field.says}, but {odd}")


def _left_out(fields: Sequence[Field], columns: Sequence[_Column]) -> list[tuple[Field, str]]:
    kept = {one.place for one in columns}
    return [(field, field.left_out or "raw bytes") for i, field in enumerate(fields) if i not in kept]
