"""Which customers a browser holds for a map, and in which order.

Up to 200,000 it holds all of them, neighbours in the density structure side by side: labels then come in
long runs, which pack to a tenth. Above, the map is a picture made here, and the browser holds a sample to
point at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from portal.services.structures import Structure

RASTER_FROM = 200_000
"""Above this many customers a map is a picture."""
POINTED = 5_000
"""Customers under the pointer on such a map."""
USUAL_SAMPLES = 10

Rows = npt.NDArray[np.integer[Any]]


def is_raster(structure: Structure) -> bool:
    """Whether the map of this many customers is a picture."""
    return structure.matrix.n > RASTER_FROM


def sent(structure: Structure) -> Rows:
    """(s,) the matrix rows that the browser holds, in the order in which they are sent; the same each time."""
    n = structure.matrix.n
    if is_raster(structure):
        return np.sort(np.random.default_rng(n).choice(n, POINTED, replace=False))
    density = structure.density
    order = density.level(min(USUAL_SAMPLES, density.max_min_samples)).order
    if structure.nearest is None:
        return order
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return np.argsort(rank[structure.nearest], kind="stable")


def plane(structure: Structure, across: int = 0, up: int = 1) -> npt.NDArray[np.float32]:
    """(m, 2) every matrix row on two components; a single one is spread evenly over the second axis."""
    scores = structure.components.scores
    if scores.shape[1] > 1:
        return np.asarray(scores[:, [across, up]], dtype=np.float32)
    # The golden ratio's multiples fill the unit interval evenly, the same each time.
    spread = (np.arange(len(scores)) * 0.6180339887498949) % 1
    return np.column_stack([scores[:, 0], spread]).astype(np.float32)
