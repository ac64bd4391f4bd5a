"""The frozen records that the engine's rooms hand to one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

NOISE = -1
"""Label of a row that belongs to no segment."""

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int32]


class Progress(Protocol):
    """Called by long work: which stage, and which share of the whole is done (0 to 1).

    It may raise (portal.errors.JobCancelled) to stop the work between two steps.
    """

    def __call__(self, stage: str, share: float) -> None:
        """Report `stage` and the `share` of the whole that is done."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Prepared numbers.

    Attributes
    ----------
    values : (n, d) float64, C-contiguous, finite
    columns : d names of the matrix columns (a one-hot column is named ``"feature=value"``)
    index : (n,) int64, the position of each matrix row in the original table
        (rows left out by the missing policy have no matrix row)
    """

    values: Floats
    columns: tuple[str, ...]
    index: npt.NDArray[np.int64]

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.values.shape[0])

    @property
    def d(self) -> int:
        """Number of columns."""
        return int(self.values.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """Labels of one cut.

    Attributes
    ----------
    labels : (n,) int32, −1 = noise, else 0 … n_clusters−1
    n_clusters : number of clusters, noise not counted
    strengths : (n,) float64 in [0, 1] or None; 1 at the core of a cluster, 0 at its edge and for noise
    """

    labels: Labels
    n_clusters: int
    strengths: Floats | None = field(default=None)
