"""Structures: the slow half, built once in a job, opened memory-mapped, only cut afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine import Components, Density, HdbscanParams, KMeansSweep, Matrix, Preparation
from portal.engine.params import AnyParams
from portal.engine.records import Progress
from portal.engine.sampling import (
    COMPARED,
    USUAL_SAMPLES,
    affordable_rows,
    drawn,
    nearest_of,
    nearest_rows,
    samples_agree,
)
from portal.errors import PreparationError
from portal.services import datasets, queue
from portal.services.specs import structure_key
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

COMPARING = "Comparing with a second sample"
SHARES = {"prepare": 0.04, "components": 0.02, "sweep": 0.40, "density": 0.54}
SHARES_SAMPLED = {"prepare": 0.05, "components": 0.01, "sweep": 0.44, "density": 0.2, "place": 0.15, "compare": 0.15}
"""Each stage's share of the whole, as measured at 50,000 × 8 and 1,000,000 × 8."""


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Everything that cuts of one dataset and preparation read.

    Attributes
    ----------
    matrix : prepared numbers, (m, d)
    components, sweep : of all m rows
    density : of the sample (all m rows when the table is within the row budget)
    sample : (s,) matrix rows that the density structure is built on, or None for all
    nearest : (m,) position within the sample that stands for each matrix row, or None
    rows : number of table rows; rows without a matrix row are left out
    agreement : ARI between the density cuts of two different samples, the lower of DBSCAN's and HDBSCAN's, or None
    """

    key: str
    dataset_id: str
    preparation: Preparation
    matrix: Matrix
    components: Components
    sweep: KMeansSweep
    density: Density
    sample: npt.NDArray[np.int64] | None
    nearest: npt.NDArray[np.int32] | None
    rows: int
    agreement: float | None

    @property
    def sampled(self) -> float:
        """Share of the matrix rows that the density structure is built on."""
        return 1.0 if self.sample is None else len(self.sample) / self.matrix.n

    def in_sample(self, params: AnyParams) -> AnyParams:
        """The parameters with sizes of segments as the sample has them: a fifth of the rows, a fifth of the size."""
        if self.sample is None or not isinstance(params, HdbscanParams):
            return params
        share = self.sampled
        largest = max(1, round(params.max_cluster_size * share)) if params.max_cluster_size else 0
        return replace(
            params,
            min_cluster_size=max(2, round(params.min_cluster_size * share)),
            max_cluster_size=largest,
        )


def opened(ws: Workspace, dataset_id: str, preparation: Preparation, seed: int = 0) -> Structure | None:
    """The structure, or None when it has not been built."""
    key = structure_key(ws.settings, dataset_id, preparation, seed)
    return ws.structures.get((dataset_id, key), lambda: _open(ws, key, dataset_id, preparation))


def request(ws: Workspace, dataset_id: str, preparation: Preparation, *, owner: str, seed: int = 0) -> JobRow:
    """The job that builds the structure."""
    known = datasets.info(ws, dataset_id)
    if not preparation.features:
        raise PreparationError("No variables are chosen. Choose at least one variable.")
    for feature in preparation.features:
        known.column(feature)
    return queue.request(
        ws,
        owner=owner,
        kind="structure",
        key=structure_key(ws.settings, dataset_id, preparation, seed),
        title=f"Clustering {known.name}",
        payload={"dataset": dataset_id, "preparation": preparation.to_json(), "seed": seed},
    )


def build(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Build and keep a structure (the work of a structure job)."""
    from portal.engine import prepare, principal_components, sweep_kmeans

    dataset_id, seed = str(payload["dataset"]), int(payload["seed"])
    preparation = Preparation.from_json(payload["preparation"])
    key = structure_key(ws.settings, dataset_id, preparation, seed)
    if ws.artifacts.has_arrays(key):
        return {"dataset": dataset_id, "structure": key}
    progress("Preparing the variables", 0.0)
    # Only the variables, and these no longer than they are needed: the job's memory is the portal's.
    table = datasets.alone(ws, dataset_id, preparation.features)
    rows = len(table)
    matrix = prepare(table, preparation)
    del table
    most = affordable_rows(matrix.d, ws.settings.row_budget)
    part = _Parts(progress, SHARES if matrix.n <= most else SHARES_SAMPLED).of
    part("prepare")("Preparing the variables", 1.0)
    components = principal_components(matrix)
    part("components")("Finding the components", 1.0)
    sweep = sweep_kmeans(matrix, k_max=ws.settings.max_k, seed=seed, progress=part("sweep"))
    arrays = _prefixed("components", components.to_arrays()) | _prefixed("sweep", sweep.to_arrays())
    arrays |= _dense(matrix, most, ws.settings.max_min_samples, seed, part)
    arrays |= {
        "matrix.values": matrix.values,
        "matrix.columns": np.array(matrix.columns, dtype=np.str_),
        "matrix.index": matrix.index,
        "rows": np.array(rows),
    }
    progress("Keeping the result", 1.0)
    ws.artifacts.put_arrays(key, arrays)
    return {"dataset": dataset_id, "structure": key}


