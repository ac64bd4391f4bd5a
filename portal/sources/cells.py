"""The cells of a database as Arrow arrays: at once where they are what the column says, one by one where not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from portal.importing.column import ColumnReader
from portal.importing.typed import typed_values

_TRUTHS: Final = {0: False, 1: True}


def values_of(reader: ColumnReader, cells: Sequence[Any], kind: pa.DataType | None, row: int) -> pa.Array:
    """The portal's values for the cells of a column whose first stands in row `row` (from 0).

    Cells that are not of the column's kind (a date of the year 20000, a 2 among yes and no) become missing and are
    counted by the reader.
    """
    if kind is None:
        return reader.read(pa.array([word(cell) for cell in cells], pa.string()), row, None)
    if pa.types.is_boolean(kind):
        cells = [_TRUTHS.get(cell, cell) for cell in cells]
    try:
        column = pa.array(cells, kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        kept = [cell if _fits(cell, kind) else None for cell in cells]
        odd = [word(cell) if left is None else None for cell, left in zip(cells, kept, strict=True)]
        column, strange = pa.array(kept, kind), pa.array(odd, pa.string())
        reader.refuse(strange, strange.is_valid(), row)
    return typed_values(reader, column, row)


def word(cell: Any) -> str | None:
    """A cell as text; None stays nothing."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bytes | bytearray | memoryview):
        return bytes(cell).decode("utf-8", "replace")
    return repr(cell) if isinstance(cell, float) else str(cell)


def raw_bytes(cells: Sequence[Any]) -> bool:
    """Whether a column holds bytes and nothing else."""
    filled = [cell for cell in cells if cell is not None]
    return bool(filled) and all(isinstance(cell, bytes | bytearray | memoryview) for cell in filled)


def _fits(cell: Any, kind: pa.DataType) -> bool:
    try:
        pa.scalar(cell, kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return False
    return True
