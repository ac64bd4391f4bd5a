"""A column's cells read as something else: numbers, dates, hours, categories, yes or no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from portal.engine.steps import ReadAs, Step
from portal.errors import ParameterError

_EXCEL_EPOCH = pd.Timestamp("1899-12-30")
_EXCEL_DAYS = (1.0, 2_958_465.0)
"""Days that Excel knows: to the end of 9999."""

Read = tuple["pd.Series[Any]", "pd.Series[bool]"]
"""New values, and which filled cells could not be read."""


def reread(values: pd.Series[Any], step: Step) -> Read:
    """The cells of a column as what the step says; ParameterError where they can not be that."""
    assert step.read_as is not None
    return _READERS[step.read_as](values, step)


def is_number(values: pd.Series[Any]) -> bool:
    """Whether the cells of a column are numbers; yes and no are not."""
    return bool(pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype))


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
