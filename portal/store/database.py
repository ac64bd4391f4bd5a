"""The SQL database: connections, transactions, migrations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from portal.errors import StoreError

WRITER_LOCK = 7_301_964
"""PostgreSQL advisory lock that stands in for SQLite's one writer."""


class Database:
    """One engine and its two kinds of transaction."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError:
            raise StoreError("DATABASE_URL is no SQLAlchemy URL. Use for example postgresql://host/name.") from None
        if self.sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(self.url, pool_pre_ping=not self.sqlite)
        if self.sqlite:
            event.listen(self.engine, "connect", _configured)
            event.listen(self.engine, "begin", _begun)

    @property
    def sqlite(self) -> bool:
        """Whether this is a file on this disk."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Connection]:
        """A transaction that writes; `alone` lets no second one of its kind run beside it."""
        with self.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            if alone and not self.sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
            yield connection

    def check(self) -> None:
        """Raise StoreError when the database does not answer or lacks its tables."""
        try:
            with self.reading() as connection:
                connection.execute(text("SELECT 1 FROM datasets LIMIT 1"))
        except SQLAlchemyError as error:
            raise StoreError("The database does not answer. Check DATABASE_URL and run the migrations.") from error

    def migrate(self) -> None:
        """Bring the tables to the newest form; safe to call from several processes at once."""
        # Loaded by the one process in many that migrates.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        try:
            # Whoever comes second waits here and then finds nothing to do.
            with self.writing(alone=True) as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except OperationalError as error:
            raise StoreError("The database cannot be reached. Check DATABASE_URL.") from error

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _configured(connection: Any, _record: Any) -> None:
    # SQLAlchemy's own BEGIN (see _begun) instead of the driver's late one.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begun(connection: Connection) -> None:
    # A reader that turns writer fails at once under WAL; a writer that says so first waits its turn.
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
