"""Audiences as XLSX."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from portal.services.takeaway.audience import Audience, facts
from portal.services.takeaway.shapes import Shape, spelling

BLOCK: Final = 2**18
"""Bytes of the finished file that are read at a time."""
LAST_ROW: Final = 1_048_576
LONGEST_TEXT: Final = 32_767
EXACT: Final = 10**15
FIRST_YEAR: Final = 1900
"""What a sheet and a cell hold: rows, characters, digits, the first year of its calendar."""
SHEET: Final = "Customers"
"""The first sheet; customers whom it cannot hold follow on “Customers 2”."""


def workbook_parts(audience: Audience, shape: Shape) -> Iterator[bytes]:
    """XLSX. A workbook is a zip, so it is complete on disk before its first byte leaves."""
    with tempfile.TemporaryDirectory(prefix="audience-") as folder:
        path = Path(folder) / "audience.xlsx"
        write_workbook(audience, path)
        with path.open("rb") as file:
            yield from _blocks(file)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block


def write_workbook(audience: Audience, path: Path, last_row: int = LAST_ROW) -> None:
    """Write the workbook in bounded memory: each row goes to disk before the next is made.

    Texts are written as texts, whatever they look like: no formula, no link, no number is made of them.
    """
    import xlsxwriter  # some ten megabytes, for those processes only that write workbooks

    quiet = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(str(path), quiet) as book:
        time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        heads = spelling(audience, Shape.PLAIN).heads
        sheet, row, count, cut = None, last_row, 0, 0
        for batch in audience.batches:
            for cells in zip(*(array.to_pylist() for array in batch), strict=True):
                if sheet is None or row >= last_row:
                    count += 1
                    sheet, row = book.add_worksheet(SHEET if count == 1 else f"{SHEET} {count}"), 1
                    _write_row(sheet, 0, heads, time)
                cut += _write_row(sheet, row, cells, time)
                row += 1
        if sheet is None:
            _write_row(book.add_worksheet(SHEET), 0, heads, time)
        about = book.add_worksheet("About")
        said = facts(audience)
        if cut:
            said.append(
                ("Cells cut", f"{cut:,}: a cell holds at most {LONGEST_TEXT:,} characters. CSV has all of them.")
            )
        for at, (name, value) in enumerate(said):
            _write_row(about, at, (name, value), time)


def _write_row(sheet: Any, row: int, cells: Sequence[Any], time: Any) -> int:
    """Write a row; the number of cells whose text was too long for one."""
    cut = 0
    for column, value in enumerate(cells):
        if isinstance(value, str):
            cut += len(value) > LONGEST_TEXT
            sheet.write_string(row, column, value[:LONGEST_TEXT])
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, datetime) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, column, value.replace(tzinfo=None), time)
        elif isinstance(value, int | float) and abs(value) < EXACT:
            sheet.write_number(row, column, value)
        elif value is not None and value == value:
            # Numbers too long for a cell and days before its calendar stay what they are as texts.
            sheet.write_string(row, column, str(value))
    return cut
