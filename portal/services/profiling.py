"""Averages, usual categories and differences of a run's segments, with everybody beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine import profiles
from portal.engine.columns import Column, Role
from portal.engine.reading import Categories, read
from portal.engine.records import NOISE
from portal.services import datasets
from portal.services.runs import LEFT_OUT
from portal.services.segments import WEEK, Portrait, described_columns, own_columns
from portal.services.workspace import Workspace

Floats = npt.NDArray[np.float64]
FORMAT: Final = 1
"""Raised when the same run is summarised otherwise."""
MOST_NUMBERS: Final = 9
FILLED_NUMBERS: Final = 6
MOST_CATEGORIES: Final = 2
"""What a table for reading holds: the run's own variables, filled up with the columns that tell most."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A numeric column: averages in the order of `Summary.labels` and of everyone; a yes/no column's share of yes."""

    name: str
    means: tuple[float, ...]
    everyone: float
    binary: bool


@dataclass(frozen=True, slots=True)
class Usual:
    """A category column: its most frequent category with its share, by label and of everyone; None: all missing."""

    name: str
    tops: tuple[tuple[str, float] | None, ...]
    everyone: tuple[str, float] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary table: a row for each label (segments, then −1 when somebody is unassigned)."""

    labels: tuple[int, ...]
    sizes: tuple[int, ...]
    numbers: tuple[Numbers, ...]
    categories: tuple[Usual, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """How many σ of everyone each segment's average lies from everyone's: `values` (segments, variables)."""

    variables: tuple[str, ...]
    values: Floats


def profiled_columns(portrait: Portrait) -> tuple[Column, ...]:
    """Columns that describe people: the run's own variables first, then other variables, then descriptors."""
    return described_columns(portrait.dataset, portrait.run.spec.preparation)


def summary(ws: Workspace, portrait: Portrait) -> Summary:
    """The summary table of the run; remembered between requests and processes."""
    key = ("summary", FORMAT, portrait.run.id, tuple((c.name, str(c.kind)) for c in profiled_columns(portrait)))
    known: Summary | None = ws.cache.get(key)
    if known is None:
        known = _summary(ws, portrait)
        ws.cache.set(key, known, expire=WEEK)
    return known


def _summary(ws: Workspace, portrait: Portrait) -> Summary:
    frame, labels, columns = placed(ws, portrait)
    *rows, everyone = profiles.summarise(frame, labels, columns)
    binary = {column.name for column in read(frame, columns) if not isinstance(column, Categories) and column.binary}
    numbers = [
        Numbers(name, tuple(row.means[name] for row in rows), mean, name in binary)
        for name, mean in everyone.means.items()
    ]
    categories = [
        Usual(
            name,
            tuple((row.tops[name].category, row.tops[name].share) if name in row.tops else None for row in rows),
            (top.category, top.share),
        )
        for name, top in everyone.tops.items()
    ]
    order = _telling(frame, labels, columns, portrait)
    own = sum(one.name in _own(portrait) for one in numbers)
    most = min(MOST_NUMBERS, max(FILLED_NUMBERS, own))
    kept = {one.name for one in sorted(numbers, key=lambda one: order[one.name])[:most]}
    usual = {one.name for one in sorted(categories, key=lambda one: order[one.name])[:MOST_CATEGORIES]}
    return Summary(
        labels=tuple(NOISE if row.label is None else row.label for row in rows),
        sizes=tuple(row.size for row in rows),
        numbers=tuple(one for one in numbers if one.name in kept),
        categories=tuple(one for one in categories if one.name in usual),
    )


def differences(ws: Workspace, portrait: Portrait) -> Differences:
    """Standardised differences of the segments in every quantity that the run used, and in other variables."""
    frame, labels, columns = placed(ws, portrait)
    own = _own(portrait)
    table = profiles.differences(frame, labels, [c for c in columns if c.role == Role.VARIABLE or c.name in own])
    return Differences(tuple(str(name) for name in table.columns), table.to_numpy(dtype=np.float64))


def people(ws: Workspace, portrait: Portrait, label: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The profiled columns of everyone whom the run places, and of one segment's members."""
    frame, labels, _ = placed(ws, portrait)
    return frame, frame.loc[labels == label]


def placed(ws: Workspace, portrait: Portrait) -> tuple[pd.DataFrame, npt.NDArray[np.int16], tuple[Column, ...]]:
    """The profiled columns and labels of everyone whom the run places."""
    columns = profiled_columns(portrait)
    frame, labels = datasets.frame(ws, portrait.dataset.id, [c.name for c in columns]), portrait.cut.labels
    if portrait.cut.left_out:
        frame, labels = frame.loc[labels > LEFT_OUT], labels[labels > LEFT_OUT]
    return frame, labels, columns


def _own(portrait: Portrait) -> frozenset[str]:
    return frozenset(column.name for column in own_columns(portrait.dataset, portrait.run.spec.preparation))


def _telling(
    frame: pd.DataFrame, labels: npt.NDArray[np.int16], columns: tuple[Column, ...], portrait: Portrait
) -> dict[str, tuple[bool, float]]:
    """Rank of each column, smallest first: the run's own, then those in which the segments differ most."""
    own = _own(portrait)
    groups = np.where(labels == NOISE, len(portrait.segments), labels).astype(np.intp)
    count = len(portrait.segments) + 1
    found: dict[str, tuple[bool, float]] = {}
    for column in read(frame, columns):
        if isinstance(column, Categories):
            known = column.codes >= 0
            table = np.zeros((count, len(column.levels)))
            np.add.at(table, (groups[known], column.codes[known]), 1)
            strength = cramers_v(table)
        else:
            known = ~np.isnan(column.values)
            strength = correlation_ratio(column.values[known], groups[known], count)
        # Rounded, so that among equals the table's own order decides.
        found[column.name] = (column.name not in own, -round(strength, 1))
    return found


def correlation_ratio(values: Floats, groups: npt.NDArray[np.intp], count: int) -> float:
    """Share of the variance of `values` that lies between the groups, 0 to 1."""
    total = float(((values - values.mean()) ** 2).sum()) if len(values) else 0.0
    if total == 0:
        return 0.0
    sizes = np.bincount(groups, minlength=count)
    means = np.bincount(groups, weights=values, minlength=count) / np.maximum(sizes, 1)
    return float((sizes * (means - values.mean()) ** 2).sum()) / total


def cramers_v(table: Floats) -> float:
    """Strength of association in a table of counts, 0 to 1 (Cramér 1946)."""
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        return 0.0
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    chi = float(((table - expected) ** 2 / expected).sum())
    return float(np.sqrt(chi / (table.sum() * (min(table.shape) - 1))))
