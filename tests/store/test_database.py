"""Connections and migrations."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portal.errors import StoreError
from portal.services.workspace import Workspace
from portal.store.database import Database
from portal.store.tables import metadata


def test_the_migrations_make_exactly_the_declared_tables(any_ws: Workspace) -> None:
    with any_ws.database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_migrating_twice_changes_nothing(any_ws: Workspace) -> None:
    any_ws.database.migrate()
    any_ws.database.check()


def test_a_database_without_tables_is_not_ready(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(StoreError, match="run the migrations"):
        database.check()
    database.dispose()


def test_a_wrong_url_is_one_sentence() -> None:
    with pytest.raises(StoreError, match="no SQLAlchemy URL"):
        Database("not a url")


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(StoreError, match="cannot be reached"):
        database.migrate()
    database.dispose()


def test_sqlite_lets_readers_read_while_somebody_writes(ws: Workspace) -> None:
    with ws.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    with ws.database.writing():
        assert ws.datasets.all() == []
