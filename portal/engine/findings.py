"""What stands out in a table before anything is clustered, each with the repairs that one press makes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
import pandas as pd

from portal.engine.columns import BY_HAND, Column, Kind, Role
from portal.engine.records import Floats
from portal.engine.steps import ReadAs, Step, StepKind, edge
from portal.engine.transformations import transformed
from portal.engine.wording import number, percent

TELLING_COLUMNS = 5
"""Columns beside the id from which rows that are equal in all of them hardly are so by chance."""
MOST_ALIKE = 0.25


class FindingKind(StrEnum):
    """What a finding is about, in the order in which they are shown."""

    HEADER = "repeated header"
    TOTAL = "total"
    DATES = "dates"
    DECIMAL = "decimal mark"
    UNREADABLE = "not readable"
    MISSING_WORD = "missing word"
    MISSING_NUMBER = "missing number"
    STORED_AS_TEXT = "stored as text"
    DUPLICATES = "repeated rows"
    CONSTANT = "constant"
    CODE = "code"
    ID = "id"
    LEAK = "leak"
    CORRELATED = "correlated"
    OUTLIERS = "outliers"
    SKEW = "skew"


@dataclass(frozen=True, slots=True)
class Repair:
    """One press: its label and the step that it adds to the recipe."""

    label: str
    step: Step


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands out.

    Attributes
    ----------
    kind : what it is about
    columns : which columns it concerns; none for whole rows
    count : cells or rows concerned
    sentence : the finding in plain words
    repairs : what may be done about it; none where the way out is elsewhere, which the sentence then says
    """

    kind: FindingKind
    columns: tuple[str, ...]
    count: int
    sentence: str
    repairs: tuple[Repair, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        repairs = [{"label": repair.label, "step": repair.step.to_json()} for repair in self.repairs]
        return {"kind": str(self.kind), "columns": list(self.columns), "count": self.count, "sentence": self.sentence,
                "repairs": repairs}  # fmt: skip

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The finding of `to_json`."""
        repairs = tuple(Repair(repair["label"], Step.from_json(repair["step"])) for repair in values["repairs"])
        kind, columns = FindingKind(values["kind"]), tuple(values["columns"])
        return cls(kind, columns, int(values["count"]), str(values["sentence"]), repairs)


SKEWED = 2.0
"""Absolute skewness from which a column counts as skewed (that of an exponential distribution)."""
FENCE = 3.0
"""Interquartile ranges beyond the quartiles from which a value lies far out (Tukey, 1977)."""
FEW = 0.05
"""Values beyond the fences are outliers only while they are few; many are the shape of the column."""


def find(frame: pd.DataFrame, columns: Sequence[Column], *, rows: int | None = None) -> list[Finding]:
    """Repeated rows, constants, codes, ids, skew and outliers.

    Parameters
    ----------
    frame : table with typed columns
    columns : kinds and roles, in table order
    rows : of the table that the columns describe, where `frame` is a sample of it

    Notes
    -----
    Pairs of columns are searched by :func:`portal.engine.redundancy.find_pairs`. Outliers are values more
    than three interquartile ranges beyond the quartiles (J. W. Tukey, *Exploratory Data Analysis*, 1977).
    """
    found = repeated_rows(int(frame.duplicated().sum())) or _under_other_ids(frame, columns)
    for column in columns:
        found += _single(frame[column.name], column, rows or len(frame))
    # A column whose logarithm or ranks are there has been repaired, whatever part it plays.
    repaired = {column.transforms for column in columns}
    return [one for one in found if not (one.kind is FindingKind.SKEW and one.columns[0] in repaired)]


def leave_out(name: str) -> Repair:
    """The repair that drops a column."""
    return Repair(f"Leave “{name}” out", Step(StepKind.DROP, name))


def many(count: int, one: str) -> str:
    """“1 row”, “3,000 rows”."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def repeated_rows(repeated: int) -> list[Finding]:
    """What there is to say of rows that are equal to an earlier one; nothing where there are none."""
    if not repeated:
        return []
    verb = "repeats" if repeated == 1 else "repeat"
    sentence = f"{many(repeated, 'row')} {verb} an earlier row in every cell."
    return [Finding(FindingKind.DUPLICATES, (), repeated, sentence,
                    (Repair("Keep one of each", Step(StepKind.DUPLICATES)),))]  # fmt: skip


def _under_other_ids(frame: pd.DataFrame, columns: Sequence[Column]) -> list[Finding]:
    """Rows that are there again under another id, where so many other columns leave no room for chance."""
    ids = [column.name for column in columns if column.role is Role.ID and column.distinct == len(frame)]
    others = [str(name) for name in frame.columns if name not in ids]
    if len(ids) != 1 or len(others) < TELLING_COLUMNS:
        return []
    repeated = int(frame.duplicated(subset=others).sum())
    # Where most rows are equal to others, the columns tell few people apart and being equal says nothing.
    if not 0 < repeated <= len(frame) * MOST_ALIKE:
        return []
    verb = "is" if repeated == 1 else "are"
    sentence = (
        f"{many(repeated, 'row')} {verb} equal to an earlier row in every cell but “{ids[0]}”: "
        "somebody may be there twice."
    )
    repair = Repair("Keep one of each", Step(StepKind.DUPLICATES, ids[0]))
    return [Finding(FindingKind.DUPLICATES, (ids[0],), repeated, sentence, (repair,))]


def _single(values: pd.Series[Any], column: Column, rows: int) -> list[Finding]:
    name = column.name
    if column.distinct <= 1:
        what = (
            "has no value in any row"
            if not column.distinct
            else f"is “{values.dropna().iloc[0]}” wherever it is filled"
        )
        sentence = f"“{name}” {what}: it tells nobody apart."
        return [Finding(FindingKind.CONSTANT, (name,), rows - column.missing, sentence, (leave_out(name),))]
    numeric = pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
    if column.role is Role.ID:
        repeated = rows - column.missing - column.distinct
        twice = f" {many(repeated, 'row')} carry an id that came before." if repeated else ""
        sentence = f"“{name}” names the rows ({column.note or 'an id'}), so it takes no part in segments.{twice}"
        return [Finding(FindingKind.ID, (name,), repeated, sentence, (leave_out(name),))]
    if column.kind is Kind.CATEGORY and numeric:
        if column.note == BY_HAND:
            return []
        sentence = (
            f"“{name}” holds {many(column.distinct, 'different number')}, which may be codes rather than amounts. "
            "It is a category already; choose number under Columns if it counts something."
        )
        repair = Repair("Keep as categories", Step(StepKind.READ, name, read_as=ReadAs.CATEGORY))
        return [Finding(FindingKind.CODE, (name,), column.distinct, sentence, (repair,))]
    if numeric and column.role is Role.VARIABLE:
        return _shape(values, name)
    return []


def _shape(values: pd.Series[Any], name: str) -> list[Finding]:
    """Outliers and skew of a quantity."""
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    numbers = numbers[np.isfinite(numbers)]
    if numbers.size < 8:
        return []
    found = []
    lower, upper = np.quantile(numbers, [0.25, 0.75])
    reach = FENCE * (upper - lower)
    low, high = float(lower - reach), float(upper + reach)
    if bool((numbers == np.floor(numbers)).all()):
        low, high = float(math.ceil(low)), float(math.floor(high))
    below, above = int((numbers < low).sum()), int((numbers > high).sum())
    if reach > 0 and 0 < below + above <= FEW * numbers.size:
        step = Step(StepKind.CLIP, name, low=low if below else None, high=high if above else None)
        side = "outside" if below and above else "below" if below else "above"
        bounds = f"{edge(low)} to {edge(high)}" if below and above else edge(low if below else high)
        share = percent((below + above) / numbers.size)
        sentence = (
            f"{many(below + above, 'value')} of “{name}” ({share}) "
            f"{'lies' if below + above == 1 else 'lie'} far {side} the rest, {side} {bounds}."
        )
        repair = Repair(f"Bring {'it' if below + above == 1 else 'them'} to the edge", step)
        found.append(Finding(FindingKind.OUTLIERS, (name,), below + above, sentence, (repair,)))
    if skewed := _skewed(numbers, name):
        found.append(skewed)
    return found


def _skewed(numbers: Floats, name: str) -> Finding | None:
    """Skew with the first transformation that evens it out; where none does, the column may be left out."""
    skew = _skewness(numbers)
    if abs(skew) <= SKEWED:
        return None
    said = f"“{name}” is skewed ({number(skew)}): a few values lie far {'above' if skew > 0 else 'below'} most."
    instead = f"can be the variable instead, and “{name}” goes on describing the segments"
    if skew > 0 and numbers.min() > -1 and _evens(numbers, StepKind.LOG):
        said += f" Its logarithm {instead}; for one comparison only, choose it under Preparation on Compare."
        repair = Repair("Use its logarithm", Step(StepKind.LOG, name))
    elif _evens(numbers, StepKind.RANK):
        said += f" Its ranks, from 0 to 100, {instead}."
        repair = Repair("Use its ranks", Step(StepKind.RANK, name))
    else:
        values, counts = np.unique(numbers, return_counts=True)
        usual = percent(counts.max() / numbers.size)
        said += f" {usual} are {edge(float(values[counts.argmax()]))}, which no logarithm and no ranks even out."
        repair = leave_out(name)
    return Finding(FindingKind.SKEW, (name,), numbers.size, said, (repair,))


def _evens(numbers: Floats, kind: StepKind) -> bool:
    return abs(_skewness(transformed(numbers, kind))) <= SKEWED


def _skewness(numbers: Floats) -> float:
    scale = float(np.abs(numbers).max()) or 1.0  # so that cubes of large values do not overflow
    centred = numbers / scale - (numbers / scale).mean()
    variance = float((centred**2).mean())
    return float((centred**3).mean()) / variance**1.5 if variance > 1e-30 else 0.0
