"""Comparisons in SQL: pinned runs of a table under a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from portal.store.database import Database
from portal.store.tables import comparisons


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One comparison: `pins` are run ids in order."""

    id: str
    dataset_id: str
    name: str
    pins: list[str]
    created_at: float
    changed_at: float


class ComparisonRepository:
    """Reads and writes the table of comparisons."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: ComparisonRow) -> None:
        """Keep `row`."""
        with self._database.writing() as connection:
            values = {name: getattr(row, name) for name in ComparisonRow.__slots__}
            connection.execute(insert(comparisons).values(**values))

    def get(self, comparison_id: str) -> ComparisonRow | None:
        """The comparison, or None."""
        query = select(comparisons).where(comparisons.c.id == comparison_id)
        with self._database.reading() as connection:
            found = connection.execute(query).mappings().first()
        return ComparisonRow(**found) if found else None

    def of_dataset(self, dataset_id: str) -> list[ComparisonRow]:
        """The dataset's comparisons, the one changed last first."""
        query = (
            select(comparisons)
            .where(comparisons.c.dataset_id == dataset_id)
            .order_by(comparisons.c.changed_at.desc(), comparisons.c.id)
        )
        with self._database.reading() as connection:
            return [ComparisonRow(**found) for found in connection.execute(query).mappings()]

    def change(self, comparison_id: str, changes: dict[str, Any]) -> bool:
        """Change a comparison; False when it is gone."""
        with self._database.writing() as connection:
            query = update(comparisons).where(comparisons.c.id == comparison_id).values(**changes)
            return connection.execute(query).rowcount == 1

    def delete(self, comparison_id: str) -> bool:
        """Remove a comparison; False when it was gone already."""
        with self._database.writing() as connection:
            return connection.execute(delete(comparisons).where(comparisons.c.id == comparison_id)).rowcount == 1
