"""Principal components (Pearson 1901, Hotelling 1933) from the covariance matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from portal.engine.records import Floats, Matrix

KEPT = 10
"""Scores are kept for at most this many components."""
BLOCK = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Principal components of a prepared matrix, in order of falling variance.

    Attributes
    ----------
    scores : (n, m) float32 with m = min(d, 10), the rows in component coordinates
    loadings : (d, m) unit eigenvectors; the entry of largest size in each column is positive
    explained : (m,) share of the total variance, 0 to 1
    variances : (d,) variances along all d components (divisor n − 1)
    column_variances : (d,) variances of the matrix columns
    centre : (d,) means of the matrix columns, taken off before projecting
    """

    scores: npt.NDArray[np.float32]
    loadings: Floats
    explained: Floats
    variances: Floats
    column_variances: Floats
    centre: Floats

    @property
    def m(self) -> int:
        """Number of components kept."""
        return int(self.loadings.shape[1])

    @property
    def all_explained(self) -> Floats:
        """(d,) share of the total variance of every component, for the scree plot."""
        total = float(self.variances.sum())
        return self.variances / total if total > 0 else np.zeros_like(self.variances)

    def correlations(self) -> Floats:
        """(d, m) correlations of matrix columns with components (0 for a constant column)."""
        scale = np.sqrt(np.outer(self.column_variances, self.variances[: self.m]))
        covariance = self.loadings * self.variances[: self.m]
        return np.asarray(np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 0))

    def project(self, values: Floats) -> npt.NDArray[np.float32]:
        """(n, m) scores of other rows of the same matrix columns."""
        return _projected(values, self.centre, self.loadings)

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Plain arrays, ready to be stored."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The components back from their arrays, which may be memory-mapped."""
        return cls(**{f.name: arrays[f.name] for f in fields(cls)})


def principal_components(matrix: Matrix) -> Components:
    """Components by eigen-decomposition of the (d, d) covariance: O(n d²), no copy of the matrix.

    Signs are fixed so that the same matrix always gives the same picture.
    """
    values = matrix.values
    centre = values.mean(axis=0)
    covariance = np.zeros((matrix.d, matrix.d))
    for start in range(0, matrix.n, BLOCK):
        block = values[start : start + BLOCK] - centre
        covariance += block.T @ block
    covariance /= max(matrix.n - 1, 1)
    column_variances = covariance.diagonal().copy()
    variances, vectors = np.linalg.eigh(covariance)
    variances, vectors = np.maximum(variances[::-1], 0), vectors[:, ::-1]
    m = min(matrix.d, KEPT)
    loadings = vectors[:, :m]
    largest = np.abs(loadings).round(9).argmax(axis=0)
    signs = np.where(loadings[largest, np.arange(m)] < 0, -1.0, 1.0)
    loadings = np.ascontiguousarray(loadings * signs)
    total = float(variances.sum())
    explained = variances[:m] / total if total > 0 else np.zeros(m)
    scores = _projected(values, centre, loadings)
    return Components(scores, loadings, explained, np.ascontiguousarray(variances), column_variances, centre)


def _projected(values: Floats, centre: Floats, loadings: Floats) -> npt.NDArray[np.float32]:
    scores = np.empty((len(values), loadings.shape[1]), dtype=np.float32)
    for start in range(0, len(values), BLOCK):
        scores[start : start + BLOCK] = (values[start : start + BLOCK] - centre) @ loadings
    return scores
