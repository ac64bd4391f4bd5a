"""Good places to start: a radius from the k-distance curve, a smallest size from the steadiest range."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portal.engine.density.branches import branches
from portal.engine.density.record import Density, Level
from portal.engine.density.selection import selected
from portal.engine.params import HdbscanParams
from portal.engine.records import Floats

STEPS = 48
"""Sizes that are tried, evenly spaced in the logarithm."""


def k_distances(density: Density, min_samples: int) -> Floats:
    """Distance of every row to its `min_samples`-th nearest (itself counted), (n,) ascending."""
    return np.sqrt(np.sort(density.core(min_samples)))


def recommended_eps(density: Density, min_samples: int) -> float:
    """The knee of the k-distance curve (Satopää, Albrecht, Irwin & Raghavan 2011).

    The curve runs from the densest row to the one at the 99.5th percentile (a few far outliers
    would otherwise push the knee among them); its knee lies furthest below the chord. A table
    whose distances are all zero gets the least positive radius.
    """
    curve = k_distances(density, min_samples)
    curve = curve[: max(2, int(np.ceil(0.995 * curve.size)))]
    low, high = float(curve[0]), float(curve[-1])
    if not high > low:
        return max(high, 1e-9)
    below = np.linspace(0.0, 1.0, curve.size) - (curve - low) / (high - low)
    return max(float(curve[int(below.argmax())]), 1e-9)


@dataclass(frozen=True, slots=True)
class SizeRange:
    """“Anywhere from `low` to `high` gives `clusters` segments.”

    `value` lies in the middle (geometrically). ``clusters`` is 0 when no size gives two segments
    or more; `value`, `low` and `high` are then a plain default.
    """

    value: int
    low: int
    high: int
    clusters: int


def recommended_min_cluster_size(density: Density, min_samples: int) -> SizeRange:
    """The widest range of smallest sizes, as a ratio, over which the number of segments (≥ 2) stays the same.

    Sizes from 5 (or 1 % of the rows, if that is less; never below 2) to half of the rows.
    """
    level, n = density.level(min_samples), density.n
    lowest, highest = max(2, min(5, n // 100)), max(2, n // 2)
    sizes = np.unique(np.geomspace(lowest, highest, STEPS).round().astype(int)).tolist()
    counts = [_clusters(level, HdbscanParams(min_cluster_size=c, min_samples=min_samples)) for c in sizes]
    best = SizeRange(max(2, min(n, round(np.sqrt(n)))), lowest, highest, 0)
    widest = 0.0
    i = 0
    while i < len(sizes):
        j = i
        while j + 1 < len(sizes) and counts[j + 1] == counts[i]:
            j += 1
        if counts[i] >= 2:
            # A range reaches to the next size tried: a single size is no range of width zero.
            beyond = sizes[j + 1] if j + 1 < len(sizes) else sizes[j]
            width = float(np.log(beyond / sizes[i]))
            if width > widest:
                widest = width
                best = SizeRange(round(float(np.sqrt(sizes[i] * sizes[j]))), sizes[i], sizes[j], counts[i])
        i = j + 1
    return best


def _clusters(level: Level, params: HdbscanParams) -> int:
    return int(selected(branches(level, params.min_cluster_size), params).size)
