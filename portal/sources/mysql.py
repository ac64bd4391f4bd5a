"""MySQL and MariaDB through PyMySQL: an unbuffered cursor within one read-only transaction of one snapshot."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pyarrow as pa
import pymysql
from pymysql.constants import FIELD_TYPE as TYPE
from pymysql.converters import conversions
from pymysql.cursors import SSCursor

from portal.errors import SourceError
from portal.sources.address import Address, Offered, Tls, Wanted
from portal.sources.refusals import mysql_refusal, unreachable
from portal.sources.session import MOST_TABLES, Field

_WHOLE: Final = (TYPE.SHORT, TYPE.LONG, TYPE.INT24, TYPE.LONGLONG, TYPE.YEAR)
_DECIMALS: Final = (TYPE.DECIMAL, TYPE.NEWDECIMAL)
_NAMES: Final = {
    TYPE.TINY: "tinyint", TYPE.SHORT: "smallint", TYPE.LONG: "int", TYPE.INT24: "mediumint", TYPE.LONGLONG: "bigint",
    TYPE.YEAR: "year", TYPE.DECIMAL: "decimal", TYPE.NEWDECIMAL: "decimal", TYPE.FLOAT: "float",
    TYPE.DOUBLE: "double", TYPE.DATE: "date", TYPE.NEWDATE: "date", TYPE.DATETIME: "datetime",
    TYPE.TIMESTAMP: "timestamp", TYPE.BIT: "bit", TYPE.JSON: "json", TYPE.TIME: "time",
}  # fmt: skip
_KINDS: Final = {
    TYPE.TINY: pa.int64(),
    TYPE.BIT: pa.int64(),
    **dict.fromkeys(_WHOLE, pa.int64()),
    **dict.fromkeys((TYPE.FLOAT, TYPE.DOUBLE, *_DECIMALS), pa.float64()),
    **dict.fromkeys((TYPE.DATE, TYPE.NEWDATE), pa.date32()),
    **dict.fromkeys((TYPE.DATETIME, TYPE.TIMESTAMP), pa.timestamp("us")),
}


def _number(digits: str) -> int | float:
    return float(digits) if "." in digits else int(digits)


_DECODERS: Final = {
    **{kind: read for kind, read in conversions.items() if kind != TYPE.TIME},
    **dict.fromkeys(_DECIMALS, _number),
    TYPE.BIT: lambda bits: int.from_bytes(bits, "big"),
}
_TABLES: Final = """
    SELECT table_schema, table_name, table_type LIKE '%%VIEW', table_rows FROM information_schema.tables
    WHERE table_schema = DATABASE() ORDER BY 1, 2 LIMIT %s"""
_EXPECTED: Final = (
    "SELECT table_rows FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = %s"
)


class MySqlSession:
    """A connection to MySQL or MariaDB."""

    def __init__(self, address: Address, password: str, hosts: Sequence[str], *, connect: int, statement: int) -> None:
        self.address = address
        link = pymysql.connect(
            host=address.host, port=address.port, user=address.user, password=password, database=address.database,
            connect_timeout=connect, read_timeout=statement + connect, write_timeout=connect, charset="utf8mb4",
            conv=_DECODERS, local_infile=False, autocommit=False, cursorclass=SSCursor, defer_connect=True,
            program_name="segments", **_tls(address.tls),
        )  # fmt: skip
        with _refused(address):
            link.connect(_reached(address, hosts, connect))
        self._link = link
        version = link.get_server_info().removeprefix("5.5.5-")  # MariaDB, to those who know only MySQL
        maria = "mariadb" in version.lower()
        self.said = f"{'MariaDB' if maria else 'MySQL'} {version.split('-')[0]}"
        limit = f"max_statement_time = {statement}" if maria else f"max_execution_time = {statement * 1000}"
        self.number: int | None = link.thread_id()
        for order in (
            # A known mode: what guards a quotation mark must be the same here and there.
            f"SET SESSION sql_mode = '', {limit}, time_zone = '+00:00'",
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        ):
            self._asked(order)

    def tables(self) -> list[Offered]:
        """What the user may read, by name."""
        found = self._asked(_TABLES, [MOST_TABLES + 1])
        return [Offered(schema, table, bool(view), rows) for schema, table, view, rows in found]

    def read(self, wanted: Wanted, *, careful: bool = False, most: int | None = None) -> MySqlAnswer:
        """Begin to read, in the transaction's snapshot however often."""
        expected = None
        if wanted.table:
            found = self._asked(_EXPECTED, [wanted.table])
            expected = found[0][0] or None if found else None
            parts = [part.replace("`", "``") for part in (wanted.schema, wanted.table) if part]
            query = "SELECT * FROM " + ".".join(f"`{part}`" for part in parts)
        else:
            query = wanted.query
        if most is not None:  # a half-read answer would have to be read to its end
            self._asked(f"SET SESSION sql_select_limit = {int(most)}")
        cursor = self._link.cursor()
        with _refused(self.address, wanted):
            cursor.execute(query)
        return MySqlAnswer(self.address, wanted, cursor, expected, most)

    def end(self, number: int) -> None:
        """End the statement of another connection of this user."""
        self._asked(f"KILL QUERY {int(number)}")

    def close(self) -> None:
        """Hang up."""
        if self._link.open:
            self._link.close()

    def _asked(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _refused(self.address), self._link.cursor() as cursor:
            cursor.execute(query, values or None)
            return list(cursor.fetchall())


class MySqlAnswer:
    """The rows of an unbuffered cursor."""

    def __init__(
        self, address: Address, wanted: Wanted, cursor: SSCursor, expected: int | None, most: int | None
    ) -> None:
        self._address, self._wanted, self._cursor, self._most = address, wanted, cursor, most
        self.expected, self.size = expected, most or 1_000
        self.fields = [_field(*column[:6]) for column in cursor.description or ()]

    def batches(self) -> Iterator[Sequence[Sequence[Any]]]:
        """Rows in parts."""
        with _refused(self._address, self._wanted):
            while rows := self._cursor.fetchmany(self.size):
                yield rows
                if self._most is not None:
                    return


def _field(name: str, code: int, _shown: Any, width: int | None, _size: int | None, scale: int | None) -> Field:
    says = _NAMES.get(code, "text")
    if code == TYPE.GEOMETRY:
        return Field(name, "geometry", None, "raw bytes")
    if width == 1 and code in (TYPE.TINY, TYPE.BIT):  # BOOLEAN is another word for TINYINT(1)
        return Field(name, f"{says}(1)", pa.bool_())
    if code in _DECIMALS and scale == 0:
        return Field(name, says, pa.int64())
    return Field(name, says, _KINDS.get(code))


def _tls(wanted: Tls) -> dict[str, Any]:
    if wanted is Tls.PREFERRED:
        return {}
    # A context of our own: without the path of a CA, PyMySQL's options leave the name in the certificate unchecked.
    context = ssl.create_default_context()
    if wanted is Tls.REQUIRED:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return {"ssl": context}


def _reached(address: Address, hosts: Sequence[str], seconds: int) -> socket.socket:
    last = OSError()
    for host in hosts:
        try:
            found = socket.create_connection((host, address.port), timeout=seconds)
        except OSError as error:
            last = error
            continue
        try:
            # A server of this kind speaks first; whoever waits for us to speak is none.
            if found.recv(1, socket.MSG_PEEK):
                return found
        except OSError as error:
            last = error
        found.close()
    raise unreachable(address, timeout=isinstance(last, TimeoutError))


@contextmanager
def _refused(address: Address, wanted: Wanted | None = None) -> Iterator[None]:
    try:
        yield
    except SourceError:
        raise
    except (pymysql.Error, OSError, UnicodeError) as error:
        raise mysql_refusal(error, address, wanted) from error
