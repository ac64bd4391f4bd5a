"""SQLite files below a folder that the operator has named: opened to read, with every other act refused."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from portal.errors import SourceError
from portal.sources.address import Address, Offered, Wanted
from portal.sources.refusals import sqlite_refusal
from portal.sources.session import MOST_TABLES, Field

_STEPS: Final = 20_000
"""Steps of SQLite's machine between two looks at the clock."""
_READING: Final = {
    sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION
}  # fmt: skip
_NEVER: Final = {"load_extension", "readfile", "writefile", "fts3_tokenizer", "edit"}


def allowed_file(address: Address, folder: str) -> Path:
    """The file that the address names; SourceError unless it lies below the operator's folder."""
    if not folder:
        raise SourceError("SQLite files are not read here. Ask the operator to name their folder in SOURCES_SQLITE.")
    root = Path(folder).resolve()
    path = (root / address.database).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise SourceError(f"There is no file “{address.database}” in the folder of SQLite files. Check its name.")
    return path


class SqliteSession:
    """A file, opened to read."""

    number = None

    def __init__(self, address: Address, path: Path, *, statement: int) -> None:
        self.address = address
        self.said = f"SQLite {sqlite3.sqlite_version}"
        with _refused(address):
            self._link = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)
            self._link.text_factory = lambda raw: raw.decode("utf-8", "replace")
            self._link.execute("PRAGMA query_only = ON")
            self._link.execute("PRAGMA trusted_schema = OFF")
            self._link.execute("BEGIN")
            self._link.execute("SELECT count(*) FROM sqlite_master").fetchone()  # whether it is one at all
        self._link.set_authorizer(_judged)
        self._statement, self._end = statement, time.monotonic() + statement
        self._link.set_progress_handler(lambda: time.monotonic() > self._end, _STEPS)

    def tables(self) -> list[Offered]:
        """Tables and views by name."""
        with _refused(self.address):
            found = self._link.execute(
                "SELECT name, type = 'view' FROM sqlite_master WHERE type IN ('table', 'view') "
                "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1 LIMIT ?",
                [MOST_TABLES + 1],
            ).fetchall()
        return [Offered("", name, bool(view)) for name, view in found]

    def read(self, wanted: Wanted, *, careful: bool = False, most: int | None = None) -> SqliteAnswer:
        """Begin to read, in the transaction's snapshot however often."""
        self._end = time.monotonic() + self._statement
        name = wanted.table.replace('"', '""')
        with _refused(self.address, wanted):
            cursor = self._link.execute(f'SELECT * FROM "{name}"' if wanted.table else wanted.query)
        return SqliteAnswer(self.address, wanted, cursor, most)

    def close(self) -> None:
        """Close the file."""
        self._link.close()


class SqliteAnswer:
    """The rows of a statement. Cells have types of their own, columns none: all of them arrive as words."""

    def __init__(self, address: Address, wanted: Wanted, cursor: sqlite3.Cursor, most: int | None) -> None:
        self._address, self._wanted, self._cursor, self._most = address, wanted, cursor, most
        self.expected: int | None = None
        self.size = most or 1_000
        self.fields = [Field(str(column[0]), "no type", None) for column in cursor.description or ()]

    def batches(self) -> Iterator[Sequence[Sequence[Any]]]:
        """Rows in parts."""
        with _refused(self._address, self._wanted):
            while rows := self._cursor.fetchmany(self.size):
                yield rows
                if self._most is not None:
                    return


def _judged(act: int, first: str | None, second: str | None, *_: Any) -> int:
    if act == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in _NEVER else sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if act in _READING else sqlite3.SQLITE_DENY


@contextmanager
def _refused(address: Address, wanted: Wanted | None = None) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise sqlite_refusal(error, address, wanted) from error
