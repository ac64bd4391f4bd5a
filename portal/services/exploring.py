"""Looking at a table before anything is clustered: which customers are meant, and what is worth a look first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column, Kind, Role
from portal.errors import ParameterError
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace

Mask = npt.NDArray[np.bool_]

SAMPLE = 5_000
"""Rows that decide which pairs are worth a look."""
MOST_FILTERS = 20
"""Filters that a link may carry."""
_FEW_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition on one column: one of `values`, or between `low` and `high` (both included).

    Dates are bounded by ms since 1970, as pictures count them; None leaves an end open.
    """

    column: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def is_range(self) -> bool:
        """Whether it bounds a number or date."""
        return not self.values


Filters = tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns worth a look, and a third to colour by."""

    x: str
    y: str
    color: str | None = None


def parse(text: str | None) -> Filters:
    """The filters of a link; ParameterError when they can not be read."""
    if not text:
        return ()
    try:
        found = json.loads(text)
        filters = tuple(_filter(*item) for item in found)
    except (ValueError, TypeError, RecursionError):
        raise ParameterError("The filters in this link can not be read. Choose them again.") from None
    if len(filters) > MOST_FILTERS or len({item.column for item in filters}) != len(filters):
        raise ParameterError(f"The link has {len(filters)} filters; at most {MOST_FILTERS} work, one for each column.")
    return filters


def written(filters: Filters) -> str | None:
    """The filters as a link carries them: `[["gender",["Female"]],["income",50000,null]]`; None for none."""
    plain: list[list[Any]] = [
        [item.column, _short(item.low), _short(item.high)] if item.is_range else [item.column, list(item.values)]
        for item in filters
    ]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")) if plain else None


def with_filter(filters: Filters, new: Filter) -> Filters:
    """The filters with `new` in place of an older one on its column."""
    return (*without(filters, new.column), new)


def without(filters: Filters, column: str) -> Filters:
    """The filters without the one on `column`."""
    return tuple(item for item in filters if item.column != column)


def toggled(filters: Filters, column: str, value: str) -> Filters:
    """The value is added to the column's choice, or taken from it when it was in."""
    old = next((item for item in filters if item.column == column), Filter(column))
    values = tuple(v for v in old.values if v != value) if value in old.values else (*old.values, value)
    rest = without(filters, column)
    return (*rest, replace(old, values=values, low=None, high=None)) if values else rest


def checked(dataset: Dataset, filters: Filters) -> Filters:
    """The filters, when each fits its column; NotFoundError or ParameterError when not."""
    for item in filters:
        kind = dataset.column(item.column).kind
        if item.is_range and kind not in (Kind.NUMBER, Kind.DATE):
            raise ParameterError(f"“{item.column}” holds words, so it can not be filtered by a range. Choose values.")
        if item.low is not None and item.high is not None and item.low > item.high:
            raise ParameterError(f"The range of “{item.column}” ends before it begins. Swap its two ends.")
    return filters


def mask(table: pd.DataFrame, filters: Iterable[Filter]) -> Mask:
    """Which rows meet every filter; rows without a value do not."""
    kept = np.ones(len(table), dtype=np.bool_)
    for item in filters:
        kept &= _meets(table[item.column], item)
    return kept


