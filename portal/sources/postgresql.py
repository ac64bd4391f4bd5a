"""PostgreSQL through psycopg: a server-side cursor within one read-only transaction of one snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.adapt import Loader
from psycopg.types.datetime import DateLoader, IntervalLoader, TimestampLoader, TimestamptzLoader
from psycopg.types.numeric import FloatLoader
from psycopg.types.string import TextLoader

from portal.errors import SourceError
from portal.importing.batches import IrregularError
from portal.sources.address import Address, Offered, Tls, Wanted
from portal.sources.refusals import postgresql_refusal
from portal.sources.session import MOST_TABLES, Field

_BOOL, _BYTES, _NUMERIC = 16, 17, 1700
_KINDS: Final = {
    _BOOL: pa.bool_(),
    **dict.fromkeys((20, 21, 23, 26), pa.int64()),
    **dict.fromkeys((700, 701, _NUMERIC), pa.float64()),
    1082: pa.date32(),
    1114: pa.timestamp("us"),
    1184: pa.timestamp("us", "UTC"),
    1186: pa.duration("us"),
}
_EXACT_DIGITS: Final = 15
"""Whole numbers of so many digits pass through a double unharmed."""
_NO_WORDS: Final = ["A", "C", "G", "I", "P", "R", "V"]
"""Arrays, records, shapes, addresses, ranges and bits: “(1,2)” is a point there, no negative number."""
_TLS: Final = {Tls.PREFERRED: "prefer", Tls.REQUIRED: "require", Tls.VERIFIED: "verify-full"}
_TABLES: Final = """
    SELECT n.nspname, c.relname, c.relkind IN ('v', 'm'), CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
      AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
    ORDER BY 1, 2 LIMIT %s"""
_SHAPES: Final = "SELECT oid FROM pg_catalog.pg_type WHERE oid = ANY(%s::oid[]) AND typcategory = ANY(%s::text[])"
_EXPECTED: Final = "SELECT reltuples::bigint FROM pg_catalog.pg_class WHERE oid = %s::regclass"


def _tolerant(plain: type[Loader]) -> type[Loader]:
    """A loader that gives what Python has no moment for (infinity, the year 20000) as the database writes it."""

    class Tolerant(Loader):
        def __init__(self, oid: int, context: Any = None) -> None:
            super().__init__(oid, context)
            self._plain = plain(oid, context)

        def load(self, data: Any) -> Any:
            try:
                return self._plain.load(data)
            except psycopg.DataError:
                return bytes(data).decode("utf-8", "replace")

    return Tolerant


class _ExactLoader(Loader):
    """A loader that gives whole numbers with all their digits."""

    def load(self, data: Any) -> int | float:
        text = bytes(data)
        return int(text) if text.lstrip(b"-").isdigit() else float(text)


_TOLERANT: Final[dict[str, type[Loader]]] = {
    "numeric": _ExactLoader,
    "date": _tolerant(DateLoader),
    "timestamp": _tolerant(TimestampLoader),
    "timestamptz": _tolerant(TimestamptzLoader),
    "interval": _tolerant(IntervalLoader),
}


class PostgresSession:
    """A connection to PostgreSQL, which looks every two seconds whether its reader is still there."""

    number = None

    def __init__(self, address: Address, password: str, hosts: Sequence[str], *, connect: int, statement: int) -> None:
        self.address = address
        self._cursors: list[psycopg.ServerCursor[Any]] = []
        for place, host in enumerate(hosts, 1):
            try:
                with _refused(address):
                    self._link = psycopg.connect(
                        host=address.host, hostaddr=host, port=address.port, dbname=address.database,
                        user=address.user, password=password, connect_timeout=connect, sslmode=_TLS[address.tls],
                        sslrootcert="system" if address.tls is Tls.VERIFIED else None, gssencmode="disable",
                        application_name="segments", client_encoding="utf-8",
                    )  # fmt: skip
                break
            except SourceError:
                if place == len(hosts):
                    raise
        self.said = f"PostgreSQL {self._link.info.parameter_status('server_version') or ''}".split(" (")[0].strip()
        self._link.read_only = True
        self._link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with _refused(address):
            self._link.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('TimeZone', 'UTC', true), "
                "set_config('standard_conforming_strings', 'on', true)",
                [str(statement * 1000)],
            )
            if self._link.info.server_version >= 140_000:  # a reading that was called off ends there, too
                self._link.execute("SELECT set_config('client_connection_check_interval', '2s', true)")
        _register_words(self._link)

    def tables(self) -> list[Offered]:
        """What the user may read, by schema and name."""
        with _refused(self.address):
            found = self._link.execute(_TABLES, [MOST_TABLES + 1]).fetchall()
        return [Offered(schema, table, view, rows) for schema, table, view, rows in found]

    def read(self, wanted: Wanted, *, careful: bool = False, most: int | None = None) -> PostgresAnswer:
        """Begin to read, in the transaction's snapshot however often."""
        if careful:
            for kind, loader in _TOLERANT.items():
                self._link.adapters.register_loader(kind, loader)
        expected = None
        with _refused(self.address, wanted):
            if wanted.table:
                name = sql.Identifier(*filter(None, (wanted.schema, wanted.table)))
                query = sql.SQL("SELECT * FROM {}").format(name).as_string(self._link)
                found = self._link.execute(_EXPECTED, [name.as_string(self._link)]).fetchone()
                expected = found[0] if found and found[0] > 0 else None
            else:
                query = wanted.query
            cursor = self._link.cursor(name=f"portal_{len(self._cursors)}", scrollable=False)
            self._cursors.append(cursor)
            cursor.execute(query)
            fields = self._fields(cursor.description or (), careful)
        return PostgresAnswer(self.address, wanted, cursor, fields, expected, most)

    def _fields(self, columns: Sequence[psycopg.Column], careful: bool) -> list[Field]:
        unknown = [column.type_code for column in columns if column.type_code not in _KINDS]
        found = self._link.execute(_SHAPES, [unknown, _NO_WORDS]) if unknown else ()
        shapes = {int(oid) for (oid,) in found}
        return [_field(column, column.type_code in shapes, careful) for column in columns]

    def close(self) -> None:
        """Hang up."""
        self._link.close()
        for cursor in self._cursors:
            cursor.close()


