"""Where other settings lead: the structure cut over a grid of parameters; remembered between requests.

A grid is as fine as a second allows: a cut of HDBSCAN and its validity take milliseconds, one of DBSCAN up to 60 ms
at 200,000 rows, so larger tables get coarser grids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from portal.engine import Clustering, DbscanParams, HdbscanParams, cut
from portal.engine.density import relative_validity
from portal.engine.records import NOISE
from portal.services.comparing import reaches
from portal.services.scoring import YARDSTICK
from portal.services.structures import Structure
from portal.services.workspace import Workspace

FORMAT = 2
WEEK = 7 * 24 * 3600.0

NEIGHBOURS = (1, 2, 3, 5, 7, 10, 14, 19, 25)
FEW_NEIGHBOURS = (2, 5, 10, 20)
SIZES = 12
RADII = 60
LARGE, HUGE = 30_000, 100_000
"""Rows of the density structure from which on grids are coarser."""

Floats = npt.NDArray[np.float64]
Measures = tuple[float, float, float]
"""Number of segments, share of the unassigned, validity (NaN below two segments)."""


@dataclass(frozen=True, slots=True, eq=False)
class ParameterMap:
    """Measures over settings.

    Attributes
    ----------
    across : values of the first parameter (smallest segment in customers of the table, or radius)
    down : values of min_samples; a single one for DBSCAN
    clusters, noise, validity : (down, across)
    """

    across: tuple[float, ...]
    down: tuple[int, ...]
    clusters: Floats
    noise: Floats
    validity: Floats


def size_map(ws: Workspace, structure: Structure, params: HdbscanParams) -> ParameterMap:
    """HDBSCAN over smallest segment × minimum neighbours, its other settings as in `params`."""
    reach = reaches(structure)["hdbscan"]["min_cluster_size"]
    n, most = structure.density.n, structure.density.max_min_samples
    columns = SIZES if n <= HUGE else 8
    low = max(2, round(2 / structure.sampled))
    sizes = _plain(np.geomspace(low, max(low + 1, reach.high), columns))
    near = tuple(value for value in (NEIGHBOURS if n <= LARGE else FEW_NEIGHBOURS) if value <= most)
    asked = [[replace(params, min_cluster_size=size, min_samples=m) for size in sizes] for m in near]
    settings = (params.method, params.epsilon, params.max_cluster_size)
    return _kept(ws, ("size-map", FORMAT, structure.key, *settings), structure, tuple(map(float, sizes)), near, asked)


def radius_map(ws: Workspace, structure: Structure, params: DbscanParams) -> ParameterMap:
    """DBSCAN over the radius, its minimum neighbours as in `params`."""
    reach = reaches(structure)["dbscan"]["eps"]
    n = structure.density.n
    count = RADII if n <= LARGE else 30 if n <= HUGE else 16
    steps = np.unique(np.round(np.linspace(reach.low, reach.high, count + 1) / reach.step).astype(int))[1:]
    radii = tuple(float(f"{step * reach.step:.6g}") for step in steps.tolist())
    asked = [[replace(params, eps=eps) for eps in radii]]
    key = ("radius-map", FORMAT, structure.key, params.min_samples)
    return _kept(ws, key, structure, radii, (params.min_samples,), asked)


def _kept(
    ws: Workspace,
    key: tuple[object, ...],
    structure: Structure,
    across: tuple[float, ...],
    down: tuple[int, ...],
    asked: Sequence[Sequence[DbscanParams | HdbscanParams]],
) -> ParameterMap:
    known: list[list[Measures]] | None = ws.cache.get(key)
    if known is None:
        known = [[_measured(structure, params) for params in line] for line in asked]
        ws.cache.set(key, known, expire=WEEK)
    values = np.asarray(known, dtype=np.float64)
    return ParameterMap(across, down, values[:, :, 0], values[:, :, 1], values[:, :, 2])


def _measured(structure: Structure, params: DbscanParams | HdbscanParams) -> Measures:
    found: Clustering = cut(structure.density, structure.in_sample(params))
    validity = relative_validity(structure.density, found.labels, min(YARDSTICK, structure.density.max_min_samples))
    noise = float(np.count_nonzero(found.labels == NOISE)) / len(found.labels)
    return float(found.n_clusters), noise, float("nan") if validity is None else validity


def _plain(values: Floats) -> tuple[int, ...]:
    """Two significant digits, each once."""
    return tuple(dict.fromkeys(max(2, int(float(f"{value:.2g}"))) for value in values.tolist()))