def _dense(
    matrix: Matrix, most: int, max_min_samples: int, seed: int, part: Callable[[str], Progress]
) -> dict[str, npt.NDArray[Any]]:
    """Arrays of the density structure; above `most` rows of a sample, with who stands for whom and how far it holds."""
    from portal.engine import build_density

    if matrix.n <= most:
        return _prefixed("density", build_density(matrix, max_min_samples, part("density")).to_arrays())

    def rows_of(rows: npt.NDArray[np.int64]) -> Matrix:
        return Matrix(np.ascontiguousarray(matrix.values[rows]), matrix.columns, matrix.index[rows])

    sample = drawn(matrix.n, most, seed)
    density = build_density(rows_of(sample), max_min_samples, part("density"))
    nearest = nearest_rows(matrix.values, sample, part("place"))
    # The second sample is cut once, at the usual neighbours; it needs no more.
    again = drawn(matrix.n, most, seed, which=1)
    tell = part("compare")
    second = build_density(
        rows_of(again), min(USUAL_SAMPLES, max_min_samples), lambda _, share: tell(COMPARING, 0.8 * share)
    )
    rows = drawn(matrix.n, min(COMPARED, matrix.n), seed, which=2)
    others = nearest_of(matrix.values[rows], matrix.values[again], lambda _, share: tell(COMPARING, 0.8 + 0.15 * share))
    agreement = samples_agree(density, second, nearest[rows], others)
    return _prefixed("density", density.to_arrays()) | {
        "sample": sample,
        "nearest": nearest,
        "agreement": np.array(agreement),
    }


def _open(ws: Workspace, key: str, dataset_id: str, preparation: Preparation) -> Structure | None:
    arrays = ws.artifacts.open_arrays(key)
    if arrays is None:
        return None
    columns = tuple(str(name) for name in arrays["matrix.columns"])
    return Structure(
        key=key,
        dataset_id=dataset_id,
        preparation=preparation,
        matrix=Matrix(arrays["matrix.values"], columns, arrays["matrix.index"]),
        components=Components.from_arrays(_part_of("components", arrays)),
        sweep=KMeansSweep.from_arrays(_part_of("sweep", arrays)),
        density=Density.from_arrays(_part_of("density", arrays)),
        sample=arrays.get("sample"),
        nearest=arrays.get("nearest"),
        rows=int(arrays["rows"]),
        agreement=float(arrays["agreement"]) if "agreement" in arrays else None,
    )


class _Parts:
    """Turns the progress of each stage into progress of the whole."""

    def __init__(self, progress: Progress, shares: dict[str, float]) -> None:
        self._progress, self._shares = progress, shares

    def of(self, name: str) -> Progress:
        """What a stage is given as its own progress."""
        names = list(self._shares)
        low = sum(self._shares[before] for before in names[: names.index(name)])
        return lambda stage, share: self._progress(stage, min(1.0, low + self._shares[name] * share))


def _prefixed(prefix: str, arrays: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    return {f"{prefix}.{name}": array for name, array in arrays.items()}


def _part_of(prefix: str, arrays: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    return {name.removeprefix(f"{prefix}."): array for name, array in arrays.items() if name.startswith(f"{prefix}.")}
