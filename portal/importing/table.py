"""The one door: a file goes in, a typed table and a report come out."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from portal.errors import TableError
from portal.importing.delimited import read_delimited
from portal.importing.limits import Choices, Limits, Tell, silent
from portal.importing.packed import is_workbook, unpack_gzip, unpack_zip
from portal.importing.parquet import read_parquet
from portal.importing.report import Report
from portal.importing.sink import Sink, TableSink, frame_of

if TYPE_CHECKING:
    import pandas as pd

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP: Final = b"\x1f\x8b"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A table that was read, and how."""

    frame: pd.DataFrame
    report: Report


def read_table(
    path: Path, *, name: str, limits: Limits | None = None, choices: Choices | None = None, progress: Tell | None = None
) -> Imported:
    """Read a file of any known format into memory; TableError says what is wrong with it.

    Parameters
    ----------
    path : a local file; never a URL, nothing is fetched
    name : the file's name as its owner knows it, for the report
    limits : caps on bytes, rows, columns and cells
    choices : what a person has settled: separator, encoding, decimal mark, header, day first, sheets
    progress : called with a stage and a share; may raise to stop
    """
    sink = TableSink()
    report = read_into(path, sink, name=name, limits=limits, choices=choices, progress=progress)
    return Imported(frame_of(sink.table()), report)


def read_into(
    path: Path,
    sink: Sink,
    *,
    name: str,
    limits: Limits | None = None,
    choices: Choices | None = None,
    progress: Tell | None = None,
) -> Report:
    """As `read_table`, but the rows go to `sink` batch by batch."""
    limits, choices, tell = limits or Limits(), choices or Choices(), progress or silent
    size = path.stat().st_size
    if not size:
        raise TableError("The file is empty. Bring a table with a header and at least one row.")
    limits.check_bytes(size)
    with tempfile.TemporaryDirectory(prefix="import-") as scratch:
        return _dispatch(path, sink, name, limits, choices, Path(scratch), tell)


def _dispatch(
    path: Path, sink: Sink, name: str, limits: Limits, choices: Choices, scratch: Path, tell: Tell, packed: bool = False
) -> Report:
    """Choose the reader by the first bytes; names and endings are not to be trusted."""
    with path.open("rb") as file:
        magic = file.read(8)
    book = magic == _OLE or (magic.startswith(_ZIP) and is_workbook(path))
    zipped = magic.startswith(_ZIP) and not book
    if choices.sheets and not (book or zipped or magic.startswith(_GZIP)):
        raise TableError(f"The file is no workbook, so it has no sheet “{choices.sheets[0]}”. Leave the sheet out.")
    if magic.startswith((b"PAR1", b"PARE")):
        return read_parquet(path, name, limits, sink, tell)
    if book:
        from portal.importing.workbook import read_workbook  # its library is large and seldom needed

        return read_workbook(path, name, limits, choices, sink, scratch, tell)
    if not zipped and not magic.startswith(_GZIP):
        return read_delimited(path, name, limits, choices, sink, scratch, tell)
    if packed:
        raise TableError("The archive holds another archive. Pack the table itself.")
    tell("Unpacking", 0.0)
    inside, inner_name = unpack_zip(path, scratch, limits) if zipped else (unpack_gzip(path, scratch, limits), "")
    if not inside.stat().st_size:
        raise TableError("The file in the archive is empty. Bring a table with a header and at least one row.")
    report = _dispatch(inside, sink, name, limits, choices, scratch, tell, packed=True)
    note = f"Unpacked from the archive: {inner_name}." if inner_name else "Unpacked from a gzip file."
    return replace(report, bytes=path.stat().st_size, notes=(note, *report.notes))
