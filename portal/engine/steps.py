"""Steps of a recipe: what a person has decided to repair in a table, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from portal.engine.wording import number
from portal.errors import ParameterError


class StepKind(StrEnum):
    """What a step does."""

    MISSING = "missing"
    READ = "read"
    DUPLICATES = "duplicates"
    GAPS = "gaps"
    ROWS = "rows"
    DROP = "drop"
    CLIP = "clip"
    LOG = "log"
    RANK = "rank"


ADDING = (StepKind.LOG, StepKind.RANK)
"""Steps that leave their column as it is and put another beside it."""


NAMED = 6
"""Columns of one step that a sentence names."""


class ReadAs(StrEnum):
    """What a column is read as. Values are the words of a sentence."""

    NUMBER = "numbers"
    DATE = "dates"
    DAY_FIRST = "dates with the day first"
    MONTH_FIRST = "dates with the month first"
    EXCEL_DATE = "dates counted in days as Excel does"
    HOURS = "hours"
    CATEGORY = "categories"
    BOOLEAN = "yes or no"


@dataclass(frozen=True, slots=True)
class Step:
    """One repair.

    Attributes
    ----------
    kind : what is done
    column : to which column; for `DUPLICATES` the one that is not compared, "" compares whole rows
    value : the word (str) or number (float) that stands for missing, for `MISSING`, or that tells the rows, for `ROWS`
    read_as : for `READ`
    low, high : bounds that values are moved to, in the column's unit, for `CLIP`; None leaves a side open
    also : further columns in which the value stands for missing, for `MISSING`
    """

    kind: StepKind
    column: str = ""
    value: str | float | None = None
    read_as: ReadAs | None = None
    low: float | None = None
    high: float | None = None
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All columns that the step is about."""
        return (self.column, *self.also) if self.column else self.also

    @property
    def adds(self) -> str:
        """Name of the column that the step puts beside its own; "" for a step that adds none."""
        return f"{self.column} ({self.kind})" if self.kind in ADDING else ""

    def to_json(self) -> dict[str, Any]:
        """Plain values; what does not apply is left out, so equal steps have equal JSON."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", ())} | (
            {"value": ""} if self.value == "" else {}
        )

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The step of `to_json`; ParameterError names what cannot be understood."""
        try:
            kind = StepKind(values["kind"])
            read_as = ReadAs(values["read_as"]) if values.get("read_as") is not None else None
            step = cls(kind, str(values.get("column", "")), _value(values.get("value")), read_as,
                       _bound(values.get("low")), _bound(values.get("high")),
                       tuple(map(str, values.get("also", ()))))  # fmt: skip
        except (KeyError, ValueError, TypeError, AttributeError):
            raise ParameterError(f"{dict(values)} is no step of a recipe. Choose a repair from the report.") from None
        unknown = set(values) - {"kind", "column", "value", "read_as", "low", "high", "also"}
        if unknown or not step._complete():
            raise ParameterError(f"{dict(values)} is no complete step of a recipe. Choose a repair from the report.")
        return step

    def _complete(self) -> bool:
        if self.also and self.kind is not StepKind.MISSING:
            return False
        if self.kind is StepKind.DUPLICATES:
            return True
        return (
            bool(self.column)
            and {
                StepKind.MISSING: self.value is not None,
                StepKind.READ: self.read_as is not None,
                StepKind.GAPS: True,
                StepKind.ROWS: self.value is not None,
                StepKind.DROP: True,
                StepKind.CLIP: self.low is not None or self.high is not None,
                StepKind.LOG: True,
                StepKind.RANK: True,
            }[self.kind]
        )

    def sentence(self) -> str:
        """The step in words."""
        name = f"“{self.column}”"
        match self.kind:
            case StepKind.MISSING:
                return f"Take {shown(self.value)} in {listed(self.names)} as missing"
            case StepKind.READ:
                return f"Read {name} as {self.read_as}"
            case StepKind.DUPLICATES:
                alike = f"rows that differ in {name} only" if self.column else "repeated rows"
                return f"Keep one of each set of {alike}"
            case StepKind.GAPS:
                return f"Leave out the rows in which {name} is missing"
            case StepKind.ROWS:
                return f"Leave out the rows in which {name} is {shown(self.value)}"
            case StepKind.DROP:
                return f"Leave {name} out"
            case StepKind.CLIP:
                low, high = self.low, self.high
                if low is None:
                    return f"Bring values of {name} above {edge(high or 0.0)} down to it"
                if high is None:
                    return f"Bring values of {name} below {edge(low)} up to it"
                return f"Keep {name} between {edge(low)} and {edge(high)}"
            case StepKind.LOG:
                return f"Use the logarithm of {name} as the variable"
            case StepKind.RANK:
                return f"Use the ranks of {name} as the variable"


def listed(names: Sequence[str]) -> str:
    """Columns by name; of many the first few and how many more there are."""
    told = [f"“{name}”" for name in names]
    if len(told) > NAMED:
        told = [*told[: NAMED - 1], f"{len(told) - NAMED + 1} more columns"]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def edge(value: float) -> str:
    """A bound as a person reads it; what may be a year stays without a comma."""
    return f"{value:.0f}" if 1_000 <= value < 3_000 and value.is_integer() else number(value)


def shown(value: str | float | None) -> str:
    """A value that a step is about, as a person reads it."""
    return f"“{value}”" if isinstance(value, str) else f"{value:,.10g}".replace("-", "−")


def _value(value: Any) -> str | float | None:
    if value is None or isinstance(value, str):
        return value
    return _bound(value)


def _bound(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(value)
    return float(value)
