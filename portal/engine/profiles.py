"""Segments against everyone: averages, shares, standardised differences, distributions, lifts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column
from portal.engine.reading import Categories, Quantity, quantities, read
from portal.engine.records import Floats

Labels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Top:
    """The most frequent category of a column: its share in the segment and in all rows."""

    category: str
    share: float
    overall: float


@dataclass(frozen=True, slots=True)
class Summary:
    """One row of the summary table.

    Attributes
    ----------
    label : segment, −1 the unassigned, None everyone
    size, share : number of rows, and their share of all rows (0 to 1)
    means, medians : by numeric column, missing cells left out (NaN when all are missing); the mean of a
        yes/no column is its share of yes
    tops : by categorical column (gender mode, top category)
    """

    label: int | None
    size: int
    share: float
    means: Mapping[str, float]
    medians: Mapping[str, float]
    tops: Mapping[str, Top]


def summarise(frame: pd.DataFrame, labels: Labels, columns: Iterable[str | Column]) -> tuple[Summary, ...]:
    """The summary table of a run.

    Parameters
    ----------
    frame : (rows, columns) table
    labels : (rows,) segment of each row; −1 unassigned, −2 left out (counted in everyone only)
    columns : what to summarise, variables and descriptors; a Column of kind category holds codes

    Returns
    -------
    One row per segment in the order of labels, then the unassigned (if any), then everyone.
    """
    labels = np.asarray(labels)
    present = read(frame, columns)
    segments: list[int | None] = [int(label) for label in np.unique(labels) if label >= 0]
    if np.any(labels == -1):
        segments.append(-1)
    rows = [_summary(label, np.flatnonzero(labels == label), len(labels), present) for label in segments]
    return (*rows, _summary(None, np.arange(len(labels)), len(labels), present))


def _summary(label: int | None, rows: Labels, total: int, columns: Sequence[Quantity | Categories]) -> Summary:
    means: dict[str, float] = {}
    medians: dict[str, float] = {}
    tops: dict[str, Top] = {}
    for column in columns:
        if isinstance(column, Quantity):
            values = column.values[rows]
            values = values[~np.isnan(values)]
            means[column.name] = float(values.mean()) if values.size else float("nan")
            medians[column.name] = float(np.median(values)) if values.size else float("nan")
        elif (top := _top(column, rows)) is not None:
            tops[column.name] = top
    return Summary(label, len(rows), len(rows) / total if total else 0.0, means, medians, tops)


def _top(column: Categories, rows: Labels) -> Top | None:
    codes = column.codes[rows]
    counts = np.bincount(codes[codes >= 0], minlength=len(column.levels))
    if not counts.sum():
        return None
    best = int(counts.argmax())
    known = column.codes >= 0
    overall = float(np.mean(column.codes[known] == best))
    return Top(column.levels[best], float(counts[best] / counts.sum()), overall)


def differences(frame: pd.DataFrame, labels: Labels, features: Iterable[str | Column]) -> pd.DataFrame:
    """(segments, features) standardised differences: (segment mean − overall mean) / overall standard deviation.

    Columns that hold no quantities are left out; 0 where a column does not vary, NaN where a segment
    has no value. The index is the segment; negative labels have no row but count in the overall mean.
    """
    labels = np.asarray(labels)
    segments = [int(label) for label in np.unique(labels) if label >= 0]
    table: dict[str, list[float]] = {}
    for column in quantities(frame, features):
        known = ~np.isnan(column.values)
        values, where = column.values[known], labels[known]
        middle, spread = float(values.mean()), float(values.std())
        table[column.name] = [_difference(values[where == segment], middle, spread) for segment in segments]
    return pd.DataFrame(table, index=pd.Index(segments, name="segment"), dtype=np.float64)


def _difference(values: Floats, middle: float, spread: float) -> float:
    if not values.size:
        return float("nan")
    return (float(values.mean()) - middle) / spread if spread > 0 else 0.0


def shares_of_total(frame: pd.DataFrame, labels: Labels, feature: str) -> dict[int, float]:
    """Which share of the sum of a money column each segment holds (−1 included); empty when the sum is not positive."""
    labels = np.asarray(labels)
    found = quantities(frame, [feature])
    if not found:
        return {}
    values = np.nan_to_num(found[0].values)
    total = float(values.sum())
    if total <= 0:
        return {}
    return {int(label): float(values[labels == label].sum()) / total for label in np.unique(labels) if label >= -1}
