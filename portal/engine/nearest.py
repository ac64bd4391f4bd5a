"""Nearest centres, in blocks of rows: plain numpy, so that the web process may call it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.records import Floats, Labels

BLOCK = 16_384


def squared_distances(rows: npt.NDArray[Any], centres: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(rows, centres) squared Euclidean distances, never below 0."""
    out: npt.NDArray[Any] = rows @ (-2 * centres.T)
    out += np.einsum("ij,ij->i", rows, rows)[:, None]
    out += np.einsum("ij,ij->i", centres, centres)
    np.maximum(out, 0, out=out)
    return out


def nearest_centres(values: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """The nearest centre of every row.

    Parameters
    ----------
    values : (n, d)
    centres : (k, d)

    Returns
    -------
    labels : (n,) int32, the smallest number among equally near centres
    squared : (n,) squared distance to it
    """
    labels = np.empty(len(values), dtype=np.int32)
    middle = centres.mean(axis=0)  # far from zero, squares would swallow the differences
    around = centres - middle
    for start in range(0, len(values), BLOCK):
        block = values[start : start + BLOCK] - middle
        labels[start : start + BLOCK] = squared_distances(block, around).argmin(axis=1)
    return labels, squared_to_own(values, labels, centres)


def squared_to_own(values: Floats, labels: npt.NDArray[Any], centres: Floats) -> Floats:
    """(n,) squared distance of each row to the centre of its label."""
    squared = np.empty(len(values))
    for start in range(0, len(values), BLOCK):
        away = values[start : start + BLOCK] - centres[labels[start : start + BLOCK]]
        squared[start : start + BLOCK] = np.einsum("ij,ij->i", away, away)
    return squared


def centroids(values: Floats, labels: npt.NDArray[Any], k: int) -> Floats:
    """(k, d) means of the rows of each label 0 … k−1; NaN for a label without rows."""
    sizes = np.bincount(labels, minlength=k).astype(np.float64)
    sums = np.stack([np.bincount(labels, weights=values[:, j], minlength=k) for j in range(values.shape[1])], axis=1)
    with np.errstate(invalid="ignore"):
        return np.asarray(sums / sizes[:, None])
