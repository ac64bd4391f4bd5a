"""How a text is cut into cells: separator, header, and lines before the table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.errors import TableError
from portal.importing.headers import looks_like_header, table_top, usual_width
from portal.importing.limits import Limits

WHITESPACE: Final = "whitespace"
LONGEST_CELL: Final = 1 << 20
_ONE_COLUMN: Final = (
    "The file has one column only; a table of customers needs at least two. "
    "If cells are separated by an unusual character, choose it as separator."
)
_LONGEST_RECORD: Final = 1_000
_SAMPLE: Final = 1 << 18
_ROWS: Final = 400
_USUAL: Final = {",": 0.0, ";": 0.0, "\t": 0.0, "|": 0.0, ":": 0.12, WHITESPACE: 0.14}
_NEVER: Final = frozenset(" \r\n\"'@.-_/()%$+=\\\ufeff")
_SELDOM: Final = "@&%$+=\\"
"""Tried where nothing else gives columns: they hardly cut every line into the same three cells or more by chance."""
_ASCII_SEPARATORS: Final = frozenset("\x1c\x1d\x1e\x1f")
_BLANKS: Final = re.compile(r"[^\S\x1c-\x1f]+")
_BLANK_CELL: Final = re.compile(r'"((?:[^"]|"")*)"|(\S+)')


@dataclass(frozen=True, slots=True)
class Dialect:
    """The cut of a text: `skip` physical lines come before the header or the first row.

    `escapes` where a backslash makes a quotation mark part of its cell.
    """

    separator: str
    width: int
    header: tuple[str, ...] | None
    skip: int
    header_lines: int
    escapes: bool = False


def find_dialect(
    path: Path, limits: Limits, separator: str | None = None, header: bool | None = None, *, escapes: bool = False
) -> Dialect:
    """The dialect of the UTF-8 text in `path`; TableError when it is no table of two columns or more."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        text = file.read(_SAMPLE)
        if len(text) == _SAMPLE and (ends := len(re.findall(r"[\r\n]", text.strip()))) < 2:
            limits.check_columns(max(text.count(c) for c in ",;\t|") + 1)
            if not ends:
                raise TableError(
                    f"The first line is longer than {_SAMPLE:,} characters, so this is no table of customers."
                )
            text += file.read(2 * LONGEST_CELL)  # a cell may be long; a header is not
        complete = not file.read(1)
    if not text.strip():
        raise TableError("The file is empty. Bring a table with a header and at least one row.")
    skip = 0
    first = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if first:  # Excel's own way of naming the separator
        separator, skip, text = separator or first[1], 1, text[first.end() :]
    chosen, rows = _cut(text, separator, complete, escapes)
    filled = [(start, end, row) for start, end, row in rows if any(cell.strip() for cell in row)]
    limits.check_columns(max((len(row) for _, _, row in filled[:3]), default=0))
    top = table_top([row for _, _, row in filled])
    start, end, cells = filled[top]
    if len(cells) < 2:
        raise TableError(_ONE_COLUMN)
    body = [row for _, _, row in filled[top + 1 :]]
    has_header = header if header is not None else looks_like_header(cells, body)
    if has_header and not body:
        raise TableError("The file has a header but no rows. Bring at least one row.")
    names = tuple(cells) if has_header else None
    return Dialect(chosen, len(cells), names, skip + start, (end - start) if has_header else 0, escapes)


