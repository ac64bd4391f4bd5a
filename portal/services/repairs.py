"""A step of a recipe applied to a table: the new table, and a count of everything that changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from portal.engine.steps import ReadAs, Step, StepKind, shown
from portal.engine.transformations import transformed
from portal.errors import ParameterError

EXAMPLES = 5
_EXCEL_EPOCH = pd.Timestamp("1899-12-30")
_EXCEL_DAYS = (1.0, 2_958_465.0)
"""Days that Excel knows: to the end of 9999."""

Series = pd.Series
Read = tuple["pd.Series[Any]", "pd.Series[bool]"]
"""New values, and which filled cells could not be read."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did: cells changed, cells that could not be read and are missing now, rows that went."""

    changed: int = 0
    unreadable: int = 0
    examples: tuple[str, ...] = ()
    rows: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self) | {"examples": list(self.examples)}


def applied(table: pd.DataFrame, step: Step) -> tuple[pd.DataFrame, Outcome]:
    """The table after the step; the one given stays as it is.

    Raises
    ------
    ParameterError
        when the column is not there, or cannot be what the step says
    """
    if gone := [name for name in step.names if name not in table]:
        raise ParameterError(
            f"“{step.sentence()}” needs the column “{gone[0]}”, which is not there or was left out before."
        )
    if step.kind is StepKind.DUPLICATES:
        kept = table.drop_duplicates(subset=[name for name in table if name != step.column], ignore_index=True)
        return kept, Outcome(rows=len(table) - len(kept))
    if step.kind is StepKind.GAPS:
        kept = table[table[step.column].notna()].reset_index(drop=True)
        if kept.empty:
            raise ParameterError(f"“{step.column}” is missing in every row: leave the column out instead.")
        return kept, Outcome(rows=len(table) - len(kept))
    if step.kind is StepKind.ROWS:
        kept = table[~_holding(table[step.column], step)].reset_index(drop=True)
        if kept.empty:
            raise ParameterError(f"“{step.column}” is {shown(step.value)} in every row: leave the column out instead.")
        return kept, Outcome(rows=len(table) - len(kept))
    if step.kind is StepKind.DROP:
        return table.drop(columns=[step.column]), Outcome(changed=len(table))
    if step.kind is StepKind.MISSING:
        cleaned = {name: _without(table[name], replace(step, column=name, also=())) for name in step.names}
        made_all = table.assign(**{name: made for name, (made, _) in cleaned.items()})
        return made_all, Outcome(changed=sum(count for _, count in cleaned.values()))
    values = table[step.column]
    if step.adds:
        return _beside(table, step)
    match step.kind:
        case StepKind.CLIP:
            made, outcome = _clipped(values, step)
        case _:
            made, outcome = _read(values, step)
    return table.assign(**{step.column: made}), outcome


def is_number(values: pd.Series[Any]) -> bool:
    """Whether the cells of a column are numbers; yes and no are not."""
    return bool(pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype))


def _holding(values: pd.Series[Any], step: Step) -> pd.Series[bool]:
    """Which cells hold the value of a step."""
    if isinstance(step.value, str) == is_number(values):
        kind = "numbers" if is_number(values) else "words"
        raise ParameterError(f"“{step.column}” holds {kind}: {shown(step.value)} cannot stand in it.")
    return (values == step.value).fillna(False).astype(bool)


def _without(values: pd.Series[Any], step: Step) -> tuple[pd.Series[Any], int]:
    hit = _holding(values, step)
    return values.where(~hit, None if not is_number(values) else np.nan), int(hit.sum())


def _clipped(values: pd.Series[Any], step: Step) -> tuple[pd.Series[Any], Outcome]:
    if not is_number(values):
        raise ParameterError(f"“{step.column}” holds no numbers: it has no values to bring to an edge.")
    if step.low is not None and step.high is not None and step.low > step.high:
        raise ParameterError(f"The bounds of “{step.column}” are the wrong way round: {step.low:g} to {step.high:g}.")
    made = values.clip(step.low, step.high)
    whole = all(bound is None or bound.is_integer() for bound in (step.low, step.high))
    if pd.api.types.is_integer_dtype(values.dtype) and whole:
        made = made.astype(values.dtype)
    return made, Outcome(changed=int(((made != values) & values.notna()).sum()))


def _beside(table: pd.DataFrame, step: Step) -> tuple[pd.DataFrame, Outcome]:
    """The table with the logarithm or the ranks of a column directly after it."""
    values = table[step.column]
    if not is_number(values):
        what = {StepKind.LOG: "logarithm", StepKind.RANK: "order to rank by"}[step.kind]
        raise ParameterError(f"“{step.column}” holds no numbers, so it has no {what}. Read it as numbers first.")
    if step.adds in table:
        raise ParameterError(
            f"“{step.adds}” is in the table already. Choose it as a variable under Columns, or leave it out first."
        )
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    made = transformed(numbers, step.kind)
    bad = np.isnan(made) & ~np.isnan(numbers)
    if bad.any() and np.isnan(made).all():
        raise ParameterError(f"No value of “{step.column}” is above −1, so none has a logarithm. Use its ranks.")
    counts = pd.Series(numbers[bad]).value_counts()
    wider = table.copy(deep=False)
    wider.insert(list(table.columns).index(step.column) + 1, step.adds, made)
    examples = tuple(shown(float(value)) for value in counts.index[:EXAMPLES])
    return wider, Outcome(int((~np.isnan(made)).sum()), int(bad.sum()), examples)