def chosen(ws: Workspace, dataset: Dataset, filters: Filters, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The rows that meet the filters. Without filters it is the shared table itself: never change it."""
    table = datasets.frame(ws, dataset.id)
    checked(dataset, filters)
    wanted = table if columns is None else table.loc[:, list(columns)]
    return wanted.loc[mask(table, filters)] if filters else wanted


def drawable(dataset: Dataset) -> tuple[Column, ...]:
    """The columns whose distribution says something: variables first, no ids, no free text, nothing ignored."""
    shown = [c for c in dataset.columns if c.role in (Role.VARIABLE, Role.DESCRIPTOR) and c.kind != Kind.TEXT]
    return tuple(sorted(shown, key=lambda column: column.role != Role.VARIABLE))


def scales(dataset: Dataset) -> tuple[str, ...]:
    """Names of the columns that are numbers by kind and take part: what correlations are computed of."""
    return tuple(column.name for column in drawable(dataset) if column.kind == Kind.NUMBER)


def levels_of(ws: Workspace, dataset: Dataset, column: str, most: int = 50) -> tuple[str, ...]:
    """The most frequent values of a column as words."""
    dataset.column(column)
    counts = datasets.frame(ws, dataset.id, [column])[column].dropna().astype(str).value_counts()
    return tuple(str(value) for value in counts.index[:most])


def worth_a_look(ws: Workspace, dataset: Dataset, most: int = 4) -> tuple[Pair, ...]:
    """Pairs to begin with: what people earn against what they spend where there are such columns, then whatever
    moves together most; coloured by the categories with few values."""
    columns = drawable(dataset)
    numbers = [c.name for c in columns if c.kind == Kind.NUMBER and c.distinct > 1]
    groups = _groups(columns)
    color = groups[0] if groups else None
    picks = [Pair(x, y, color) for x, y in _earned_and_spent(numbers)]
    if len(numbers) >= 2:
        table = datasets.frame(ws, dataset.id, numbers)
        # Evenly spaced rows: the same ones each time, and no copy of the whole table.
        sample = table.iloc[:: max(1, len(table) // SAMPLE)]
        taken = {frozenset((pick.x, pick.y)) for pick in picks}
        for x, y in _together(sample.astype(np.float64)):
            if len(picks) >= most:
                break
            if frozenset((x, y)) not in taken:
                picks.append(Pair(x, y, groups[len(picks) % len(groups)] if groups else None))
    if len(picks) < most and numbers and groups:
        picks.append(Pair(groups[-1], numbers[0], groups[0] if len(groups) > 1 else None))
    if not picks:
        names = [column.name for column in columns]
        picks = [Pair(names[0], names[1])] if len(names) > 1 else []
    return tuple(picks[:most])


def _filter(column: Any, first: Any, *rest: Any) -> Filter:
    if not isinstance(column, str) or len(rest) > 1:
        raise TypeError
    if isinstance(first, list):
        if rest or not first or not all(isinstance(value, str) for value in first):
            raise TypeError
        return Filter(column, tuple(first))
    low, high = (None if edge is None else float(edge) for edge in (first, *rest))
    if (low is None and high is None) or not all(edge is None or np.isfinite(edge) for edge in (low, high)):
        raise ValueError
    return Filter(column, (), low, high)


def _short(edge: float | None) -> float | int | None:
    return int(edge) if edge is not None and float(edge).is_integer() else edge


def _meets(values: pd.Series[Any], item: Filter) -> Mask:
    if not item.is_range:
        # Words are compared as they are shown, so that codes and booleans can be chosen too.
        texts = values if isinstance(values.dtype, pd.StringDtype) else values.astype(str)
        return np.asarray(texts.isin(item.values) & values.notna(), dtype=np.bool_)
    plain = _plain(values)
    with np.errstate(invalid="ignore"):
        inside = np.isfinite(plain)
        if item.low is not None:
            inside &= plain >= item.low
        if item.high is not None:
            inside &= plain <= item.high
    return inside


def _plain(values: pd.Series[Any]) -> npt.NDArray[np.float64]:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        stamps = values.dt.tz_localize(None) if values.dt.tz is not None else values
        days = stamps.to_numpy(dtype="datetime64[ms]")
        return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
    plain: npt.NDArray[np.float64] = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return plain


def _groups(columns: Sequence[Column]) -> list[str]:
    """Categories with few values, gender before all others."""
    found = [c for c in columns if c.kind in (Kind.CATEGORY, Kind.BOOLEAN) and 2 <= c.distinct <= _FEW_LEVELS]
    return [c.name for c in sorted(found, key=lambda c: not _says(c.name, ("gender", "sex")))]


def _earned_and_spent(numbers: Sequence[str]) -> list[tuple[str, str]]:
    earned = [name for name in numbers if _says(name, ("income", "salary", "earnings", "wage"))]
    spent = [name for name in numbers if _says(name, ("spending", "spend", "spent", "monetary", "mnt"))]
    return [(x, y) for x in earned[:1] for y in spent[:1] if x != y]


def _says(name: str, words: Sequence[str]) -> bool:
    return any(word in name.lower() for word in words)


def _together(sample: pd.DataFrame) -> list[tuple[str, str]]:
    """Pairs by strength of their rank correlation."""
    # At most 40 columns are weighed: the pairs of a thousand would take longer than the page.
    ranks = sample.iloc[:, :40].rank()
    values = np.abs(np.nan_to_num(ranks.corr(min_periods=10).to_numpy()))
    first, second = np.triu_indices(len(values), 1)
    order = np.argsort(-values[first, second], kind="stable")
    names = list(ranks.columns)
    return [(str(names[first[i]]), str(names[second[i]])) for i in order]
