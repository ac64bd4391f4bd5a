"""Excel and OpenDocument workbooks: the sheets that are alike become one text table, which is read as any other."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine

from portal.errors import TableError
from portal.importing.delimited import read_delimited
from portal.importing.headers import looks_like_header, table_top, unique_names
from portal.importing.limits import Choices, Limits, Tell
from portal.importing.packed import unpacked_bytes
from portal.importing.report import Report
from portal.importing.sink import Sink

ALIKE: Final = 0.7
"""Share of common column names from which on two sheets count as parts of one table."""

_TITLES: Final = 20
_SAMPLE: Final = 200
_CELL: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERRORS: Final = (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError)


@dataclass(slots=True)
class _Sheet:
    """A sheet that holds a table: its column names and the rows that follow them."""

    name: str
    names: list[str]
    rows: Iterator[list[Any]]
    first: list[list[Any]]
    has_header: bool
    above: int


@dataclass(slots=True)
class _Written:
    """What was met while the sheets were written out."""

    blank: int = 0
    broken: int = 0


def read_workbook(
    path: Path, name: str, limits: Limits, choices: Choices, sink: Sink, scratch: Path, tell: Tell
) -> Report:
    """Read the chosen sheets of a workbook, or the first table and all sheets like it, into `sink`."""
    tell("Opening the workbook", 0.0)
    _refuse_bombs(path, limits)
    try:
        with calamine.load_workbook(str(path)) as book:
            sheets, others = _sheets(book, choices, limits)
            united = list(dict.fromkeys(n for sheet in sheets for n in sheet.names))
            text, written = scratch / "sheets.csv", _Written()
            _write(text, sheets, united, limits, written)
    except calamine.PasswordError:
        raise TableError("The workbook is protected by a password. Save it without one.") from None
    except _ERRORS as error:
        raise TableError(f"The workbook cannot be read ({_said(error)}). Save it again, or save it as CSV.") from error
    as_text = replace(choices, encoding="utf-8", separator=",", header=True, sheets=None)
    (inner := scratch / "inner").mkdir()
    report = read_delimited(text, name, limits, as_text, sink, inner, tell)
    notes = _notes(sheets, others, united, written)
    return replace(
        report, format="workbook", bytes=path.stat().st_size, encoding="", separator="", line_ends="", decimal="",
        header=any(s.has_header for s in sheets), sheets=tuple(s.name for s in sheets), other_sheets=tuple(others),
        columns=tuple(replace(c, examples=tuple(replace(e, line=None) for e in c.examples)) for c in report.columns),
        notes=(*notes, *(n for n in report.notes if "left out" in n)),
    )  # fmt: skip


def _sheets(book: calamine.CalamineWorkbook, choices: Choices, limits: Limits) -> tuple[list[_Sheet], list[str]]:
    """The sheets to read and the names of the others that hold anything."""
    known = list(book.sheet_names)
    for wanted in choices.sheets or ():
        if wanted not in known:
            raise TableError(f"There is no sheet “{wanted}”. The workbook has: {', '.join(known)}.")
    opened = [_opened(book, n, choices, limits) for n in choices.sheets or known]
    tables = [s for s in opened if s is not None]
    if not tables:
        raise TableError("No sheet of the workbook holds a table of two columns or more.")
    first = tables[0]
    like = [s for s in tables if _alike(first.names, s.names)]
    if choices.sheets and len(like) < len(tables):
        other = next(s for s in tables if s not in like)
        raise TableError(f"The sheets “{first.name}” and “{other.name}” have different columns. Choose sheets alike.")
    return like, [s.name for s in tables if s not in like]


def _opened(book: calamine.CalamineWorkbook, name: str, choices: Choices, limits: Limits) -> _Sheet | None:
    sheet = book.get_sheet_by_name(name)
    limits.check_columns(sheet.width)
    rows = iter(sheet.iter_rows())
    head: list[list[Any]] = []
    for row in rows:
        head.append(row)
        if len(head) >= _SAMPLE:
            break
    filled = [(i, [_text(c) for c in row]) for i, row in enumerate(head) if any(_filled(c) for c in row)]
    texts = [row for _, row in filled]
    if not any(sum(map(bool, row)) > 1 for row in texts[:_TITLES]):
        return None
    top = filled[table_top(_tight(texts))][0]
    cells, body = head[top], head[top + 1 :]
    texts = [[_text(c) for c in row] for row in (cells, *body)]
    has_header = choices.header if choices.header is not None else looks_like_header(texts[0], texts[1:])
    if has_header and not any(_filled(c) for row in body for c in row):
        return None
    width = max(i + 1 for row in (cells, *body) for i, c in enumerate(row) if _filled(c))
    names, _ = unique_names(tuple(texts[0][:width]) if has_header else None, width)
    above = sum(place < top for place, _ in filled)
    return _Sheet(name, names, rows, body if has_header else [cells, *body], has_header, above)


def _tight(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the columns that are empty in all of them, which a sheet has beyond its table."""
    width = max(i + 1 for row in rows for i, cell in enumerate(row) if cell)
    return [row[:width] for row in rows]


