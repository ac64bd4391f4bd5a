"""The work of the jobs that gather evidence, and the same for the samples before anybody visits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from portal.engine.evidence.across import origins
from portal.engine.evidence.consensus_stability import Fitted, assess_consensus
from portal.engine.evidence.rfm_stability import assess_rfm
from portal.engine.evidence.stability import assess_stability
from portal.engine.evidence.verdict import assess_structure
from portal.engine.params import AnyParams, ConsensusParams, KMeansParams, RfmParams
from portal.engine.records import Matrix, Progress
from portal.errors import ConflictError
from portal.services import datasets, evidence, runs
from portal.services.evidence import Piece, Solutions
from portal.services.runs import Labels, Run
from portal.services.specs import Spec
from portal.services.structures import Structure
from portal.services.workspace import Workspace

K_MAX = 8
"""The largest k whose stability is looked at; the gap statistic stops there too."""


def assess(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Judge whether the run's table holds segments (the work of an assessment job)."""
    run = runs.run(ws, str(payload["run"]))
    if evidence.assessment_of(ws, run) is None:
        spec = run.spec
        progress("Reading the table", 0.0)
        frame = datasets.frame(ws, spec.dataset_id, list(spec.preparation.features))
        found = assess_structure(frame, spec.preparation, spec.seed, progress)
        evidence.keep(ws, run, Piece.ASSESSMENT, found.to_json())
    return _outcome(run)


def stabilise(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Segment other samples of the same customers (the work of a stability job)."""
    run = runs.run(ws, str(payload["run"]))
    if evidence.stability_of(ws, run) is None:
        progress("Opening the structure", 0.0)
        structure, spec = _structure(ws, run), run.spec
        if isinstance(spec.params, ConsensusParams):
            labels = runs.agreed(ws, structure, spec.params).labels
            found = assess_consensus(_fitted(ws, spec.params.runs), spec.params.k, labels, spec.seed, progress)
        elif isinstance(spec.params, RfmParams):
            values = runs.rfm_values(ws, structure, spec.dataset_id, spec.params)
            labels = runs.grouped(ws, structure, spec.dataset_id, spec.params).matrix_labels
            found = assess_rfm(np.column_stack(values), labels, spec.seed, progress)
        else:
            found = assess_stability(*_rows(structure, spec, spec.params), spec.seed, progress)
        evidence.keep(ws, run, Piece.STABILITY, found.to_json())
    return _outcome(run)


def solve(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Stability of K-Means over k, and where its segments come from (the work of a solutions job)."""
    run = runs.run(ws, str(payload["run"]))
    if evidence.solutions_of(ws, run) is None:
        progress("Opening the structure", 0.0)
        structure = _structure(ws, run)
        ks = [k for k in structure.sweep.ks.tolist() if k <= K_MAX]
        specs = {k: Spec(run.spec.dataset_id, run.spec.preparation, KMeansParams(k=k), run.spec.seed) for k in ks}
        labels = {k: runs.labelled(structure, spec).matrix_labels for k, spec in specs.items()}
        stability = {}
        for place, k in enumerate(ks):
            told = _part(progress, f"Dividing other samples into {k}", place, len(ks))
            # The same record as that of a K-Means run of this k.
            stability[k] = assess_stability(structure.matrix, KMeansParams(k=k), labels[k], run.spec.seed, told)
        evidence.keep(ws, run, Piece.SOLUTIONS, Solutions(stability, origins(labels)).to_json())
    return _outcome(run)


def judge(ws: Workspace, run: Run, progress: Progress, pieces: Sequence[Piece] = tuple(Piece)) -> None:
    """Pieces of evidence about a run, here and now."""
    works = {Piece.ASSESSMENT: assess, Piece.STABILITY: stabilise, Piece.SOLUTIONS: solve}
    for piece in pieces:
        works[piece](ws, {"run": run.id}, progress)


def _part(progress: Progress, said: str, place: int, of: int) -> Progress:
    def within(stage: str, share: float) -> None:
        progress(said, (place + share) / of)

    return within


def _structure(ws: Workspace, run: Run) -> Structure:
    structure = runs.structure_of(ws, run.spec)
    if structure is None:
        raise ConflictError("The run has not been computed yet. Open it on Compare, then judge it.")
    return structure


def _rows(structure: Structure, spec: Spec, params: AnyParams) -> tuple[Matrix, AnyParams, Labels]:
    """The rows that the structure was built on, the parameters as these rows have them, and their labels."""
    labels, kept = runs.labelled(structure, spec).matrix_labels, structure.matrix
    if structure.sample is None or isinstance(params, KMeansParams):
        return kept, params, labels
    return _in_sample(structure), structure.in_sample(params), labels[structure.sample]


def _in_sample(structure: Structure) -> Matrix:
    kept, sample = structure.matrix, structure.sample
    return kept if sample is None else Matrix(np.asarray(kept.values[sample]), kept.columns, kept.index[sample])


def _fitted(ws: Workspace, run_ids: Sequence[str]) -> list[Fitted]:
    """What the runs of a consensus were fitted to, by preparation."""
    found: dict[str, tuple[Structure, list[AnyParams]]] = {}
    for run_id in run_ids:
        run = runs.run(ws, run_id)
        structure, params = _structure(ws, run), run.spec.params
        if isinstance(params, ConsensusParams | RfmParams):
            raise ConflictError(f"The run {run_id} is of {run.title}. Join runs of the three methods.")
        found.setdefault(structure.key, (structure, []))[1].append(structure.in_sample(params))
    return [Fitted(_in_sample(structure), tuple(wanted)) for structure, wanted in found.values()]


def _outcome(run: Run) -> dict[str, Any]:
    return {"dataset": run.spec.dataset_id, "run": run.id}
