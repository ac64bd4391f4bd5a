"""Databases of this machine with tables of the tests' own; tests of a server that is absent are skipped."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest

from portal.importing.limits import Limits, silent
from portal.importing.sink import TableSink, frame_of
from portal.sources.address import Address, Wanted, checked
from portal.sources.opening import opened
from portal.sources.reading import read_rows

LOCAL = "127.0.0.0/8"


@dataclass(frozen=True)
class Server:
    """A database, a schema in it that goes away again, and how to change it."""

    address: Address
    schema: str
    run: Any
    sqlite: str = ""

    def wish(self, **more: Any) -> dict[str, Any]:
        plain = {"address": self.address.to_json(), "password": "", "networks": LOCAL, "sqlite": self.sqlite}
        return plain | {"connect": 5, "statement": 20} | more

    def wanted(self, table: str) -> Wanted:
        return Wanted(table, self.schema)

    def read(self, wanted: Wanted, **limits: int):
        """Frame, report and content id, without a process of its own."""
        session, sink = opened(self.wish()), TableSink()
        try:
            report, content = read_rows(session, wanted, sink, origin="o", limits=Limits(**limits), tell=silent)
        finally:
            session.close()
        return frame_of(sink.table()), report, content


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """PostgreSQL on this machine, with a schema of this session's own."""
    try:
        link = psycopg.connect("postgresql://postgres@127.0.0.1:5432/test", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server answers at 127.0.0.1:5432")
    schema = f"sources_{uuid.uuid4().hex[:10]}"
    with link:
        link.execute(f"CREATE SCHEMA {schema}")
        yield Server(checked("postgresql", "127.0.0.1", 5432, "test", "postgres"), schema, link.execute)
        link.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """MariaDB on this machine, with a database of this session's own."""
    try:
        link = pymysql.connect(host="127.0.0.1", user="root", password="", connect_timeout=3, autocommit=True)
    except pymysql.err.OperationalError:
        pytest.skip("no MariaDB server answers at 127.0.0.1:3306")
    name = f"sources_{uuid.uuid4().hex[:10]}"

    def run(order: str, values: Any = None) -> None:
        with link.cursor() as cursor:
            cursor.execute(order, values)

    run(f"CREATE DATABASE {name}")
    run(f"USE {name}")
    run("SET SESSION sql_mode = ''")
    yield Server(checked("mysql", "127.0.0.1", "", name, "root"), name, run)
    run(f"DROP DATABASE {name}")
    link.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Server]:
    """A file in a folder that the operator has named."""
    link = sqlite3.connect(tmp_path / "shop.db", isolation_level=None)
    yield Server(checked("sqlite", "", "", "shop.db", ""), "", link.execute, str(tmp_path))
    link.close()
