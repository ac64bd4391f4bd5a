"""Excel and OpenDocument workbooks: the sheets that are alike become one text table, which is read as any other."""

from __future__ import annotations

import csv
import datetime as dt
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine

from portal.errors import TableError
from portal.importing.delimited import read_delimited
from portal.importing.expanse import refuse_bombs
from portal.importing.headers import looks_like_header, table_top, unique_names
from portal.importing.limits import Choices, Limits, Tell
from portal.importing.report import Example, ProposalKind, Report
from portal.importing.sink import Sink

ALIKE: Final = 0.7
"""Share of common column names from which on two sheets count as parts of one table."""

_TITLES: Final = 20
_SAMPLE: Final = 200
_MARK: Final = re.compile(r"\d[.,]\d")
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
    begins: int


@dataclass(slots=True)
class _Written:
    """What was met while the sheets were written out."""

    source: str
    blank: int = 0
    broken: int = 0
    rows: array[int] = field(default_factory=lambda: array("L"))
    """Where each row stands in its sheet."""
    starts: list[int] = field(default_factory=list)
    """Rows written before each sheet."""
    worded: set[str] = field(default_factory=set)
    """Columns with numbers that are text, whose decimal mark is the writer's."""

    def place(self, example: Example, sheets: list[_Sheet]) -> Example:
        """The example with the row of its sheet, and the sheet where there are several."""
        sheet = sheets[bisect_right(self.starts, example.row - 1) - 1].name if len(sheets) > 1 else ""
        return replace(example, line=self.rows[example.row - 1], sheet=sheet)


def read_workbook(
    path: Path, name: str, limits: Limits, choices: Choices, sink: Sink, scratch: Path, tell: Tell
) -> Report:
    """Read the chosen sheets of a workbook, or the first table and all sheets like it, into `sink`."""
    tell("Opening the workbook", 0.0)
    refuse_bombs(path, limits)
    try:
        with calamine.load_workbook(str(path)) as book:
            sheets, others = _sheets(book, choices, limits)
            united = list(dict.fromkeys(n for sheet in sheets for n in sheet.names))
            text, written = scratch / "sheets.csv", _Written(unique_names((*united, "sheet"), len(united) + 1)[0][-1])
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
        columns=tuple(
            replace(c, examples=tuple(written.place(e, sheets) for e in c.examples)) for c in report.columns
        ),
        proposals=tuple(
            p for p in report.proposals if p.kind is not ProposalKind.DECIMAL or p.column in written.worded
        ),
        notes=(*notes, *(n for n in report.notes if "left out" in n)),
    )  # fmt: skip


def _sheets(book: calamine.CalamineWorkbook, choices: Choices, limits: Limits) -> tuple[list[_Sheet], list[str]]:
    """The sheets to read and the names of the others that hold anything."""
    tables_only = [sheet for sheet in book.sheets_metadata if sheet.typ is calamine.SheetTypeEnum.WorkSheet]
    known = [sheet.name for sheet in tables_only]
    # What somebody has hidden is no part of the table, unless nothing else is there or a person asks for it.
    shown = [sheet.name for sheet in tables_only if sheet.visible is calamine.SheetVisibleEnum.Visible] or known
    for wanted in choices.sheets or ():
        if wanted not in known:
            raise TableError(f"There is no sheet “{wanted}”. The workbook has: {', '.join(known)}.")
    opened = [_opened(book, n, choices, limits) for n in choices.sheets or shown]
    tables = [s for s in opened if s is not None]
    if not tables:
        raise TableError("No sheet of the workbook holds a table of two columns or more.")
    first = tables[0]
    like = [s for s in tables if _alike(first.names, s.names)]
    if choices.sheets and len(like) < len(tables):
        other = next(s for s in tables if s not in like)
        raise TableError(f"The sheets “{first.name}” and “{other.name}” have different columns. Choose sheets alike.")
    hidden = [] if choices.sheets else [name for name in known if name not in shown]
    return like, [*(s.name for s in tables if s not in like), *hidden]


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
    begins = top + 1 + has_header
    return _Sheet(name, names, rows, body if has_header else [cells, *body], has_header, above, begins)


def _tight(rows: list[list[str]]) -> list[list[str]]:
    """The rows without the columns that are empty in all of them, which a sheet has beyond its table."""
    width = max(i + 1 for row in rows for i, cell in enumerate(row) if cell)
    return [row[:width] for row in rows]


def _alike(one: list[str], other: list[str]) -> bool:
    a, b = set(one), set(other)
    return len(a & b) >= ALIKE * len(a | b)


def _write(path: Path, sheets: list[_Sheet], united: list[str], limits: Limits, written: _Written) -> None:
    several = len(sheets) > 1
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([*united, written.source] if several else united)
        for sheet in sheets:
            places = [united.index(n) for n in sheet.names]
            written.starts.append(count)
            for number, row in enumerate(_chained(sheet), sheet.begins):
                if not any(_filled(c) for c in row):
                    written.blank += 1
                    continue
                cells = [""] * len(united)
                for place, value in zip(places, row, strict=False):
                    cells[place] = _text(value)
                    if isinstance(value, str) and _MARK.search(value):
                        written.worded.add(united[place])
                    if "\n" in cells[place] or "\r" in cells[place]:
                        written.broken += 1
                        cells[place] = " ".join(cells[place].split())
                out.writerow([*cells, sheet.name] if several else cells)
                count += 1
                written.rows.append(number)
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


def _notes(sheets: list[_Sheet], others: list[str], united: list[str], written: _Written) -> list[str]:
    notes = []
    if len(sheets) > 1:
        shown = ", ".join(s.name for s in sheets)
        notes.append(f"The sheets {shown} are alike and were united; “{written.source}” tells them apart.")
        for sheet in sheets:
            lacking = [n for n in united if n not in sheet.names]
            notes.extend(f"Sheet {sheet.name} has no column “{n}”: its cells are missing." for n in lacking)
    if others:
        notes.append(
            f"Not read, because their columns differ or they are hidden: {', '.join(others)}. "
            "Choose a sheet to read it instead."
        )
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
