"""Parquet tables: typed already, so only types foreign to the portal change. What the metadata says is checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from portal.errors import TableError
from portal.importing.column import ColumnReader
from portal.importing.headers import unique_names
from portal.importing.kinds import Plan, arrow_type, text_plan
from portal.importing.limits import Limits, Tell
from portal.importing.numbers import EXACT
from portal.importing.report import ColumnType, Report
from portal.importing.rows import RowHashes
from portal.importing.sink import Sink
from portal.importing.typed import beyond_whole, typed_plan, typed_values

_BATCH_ROWS: Final = 16_384  # few, for a row may hide kilobytes of repeated text
_BATCH_CELLS: Final = 1_000_000
_DAMAGE: Final = (pa.ArrowException, OSError, ValueError, LookupError, TypeError, ArithmeticError)
"""What the library raises over damaged files, found by feeding it thousands of them."""


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the file and what becomes of it."""

    index: int
    name: str
    plan: Plan


def read_parquet(path: Path, name: str, limits: Limits, sink: Sink, tell: Tell) -> Report:
    """Read the Parquet table in `path` into `sink`; TableError when it is damaged, encrypted or too large."""
    try:
        return _read(path, name, limits, sink, tell)
    except MemoryError:
        raise
    except _DAMAGE as error:
        said = str(error).split("\n")[0].rstrip(". ")[:160]
        raise TableError(f"The Parquet file cannot be read ({said}). It may be damaged or encrypted.") from error


def _read(path: Path, name: str, limits: Limits, sink: Sink, tell: Tell) -> Report:
    tell("Looking at the file", 0.0)
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        told = file.metadata.num_rows
        limits.check_shape(told, len(schema))
        fields, left_out = _fields(file)
        if len(fields) < 2:
            have = f"{len(fields)} column{'' if len(fields) == 1 else 's'}"
            raise TableError(f"The file has {have} of numbers, dates or words; at least two are needed.")
        names, renamed = unique_names(tuple(f.name for f in fields), len(fields))
        readers = [ColumnReader(n, f.plan) for n, f in zip(names, fields, strict=True)]
        target = pa.schema([pa.field(n, arrow_type(f.plan)) for n, f in zip(names, fields, strict=True)])
        sink.start(target)
        hashes = RowHashes(told)
        rows = expanded = 0
        size = min(max(_BATCH_CELLS // len(schema), 1_000), _BATCH_ROWS)
        batches = file.iter_batches(batch_size=size, columns=[schema.names[f.index] for f in fields])
        for batch in batches:
            values = []
            for reader, column in zip(readers, batch.columns, strict=True):
                values.append(typed_values(reader, column, rows))
                expanded += values[-1].nbytes
                if expanded > limits.expanded:
                    raise TableError(
                        f"The file unpacks to more than {limits.expanded / 1e6:,.0f} MB. Leave rows or columns out."
                    )
            hashes.add(values)
            rows += batch.num_rows
            limits.check_shape(rows, len(schema))
            sink.write(pa.RecordBatch.from_arrays(values, schema=target))
            tell("Reading rows", rows / max(told, rows))
    if not rows:
        raise TableError("The file has columns but no rows. Bring at least one row.")
    return Report(
        name=name,
        format="Parquet",
        bytes=path.stat().st_size,
        rows=rows,
        columns=tuple(r.report() for r in readers),
        duplicates=hashes.duplicates(),
        constants=tuple(r.name for r in readers if r.is_constant),
        proposals=tuple(p for r in readers for p in r.proposals()),
        renamed=renamed,
        notes=tuple(f"Column “{n}” left out: it holds {what}." for n, what in left_out),
    )


def _fields(file: pq.ParquetFile) -> tuple[list[_Field], list[tuple[str, str]]]:
    fields, left_out = [], []
    schema = file.schema_arrow
    for i, field in enumerate(schema):
        plan = _whole(file, field) or typed_plan(field.type, f"the file says {field.type}")
        if plan is None:
            what = "raw bytes" if pa.types.is_binary(field.type) else f"values of the type {field.type}"[:80]
            left_out.append((field.name, what))
        elif schema.names.count(field.name) > 1:
            raise TableError(f"Two columns are called “{field.name}”. Give each its own name.")
        else:
            fields.append(_Field(i, field.name, plan))
    return fields, left_out


def _whole(file: pq.ParquetFile, field: pa.Field) -> Plan | None:
    """The plan for whole numbers that may be larger than an int64, as hashes and ids of some systems are."""
    kind = field.type
    if not (pa.types.is_uint64(kind) or (pa.types.is_decimal(kind) and kind.scale == 0)):
        return None
    if file.schema_arrow.names.count(field.name) > 1:
        return None
    says = f"the file says {kind}"
    batches = file.iter_batches(batch_size=_BATCH_ROWS, columns=[field.name])
    if any(beyond_whole(batch.column(0)) for batch in batches):
        return text_plan(f"{says}; digits kept as text: more than {EXACT} digits would be rounded in a number")
    return Plan(ColumnType.WHOLE, says)
