"""How good a run is by the usual measures; computed once a run, then remembered."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from portal.engine import Clustering, score
from portal.engine.density import relative_validity
from portal.engine.records import NOISE
from portal.services import runs
from portal.services.runs import Cut, Run
from portal.services.structures import Structure
from portal.services.workspace import Workspace

FORMAT = 2
"""Raised when the same run gets other measures."""

YARDSTICK = 10
"""Neighbours at which DBCV is measured, whatever a run's own: it grows with them, so runs would not compare."""


@dataclass(frozen=True, slots=True)
class RunScores:
    """Measures of one run; None where a measure is not defined (fewer than two segments).

    Silhouette, Calinski–Harabasz and Davies–Bouldin leave the unassigned out; `validity` (DBCV's
    relative form, on the density tree of `YARDSTICK` neighbours) counts them as rows of validity 0.
    """

    segments: int
    noise_share: float
    silhouette: float | None
    silhouette_error: float | None
    silhouette_rows: int
    calinski_harabasz: float | None
    davies_bouldin: float | None
    validity: float | None
    seconds: float


def scored(ws: Workspace, run: Run) -> RunScores | None:
    """The run's measures, or None when its structure has not been built."""
    key = ("scores", FORMAT, run.id)
    if (known := ws.cache.get(key)) is not None:
        return RunScores(**known)
    structure = runs.structure_of(ws, run.spec)
    if structure is None:
        return None
    cut = runs.cut_of(ws, run.spec)
    if cut is None:
        return None
    labels = cut.matrix_labels.astype(np.int32)
    found = score(structure.matrix, Clustering(labels, cut.n_segments), seed=run.spec.seed)
    scores = RunScores(
        segments=cut.n_segments,
        noise_share=float(np.mean(labels == NOISE)) if len(labels) else 0.0,
        silhouette=found.silhouette,
        silhouette_error=found.silhouette_error,
        silhouette_rows=found.silhouette_rows,
        calinski_harabasz=found.calinski_harabasz,
        davies_bouldin=found.davies_bouldin,
        validity=density_validity(structure, cut),
        seconds=cut.seconds,
    )
    ws.cache.set(key, asdict(scores))
    return scores


def density_validity(structure: Structure, cut: Cut) -> float | None:
    """DBCV of a cut in its relative form, always at `YARDSTICK` neighbours; None below two segments."""
    labels = cut.matrix_labels if structure.sample is None else cut.matrix_labels[structure.sample]
    neighbours = min(YARDSTICK, structure.density.max_min_samples)
    return relative_validity(structure.density, labels.astype(np.int32), neighbours)
