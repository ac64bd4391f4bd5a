"""Columns of a table as profiles read them: quantities, yes/no and categories, leniently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column, Kind
from portal.engine.encoding import as_numbers
from portal.engine.records import Floats

MAX_LEVELS = 60
"""Columns with more categories than this describe rows, not segments."""


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """A numeric column: (n,) values, NaN where missing or infinite; `binary` when only 0 and 1 occur."""

    name: str
    values: Floats
    binary: bool


@dataclass(frozen=True, slots=True, eq=False)
class Categories:
    """A column of categories: (n,) codes into `levels`, −1 where missing."""

    name: str
    codes: npt.NDArray[np.intp]
    levels: tuple[str, ...]


def read(frame: pd.DataFrame, columns: Iterable[str | Column]) -> list[Quantity | Categories]:
    """The columns that can be profiled; dates, free text and empty columns are passed over.

    A :class:`Column` of kind category is read as categories even when its values are numbers (codes).
    """
    found: list[Quantity | Categories] = []
    for column in columns:
        name = column if isinstance(column, str) else column.name
        coded = isinstance(column, Column) and column.kind is Kind.CATEGORY
        one = _one(name, frame[name], coded)
        if one is not None:
            found.append(one)
    return found


def quantities(frame: pd.DataFrame, columns: Iterable[str | Column]) -> list[Quantity]:
    """The quantities among the columns, yes/no columns as 0 and 1."""
    return [column for column in read(frame, columns) if isinstance(column, Quantity)]


def _one(name: str, series: pd.Series[Any], coded: bool) -> Quantity | Categories | None:
    if not series.notna().any() or pd.api.types.is_datetime64_any_dtype(series.dtype):
        return None
    values = None if coded else as_numbers(series)
    if values is None:
        return _categories(name, series)
    values = np.where(np.isfinite(values), values, np.nan)
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    return Quantity(name, values, bool(np.all((known == 0) | (known == 1))))


def _categories(name: str, series: pd.Series[Any]) -> Quantity | Categories | None:
    codes, uniques = pd.factorize(series.astype(str).where(series.notna(), None), sort=True)
    levels = tuple(_text(level) for level in uniques)
    if len(levels) > MAX_LEVELS:
        return None
    truth = _truth(levels)
    if truth is not None:
        return Quantity(name, np.where(codes < 0, np.nan, np.where(codes == truth, 1.0, 0.0)), binary=True)
    return Categories(name, codes, levels)


def _truth(levels: tuple[str, ...]) -> int | None:
    """Which of two levels means yes, if they mean yes and no."""
    lower = [level.strip().lower() for level in levels]
    for no, yes in (("no", "yes"), ("false", "true"), ("n", "y"), ("f", "t"), ("nein", "ja"), ("non", "oui")):
        if sorted(lower) == sorted((no, yes)):
            return lower.index(yes)
    return None


def _text(level: str) -> str:
    return level.removesuffix(".0") if level.removesuffix(".0").lstrip("-").isdigit() else level