def records(
    lines: Iterator[str], separator: str, *, first: int = 0, whole: bool = True, escapes: bool = False
) -> Iterator[tuple[int, int, list[str]]]:
    """(lines before, lines up to its end, cells) of each record; blank lines are records of no cells.

    `first` lines were passed before these. The last record of a `whole` text must not be open: what follows a
    quotation mark that never closes would be one cell, and its rows gone.
    """
    csv.field_size_limit(LONGEST_CELL)
    if separator == WHITESPACE:
        for number, line in enumerate(lines):
            yield number, number + 1, _words(line)
        return
    ended = False

    def told() -> Iterator[str]:
        nonlocal ended
        yield from lines
        ended = True

    reader = csv.reader(told(), delimiter=separator, escapechar="\\" if escapes else None)
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise TableError(
                f"Line {first + before + 1:,} holds a cell of more than {LONGEST_CELL:,} characters. "
                "Probably a quotation mark opens there and never closes."
            ) from None
        if reader.line_num - before > _LONGEST_RECORD:
            raise TableError(
                f"Line {first + before + 1:,} opens a quotation mark that does not close within "
                f"{_LONGEST_RECORD:,} lines. Close or remove it."
            )
        # A record is given at the end of its line; the reader asks for more lines only within quotation marks.
        if ended and whole and reader.line_num - before > 1:
            raise TableError(
                f"Line {first + before + 1:,} opens a quotation mark that never closes. Close or remove it."
            )
        yield before, reader.line_num, row
        before = reader.line_num


def _words(line: str) -> list[str]:
    if '"' not in line:
        # For Python the separators of ASCII (\x1c to \x1f) are blanks, too.
        return line.split() if _ASCII_SEPARATORS.isdisjoint(line) else [c for c in _BLANKS.split(line) if c]
    return [a.replace('""', '"') if a else b for a, b in _BLANK_CELL.findall(line)]


def _cut(
    text: str, separator: str | None, complete: bool, escapes: bool
) -> tuple[str, list[tuple[int, int, list[str]]]]:
    if separator is not None:
        if separator != WHITESPACE and (len(separator) != 1 or separator in '\r\n"'):
            raise TableError(f"“{separator}” cannot separate cells. Choose one character, or “whitespace”.")
        return separator, _rows(text, separator, complete, escapes)
    candidates = dict(_USUAL)
    line = next(s for s in re.split(r"[\r\n]+", text) if s.strip())
    others = {c for c in line if not c.isalnum() and c not in _NEVER and c not in candidates}
    # What is made to separate stands for nothing else.
    candidates |= {c: 0.0 if c in _ASCII_SEPARATORS else 0.2 for c in sorted(others, key=line.index)}
    best: tuple[float, int, str, list[tuple[int, int, list[str]]]] | None = None
    for candidate, penalty in candidates.items():
        rows = _rows(text, candidate, complete, escapes)
        widths = [len(row) for _, _, row in rows if any(c.strip() for c in row)]
        mode = usual_width([row for _, _, row in rows if any(c.strip() for c in row)])
        if mode < 2:
            continue
        share = sum(w == mode for w in widths) / len(widths)
        several = sum(w > 1 for w in widths) / len(widths)
        if candidate in ",;\t|":
            # Ragged rows are still rows; they are refused later, with their line.
            if share < 0.6 and (several < 0.8 or widths[0] < 2):
                continue
        elif share < 1 or widths[0] != mode:
            continue
        score = (share + 0.2 * (widths[0] > 1) - penalty, mode)
        if best is None or score > best[:2]:
            best = (*score, candidate, rows)
    if best is not None:
        return best[2], best[3]
    for candidate in _SELDOM:
        rows = _rows(text, candidate, complete, escapes)
        cuts = {len(row) for _, _, row in rows if any(c.strip() for c in row)}
        if len(cuts) == 1 and min(cuts) > 2 and len(rows) > 2:
            return candidate, rows
    raise TableError(_ONE_COLUMN)


def _rows(text: str, separator: str, complete: bool, escapes: bool) -> list[tuple[int, int, list[str]]]:
    rows = []
    for record in records(iter(io.StringIO(text, newline="")), separator, whole=False, escapes=escapes):
        rows.append(record)
        if len(rows) > _ROWS:
            return rows
    return rows if complete or len(rows) < 3 else rows[:-1]  # the last may be cut in the middle
