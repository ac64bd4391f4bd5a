"""One column of a table as numbers: quantities as they are, categories as 0/1 columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.records import Floats
from portal.errors import PreparationError

MAX_LEVELS = 100
"""A category with more values than this would add more columns than it says."""

LARGEST = 1e100
"""Squares and sums of larger numbers would overflow."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """One feature as read.

    ``numbers`` (n,) holds a quantity with NaN for missing; or, for a category, ``codes`` (n,)
    holds the position in ``levels``, −1 for missing. ``shown`` is how a value is put to a person.
    """

    name: str
    numbers: Floats | None = None
    codes: npt.NDArray[np.intp] | None = None
    levels: tuple[str, ...] = ()

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """(n,) True where the cell is empty."""
        if self.numbers is not None:
            return np.isnan(self.numbers)
        assert self.codes is not None
        return self.codes < 0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the matrix columns that this feature becomes."""
        return (self.name,) if self.numbers is not None else tuple(f"{self.name}={level}" for level in self.levels)


def encode(frame: pd.DataFrame, name: str, *, as_category: bool = False) -> Encoded:
    """Read one feature.

    Raises
    ------
    PreparationError
        unknown or repeated column, no values, infinite values, too many categories
    """
    series = _column(frame, name)
    if not series.notna().any():
        raise PreparationError(f"“{name}” has no value in any row. Leave it out.")
    if not as_category:
        numbers = as_numbers(series)
        if numbers is not None:
            endless = int(np.isinf(numbers).sum())
            if endless:
                raise PreparationError(
                    f"“{name}” has {endless:,} infinite {_cells(endless)}. Mark them as missing, or leave “{name}” out."
                )
            if np.nanmax(np.abs(numbers)) > LARGEST:
                raise PreparationError(f"“{name}” has values too large to compute with. Rescale it, or leave it out.")
            return Encoded(name, numbers=numbers)
    return _category(name, series)


def _column(frame: pd.DataFrame, name: str) -> pd.Series[Any]:
    count = int((frame.columns == name).sum())
    if count == 0:
        raise PreparationError(f"The table has no column “{name}”. Choose among its {frame.shape[1]:,} columns.")
    if count > 1:
        raise PreparationError(f"{count} columns are called “{name}”. Rename all but one.")
    found: pd.Series[Any] = frame[name]
    return found


def as_numbers(series: pd.Series[Any]) -> Floats | None:
    """(n,) float64 with NaN for missing, or None when the column holds no quantities."""
    dtype = series.dtype
    if pd.api.types.is_datetime64_any_dtype(dtype) or pd.api.types.is_timedelta64_dtype(dtype):
        return _days(series)
    if pd.api.types.is_complex_dtype(dtype):
        raise PreparationError(f"“{series.name}” holds complex numbers, which have no order. Leave it out.")
    if pd.api.types.is_numeric_dtype(dtype):  # booleans and nullable dtypes, too
        return np.ascontiguousarray(series.to_numpy(dtype=np.float64, na_value=np.nan))
    if pd.api.types.is_object_dtype(dtype):
        inner = pd.api.types.infer_dtype(series, skipna=True)
        if inner in {"integer", "floating", "mixed-integer-float", "decimal", "boolean"}:
            return np.array([math.nan if pd.isna(v) else float(v) for v in series], dtype=np.float64)
        if inner in {"datetime", "datetime64", "date"}:
            return _days(pd.to_datetime(series, utc=True))
    return None


def _days(series: pd.Series[Any]) -> Floats:
    """Days since 1970 (dates) or days (durations), NaN for missing."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        if isinstance(series.dtype, pd.DatetimeTZDtype):
            series = series.dt.tz_convert("UTC").dt.tz_localize(None)
        days = (series - pd.Timestamp(0)) / pd.Timedelta(days=1)
    else:
        days = series.dt.total_seconds() / 86_400
    return np.ascontiguousarray(days.to_numpy(dtype=np.float64, na_value=np.nan))


def _category(name: str, series: pd.Series[Any]) -> Encoded:
    """Levels in the order of their text, so that the order of rows does not matter."""
    codes, uniques = pd.factorize(_hashable(series), use_na_sentinel=True)
    labels = [_level(value) for value in uniques]
    if len(set(labels)) > MAX_LEVELS:
        raise PreparationError(
            f"“{name}” has {len(set(labels)):,} different values, too many for a variable "
            f"(at most {MAX_LEVELS}). Leave it out, or group its values."
        )
    levels = tuple(sorted(set(labels)))
    place = {label: i for i, label in enumerate(levels)}
    renumber = np.array([place[label] for label in labels] + [-1], dtype=np.intp)
    return Encoded(name, codes=renumber[codes], levels=levels)


def _hashable(series: pd.Series[Any]) -> pd.Series[Any]:
    if not pd.api.types.is_object_dtype(series.dtype):
        return series
    return series.map(lambda value: value if value is None or np.ndim(value) == 0 else str(value))


def _level(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _cells(count: int) -> str:
    return "value" if count == 1 else "values"