class PostgresAnswer:
    """The rows behind a server-side cursor."""

    def __init__(
        self,
        address: Address,
        wanted: Wanted,
        cursor: psycopg.ServerCursor[Any],
        fields: Sequence[Field],
        expected: int | None,
        most: int | None,
    ) -> None:
        self._address, self._wanted, self._cursor, self._most = address, wanted, cursor, most
        self.expected, self.size = expected, most or 1_000
        self.fields = fields

    def batches(self) -> Iterator[Sequence[Sequence[Any]]]:
        """Rows in parts; IrregularError at a value that only the careful way can take."""
        with _refused(self._address, self._wanted):
            while rows := self._cursor.fetchmany(self.size):
                yield rows
                if self._most is not None:
                    return


def _field(column: psycopg.Column, shape: bool, careful: bool) -> Field:
    says = column.type_display
    if column.type_code == _BYTES:
        return Field(column.name, says, None, "raw bytes")
    if column.type_code == _NUMERIC:
        digits = column.precision or 0
        kind = pa.int64() if digits and column.scale == 0 else pa.float64()
        return Field(column.name, says, kind, rounded=not careful and not 0 < digits <= _EXACT_DIGITS)
    return Field(column.name, says, pa.string() if shape else _KINDS.get(column.type_code))


def _register_words(link: psycopg.Connection[Any]) -> None:
    """Whatever is neither number, moment nor yes/no arrives as the database writes it."""
    for info in psycopg.adapters.types:
        for oid in (info.oid, info.array_oid):
            if oid and oid not in _KINDS and oid != _BYTES:
                link.adapters.register_loader(oid, TextLoader)
    link.adapters.register_loader("numeric", FloatLoader)


@contextmanager
def _refused(address: Address, wanted: Wanted | None = None) -> Iterator[None]:
    try:
        yield
    except psycopg.DataError as error:
        if error.sqlstate is None:  # raised here, over a value that Python cannot hold
            raise IrregularError from error
        raise postgresql_refusal(error, address, wanted) from error
    except psycopg.Error as error:
        if "out of memory" in str(error) and error.sqlstate is None:  # here, not there
            raise MemoryError from error
        raise postgresql_refusal(error, address, wanted) from error
