"""How many segments: the criteria side by side, the number that the evidence supports, and places to start."""

from __future__ import annotations

from dataclasses import dataclass

from portal.engine.density import recommended_min_cluster_size
from portal.engine.evidence.recommend import Recommendation, recommend_k
from portal.engine.params import DbscanParams, HdbscanParams, KMeansParams
from portal.services import evidence, openings, runs
from portal.services.runs import Run
from portal.services.scoring import density_validity
from portal.services.specs import Spec
from portal.services.structures import Structure
from portal.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Criteria:
    """What speaks for one number of segments; None where it is not known."""

    k: int
    silhouette: float
    calinski_harabasz: float
    davies_bouldin: float
    gap: float | None
    stability: float | None
    weakest: float | None


@dataclass(frozen=True, slots=True)
class Start:
    """A recommended setting of a density method: its run, and why.

    Attributes
    ----------
    validity : DBCV in its relative form, as everywhere at the same number of neighbours; None below two segments
    low, high, clusters : range of smallest sizes that gives the same number of segments (HDBSCAN only)
    """

    run: Run
    segments: int
    validity: float | None
    low: int = 0
    high: int = 0
    clusters: int = 0


def criteria(ws: Workspace, run: Run) -> tuple[Criteria, ...]:
    """The criteria for every k whose stability is looked at; () when the structure is gone."""
    structure = runs.structure_of(ws, run.spec)
    if structure is None:
        return ()
    assessment, solutions = evidence.assessment_of(ws, run), evidence.solutions_of(ws, run)
    sweep = structure.sweep
    gaps = dict(enumerate(assessment.gap.gap, start=1)) if assessment else {}
    returned = solutions.stability if solutions else {}
    shown = set(returned) or set(sweep.ks.tolist()[:7])
    found = []
    for place, k in enumerate(sweep.ks.tolist()):
        if k not in shown:
            continue
        stability = returned.get(k)
        found.append(
            Criteria(
                k=k,
                silhouette=float(sweep.silhouette[place]),
                calinski_harabasz=float(sweep.calinski_harabasz[place]),
                davies_bouldin=float(sweep.davies_bouldin[place]),
                gap=gaps.get(k),
                stability=stability.value if stability else None,
                weakest=min(stability.jaccard) if stability and stability.jaccard else None,
            )
        )
    return tuple(found)


def recommendation(ws: Workspace, run: Run) -> Recommendation | None:
    """The number of segments that the evidence supports, with reasons; None while evidence is missing."""
    structure = runs.structure_of(ws, run.spec)
    assessment, solutions = evidence.assessment_of(ws, run), evidence.solutions_of(ws, run)
    if structure is None or assessment is None or solutions is None:
        return None
    sweep = structure.sweep
    silhouettes = {
        k: float(value)
        for k, value in zip(sweep.ks.tolist(), sweep.silhouette, strict=True)
        if k in solutions.stability
    }
    return recommend_k(
        assessment,
        silhouettes,
        {k: found.ari for k, found in solutions.stability.items() if found.ari},
        {k: found.jaccard for k, found in solutions.stability.items()},
    )


def kmeans_run(ws: Workspace, run: Run, k: int) -> Run:
    """The K-Means run of this k beside a run."""
    return runs.register(ws, Spec(run.spec.dataset_id, run.spec.preparation, KMeansParams(k=k), run.spec.seed))


def starts(ws: Workspace, run: Run) -> tuple[Start, ...]:
    """The recommended settings of the density methods."""
    structure = runs.structure_of(ws, run.spec)
    if structure is None:
        return ()
    specs = openings.default_specs(structure, run.spec.seed)
    return tuple(_start(ws, structure, specs[name]) for name in ("dbscan", "hdbscan"))


def _start(ws: Workspace, structure: Structure, spec: Spec) -> Start:
    registered = runs.register(ws, spec)
    cut = runs.labelled(structure, spec)
    count, validity = cut.n_segments, density_validity(structure, cut)
    if isinstance(spec.params, HdbscanParams):
        plateau = recommended_min_cluster_size(structure.density, spec.params.min_samples)
        return Start(registered, count, validity, plateau.low, plateau.high, plateau.clusters)
    assert isinstance(spec.params, DbscanParams)
    return Start(registered, count, validity)
