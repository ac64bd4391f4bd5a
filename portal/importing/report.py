"""What was found in a file and what was inferred from it: kept with the dataset, JSON both ways."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class ColumnType(StrEnum):
    """What the cells of a column were read as."""

    WHOLE = "whole number"
    DECIMAL = "decimal number"
    BOOLEAN = "yes or no"
    DATE = "date"
    TEXT = "text"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Example:
    """A cell that could not be read.

    `row` counts the rows of data from 1, `line` the lines of the file or the rows of the sheet; `sheet` is named where
    several were united.
    """

    row: int
    line: int | None
    text: str
    sheet: str = ""

    def __str__(self) -> str:
        """“n.v.” in line 4 of sheet January."""
        place = f"line {self.line:,}" if self.line else f"row {self.row:,}"
        return f"“{self.text}” in {place}{f' of sheet {self.sheet}' if self.sheet else ''}"


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """One column: what it was read as and why, and what could not be read."""

    name: str
    type: ColumnType
    why: str
    missing: int
    unreadable: int = 0
    examples: tuple[Example, ...] = ()
    unit: str = ""

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The record of `dataclasses.asdict`."""
        examples = tuple(Example(**e) for e in values["examples"])
        return cls(**{**values, "type": ColumnType(values["type"]), "examples": examples})


class ProposalKind(StrEnum):
    """What a proposal would change."""

    MISSING_WORD = "missing word"
    MISSING_NUMBER = "missing number"
    DAY_FIRST = "day or month first"
    DECIMAL = "decimal mark"
    EXCEL_DATE = "Excel date"
    TIME = "time of day"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that may be wrong with a column, left as it is until a person decides."""

    column: str
    kind: ProposalKind
    value: str
    count: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A header that could not stay as it was."""

    column: int
    original: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """How one file was read.

    `duplicates` counts the rows equal to an earlier one; None when the table was too long to count them.
    `notes` are sentences about the whole file: what was repaired, skipped or left out, with counts.
    """

    name: str
    format: str
    bytes: int
    rows: int
    columns: tuple[ColumnReport, ...]
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    header: bool = True
    line_ends: str = ""
    sheets: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    duplicates: int | None = None
    constants: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    renamed: tuple[Renamed, ...] = ()
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnReport:
        """The report of the column called `name`."""
        return next(c for c in self.columns if c.name == name)

    @property
    def unreadable(self) -> int:
        """Cells of the whole table that could not be read and are missing now."""
        return sum(c.unreadable for c in self.columns)

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The report that `to_json` gave, also after a way through JSON text."""
        return cls(
            **{
                **values,
                "columns": tuple(ColumnReport.from_json(c) for c in values["columns"]),
                "proposals": tuple(Proposal(**{**p, "kind": ProposalKind(p["kind"])}) for p in values["proposals"]),
                "renamed": tuple(Renamed(**r) for r in values["renamed"]),
                **{key: tuple(values.get(key, ())) for key in ("sheets", "other_sheets", "constants", "notes")},
            }
        )
