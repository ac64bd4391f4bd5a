"""Some rows of a table as people read them, sorted where they ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from portal.engine.columns import Column, Role
from portal.services import datasets
from portal.services.workspace import Workspace

MOST = 500
"""Rows that one answer may hold."""
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows: one mapping of `c0`, `c1`, … to words each, and how many rows the table has."""

    rows: list[dict[str, str]]
    total: int


def field(position: int) -> str:
    """The key of a column's cells: names may hold dots and brackets, which grids take for paths."""
    return f"c{position}"


def is_quantity(table: pd.DataFrame, column: Column) -> bool:
    """Whether a column's cells stand at the right."""
    return column.role != Role.ID and _is_number(table[column.name])


def page(ws: Workspace, dataset_id: str, start: int, end: int, sort: Mapping[str, Any] | None = None) -> Page:
    """Rows `start` to `end`; `sort` is {"colId": field, "sort": "asc" | "desc"}."""
    known = datasets.info(ws, dataset_id)
    table = datasets.frame(ws, dataset_id)
    start = max(0, start)
    part = slice(start, min(max(start, end), start + MOST))
    order = _order(table, sort)
    shown = table.iloc[part] if order is None else table.iloc[order[part]]
    cells = {
        field(i): _words(shown[column.name], table[column.name], plain=column.role == Role.ID)
        for i, column in enumerate(known.columns)
    }
    return Page([dict(zip(cells, line, strict=True)) for line in zip(*cells.values(), strict=True)], len(table))


def _order(table: pd.DataFrame, sort: Mapping[str, Any] | None) -> np.ndarray[Any, np.dtype[np.int64]] | None:
    wanted = str((sort or {}).get("colId", ""))
    if not wanted.removeprefix("c").isdecimal() or int(wanted[1:]) >= table.shape[1]:
        return None
    values = table.iloc[:, int(wanted[1:])].reset_index(drop=True)
    ascending = (sort or {}).get("sort") != "desc"
    # Missing cells stay at the end either way: nobody sorts to see them.
    found: np.ndarray[Any, np.dtype[np.int64]] = values.sort_values(
        ascending=ascending, kind="stable", na_position="last"
    ).index.to_numpy()
    return found


def _words(shown: pd.Series[Any], whole: pd.Series[Any], *, plain: bool) -> list[str]:
    if _is_number(shown):
        return _numbers(shown, grouped=not plain and not _are_years(whole))
    if pd.api.types.is_datetime64_any_dtype(shown.dtype):
        days = shown.dropna()
        form = "%Y-%m-%d" if (days == days.dt.normalize()).all() else "%Y-%m-%d %H:%M"
        return ["" if pd.isna(value) else value.strftime(form) for value in shown]
    if pd.api.types.is_bool_dtype(shown.dtype):
        return ["" if pd.isna(value) else "yes" if value else "no" for value in shown]
    return ["" if pd.isna(value) else str(value)[:300] for value in shown]


def _numbers(shown: pd.Series[Any], *, grouped: bool) -> list[str]:
    """The same decimals down the column, as many as its values have."""
    values = pd.to_numeric(shown, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    finite = values[np.isfinite(values)]
    tails = [text.partition(".")[2] for text in (f"{value:.12g}" for value in finite[:200]) if "e" not in text]
    digits = min(_DECIMALS, max(map(len, tails), default=0))
    tiny = bool(finite.size) and 0 < np.abs(finite).max() < 10.0**-_DECIMALS
    form = ".3g" if tiny else f"{',' if grouped else ''}.{digits}f"
    return ["" if np.isnan(value) else format(value, form).replace("-", "−") for value in values.tolist()]


def _are_years(values: pd.Series[Any]) -> bool:
    """Whole numbers between 1800 and 2200; a glance at the first rows spares most columns the whole look."""
    for part in (values.iloc[:100], values):
        known = part.dropna()
        if not len(known) or known.min() < 1800 or known.max() > 2200 or not (known == known.round()).all():
            return False
    return True


def _is_number(values: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype))
