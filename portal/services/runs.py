"""Runs: specs that have an id, and the labels that their cuts give."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine import Clustering, KMeansParams, cut
from portal.engine.consensus import consensus
from portal.engine.events.rfm import rfm_clustering
from portal.engine.params import ConsensusParams, RfmParams
from portal.engine.records import NOISE, Floats
from portal.errors import ConflictError, NotFoundError, ParameterError
from portal.services import datasets, structures
from portal.services.specs import Spec, title
from portal.services.structures import Structure
from portal.services.workspace import Workspace
from portal.store.runs import RunRow

LEFT_OUT = -2
"""Label of a table row that the missing policy left out."""

Labels = npt.NDArray[np.signedinteger[Any]]
"""int16, or int32 where a cut has more segments than that holds."""


@dataclass(frozen=True, slots=True)
class Run:
    """An immutable run: a spec under its id."""

    id: str
    spec: Spec
    created_at: float

    @property
    def title(self) -> str:
        """The algorithm's name."""
        return title(self.spec.params)


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What a run's spec reads out of its structure.

    Attributes
    ----------
    labels : (rows,) for every table row; segments by size, 0 the largest, −1 noise, −2 left out
    matrix_labels : (m,) the same for the matrix rows only
    sizes : number of customers by segment
    noise : number of customers in no segment
    left_out : number of table rows without a matrix row
    seconds : how long the cut took
    order : the engine's label of each segment
    names : names of the segments, where the method itself gives them
    """

    labels: Labels
    matrix_labels: Labels
    sizes: tuple[int, ...]
    noise: int
    left_out: int
    seconds: float
    order: tuple[int, ...]
    names: tuple[str, ...] = ()

    @property
    def n_segments(self) -> int:
        """Number of segments."""
        return len(self.sizes)

    @property
    def rows(self) -> int:
        """Number of table rows."""
        return len(self.labels)


def register(ws: Workspace, spec: Spec) -> Run:
    """The run of a spec; the same spec gives the same run."""
    row = RunRow(id=spec.run_id, dataset_id=spec.dataset_id, spec=spec.to_json(), created_at=time.time())
    datasets.info(ws, spec.dataset_id)
    ws.runs.add(row)
    return run(ws, row.id)


def run(ws: Workspace, run_id: str) -> Run:
    """The run; NotFoundError when there is none of this id."""
    row = ws.runs.get(run_id)
    if row is None:
        raise NotFoundError(f"There is no run “{run_id}”. Open Compare to make one.")
    return Run(row.id, Spec.from_json(row.spec), row.created_at)


def structure_of(ws: Workspace, spec: Spec) -> Structure | None:
    """The structure that a spec is cut from, or None when it has not been built."""
    return structures.opened(ws, spec.dataset_id, spec.preparation, spec.seed)


def cut_of(ws: Workspace, spec: Spec) -> Cut | None:
    """Labels of a spec, or None when its structure has not been built; shared, so nobody changes them."""
    structure = structure_of(ws, spec)
    if structure is None:
        return None

    def made() -> Cut:
        if isinstance(spec.params, ConsensusParams):
            return agreed(ws, structure, spec.params)
        if isinstance(spec.params, RfmParams):
            return grouped(ws, structure, spec.dataset_id, spec.params)
        return labelled(structure, spec)

    return ws.cuts.get((spec.dataset_id, structure.key, spec.run_id), made)


def members(ws: Workspace, structure: Structure, run_ids: Sequence[str]) -> Labels:
    """(r, m) labels of several runs for the matrix rows of a structure; ConflictError when one can not be cut."""
    found = []
    for run_id in run_ids:
        cut = cut_of(ws, run(ws, run_id).spec)
        if cut is None:
            raise ConflictError(
                f"This consensus rests on the run {run_id}, which has not been computed here. Open that run first."
            )
        found.append(cut.labels[structure.matrix.index])
    return np.stack(found)


def agreed(ws: Workspace, structure: Structure, params: ConsensusParams) -> Cut:
    """The consensus of other runs on the rows of a structure, numbered by size."""
    return _numbered(structure, lambda: consensus(members(ws, structure, params.runs), params.k))


def grouped(ws: Workspace, structure: Structure, dataset_id: str, params: RfmParams) -> Cut:
    """The RFM groups of the rows of a structure, numbered by size, under their usual names."""
    clustering, names = rfm_clustering(*rfm_values(ws, structure, dataset_id, params))
    cut = _numbered(structure, lambda: clustering)
    return replace(cut, names=tuple(names[label] for label in cut.order))


def rfm_values(
    ws: Workspace, structure: Structure, dataset_id: str, params: RfmParams
) -> tuple[Floats, Floats, Floats]:
    """Recency, frequency and money (m,) of the rows of a structure."""
    frame = datasets.frame(ws, dataset_id, params.columns()).iloc[structure.matrix.index]
    recency, frequency, monetary = (
        frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in params.columns()
    )
    return recency, frequency, monetary


def labelled(structure: Structure, spec: Spec) -> Cut:
    """Cut a structure and number the segments by size."""
    return _numbered(structure, lambda: clustering_of(structure, spec))


def _numbered(structure: Structure, clustered: Callable[[], Clustering]) -> Cut:
    started = time.perf_counter()
    clustering = clustered()
    labels: Labels = clustering.labels
    if len(labels) != structure.matrix.n and structure.nearest is not None:
        labels = labels[structure.nearest]
    labels, sizes, order = _by_size(labels, clustering.n_clusters)
    full = labels
    if structure.rows != structure.matrix.n:
        full = np.full(structure.rows, LEFT_OUT, dtype=labels.dtype)
        full[structure.matrix.index] = labels
    return Cut(
        labels=full,
        matrix_labels=labels,
        sizes=sizes,
        noise=len(labels) - sum(sizes),
        left_out=structure.rows - structure.matrix.n,
        seconds=time.perf_counter() - started,
        order=order,
    )


def clustering_of(structure: Structure, spec: Spec) -> Clustering:
    """The engine's own clustering of a spec: of every row, or of the sample for density above the row budget."""
    if isinstance(spec.params, ConsensusParams | RfmParams):
        raise ParameterError(f"{title(spec.params)} are not cut from a structure. Ask for the labels by the run.")
    if isinstance(spec.params, KMeansParams):
        return cut(structure.sweep, spec.params)
    return cut(structure.density, structure.in_sample(spec.params))


def describe(run_: Run) -> dict[str, Any]:
    """The run's parameters as label → value, for people."""
    params = run_.spec.params
    bounds = type(params).bounds()
    if isinstance(params, RfmParams):
        return {"Recency": params.recency, "Frequency": params.frequency, "Money": params.monetary}
    found = {bounds[name].label: value for name, value in params.to_json().items() if name in bounds}
    return {"Runs": ", ".join(params.runs)} | found if isinstance(params, ConsensusParams) else found


def _by_size(labels: Labels, clusters: int) -> tuple[Labels, tuple[int, ...], tuple[int, ...]]:
    # Noise is counted with the rest (one place down), which spares a copy of the labels without it.
    counts = np.bincount(labels + 1, minlength=clusters + 1)[1:]
    order = np.argsort(-counts, kind="stable")
    # One more place at the end, which −1 reaches: noise stays noise.
    rank: Labels = np.full(len(order) + 1, NOISE, dtype=np.int16 if clusters <= np.iinfo(np.int16).max else np.int32)
    rank[order] = np.arange(len(order), dtype=rank.dtype)
    numbered: Labels = rank[labels]
    return numbered, tuple(counts[order].tolist()), tuple(order.tolist())
