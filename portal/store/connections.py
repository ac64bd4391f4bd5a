"""Connections to databases in SQL, and the datasets that came out of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from portal.store.database import Database
from portal.store.tables import connections, extracts


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """One connection; `secret` is the encrypted password, `said` the server's name when it last answered."""

    id: str
    owner: str
    address: dict[str, Any]
    secret: str
    said: str
    created_at: float
    changed_at: float

    def __repr__(self) -> str:
        return f"ConnectionRow({self.id})"


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """Where a dataset came from: datasets of one `series_id` are states of the same table.

    `read_at` orders them; `checked_at` is when the database was last found to hold the same.
    """

    dataset_id: str
    series_id: str
    connection_id: str
    wanted: dict[str, str]
    changes: dict[str, Any] | None
    read_at: float
    checked_at: float


class ConnectionRepository:
    """Reads and writes both tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: ConnectionRow) -> None:
        """Keep a connection."""
        with self._database.writing() as connection:
            connection.execute(insert(connections).values(**_values(row)))

    def get(self, connection_id: str) -> ConnectionRow | None:
        """The connection, or None."""
        return next(iter(self._connections(connections.c.id == connection_id)), None)

    def of_owner(self, owner: str) -> list[ConnectionRow]:
        """Somebody's connections, newest first."""
        return self._connections(connections.c.owner == owner)

    def change(self, connection_id: str, changes: Mapping[str, Any]) -> None:
        """Replace some values."""
        with self._database.writing() as connection:
            connection.execute(update(connections).where(connections.c.id == connection_id).values(**changes))

    def delete(self, connection_id: str) -> None:
        """Remove a connection; what was read through it stays."""
        with self._database.writing() as connection:
            connection.execute(delete(connections).where(connections.c.id == connection_id))

    def keep_extract(self, row: ExtractRow) -> None:
        """Keep where a dataset came from, instead of what was known of it."""
        with self._database.writing(alone=True) as connection:
            connection.execute(delete(extracts).where(extracts.c.dataset_id == row.dataset_id))
            connection.execute(insert(extracts).values(**_values(row)))

    def extract_of(self, dataset_id: str) -> ExtractRow | None:
        """Where a dataset came from, or None."""
        return next(iter(self._extracts(extracts.c.dataset_id == dataset_id)), None)

    def of_series(self, series_id: str) -> list[ExtractRow]:
        """All states of a table, newest first."""
        return self._extracts(extracts.c.series_id == series_id)

    def outdated(self) -> set[str]:
        """Ids of the datasets of whose table there is a newer state."""
        query = select(extracts.c.dataset_id, extracts.c.series_id).order_by(extracts.c.read_at.desc())
        met: set[str] = set()
        older: set[str] = set()
        with self._database.reading() as connection:
            for dataset_id, series_id in connection.execute(query):
                older |= {dataset_id} if series_id in met else set()
                met.add(series_id)
        return older

    def through(self, connection_id: str) -> list[ExtractRow]:
        """What was read through a connection, newest first."""
        return self._extracts(extracts.c.connection_id == connection_id)

    def _connections(self, condition: ColumnElement[bool]) -> list[ConnectionRow]:
        query = select(connections).where(condition).order_by(connections.c.created_at.desc(), connections.c.id)
        with self._database.reading() as connection:
            return [ConnectionRow(**found) for found in connection.execute(query).mappings()]

    def _extracts(self, condition: ColumnElement[bool]) -> list[ExtractRow]:
        query = select(extracts).where(condition).order_by(extracts.c.read_at.desc(), extracts.c.dataset_id)
        with self._database.reading() as connection:
            return [ExtractRow(**found) for found in connection.execute(query).mappings()]


def _values(row: ConnectionRow | ExtractRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).__slots__}
