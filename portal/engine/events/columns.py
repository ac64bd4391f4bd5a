"""Columns of events as plain arrays: days, numbers, ids, beginnings of words."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.records import Floats
from portal.errors import TableError

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MISSING_DAY = np.iinfo(np.int64).min


def day_numbers(values: pd.Series[Any], name: str) -> tuple[Ints, Flags]:
    """Days since 1970-01-01 of a column of dates or of yyyymmdd numbers, and which lines have one.

    Raises
    ------
    TableError
        when the column holds neither
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        stamps = values.dt.tz_localize(None) if isinstance(values.dtype, pd.DatetimeTZDtype) else values
        days = stamps.to_numpy(dtype="datetime64[D]").astype(np.int64)
        return days, days != _MISSING_DAY
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = pd.to_numeric(values).astype("float64")
        stamps = pd.to_datetime(numbers.where(numbers.between(19_000_101, 21_001_231)).astype("Int64").astype("string"),
                                format="%Y%m%d", errors="coerce")  # fmt: skip
        if stamps.notna().any():
            return day_numbers(stamps, name)
    raise TableError(f"“{name}” holds no dates. Choose a column of dates, or read it as dates on Data first.")


def numbers_of(values: pd.Series[Any], name: str) -> Floats:
    """The column as floats, NaN where nothing stands; TableError when it holds words."""
    if not pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype):
        raise TableError(f"“{name}” holds no numbers. Read it as numbers on Data first.")
    return values.to_numpy(dtype=np.float64, na_value=np.nan)


def bare_ids(values: pd.Series[Any]) -> pd.Series[Any]:
    """The column without blanks around its words, which name nobody else; nothing but blanks is missing."""
    if pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values
    codes, names = pd.factorize(values)
    written = [str(name) for name in names]
    bare = [name.strip() or None for name in written]
    if bare == written:
        return values
    made = pd.Series([*bare, None], dtype="str").take(codes)
    return made.set_axis(values.index)


def long_after(days: Ints) -> int:
    """How many days lie so far behind the rest that they look like slips of a pen: more than twice the span of the
    middle four fifths, and a year at least, behind them."""
    low, high = np.quantile(days, (0.1, 0.9), method="lower")
    return int((days > high + max(365, 2 * (high - low))).sum())


def marked(values: pd.Series[Any], marks: tuple[str, ...]) -> Flags:
    """Which cells begin with one of the marks, large and small letters alike."""
    codes, names = pd.factorize(values)
    wanted = tuple(mark.strip().lower() for mark in marks if mark.strip())
    hit = np.array([bool(wanted) and str(name).strip().lower().startswith(wanted) for name in names] + [False])
    flags: Flags = hit[codes]
    return flags


def plain_ids(ids: pd.Index[Any]) -> pd.Index[Any]:
    """Ids that gaps had turned into floats (17850.0) as whole numbers again."""
    if pd.api.types.is_float_dtype(ids.dtype) and bool(np.all(ids == np.floor(ids))):
        return ids.astype("int64")
    return ids


def proposed_marks(values: pd.Series[Any]) -> tuple[str, ...]:
    """The letter before an otherwise numeric order id that seems to say “cancelled”; none when nothing does.

    A letter that stands before fewer than a third of ids which else are plain numbers, and is a C (cancelled,
    credit) or an R (returned), is such a mark.
    """
    names = pd.Series(pd.unique(values.dropna())).astype(str).str.strip()
    plain = float(names.str.fullmatch(r"\d+").mean()) if len(names) else 0.0
    if plain < 0.5:
        return ()
    letters = names.str.extract(r"^([A-Za-z])\d+$", expand=False).dropna().str.upper()
    return tuple(sorted(set(letters.unique()) & {"C", "R"}))
