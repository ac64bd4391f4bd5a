"""How far the sheets of a workbook reach, looked at before a library makes room for every cell of that."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any, Final

from portal.errors import TableError
from portal.importing.limits import Limits
from portal.importing.packed import unpacked_bytes

_CELL: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


def refuse_bombs(path: Path, limits: Limits) -> None:
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
