"""The small table of a preset: planted segments, and some who fit none."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Role
from portal.engine.presets.records import PlantedSegment, Preset, PresetColumn

STRAY = -1
TAIL = 2.2
"""Spreads from its centre beyond which nobody of a segment is drawn."""


def preset_sample(preset: Preset) -> pd.DataFrame:
    """The fictional table of a preset, the same on every machine: ``preset.rows`` rows in its columns' order."""
    return _drawn(preset)[0]


def planted(preset: Preset) -> npt.NDArray[np.int64]:
    """The planted segment of each row of the sample; −1 fits none."""
    return _drawn(preset)[1]


def _drawn(preset: Preset) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    rng = np.random.default_rng(preset.seed)
    sizes = [round(preset.rows * segment.share) for segment in preset.segments]
    sizes.append(preset.rows - sum(sizes))
    truth = np.repeat([*range(len(preset.segments)), STRAY], sizes)
    columns = {}
    for column in preset.columns:
        if column.role is Role.ID:
            continue
        parts = [_of_segment(column, segment, n, rng) for segment, n in zip(preset.segments, sizes, strict=False)]
        parts.append(_of_strays(column, sizes[-1], rng))
        columns[column.name] = np.concatenate(parts)
    order = rng.permutation(preset.rows)
    table = {
        column.name: np.arange(1001, 1001 + preset.rows)
        if column.role is Role.ID
        else _typed(column, columns[column.name][order])
        for column in preset.columns
    }
    return pd.DataFrame(table), truth[order].astype(np.int64)


def _of_segment(
    column: PresetColumn, segment: PlantedSegment, n: int, rng: np.random.Generator
) -> npt.NDArray[np.float64]:
    """Values of a number, or places among the levels of a category."""
    if column.levels:
        shares = segment.levels.get(column.name)
        return rng.choice(len(column.levels), n, p=shares).astype(np.float64)
    centre, spread = segment.numbers.get(column.name, ((column.low + column.high) / 2, (column.high - column.low) / 4))
    # A Gaussian without its far tail, so that segments end somewhere.
    normal = np.clip(rng.standard_normal(n), -TAIL, TAIL)
    return np.clip(centre + spread * normal, column.low, column.high)


def _of_strays(column: PresetColumn, n: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    if column.levels:
        return rng.integers(0, len(column.levels), n).astype(np.float64)
    return rng.uniform(column.low, column.high, n)


def _typed(column: PresetColumn, values: npt.NDArray[np.float64]) -> pd.Series[str] | npt.NDArray[np.generic]:
    if column.levels:
        return pd.Series(np.array(column.levels, dtype=object)[values.astype(np.int64)], dtype="str")
    rounded = values.round(column.decimals)
    return rounded if column.decimals else rounded.astype(np.int64)
