"""One segment against everyone, column by column: density curves and lifts of categories."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column
from portal.engine.reading import Categories, quantities, read
from portal.engine.records import Floats

CELLS = 512


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Two density curves of one column on one axis, each with area 1.

    Attributes
    ----------
    feature : column
    x : (p,) values, from the 0.5th to the 99.5th percentile of everyone
    everyone, segment : (p,) densities
    everyone_mean, segment_mean : averages
    sigma : (segment mean − mean) / standard deviation
    """

    feature: str
    x: Floats
    everyone: Floats
    segment: Floats
    everyone_mean: float
    segment_mean: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Lift:
    """A category: its share in the segment, in all rows, and their ratio."""

    category: str
    share: float
    overall: float
    lift: float


def density_curves(
    frame: pd.DataFrame, labels: npt.NDArray[Any], segment: int, features: Iterable[str | Column], points: int = 96
) -> tuple[Curve, ...]:
    """Distribution of each numeric column in one segment and in all rows.

    Gaussian kernel estimates with Silverman's bandwidth (1986), on a histogram of 512 cells: linear in
    the number of rows. Columns without spread, or without values in the segment, are left out.
    """
    chosen = np.asarray(labels) == segment
    curves = []
    for column in quantities(frame, features):
        known = ~np.isnan(column.values)
        values, inside = column.values[known], column.values[known & chosen]
        spread = float(values.std())
        if spread == 0 or not inside.size:
            continue
        low, high = _range(values)
        x = np.linspace(low, high, points)
        curves.append(
            Curve(
                column.name,
                x,
                _density(values, x),
                _density(inside, x),
                float(values.mean()),
                float(inside.mean()),
                (float(inside.mean()) - float(values.mean())) / spread,
            )
        )
    return tuple(curves)


def lifts(
    frame: pd.DataFrame, labels: npt.NDArray[Any], segment: int, feature: str | Column, most: int = 12
) -> tuple[Lift, ...]:
    """Share of every category in one segment against all rows, highest lift first.

    At most `most` categories, the most frequent of all rows. Empty for a column without categories.
    """
    found = read(frame, [feature])
    if not found or not isinstance(found[0], Categories):
        return ()
    column = found[0]
    known = column.codes >= 0
    overall = np.bincount(column.codes[known], minlength=len(column.levels)) / known.sum()
    inside = column.codes[known & (np.asarray(labels) == segment)]
    if not inside.size:
        return ()
    share = np.bincount(inside, minlength=len(column.levels)) / inside.size
    frequent = np.argsort(-overall, kind="stable")[:most]
    rows = [Lift(column.levels[i], float(share[i]), float(overall[i]), float(share[i] / overall[i])) for i in frequent]
    return tuple(sorted(rows, key=lambda row: -row.lift))


def cramers_v(frame: pd.DataFrame, labels: npt.NDArray[Any], feature: str | Column) -> float | None:
    """Association of a column with the segments, 0 to 1 (Cramér 1946); None for a column without categories."""
    found = read(frame, [feature])
    labels = np.asarray(labels)
    if not found or not isinstance(found[0], Categories):
        return None
    codes = found[0].codes
    kept = (codes >= 0) & (labels >= 0)
    table = pd.crosstab(labels[kept], codes[kept]).to_numpy(dtype=np.float64)
    if min(table.shape) < 2:
        return None
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    chi = float(((table - expected) ** 2 / expected).sum())
    return float(np.sqrt(chi / (table.sum() * (min(table.shape) - 1))))


def _range(values: Floats) -> tuple[float, float]:
    low, high = np.percentile(values, (0.5, 99.5))
    return (float(low), float(high)) if low < high else (float(values.min()), float(values.max()))


def _density(values: Floats, x: Floats) -> Floats:
    """(p,) density at x."""
    quarter, three_quarters = np.percentile(values, (25, 75))
    spread = min(float(values.std()) or np.inf, float(three_quarters - quarter) / 1.349 or np.inf)
    reach = float(x[-1] - x[0])
    width = 0.9 * (spread if np.isfinite(spread) else 0.0) * len(values) ** -0.2
    width = min(max(width, reach / 60), reach / 4)
    low, high = float(x[0]) - 3 * width, float(x[-1]) + 3 * width
    edges = np.linspace(low, high, CELLS + 1)
    counts = np.histogram(np.clip(values, low, high), bins=edges)[0]
    step = (high - low) / CELLS
    half = int(np.ceil(4 * width / step))
    kernel = np.exp(-0.5 * (np.arange(-half, half + 1) * step / width) ** 2)
    smooth = np.convolve(counts, kernel / kernel.sum(), mode="same")[:CELLS]
    density = np.interp(x, edges[:-1] + step / 2, smooth)
    area = float(np.trapezoid(density, x))
    return np.asarray(density / area if area > 0 else density)
