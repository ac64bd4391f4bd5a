"""The rows and columns that the tests of structure look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.encoding import Encoded, encode
from portal.engine.preparation import Preparation, prepare
from portal.engine.records import Floats

FENCE = 2.0
"""Numbers further than this many quartile ranges beyond a quartile are drawn in to that fence."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A seeded sample of prepared rows.

    Attributes
    ----------
    values : (n, d) prepared, extremes drawn in
    columns : the m features of the same rows, encoded
    blocks : for each feature, its columns of `values`
    rows : (n,) positions in the table
    of : number of rows that the sample was taken from
    """

    values: Floats
    columns: tuple[Encoded, ...]
    blocks: tuple[slice, ...]
    rows: npt.NDArray[np.int64]
    of: int

    def rearranged(self, taken: npt.NDArray[np.int64]) -> Floats:
        """(n, d) matrix of a draw: each feature's columns moved by its row of `taken` (m, n)."""
        out = np.empty_like(self.values)
        for block, source in zip(self.blocks, taken, strict=True):
            out[:, block] = self.values[source, block]
        return out


def sample(frame: pd.DataFrame, preparation: Preparation, rows: int, rng: np.random.Generator) -> Sample:
    """At most `rows` rows of the prepared table, with their raw columns.

    The whole table is prepared first, so that the scales are those of every other page.
    """
    matrix = prepare(frame, preparation)
    chosen = np.arange(matrix.n)
    if matrix.n > rows:
        chosen = np.sort(rng.choice(matrix.n, rows, replace=False))
    at = matrix.index[chosen]
    whole = [encode(frame, name, as_category=name in preparation.categories) for name in preparation.features]
    values = matrix.values[chosen].copy()
    blocks, start = [], 0
    for column in whole:
        blocks.append(slice(start, start + len(column.names)))
        if column.numbers is not None:
            values[:, start] = fenced(values[:, start])
        start += len(column.names)
    return Sample(values, tuple(_rows_of(column, at) for column in whole), tuple(blocks), at, matrix.n)


def fenced(values: Floats) -> Floats:
    """A column with its extremes drawn in to Tukey's fences, and its spread restored.

    One customer a thousand deviations away makes "him and everybody else" the best two segments by silhouette;
    drawn in, he is still far out, but no longer the only thing to see. A segment of customers beyond the fence
    stays together and apart. Where more than half of the values are equal the fences are the 1st and 99th percentile.
    """
    low, high = np.percentile(values, (25, 75))
    reach = FENCE * (high - low)
    low, high = (low - reach, high + reach) if reach > 0 else np.percentile(values, (1, 99))
    inside = np.clip(values, low, high)
    spread = float(inside.std())
    if spread == 0:
        return values
    centre = float(inside.mean())
    return np.asarray((inside - centre) * (float(values.std()) / spread) + centre)


def _rows_of(column: Encoded, at: npt.NDArray[np.int64]) -> Encoded:
    return Encoded(
        column.name,
        None if column.numbers is None else column.numbers[at],
        None if column.codes is None else column.codes[at],
        column.levels,
    )
