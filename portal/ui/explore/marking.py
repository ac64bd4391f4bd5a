"""What a click, a brush or the form means: the filters that follow from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column, Kind
from portal.errors import ParameterError
from portal.figures.distributions import bin_edges
from portal.figures.values import Floats, is_date, levels, numbers
from portal.services import exploring
from portal.services.datasets import Dataset
from portal.services.exploring import Filter, Filters
from portal.ui.explore import state

TOP = 5
"""Categories of a small chart; the rest is gathered."""


def clicked(table: pd.DataFrame, column: Column, filters: Filters, point: dict[str, Any]) -> Filters:
    """A click on a bar: the category is added or taken away, the bin becomes the range."""
    values = table[column.name]
    if state.on_scale(column, values):
        known = numbers(values)
        known = known[np.isfinite(known)]
        at = _position(point.get("x"), dated=is_date(values))
        if at is None or not len(known):
            return filters
        edges = bin_edges(known)
        place = int(np.clip(np.searchsorted(edges, at, side="right") - 1, 0, len(edges) - 2))
        start, end = edges[place], edges[place + 1]
        last = place == len(edges) - 2
        return _ranged(filters, column.name, known, (known >= start) & ((known <= end) if last else (known < end)))
    others = exploring.without(filters, column.name)
    found = levels(values[exploring.mask(table, others)] if others else values, TOP).names
    place = int(point.get("y", -1))
    return exploring.toggled(filters, column.name, found[place]) if 0 <= place < len(found) else filters


def brushed(table: pd.DataFrame, column: Column, filters: Filters, span: list[Any]) -> Filters:
    """A brush over a histogram: the range it covers; one that covers everybody is no filter."""
    values = table[column.name]
    dated = is_date(values)
    ends = [_position(end, dated=dated) for end in span[:2]]
    if len(ends) < 2 or ends[0] is None or ends[1] is None:
        return filters
    low, high = sorted((ends[0], ends[1]))
    known = numbers(values)
    known = known[np.isfinite(known)]
    return _ranged(filters, column.name, known, (known >= low) & (known <= high))


def typed(dataset: Dataset, column: str, value: str | None, low: str | None, high: str | None) -> Filter:
    """The filter of the form; ParameterError says what is missing in it."""
    kind = dataset.column(column).kind
    if kind not in (Kind.NUMBER, Kind.DATE):
        if not value:
            raise ParameterError("Choose a value first.")
        return Filter(column, (value,))
    ends = [_typed_end(text, dated=kind == Kind.DATE) for text in (low, high)]
    if ends == [None, None]:
        raise ParameterError("Give the range at least one end.")
    return exploring.checked(dataset, (Filter(column, (), ends[0], ends[1]),))[0]


def _ranged(filters: Filters, column: str, known: Floats, inside: npt.NDArray[np.bool_]) -> Filters:
    """The range from the smallest to the largest value inside: the chip then counts exactly what was marked."""
    if inside.all():
        return exploring.without(filters, column)
    kept = known[inside]
    return (
        exploring.with_filter(filters, Filter(column, (), float(kept.min()), float(kept.max())))
        if len(kept)
        else filters
    )


def _typed_end(text: str | None, *, dated: bool) -> float | None:
    plain = (text or "").strip().replace("−", "-")
    if not plain:
        return None
    if dated:
        day = pd.to_datetime(plain, errors="coerce", format="ISO8601")
        if pd.isna(day):
            raise ParameterError(f"“{plain}” is no date. Write it as 2026-03-31.")
        return float(day.timestamp() * 1000)
    try:
        found = float(plain.replace(",", "").replace(" ", ""))
    except ValueError:
        found = np.nan
    if not np.isfinite(found):
        raise ParameterError(f"“{plain}” is no number. Write it as 50000 or 1.5.")
    return found


def _position(place: Any, *, dated: bool) -> float | None:
    """A place on an axis as the browser tells it: dates come as words."""
    try:
        found = pd.Timestamp(place).timestamp() * 1000 if dated and isinstance(place, str) else float(place)
    except (TypeError, ValueError):
        return None
    return found if np.isfinite(found) else None
