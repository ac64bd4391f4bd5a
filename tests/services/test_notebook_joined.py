"""Notebooks of what is not fitted itself: the consensus of several runs, and RFM groups."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from portal.engine import consensus
from portal.engine.params import ConsensusParams, DbscanParams, HdbscanParams, KMeansParams
from portal.errors import ConflictError
from portal.services import datasets, joining, openings, runs, structures
from portal.services.runs import Run
from portal.services.takeaway import joined
from portal.services.takeaway.notebook import notebook
from portal.services.takeaway.subject import subject
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, preparation_of, run_of, workspace_in

ROWS = 270
GAPS: dict[str, Any] = {"features": ["recency_days", "monetary"], "missing": "drop"}
WHOLE: dict[str, Any] = {"features": ["recency_days", "frequency", "monetary"], "scaling": "robust"}
Stage = tuple[Workspace, str]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    rng = np.random.default_rng(7)
    group = np.repeat([0, 1, 2], ROWS // 3)
    frame = pd.DataFrame(
        {
            "recency_days": rng.normal(80.0 * group, 28.0).round(),
            "frequency": rng.poisson(3 + 4 * group),
            "monetary": np.where(rng.random(ROWS) < 0.06, np.nan, rng.normal(200.0 * group, 70.0)),
        }
    )
    with workspace_in(tmp_path_factory.mktemp("joined")) as ws:
        dataset_id = clustered(ws, frame, name="Shop", **GAPS)
        payload = {"dataset": dataset_id, "preparation": preparation_of(ws, dataset_id, **WHOLE).to_json(), "seed": 0}
        structures.build(ws, payload, lambda _stage, _share: None)
        yield ws, dataset_id


def repeated(ws: Workspace, run: Run) -> tuple[list[int], list[int], str]:
    """The labels of both ways of a notebook, run cell by cell; and its words."""
    cells = json.loads(notebook(ws, subject(ws, run.id)))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    beside = str(datasets.table_path(ws, run.spec.dataset_id))
    space: dict[str, Any] = {}
    exec(compile(code.replace("pd.read_parquet(TABLE)", f"pd.read_parquet({beside!r})"), "notebook", "exec"), space)
    return space["plain"].tolist(), space["labels"].tolist(), "".join("".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize("most", [400, 6])
def test_a_consensus_repeats_its_runs_and_joins_them(stage: Stage, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    ws, dataset_id = stage
    # With room for six kinds of customers, the rarer ones follow the one that they are most like.
    monkeypatch.setattr(consensus, "MOST", most)
    monkeypatch.setattr(joined, "MOST", most)
    voting = [
        run_of(ws, dataset_id, KMeansParams(k=3), **GAPS), run_of(ws, dataset_id, KMeansParams(k=4), **WHOLE),
        run_of(ws, dataset_id, HdbscanParams(12, 4), **GAPS), run_of(ws, dataset_id, DbscanParams(0.3, 6), **GAPS),
    ]  # fmt: skip
    run = joining.join(ws, [one.id for one in voting], k=3).run
    ws.cuts.forget(lambda _key: True)
    cut = runs.cut_of(ws, run.spec)
    assert cut is not None
    assert cut.left_out
    kinds = {tuple(found) for found in runs.members(ws, _structure(ws, run), [one.id for one in voting]).T.tolist()}
    assert len(kinds) > 6
    plain, labels, words = repeated(ws, run)
    assert plain == labels == cut.labels.tolist()
    assert all(f"(run `{one.id}`)" in words for one in voting)
    ws.cuts.forget(lambda _key: True)


def test_rfm_groups_follow_from_pandas_alone(stage: Stage) -> None:
    ws, dataset_id = stage
    payload = {"dataset": dataset_id, "preparation": preparation_of(ws, dataset_id).to_json(), "seed": 0}
    structures.build(ws, payload, lambda _stage, _share: None)
    run = openings.rfm_run(ws, dataset_id)
    assert run is not None
    cut = runs.cut_of(ws, run.spec)
    assert cut is not None
    assert cut.noise, "customers without a value are in no group"
    plain, labels, words = repeated(ws, run)
    assert plain == labels == cut.labels.tolist()
    assert "Nothing is fitted" in words


def test_a_consensus_of_a_run_that_is_not_here_is_one_sentence(stage: Stage) -> None:
    ws, dataset_id = stage
    voting = [run_of(ws, dataset_id, KMeansParams(k=k), **GAPS) for k in (2, 3)]
    run = joining.join(ws, [one.id for one in voting], k=2).run
    taken = subject(ws, run.id)
    elsewhere = run_of(ws, dataset_id, KMeansParams(k=2), scaling="minmax")
    lost = ConsensusParams((voting[0].id, elsewhere.id), 2)
    with pytest.raises(ConflictError, match="has not been computed"):
        joined.plain_cells(ws, taken, lost)


def _structure(ws: Workspace, run: Run) -> structures.Structure:
    found = runs.structure_of(ws, run.spec)
    assert found is not None
    return found
