"""Rows of a worksheet as XML, a batch of columns at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa

LAST_ROW: Final = 1_048_576
LONGEST_TEXT: Final = 32_767
EXACT: Final = 10**15
FIRST_YEAR: Final = 1900
"""What a sheet and a cell hold: rows, characters (as UTF-16 counts them), digits, the first year of its calendar."""

TIME_STYLE, HEAD_STYLE = 1, 2
"""Places in the workbook's styles."""

_DAY_ZERO: Final = datetime(1899, 12, 30)
_LEAP_DAY: Final = datetime(1900, 3, 1)
"""This calendar has a 29 February 1900: the days before it are counted from a day later."""
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_SPELT: Final = re.compile("_(?=x[0-9a-fA-F]{4}_)")


class Rows:
    """Makes rows of columns; `cut` counts the texts that were too long for a cell.

    Texts are written as texts, whatever they look like: no formula, no link, no number is made of them.
    """

    def __init__(self) -> None:
        self.cut = 0

    def xml(self, columns: Sequence[pa.Array], first: int, style: int = 0) -> str:
        """The rows of some columns of one length, from row `first` (1 is the top) on; a missing cell is none."""
        rows = range(first, first + len(columns[0]))
        cells = [self._column(array, letters(at), rows, style) for at, array in enumerate(columns)]
        lines = (f'<row r="{row}">{"".join(line)}</row>' for row, *line in zip(rows, *cells, strict=True))
        return "".join(lines)

    def _column(self, array: pa.Array, name: str, rows: range, style: int) -> list[str]:
        """The cells of a column; what stands in many of them is spelt once."""
        values, styled = array.to_pylist(), f' s="{style}"' if style else ""
        if not pa.types.is_string(array.type):
            return [f'<c r="{name}{row}"{_scalar(value)}' for row, value in zip(rows, values, strict=True)]
        spelt = {value: _text(value, styled) for value in set(values)}
        long = {value for value in spelt if value and _fitting(value) != value}
        self.cut += sum(value in long for value in values) if long else 0
        return [f'<c r="{name}{row}"{spelt[value]}' for row, value in zip(rows, values, strict=True)]


def letters(place: int) -> str:
    """Name of the column at `place`, from 0: A … Z, AA …."""
    head, last = divmod(place, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + last)


def _text(value: str | None, styled: str) -> str:
    """The end of a cell that holds a text of the table."""
    return "/>" if value is None else f'{styled} t="inlineStr">{_inline(_fitting(value))}</c>'


def _fitting(value: str) -> str:
    if len(value) <= LONGEST_TEXT // 2:
        return value
    return value.encode("utf-16-le")[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")


def _scalar(value: Any) -> str:
    """The end of a cell that holds no text of the table."""
    if value is None or value != value:
        return "/>"
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float) and abs(value) < EXACT:
        return f"><v>{value!r}</v></c>"
    if isinstance(value, datetime) and value.year >= FIRST_YEAR:
        return f' s="{TIME_STYLE}"><v>{_days(value.replace(tzinfo=None))!r}</v></c>'
    # Numbers too long for a cell and days before its calendar stay what they are as texts.
    return f' t="inlineStr">{_inline(str(value))}</c>'


def _days(moment: datetime) -> float:
    days = (moment - _DAY_ZERO) / timedelta(days=1)
    return days if moment >= _LEAP_DAY else days - 1


def _inline(text: str) -> str:
    # Excel spells what XML has no place for as _xHHHH_, and the underscore of such a text as _x005F_.
    spelt = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", _SPELT.sub("_x005F_", text))
    spelt = spelt.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kept = ' xml:space="preserve"' if spelt[:1].isspace() or spelt[-1:].isspace() else ""
    return f"<is><t{kept}>{spelt}</t></is>"
