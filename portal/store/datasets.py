"""Datasets in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from portal.store.database import Database
from portal.store.tables import datasets


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """One dataset: `columns`, `report`, `recipe` and `findings` are plain values that the services understand.

    `parent_id` names the table that `recipe` was applied to, `file_id` the file that was read; `choices` are
    what people have settled about it.
    """

    id: str
    name: str
    source: str
    is_sample: bool
    rows: int
    columns: list[dict[str, Any]]
    report: dict[str, Any] | None
    created_at: float
    parent_id: str | None = None
    recipe: list[dict[str, Any]] | None = None
    findings: list[dict[str, Any]] | None = None
    file_id: str | None = None
    choices: dict[str, Any] | None = None


class DatasetRepository:
    """Reads and writes the table of datasets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: DatasetRow) -> bool:
        """Keep `row` unless its id is known; whether it was new."""
        with self._database.writing(alone=True) as connection:
            if connection.execute(select(datasets.c.id).where(datasets.c.id == row.id)).first():
                return False
            connection.execute(insert(datasets).values(**_values(row)))
        return True

    def get(self, dataset_id: str) -> DatasetRow | None:
        """The dataset, or None."""
        with self._database.reading() as connection:
            found = connection.execute(select(datasets).where(datasets.c.id == dataset_id)).mappings().first()
        return DatasetRow(**found) if found else None

    def all(self) -> list[DatasetRow]:
        """Every dataset: samples in the order of their making, then the newest first."""
        query = select(datasets).order_by(datasets.c.created_at, datasets.c.id)
        with self._database.reading() as connection:
            rows = [DatasetRow(**found) for found in connection.execute(query).mappings()]
        samples = [row for row in rows if row.is_sample]
        return samples + [row for row in reversed(rows) if not row.is_sample]

    def of_parent(self, parent_id: str) -> list[DatasetRow]:
        """The versions made of a table, oldest first."""
        query = select(datasets).where(datasets.c.parent_id == parent_id).order_by(datasets.c.created_at)
        with self._database.reading() as connection:
            return [DatasetRow(**found) for found in connection.execute(query).mappings()]

    def of_file(self, file_id: str) -> list[str]:
        """Ids of the tables that were read out of a file."""
        with self._database.reading() as connection:
            return list(connection.execute(select(datasets.c.id).where(datasets.c.file_id == file_id)).scalars())

    def change(self, dataset_id: str, changes: Mapping[str, Any]) -> bool:
        """Replace some values; whether the dataset exists."""
        with self._database.writing() as connection:
            result = connection.execute(update(datasets).where(datasets.c.id == dataset_id).values(**changes))
        return result.rowcount == 1

    def delete(self, dataset_id: str) -> bool:
        """Remove the dataset and, by cascade, its runs; whether it existed."""
        with self._database.writing() as connection:
            result = connection.execute(delete(datasets).where(datasets.c.id == dataset_id))
        return result.rowcount == 1


def _values(row: DatasetRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in DatasetRow.__slots__}
