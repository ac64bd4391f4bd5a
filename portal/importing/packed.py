"""Files inside of .gz and .zip: unpacked to disk under a cap, one table each."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Final

from portal.errors import TableError
from portal.importing.limits import Limits

_CHUNK: Final = 1 << 20
_DAMAGED: Final = "The archive is damaged and cannot be unpacked. Pack the table again."


def is_workbook(path: Path) -> bool:
    """Whether a zip file is an Excel or OpenDocument workbook rather than an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError):
        raise TableError(_DAMAGED) from None
    return "[Content_Types].xml" in names or ("content.xml" in names and "mimetype" in names)


def unpack_gzip(path: Path, scratch: Path, limits: Limits) -> Path:
    """The unpacked content of a .gz file, in `scratch`."""
    target = scratch / "unpacked"
    try:
        with gzip.open(path) as packed:
            _copy(packed, target, limits)
    except (OSError, EOFError, zlib.error):
        raise TableError(_DAMAGED) from None
    return target


def unpack_zip(path: Path, scratch: Path, limits: Limits) -> tuple[Path, str]:
    """The one table of a .zip file, in `scratch`, and its name; TableError when there are none or several."""
    target = scratch / "unpacked"
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and not _furniture(m.filename)]
            if not members:
                raise TableError("The archive is empty. Pack one table into it.")
            if len(members) > 1:
                shown = ", ".join(PurePosixPath(m.filename).name for m in members[:3])
                more = "" if len(members) <= 3 else " …"
                raise TableError(f"The archive holds {len(members):,} files ({shown}{more}). Pack one table only.")
            member = members[0]
            if member.flag_bits & 1:
                raise TableError("The archive is protected by a password. Pack the table without one.")
            with archive.open(member) as packed:
                _copy(packed, target, limits)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError):
        raise TableError(_DAMAGED) from None
    return target, PurePosixPath(member.filename).name


def unpacked_bytes(path: Path) -> int:
    """What the directory of a zip file says its members have together."""
    with zipfile.ZipFile(path) as archive:
        return sum(m.file_size for m in archive.infolist())


def _furniture(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return parts[0] == "__MACOSX" or parts[-1].startswith(".") or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def _copy(packed: IO[bytes] | gzip.GzipFile, target: Path, limits: Limits) -> None:
    written = 0
    with target.open("wb") as out:
        while chunk := packed.read(_CHUNK):
            written += len(chunk)
            if written > limits.expanded:
                raise TableError(
                    f"The archive unpacks to more than {limits.expanded / 1e6:,.0f} MB. "
                    "Split the table or leave columns out."
                )
            out.write(chunk)
