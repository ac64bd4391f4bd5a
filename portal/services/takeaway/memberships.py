"""How firmly some customers belong to their segments, in whatever order and number they are asked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from portal.engine.consensus import support
from portal.engine.events.rfm import rfm
from portal.engine.membership import Measure, margins, measure_of, membership
from portal.engine.params import ConsensusParams, KMeansParams, RfmParams
from portal.services import runs
from portal.services.structures import Structure
from portal.services.takeaway.subject import Subject
from portal.services.workspace import Workspace
from portal.store.artifacts import let_go


class Memberships:
    """The membership of table rows of a run.

    Margins are worked out for the asked rows only. Where the structure was built on a sample, positions and
    strengths are those of the sampled customer who stands for each row, as its segment is.
    """

    def __init__(self, ws: Workspace, subject: Subject, structure: Structure) -> None:
        self._subject, self._structure = subject, structure
        self._place: npt.NDArray[np.int64] | None = None
        if structure.rows != structure.matrix.n:
            self._place = np.full(structure.rows, -1, dtype=np.int64)
            self._place[structure.matrix.index] = np.arange(structure.matrix.n)
        self._values: npt.NDArray[np.float64] | None = None
        params = subject.run.spec.params
        self._nearest = structure.nearest
        if isinstance(params, ConsensusParams):
            agreed = subject.cut.matrix_labels
            self._values, self._nearest = support(runs.members(ws, structure, params.runs), agreed), None
        elif isinstance(params, RfmParams):
            scored = rfm(*runs.rfm_values(ws, structure, subject.run.spec.dataset_id, params))
            self._values, self._nearest = (scored.r + scored.f + scored.m) / 3, None
        elif not isinstance(params, KMeansParams):
            found = runs.clustering_of(structure, subject.run.spec)
            self._values = membership(
                structure.density, structure.matrix, structure.in_sample(params), found.labels
            ).values

    def __call__(self, rows: npt.NDArray[np.intp]) -> pa.Array:
        """Numbers, or the words core and border; nothing where the measure is not defined."""
        within = rows if self._place is None else self._place[rows]
        values = self._of(within)
        if measure_of(self._subject.run.spec.params) is Measure.POSITION:
            words = np.where(values == 1.0, "core", "border").astype(object)
            return pa.array(words, mask=np.isnan(values))
        return pa.array(values)

    def _of(self, within: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        structure, params = self._structure, self._subject.run.spec.params
        if self._values is not None:
            return self._values[within if self._nearest is None else self._nearest[within]]
        assert isinstance(params, KMeansParams)
        labels = structure.sweep.labels_of(params.k)[within]
        values = structure.matrix.values[within]
        # The prepared numbers are as long as the table: rows that have passed by need not stay.
        let_go(structure.matrix.values)
        return margins(values, structure.sweep.centers_of(params.k), labels)
