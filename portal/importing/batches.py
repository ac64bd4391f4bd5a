"""What a text is read into, batch by batch, and the reader that mends rows on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portal.errors import TableError
from portal.importing.dialect import Dialect, records

_ROWS: Final = 20_000


class IrregularError(Exception):
    """The quick reader met a row that only the careful one can judge."""


@dataclass(slots=True)
class Batch:
    """`columns` of strings (null = nothing between two separators); `lines` where each row ends in the file.

    Columns may come from the parser as numbers, or as strings under codes; see portal.importing.quick.
    """

    columns: list[pa.Array]
    rows: int
    lines: npt.NDArray[np.int64] | None
    consumed: int


@dataclass(slots=True)
class Repairs:
    """Rows that were mended on the way, counted."""

    short: int = 0
    first_short: int = 0
    trailing: int = 0
    blank: int = 0


@dataclass(slots=True)
class Source:
    """A text, its dialect, and what was repaired while reading it."""

    path: Path
    dialect: Dialect
    quotes: int
    lines: int = 0
    repairs: Repairs = field(default_factory=Repairs)

    @property
    def first_line(self) -> int:
        """Physical lines before the first row."""
        return self.dialect.skip + self.dialect.header_lines

    def records(self, lines: Iterator[str]) -> Iterator[tuple[int, int, list[str]]]:
        """The records of the lines from the first row on."""
        cut = self.dialect
        return records(lines, cut.separator, first=self.first_line, escapes=cut.escapes)


def careful_batches(source: Source) -> Iterator[Batch]:
    """Row by row: short rows are filled up, blank lines passed over, and both counted.

    A row with more cells than the header is a TableError with its line, unless the surplus is empty.
    """
    repairs, width = Repairs(), source.dialect.width
    source.repairs = repairs
    columns: list[list[str | None]] = [[] for _ in range(width)]
    lines: list[int] = []
    consumed = 0
    with source.path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(source.first_line):
            next(file, "")
        for start, end, row in source.records(file):
            line = source.first_line + end
            if len(row) != width:
                if not any(cell.strip() for cell in row):
                    repairs.blank += 1
                    continue
                row = _mended(row, source, source.first_line + start + 1, repairs)
            for column, cell in zip(columns, row, strict=True):
                column.append(cell or None)
            lines.append(line)
            consumed += sum(map(len, row)) + width
            if len(lines) == _ROWS:
                yield Batch([pa.array(c, pa.string()) for c in columns], len(lines), np.array(lines), consumed)
                columns, lines = [[] for _ in range(width)], []
    if lines:
        yield Batch([pa.array(c, pa.string()) for c in columns], len(lines), np.array(lines), consumed)


def lines_of(source: Source, rows: set[int]) -> dict[int, int]:
    """The physical line on which each of `rows` (from 1) of the table ends."""
    found: dict[int, int] = {}
    last, row = max(rows, default=0), 0
    with source.path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(source.first_line):
            next(file, "")
        for _, end, cells in source.records(file):
            row += len(cells) > 0
            if row in rows:
                found.setdefault(row, source.first_line + end)
            if row >= last:
                break
    return found


def _mended(row: list[str], source: Source, line: int, repairs: Repairs) -> list[str]:
    width = source.dialect.width
    if len(row) < width:
        if any(name.strip() for name in (source.dialect.header or "?")[len(row) :]):
            repairs.short += 1
            repairs.first_short = repairs.first_short or line
        return row + [""] * (width - len(row))
    surplus = next(((i, cell) for i, cell in enumerate(row[width:], width + 1) if cell.strip()), None)
    if surplus is None:
        repairs.trailing += 1
        return row[:width]
    where = "the header has" if source.dialect.header is not None else "the first row has"
    raise TableError(
        f"Line {line:,} has {len(row):,} cells where {where} {width:,}; in column {surplus[0]:,} stands "
        f"“{_short(surplus[1])}”. Put cells that contain the separator in quotation marks, or mend the line."
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
