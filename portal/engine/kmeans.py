"""K-Means for every k at once: the record of a sweep, and cuts of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from portal.engine.params import KMeansParams
from portal.engine.records import Clustering, Floats, Matrix, Progress
from portal.errors import ParameterError


@dataclass(frozen=True, slots=True, eq=False)
class KMeansSweep:
    """K-Means for k = k_min … k_max.

    Attributes
    ----------
    ks : (s,) int64, the numbers of clusters
    labels : (s, n) int8, 0 the largest cluster
    centers : (Σ ks, d) float64, those of the first k, then those of the second …
    inertia : (s,) within-cluster sum of squares
    silhouette, silhouette_error : (s,) mean silhouette and its standard error (0 = exact)
    silhouette_rows : () number of rows it was computed on
    calinski_harabasz, davies_bouldin : (s,)
    different : () number of different rows, counted no further than one beyond the k asked for
    """

    ks: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int8]
    centers: Floats
    inertia: Floats
    silhouette: Floats
    silhouette_error: Floats
    silhouette_rows: npt.NDArray[np.int64]
    calinski_harabasz: Floats
    davies_bouldin: Floats
    different: npt.NDArray[np.int64]

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.labels.shape[1])

    @property
    def k_min(self) -> int:
        """Smallest k."""
        return int(self.ks[0])

    @property
    def k_max(self) -> int:
        """Largest k; smaller than asked for when there are fewer different rows."""
        return int(self.ks[-1])

    @property
    def best_k(self) -> int:
        """The k of the highest mean silhouette, the smallest of equals."""
        return int(self.ks[int(np.argmax(self.silhouette))])

    def centers_of(self, k: int) -> Floats:
        """(k, d) centres, in the order of the labels."""
        at = self._place(k)
        start = int(self.ks[:at].sum())
        return self.centers[start : start + int(self.ks[at])]

    def labels_of(self, k: int) -> npt.NDArray[np.int8]:
        """(n,) labels."""
        labels: npt.NDArray[np.int8] = self.labels[self._place(k)]
        return labels

    def _place(self, k: int) -> int:
        if self.k_min <= k <= self.k_max:
            return k - self.k_min
        why = "outside what was computed"
        if k > self.n:
            why = f"more than the {self.n:,} rows"
        elif k > int(self.different) == self.k_max:
            why = f"more than the {int(self.different):,} different rows"
        choose = f"{self.k_min} to {self.k_max}" if self.k_min < self.k_max else str(self.k_min)
        raise ParameterError(f"k = {k:,} is {why}. Choose {choose}.")

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Plain arrays, ready to be stored."""
        return {f.name: np.asarray(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The sweep back from its arrays, which may be memory-mapped."""
        return cls(**{f.name: arrays[f.name] for f in fields(cls)})


def sweep_kmeans(
    matrix: Matrix, k_max: int = 12, seed: int = 0, progress: Progress | None = None, *, k_min: int = 2
) -> KMeansSweep:
    """K-Means for every k from `k_min` to `k_max` (the slow half; compiles, so only in jobs).

    Parameters
    ----------
    matrix : prepared rows (n, d)
    k_max : largest k; clipped to the number of different rows
    seed : of starts and samples; the same seed gives the same bytes
    progress : called between steps; what it raises ends the sweep
    k_min : smallest k to keep; the result for a k does not depend on it

    Raises
    ------
    PreparationError
        when all rows are the same
    ParameterError
        when fewer rows differ than `k_min`
    """
    from portal.engine.kmeans_sweep import sweep  # numba stays out of processes that only cut

    return sweep(matrix, k_min, k_max, seed, progress)


def cut_kmeans(sweep: KMeansSweep, params: KMeansParams) -> Clustering:
    """Labels for one k (the fast half): a copy out of the sweep.

    Raises
    ------
    ParameterError
        when k was not swept, or exceeds the number of (different) rows
    """
    return Clustering(sweep.labels_of(params.k).astype(np.int32), params.k)
