"""What a table opens on: the settings that are recommended for it, and the run that is shown first."""

from __future__ import annotations

import numpy as np

from portal.engine import DbscanParams, HdbscanParams, KMeansParams
from portal.engine.columns import Kind, Role
from portal.engine.density import recommended_eps, recommended_min_cluster_size
from portal.engine.params import RfmParams
from portal.services import datasets, structures
from portal.services.runs import Run, cut_of, register
from portal.services.specs import Spec, default_preparation
from portal.services.structures import Structure
from portal.services.workspace import Workspace

A_HANDFUL = 6
"""Groups that a table without a peak of the silhouette is divided into at the most."""

CLEARLY = 0.05
"""Difference of two mean silhouettes that is more than their creeping upwards with k."""


def default_run(ws: Workspace, dataset_id: str) -> Run | None:
    """The run that a dataset opens on, or None when its default structure has not been built.

    HDBSCAN where it finds at least two segments that hold most customers, else K-Means:
    the algorithm that may leave people out is believed first.
    """
    preparation = default_preparation(datasets.info(ws, dataset_id))
    structure = structures.opened(ws, dataset_id, preparation) if preparation.features else None
    if structure is None:
        return None
    specs = default_specs(structure)
    tried = cut_of(ws, specs["hdbscan"])
    enough = tried is not None and tried.n_segments >= 2 and tried.noise < 0.5 * structure.matrix.n
    return register(ws, specs["hdbscan" if enough else "kmeans"])


def default_specs(structure: Structure, seed: int = 0) -> dict[str, Spec]:
    """The recommended spec of each algorithm, in the order in which they are shown."""
    allowed = min(10, structure.matrix.n)
    eps = _plain(recommended_eps(structure.density, min_samples=allowed))
    smallest = round(recommended_min_cluster_size(structure.density, min_samples=allowed).value / structure.sampled)
    params = (
        KMeansParams(k=recommended_k(structure)),
        DbscanParams(eps=eps, min_samples=allowed),
        HdbscanParams(min_cluster_size=smallest, min_samples=allowed),
    )
    return {item.algorithm: Spec(structure.dataset_id, structure.preparation, item, seed) for item in params}


def recommended_k(structure: Structure) -> int:
    """The k of the highest silhouette; more than a handful of groups only where it is clearly higher there.

    On a table without groups the silhouette creeps upwards with k and supports no number: few
    groups are then the modest choice.
    """
    sweep = structure.sweep
    few = sweep.ks <= A_HANDFUL
    modest = int(np.argmax(sweep.silhouette[few]))
    clearly = float(sweep.silhouette.max() - sweep.silhouette[few][modest]) > CLEARLY
    return sweep.best_k if clearly else int(sweep.ks[few][modest])


def rfm_run(ws: Workspace, dataset_id: str) -> Run | None:
    """The run of a table's RFM groups in its own preparation; None where a column that they need is not there."""
    known, params = datasets.info(ws, dataset_id), RfmParams()
    numbers = known.names(kinds=(Kind.NUMBER,))
    if not set(params.columns()) <= set(numbers) or not known.names(Role.VARIABLE):
        return None
    return register(ws, Spec(dataset_id, default_preparation(known), params))


def _plain(value: float) -> float:
    """Three significant digits: a recommendation is no measurement."""
    return float(f"{value:.3g}")