def _alike(one: list[str], other: list[str]) -> bool:
    a, b = set(one), set(other)
    return len(a & b) >= ALIKE * len(a | b)


def _write(path: Path, sheets: list[_Sheet], united: list[str], limits: Limits, written: _Written) -> None:
    several = len(sheets) > 1
    source = unique_names((*united, "sheet"), len(united) + 1)[0][-1]
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*united, source] if several else united)
        for sheet in sheets:
            places = [united.index(n) for n in sheet.names]
            for row in _chained(sheet):
                if not any(_filled(c) for c in row):
                    written.blank += 1
                    continue
                cells = [""] * len(united)
                for place, value in zip(places, row, strict=False):
                    cells[place] = _text(value)
                    if "\n" in cells[place] or "\r" in cells[place]:
                        written.broken += 1
                        cells[place] = " ".join(cells[place].split())
                out.writerow([*cells, sheet.name] if several else cells)
                count += 1
                limits.check_shape(count, len(united))


def _chained(sheet: _Sheet) -> Iterator[list[Any]]:
    yield from sheet.first
    yield from sheet.rows


def _filled(value: Any) -> bool:
    return value is not None and value != "" and not (isinstance(value, str) and not value.strip())


def _text(value: Any) -> str:
    """A cell as the text reader reads it back to the same value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    if isinstance(value, dt.timedelta):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).replace("\x00", "")


def _refuse_bombs(path: Path, limits: Limits) -> None:
    """TableError when a workbook would unpack to too much, or a lone cell in a far corner spans too large a table."""
    if not zipfile.is_zipfile(path):
        return
    if unpacked_bytes(path) > limits.expanded:
        raise TableError(f"The workbook unpacks to more than {limits.expanded / 1e6:,.0f} MB. Save it as CSV.")
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                with archive.open(member) as xml:
                    rows, columns = _span(xml, limits.expanded)
                if columns * rows > min(limits.cells, 100_000_000):
                    raise TableError(
                        f"A sheet of the workbook spans {rows:,} rows × {columns:,} columns. "
                        "Delete the cells far outside of the table, or save it as CSV."
                    )


def _span(xml: Any, cap: int) -> tuple[int, int]:
    rows = columns = read = 0
    tail = b""
    while chunk := xml.read(io.DEFAULT_BUFFER_SIZE * 128):
        read += len(chunk)
        if read > cap:
            raise TableError(f"The workbook unpacks to more than {cap / 1e6:,.0f} MB. Save it as CSV.")
        for match in _CELL.finditer(tail + chunk):
            rows = max(rows, int(match[2]))
            letters = match[1]
            if len(letters) > 1 or letters > b"A":
                number = 0
                for letter in letters:
                    number = number * 26 + letter - 64
                columns = max(columns, number)
        tail = chunk[-24:]
    return rows, max(columns, 1)


def _notes(sheets: list[_Sheet], others: list[str], united: list[str], written: _Written) -> list[str]:
    notes = []
    if len(sheets) > 1:
        shown = ", ".join(s.name for s in sheets)
        notes.append(f"The sheets {shown} are alike and were united; “sheet” tells them apart.")
        for sheet in sheets:
            lacking = [n for n in united if n not in sheet.names]
            notes.extend(f"Sheet {sheet.name} has no column “{n}”: its cells are missing." for n in lacking)
    if others:
        notes.append(f"Not read, because their columns differ: {', '.join(others)}. Choose a sheet to read it instead.")
    if not any(s.has_header for s in sheets):
        notes.append("The sheet has no header: the columns are called column_1, column_2 and so on.")
    if above := sum(s.above for s in sheets):
        notes.append(f"{above:,} {'row' if above == 1 else 'rows'} above the table passed over.")
    if written.blank:
        notes.append(f"{written.blank:,} blank {'row' if written.blank == 1 else 'rows'} passed over.")
    if written.broken:
        notes.append(
            f"{written.broken:,} {'cell' if written.broken == 1 else 'cells'} held line breaks, which became blanks."
        )
    return notes


def _said(error: Exception) -> str:
    return (str(error).split("\n")[0] or type(error).__name__).rstrip(". ")[:160]
