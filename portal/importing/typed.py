"""Columns that come with a type, as those of Parquet files and databases do: only foreign types change."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from portal.importing.column import ColumnReader
from portal.importing.kinds import Plan, time_plan
from portal.importing.report import ColumnType

_DAY: Final = 86_400e6
_LARGEST: Final = 2**63 - 1
_LONGEST: Final = 18
"""Digits that every int64 has room for."""


def typed_plan(kind: pa.DataType, why: str) -> Plan | None:
    """The plan for values of this type, `why` naming who says so; None for what is no number, date or word."""
    if pa.types.is_dictionary(kind):
        return typed_plan(kind.value_type, why)
    if pa.types.is_boolean(kind):
        return Plan(ColumnType.BOOLEAN, why)
    if pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0 and kind.precision <= _LONGEST):
        return Plan(ColumnType.WHOLE, why)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Plan(ColumnType.DECIMAL, why)
    if pa.types.is_duration(kind):
        return Plan(ColumnType.DECIMAL, f"{why}, counted in days")
    if pa.types.is_timestamp(kind):
        return Plan(ColumnType.DATE, f"{why}, turned into UTC" if kind.tz else why)
    if pa.types.is_date(kind):
        return Plan(ColumnType.DATE, why)
    if pa.types.is_time(kind):
        return time_plan("times", 0)
    if pa.types.is_null(kind):
        return Plan(ColumnType.EMPTY, "no cell is filled")
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    # Old writers store text as bytes; what is no UTF-8 then fails in the cast and is counted as unreadable.
    if text or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return Plan(ColumnType.TEXT, why)
    return None


def typed_values(reader: ColumnReader, column: pa.Array, row: int) -> pa.Array:
    """The portal's values for a typed column whose first stands in row `row` (from 0); the reader takes note."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if reader.plan.type is ColumnType.TEXT:
        return reader.read(_texts(column), row, None)
    if pa.types.is_duration(kind):
        column = pc.divide(pc.cast(pc.cast(column, pa.duration("us"), safe=False), pa.int64()), pa.scalar(_DAY))
    elif pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        zone = getattr(kind, "tz", None)
        fine = pa.types.is_timestamp(kind) and kind.unit == "ns"  # what lies below a microsecond is cut off
        column = pc.cast(pc.cast(column, pa.timestamp("us", tz=zone), safe=not fine), pa.timestamp("us"))
    elif reader.plan.type is ColumnType.DECIMAL:
        # Arrow's own cast makes 3.3000000000000003 of a decimal 3.30; its digits are read as those of a text are.
        digits = pc.cast(column, pa.string()) if pa.types.is_decimal(kind) else column
        column = pc.cast(digits, pa.float64())
        # NaN is how many writers say “missing”; an infinite value cannot be computed with.
        finite = pc.is_finite(column)
        infinite = pc.fill_null(pc.is_inf(column), False)
        reader.refuse(column, infinite, row)
        column = pc.if_else(finite, column, pa.scalar(None, pa.float64()))
    elif reader.plan.type is ColumnType.WHOLE:
        if beyond_whole(column):
            large = pc.greater(column, pa.scalar(_LARGEST, kind))
            reader.refuse(column, pc.fill_null(large, False), row)
            column = pc.if_else(large, pa.scalar(None, kind), column)
        column = pc.cast(column, pa.int64())
    elif reader.plan.type is ColumnType.EMPTY:
        column = pa.nulls(len(column), pa.float64())
    reader.look_at(column)
    return column


def beyond_whole(column: pa.Array) -> bool:
    """Whether a column of whole numbers holds some that are larger than an int64."""
    try:
        pc.cast(column, pa.int64())
    except pa.ArrowInvalid:
        return True
    return False


def _texts(column: pa.Array) -> pa.Array:
    try:
        return pc.cast(column, pa.string())
    except pa.ArrowInvalid:  # bytes that are no UTF-8: keep what can be read
        cells = [None if v is None else bytes(v).decode("utf-8", "replace") for v in column.to_pylist()]
        return pa.array(cells, pa.string())
