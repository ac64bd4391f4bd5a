"""The cells of a database as Arrow arrays: at once where they are what the column says, one by one where not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from portal.importing.batches import IrregularError
from portal.importing.column import ColumnReader
from portal.importing.typed import typed_values

_TRUTHS: Final = {0: False, 1: True}
_EXACT: Final = 2.0**53
"""Beyond it a double no longer tells each whole number from the next."""


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


def check_digits(cells: Sequence[Any]) -> None:
    """IrregularError when doubles are so large that digits may have been lost: two ids would become one."""
    if (pc.max(pc.abs(pa.array(cells, pa.float64()))).as_py() or 0.0) >= _EXACT:
        raise IrregularError


def fits(reader: ColumnReader, kind: pa.DataType | None) -> bool:
    """Whether the column is what it was taken for.

    The database knows its moments and numbers, so zero dates and infinities are missing however many there are. A
    whole number that is too long is none of these: nothing of it may get lost.
    """
    if kind is None or pa.types.is_boolean(kind):
        return reader.fits()
    return not any(one.lstrip("-").isdecimal() for one in reader.unread) and bool(
        reader.filled or not reader.unreadable
    )


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