def _read(values: pd.Series[Any], step: Step) -> tuple[pd.Series[Any], Outcome]:
    assert step.read_as is not None
    made, bad = _READERS[step.read_as](values, step)
    words = values[bad].astype(str)
    counts = words.value_counts()
    if made.notna().sum() == 0 and values.notna().any():
        raise ParameterError(f"No cell of “{step.column}” can be read as {step.read_as}. Leave the column as it is.")
    outcome = Outcome(
        changed=int(made.notna().sum()),
        unreadable=int(bad.sum()),
        examples=tuple(str(word)[:80] for word in counts.index[:EXAMPLES]),
    )
    return made, outcome


def _numbers(values: pd.Series[Any], step: Step) -> Read:
    from portal.importing.cells import is_missing_word
    from portal.importing.numbers import plan_numbers, to_numbers

    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype("float64" if values.isna().any() else "int64"), _none(values)
    if is_number(values):
        return values, _none(values)
    cells = _cells(values, step)
    counts = {word: n for word, n in _counted(cells).items() if not is_missing_word(word)}
    plan = plan_numbers(counts)
    if plan is None:
        return pd.Series(np.nan, index=values.index), cells.notna()
    made, _bad = to_numbers(pa.array(cells, type=pa.string(), from_pandas=True), plan[0])
    read = _series(made, values)
    return read, cells.notna() & read.isna()


def _dates(day_first: bool | None) -> Callable[[pd.Series[Any], Step], Read]:
    def dates(values: pd.Series[Any], step: Step) -> Read:
        from portal.importing.cells import is_missing_word
        from portal.importing.dates import COMPACT, DatePlan, plan_dates, to_dates

        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            return values, _none(values)
        if is_number(values):
            cells = values.map(lambda day: f"{day:.0f}", na_action="ignore").astype(object)
            plan = DatePlan((COMPACT,))
        else:
            cells = _cells(values, step)
            counts = {word: n for word, n in _counted(cells).items() if not is_missing_word(word)}
            found = plan_dates(counts, day_first)
            if found is None:
                return pd.Series(pd.NaT, index=values.index), cells.notna()
            plan = found[0]
            if plan.ambiguous:
                raise ParameterError(
                    f"The dates of “{step.column}” can be read with the day or the month first. Choose which."
                )
        made, _bad = to_dates(pa.array(cells, type=pa.string(), from_pandas=True), plan)
        read = _series(made, values)
        return read, cells.notna() & read.isna()

    return dates


def _excel_dates(values: pd.Series[Any], step: Step) -> Read:
    if not is_number(values):
        raise ParameterError(f"“{step.column}” holds no numbers: Excel counts days in numbers.")
    days = values.astype("float64")
    known = days.between(*_EXCEL_DAYS)
    seconds = (days.where(known, 0.0) * 86_400).round()
    moments = (_EXCEL_EPOCH + pd.to_timedelta(seconds, unit="s").astype("timedelta64[s]")).astype("datetime64[us]")
    return moments.where(known), values.notna() & ~known


def _hours(values: pd.Series[Any], step: Step) -> Read:
    cells = _cells(values, step)
    parts = cells.str.extract(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?([AaPp])\.?[Mm]\.?)?$")
    hour, minute, second = (pd.to_numeric(parts[i], errors="coerce") for i in range(3))
    half = parts[3].str.lower()
    hour = hour.where(half.isna(), hour % 12 + 12.0 * (half == "p"))
    read = (hour + minute / 60 + second.fillna(0) / 3600).where((hour < 24) & (minute < 60))
    return read.astype("float64"), cells.notna() & read.isna()


def _categories(values: pd.Series[Any], step: Step) -> Read:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        made = values.dt.strftime("%Y-%m-%d").astype(object)
    elif pd.api.types.is_bool_dtype(values.dtype):
        made = values.map(lambda yes: "yes" if yes else "no", na_action="ignore").astype(object)
    elif is_number(values):
        made = values.map(lambda code: f"{code:.15g}", na_action="ignore").astype(object)
    else:
        made = values.astype(object)
    return made.where(values.notna(), None), _none(values)


def _truths(values: pd.Series[Any], step: Step) -> Read:
    from portal.importing.cells import BOOLEANS

    if pd.api.types.is_bool_dtype(values.dtype):
        return values, _none(values)
    told = {"1": True, "1.0": True, "0": False, "0.0": False}
    for yes, no in BOOLEANS:
        told |= dict.fromkeys(yes, True) | dict.fromkeys(no, False)
    read = values.astype(str).str.strip().str.lower().map(told).where(values.notna()).astype("boolean")
    return read if read.isna().any() else read.astype(bool), values.notna() & read.isna()


_READERS: dict[ReadAs, Callable[[pd.Series[Any], Step], Read]] = {
    ReadAs.NUMBER: _numbers,
    ReadAs.DATE: _dates(None),
    ReadAs.DAY_FIRST: _dates(True),
    ReadAs.MONTH_FIRST: _dates(False),
    ReadAs.EXCEL_DATE: _excel_dates,
    ReadAs.HOURS: _hours,
    ReadAs.CATEGORY: _categories,
    ReadAs.BOOLEAN: _truths,
}


def _cells(values: pd.Series[Any], step: Step) -> pd.Series[Any]:
    """The words of a text column without blanks around them; nothing but blanks is missing."""
    if is_number(values) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        raise ParameterError(f"“{step.column}” holds no words, so it cannot be read as {step.read_as}.")
    cells = values.astype(str).str.strip()
    return cells.where(values.notna() & (cells != ""), None)


def _counted(cells: pd.Series[Any]) -> dict[str, int]:
    return {str(word): int(n) for word, n in cells.value_counts().items()}


def _series(made: pa.Array, like: pd.Series[Any]) -> pd.Series[Any]:
    read: pd.Series[Any] = made.to_pandas()
    read.index = like.index
    return read


def _none(values: pd.Series[Any]) -> pd.Series[bool]:
    return pd.Series(False, index=values.index)
