"""A dataset as it is known without reading its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.engine.columns import Column, Kind, Role
from portal.errors import NotFoundError
from portal.store.datasets import DatasetRow

BUILT = ("customers", "combination")
"""Kinds of the first step of a table that was built of others, rather than repaired."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is known of a table without reading it.

    `parent_id` and `recipe` are those of a version: the table it was made of and the steps that made it.
    `file_id` is that of a read file, `choices` what people have settled about the file and its rows. `findings` is
    None until somebody has looked.
    """

    id: str
    name: str
    rows: int
    columns: tuple[Column, ...]
    source: str
    is_sample: bool
    report: dict[str, Any] | None
    created_at: float
    parent_id: str | None = None
    recipe: tuple[dict[str, Any], ...] = ()
    findings: tuple[dict[str, Any], ...] | None = None
    file_id: str | None = None
    choices: dict[str, Any] | None = None

    def column(self, name: str) -> Column:
        """The column; NotFoundError names it and what there is."""
        for column in self.columns:
            if column.name == name:
                return column
        raise NotFoundError(f"“{self.name}” has no column “{name}”. Choose one of: {', '.join(self.names())}.")

    def names(self, *roles: Role, kinds: Sequence[Kind] = ()) -> tuple[str, ...]:
        """Names of the columns with one of these roles and kinds; all of them when none is given."""
        return tuple(
            column.name
            for column in self.columns
            if (not roles or column.role in roles) and (not kinds or column.kind in kinds)
        )

    def readable(self, name: str) -> str:
        """The column in which people read this one: of a logarithm or ranks, the column that they were taken of."""
        origin = self.column(name).transforms
        return self.readable(origin) if origin in self.names() else name

    @property
    def is_built(self) -> bool:
        """Whether the table was built of others' rows: a table of its own, though it has a parent."""
        return bool(self.recipe) and self.recipe[0].get("kind") in BUILT

    @property
    def preset(self) -> str | None:
        """What somebody has said the rows are, such as "students" (portal.engine.presets)."""
        return (self.choices or {}).get("preset")

    @property
    def id_column(self) -> str | None:
        """The column that names a customer, if there is one."""
        return next(iter(self.names(Role.ID)), None)


def dataset_of(row: DatasetRow) -> Dataset:
    """The dataset of a row in SQL."""
    columns = tuple(Column(**(item | {"kind": Kind(item["kind"]), "role": Role(item["role"])})) for item in row.columns)
    return Dataset(
        row.id, row.name, row.rows, columns, row.source, row.is_sample, row.report, row.created_at,
        parent_id=row.parent_id, recipe=tuple(row.recipe or ()), file_id=row.file_id, choices=row.choices,
        findings=tuple(row.findings) if row.findings is not None else None,
    )  # fmt: skip
