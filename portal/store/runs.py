"""Runs in SQL: immutable specs under the hash of their canonical JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from portal.store.database import Database
from portal.store.tables import runs


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run."""

    id: str
    dataset_id: str
    spec: dict[str, Any]
    created_at: float


class RunRepository:
    """Reads and writes the table of runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: RunRow) -> None:
        """Keep `row`; a run that is known stays as it is."""
        if self.get(row.id):
            return
        with self._database.writing(alone=True) as connection:
            if not connection.execute(select(runs.c.id).where(runs.c.id == row.id)).first():
                values = {name: getattr(row, name) for name in RunRow.__slots__}
                connection.execute(insert(runs).values(**values))

    def get(self, run_id: str) -> RunRow | None:
        """The run, or None."""
        with self._database.reading() as connection:
            found = connection.execute(select(runs).where(runs.c.id == run_id)).mappings().first()
        return RunRow(**found) if found else None

    def of_dataset(self, dataset_id: str) -> list[RunRow]:
        """The dataset's runs, newest first."""
        query = select(runs).where(runs.c.dataset_id == dataset_id).order_by(runs.c.created_at.desc(), runs.c.id)
        with self._database.reading() as connection:
            return [RunRow(**found) for found in connection.execute(query).mappings()]
