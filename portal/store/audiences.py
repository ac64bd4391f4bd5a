"""Saved audiences in SQL: a name, and the predicate that says who is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from portal.store.database import Database
from portal.store.tables import audiences


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """One audience; `size` of `total` customers were in it when it was saved."""

    id: str
    name: str
    dataset_id: str
    dataset_name: str
    predicate: dict[str, Any]
    size: int
    total: int
    author: str
    created_at: float


class AudienceRepository:
    """Reads and writes the table of audiences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: AudienceRow) -> None:
        """Keep `row`."""
        values = {name: getattr(row, name) for name in AudienceRow.__slots__}
        with self._database.writing() as connection:
            connection.execute(insert(audiences).values(**values))

    def get(self, audience_id: str) -> AudienceRow | None:
        """The audience, or None."""
        with self._database.reading() as connection:
            found = connection.execute(select(audiences).where(audiences.c.id == audience_id)).mappings().first()
        return AudienceRow(**found) if found else None

    def all(self) -> list[AudienceRow]:
        """All audiences, the newest first."""
        query = select(audiences).order_by(audiences.c.created_at.desc(), audiences.c.id)
        with self._database.reading() as connection:
            return [AudienceRow(**found) for found in connection.execute(query).mappings()]

    def delete(self, audience_id: str) -> None:
        """Forget the audience; nothing happens when it has gone already."""
        with self._database.writing() as connection:
            connection.execute(delete(audiences).where(audiences.c.id == audience_id))
