"""What the Explore page shows, read out of its address and written back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd

from portal.engine.columns import Column, Kind
from portal.errors import PortalError
from portal.figures.correlations import Method
from portal.figures.values import is_number
from portal.figures.wording import compact, elided, humanised, listed, number
from portal.services import datasets, exploring
from portal.services.datasets import Dataset
from portal.services.exploring import Filter, Filters, Pair
from portal.ui.session import workspace

NOTHING = "none"
"""Value of the third menu when nothing colours the picture."""
METHODS: tuple[Method, ...] = ("pearson", "spearman")


@dataclass(frozen=True, slots=True)
class View:
    """One state of the page; `wrong` says what of the address could not be followed."""

    dataset: Dataset
    filters: Filters
    pair: Pair
    method: Method
    picks: tuple[Pair, ...]
    wrong: str | None = None

    @property
    def default(self) -> list[str]:
        """The pair and colour shown when nothing is asked for."""
        first = self.picks[0] if self.picks else Pair("", "")
        return [first.x, first.y, first.color or NOTHING]


def view(
    dataset: Dataset, x: str | None, y: str | None, color: str | None, method: str | None, where: str | None
) -> View:
    """The state that an address asks for, with the first pick where it asks for nothing."""
    wrong = None
    try:
        filters = exploring.checked(dataset, exploring.parse(where))
    except PortalError as error:
        filters, wrong = (), error.message
    names = {column.name for column in exploring.drawable(dataset)}
    picks = exploring.worth_a_look(workspace(), dataset)
    asked = x in names and y in names
    first = picks[0] if picks else Pair("", "")
    pair = Pair(str(x), str(y), color if color in names else None) if asked else first
    if (x or y) and not asked and wrong is None:
        wrong = f"The link compares “{x}” and “{y}”, which are not both columns to be drawn here."
    return View(dataset, filters, pair, "spearman" if method == "spearman" else "pearson", picks, wrong)


def meaning(search: str | None, default: Sequence[str]) -> tuple[Any, ...]:
    """What an address shows: pair, colour, method, filters; `default` is the pair of one that names none."""
    query = dict(parse_qsl((search or "").removeprefix("?")))
    asked = "x" in query and "y" in query
    pair = (query["x"], query["y"], query.get("color", NOTHING)) if asked else tuple(default)
    return (*pair, query.get("method", METHODS[0]), _read(query.get("where")))


def news(search: str | None, default: Sequence[str], now: Sequence[str | None]) -> dict[str, str | None] | None:
    """What (x, y, colour, method, filters) change of an address; None when the present one means the same.

    Only a new meaning is written: an address that merely spells out what is shown would be a step that Back
    can never leave.
    """
    x, y, color, method, where = now
    if not x or not y or meaning(search, default) == (x, y, color or NOTHING, method or METHODS[0], _read(where)):
        return None
    third = None if color == NOTHING else color
    spoken = None if method == METHODS[0] else method
    return {"x": x, "y": y, "color": third, "method": spoken, "where": where or None}


def _read(where: str | None) -> Filters:
    try:
        return exploring.parse(where)
    except PortalError:
        return ()


def chosen(dataset_id: str, written: str | None) -> tuple[Dataset, Filters, pd.DataFrame]:
    """The dataset, its filters and the customers who meet them; the frame is shared, so it is only read."""
    known = datasets.info(workspace(), dataset_id)
    filters = exploring.parse(written)
    return known, filters, exploring.chosen(workspace(), known, filters)


def on_scale(column: Column, values: pd.Series[Any]) -> bool:
    """Whether a column is drawn as a histogram: a number or date by kind, and by what its cells are."""
    return column.kind in (Kind.NUMBER, Kind.DATE) and is_number(values)


def named(column: str) -> str:
    """A column's name as the page writes it."""
    return humanised(column)


def said(item: Filter, *, dated: bool = False) -> str:
    """A filter in words: “Income 50 k to 80 k”, “Gender: Female or Male”."""
    name = elided(named(item.column), 28)
    if not item.is_range:
        return f"{name}: {elided(listed(item.values).replace(' and ', ' or '), 40)}"
    low, high = (_edge(edge, dated) for edge in (item.low, item.high))
    if item.high is None:
        return f"{name} from {low}"
    if item.low is None:
        return f"{name} up to {high}"
    return f"{name} {low}" if low == high else f"{name} {low} to {high}"


def _edge(edge: float | None, dated: bool) -> str:
    if edge is None:
        return ""
    if dated:
        return f"{pd.Timestamp(edge, unit='ms'):%d %b %Y}"
    return number(edge) if abs(edge) < 1e6 else compact(edge)
