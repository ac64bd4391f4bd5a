"""Segments on one scale for all variables: what the segment profile plot and parallel coordinates draw.

The segment profile plot of Dolnicar, Grün & Leisch (2018, ch. 8): a panel for each segment, similar variables
side by side, marker variables set apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column
from portal.engine.reading import Quantity, quantities
from portal.engine.records import Floats

SHARE_MARK = 0.25
RATIO_MARK = 0.5
"""A yes/no column marks a segment when its share is this far from everyone's, or this far in proportion (ibid.)."""
SIGMA_MARK = 0.5
"""A quantity marks a segment from this many standard deviations (Cohen's "medium")."""
LOW, HIGH = 1, 99
"""Percentiles of everyone between which a quantity is stretched."""

Labels = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class ProfilePlot:
    """Averages of segments, as they are and on a scale from 0 to 1.

    Attributes
    ----------
    variables : (v,) columns, similar ones side by side
    binary : (v,) whether a column is yes/no, its average a share
    means, everyone : (k, v) and (v,) averages in the columns' own units; NaN without values
    heights, level : (k, v) and (v,) the same on the scale
    marked : (k, v) whether the variable marks the segment
    """

    variables: tuple[str, ...]
    binary: tuple[bool, ...]
    means: Floats
    everyone: Floats
    heights: Floats
    level: Floats
    marked: npt.NDArray[np.bool_]


def profile_plot(frame: pd.DataFrame, labels: Labels, features: Iterable[str | Column], k: int) -> ProfilePlot:
    """Averages of the segments 0 … k−1 in every column that holds quantities and varies."""
    columns = [column for column in quantities(frame, features) if _spread(column) > 0]
    means = np.full((k, len(columns)), np.nan)
    for place, column in enumerate(columns):
        for segment in range(k):
            values = column.values[labels == segment]
            values = values[~np.isnan(values)]
            means[segment, place] = values.mean() if values.size else np.nan
    everyone = np.array([float(np.nanmean(column.values)) for column in columns])
    spread = np.array([_spread(column) for column in columns])
    binary = np.array([column.binary for column in columns], dtype=np.bool_)
    order = _similar((means - everyone) / np.where(spread > 0, spread, 1))
    heights = np.column_stack([scaled(column, means[:, i]) for i, column in enumerate(columns)]) if columns else means
    level = np.array([float(scaled(column, everyone[[i]])[0]) for i, column in enumerate(columns)])
    return ProfilePlot(
        variables=tuple(columns[i].name for i in order),
        binary=tuple(bool(binary[i]) for i in order),
        means=means[:, order],
        everyone=everyone[order],
        heights=heights[:, order],
        level=level[order],
        marked=_marked(means, everyone, spread, binary)[:, order],
    )


def scaled(column: Quantity, values: Floats) -> Floats:
    """Values of a column on a scale from 0 to 1; yes/no as it is, a quantity between percentiles of everyone."""
    if column.binary:
        return values
    low, high = np.nanpercentile(column.values, (LOW, HIGH))
    if not low < high:
        low, high = np.nanmin(column.values), np.nanmax(column.values)
    return np.asarray(np.clip((values - low) / (high - low), 0, 1))


def sampled_lines(
    frame: pd.DataFrame, labels: Labels, variables: Iterable[str | Column], k: int, most: int, seed: int = 0
) -> tuple[tuple[Floats, ...], Floats]:
    """Parallel coordinates: up to `most` rows of each segment on the scale, and each segment's medians.

    Returns
    -------
    (m, v) lines by segment, NaN where a cell is missing; (k, v) medians
    """
    rng = np.random.default_rng(seed)
    columns = quantities(frame, variables)
    lines = []
    middles = np.full((k, len(columns)), np.nan)
    for segment in range(k):
        members = np.flatnonzero(labels == segment)
        for place, column in enumerate(columns):
            values = column.values[members]
            values = values[~np.isnan(values)]
            if values.size:
                middles[segment, place] = scaled(column, np.array([np.median(values)]))[0]
        rows = np.sort(rng.choice(members, min(most, len(members)), replace=False))
        lines.append(np.column_stack([scaled(column, column.values[rows]) for column in columns]))
    return tuple(lines), middles


def _spread(column: Quantity) -> float:
    return float(np.nanstd(column.values))


def _marked(means: Floats, everyone: Floats, spread: Floats, binary: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    away = np.abs(np.nan_to_num(means - everyone))
    share = (away > SHARE_MARK) | (away > RATIO_MARK * np.where(everyone > 0, everyone, np.inf))
    return np.where(binary, share, away >= SIGMA_MARK * spread)


def _similar(away: Floats) -> npt.NDArray[np.intp]:
    """Variables in an order that puts similar ones side by side (hierarchical clustering, average linkage)."""
    columns = np.nan_to_num(away).T
    if len(columns) < 3 or not columns.shape[1]:
        return np.arange(len(columns))
    from scipy.cluster.hierarchy import leaves_list, linkage  # a second to import, which most pages need not spend

    return np.asarray(leaves_list(linkage(columns, method="average", optimal_ordering=True)), dtype=np.intp)
