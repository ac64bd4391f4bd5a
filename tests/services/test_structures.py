"""Structures: within the row budget of all rows, above it of a sample that stands for all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from portal.engine.agreement import ari
from portal.engine.params import DbscanParams, HdbscanParams, KMeansParams
from portal.errors import JobCancelled
from portal.services import datasets, runs, structures
from portal.services.specs import Spec, default_preparation
from portal.services.workspace import Workspace, opened
from tests.conftest import made_settings

ROWS, BUDGET = 6_000, 1_500
CENTRES = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0], [7, 7, 9]])


def customers(rows: int = ROWS) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    values = CENTRES[rng.integers(0, 4, rows)] + rng.normal(size=(rows, 3))
    values[rng.random(rows) < 0.05] *= 3
    return pd.DataFrame(values, columns=["spend", "visits", "age"])


def built(folder: Path, frame: pd.DataFrame, **environ: str) -> tuple[Workspace, str, list[tuple[str, float]]]:
    ws = opened(made_settings(folder, **environ))
    ws.database.migrate()
    dataset = datasets.add_frame(ws, frame, name="Customers", source="test")
    said: list[tuple[str, float]] = []
    structures.build(ws, payload(ws, dataset.id), lambda stage, share: said.append((stage, share)))
    return ws, dataset.id, said


def payload(ws: Workspace, dataset_id: str) -> dict[str, object]:
    preparation = default_preparation(datasets.info(ws, dataset_id))
    return {"dataset": dataset_id, "preparation": preparation.to_json(), "seed": 0}


def opened_of(ws: Workspace, dataset_id: str) -> structures.Structure:
    found = structures.opened(ws, dataset_id, default_preparation(datasets.info(ws, dataset_id)))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str, list[tuple[str, float]]]]:
    made = built(tmp_path_factory.mktemp("sampled"), customers(), ROW_BUDGET=str(BUDGET))
    yield made
    made[0].close()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str, list[tuple[str, float]]]]:
    made = built(tmp_path_factory.mktemp("whole"), customers())
    yield made
    made[0].close()


def test_above_the_budget_a_sample_is_built_on_and_says_how_well_it_stands_for_all(sampled: tuple) -> None:
    ws, dataset_id, _ = sampled
    structure = opened_of(ws, dataset_id)
    assert structure.density.n == BUDGET
    assert structure.sampled == BUDGET / ROWS
    assert structure.sweep.n == structure.matrix.n == ROWS
    assert structure.agreement is not None
    assert structure.agreement > 0.9


@pytest.mark.parametrize(
    "params",
    [KMeansParams(k=4), DbscanParams(eps=0.25, min_samples=5), HdbscanParams(min_cluster_size=200, min_samples=5)],
)
def test_every_row_has_a_label_like_that_of_the_whole_table(sampled: tuple, whole: tuple, params) -> None:
    cuts = []
    for ws, dataset_id, _ in (sampled, whole):
        structure = opened_of(ws, dataset_id)
        cuts.append(runs.labelled(structure, Spec(dataset_id, structure.preparation, params)))
    of_sample, of_all = cuts
    assert len(of_sample.labels) == ROWS
    assert sum(of_sample.sizes) + of_sample.noise == ROWS
    assert list(of_sample.sizes) == sorted(of_sample.sizes, reverse=True)
    assert np.array_equal(np.bincount(of_sample.labels[of_sample.labels >= 0]), of_sample.sizes)
    # DBSCAN's neighbours are counted in the sample, so its noise boundary lies elsewhere.
    assert ari(of_sample.labels, of_all.labels) > (0.5 if isinstance(params, DbscanParams) else 0.9)


def test_a_smallest_segment_is_one_of_the_table_not_of_the_sample(sampled: tuple) -> None:
    ws, dataset_id, _ = sampled
    structure = opened_of(ws, dataset_id)
    cut = runs.labelled(structure, Spec(dataset_id, structure.preparation, HdbscanParams(min_cluster_size=1_000)))
    assert cut.n_segments >= 2
    assert min(cut.sizes) > 800
    params = structure.in_sample(HdbscanParams(min_cluster_size=1_000, max_cluster_size=2_000))
    assert params == HdbscanParams(min_cluster_size=250, max_cluster_size=500)


def test_progress_rises_through_every_stage(sampled: tuple, whole: tuple) -> None:
    for _, _, said in (sampled, whole):
        shares = [share for _, share in said]
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
    stages = list(dict.fromkeys(stage for stage, _ in sampled[2]))
    assert stages[0] == "Preparing the variables"
    assert {"Placing everybody else", "Comparing with a second sample"} < set(stages)
    assert "Placing everybody else" not in {stage for stage, _ in whole[2]}


def test_the_same_seed_gives_the_same_bytes(sampled: tuple, tmp_path: Path) -> None:
    ws, dataset_id, _ = sampled
    again, again_id, _ = built(tmp_path, customers(), ROW_BUDGET=str(BUDGET))
    assert again_id == dataset_id
    assert fingerprints(again, dataset_id) == fingerprints(ws, dataset_id)
    again.close()


def fingerprints(ws: Workspace, dataset_id: str) -> dict[str, str]:
    folder = next((ws.settings.data_dir / "artifacts" / "structures" / dataset_id).iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_it_can_be_called_off_within_its_stages(tmp_path: Path) -> None:
    ws = opened(made_settings(tmp_path, ROW_BUDGET=str(BUDGET)))
    ws.database.migrate()
    dataset = datasets.add_frame(ws, customers(), name="Customers", source="test")

    def stop(stage: str, share: float) -> None:
        if stage == "Comparing with a second sample" and share > 0.9:
            raise JobCancelled("Cancelled.")

    with pytest.raises(JobCancelled):
        structures.build(ws, payload(ws, dataset.id), stop)
    assert structures.opened(ws, dataset.id, default_preparation(dataset)) is None
    ws.close()


def test_more_segments_than_two_bytes_can_number(tmp_path: Path) -> None:
    frame = pd.DataFrame(np.random.default_rng(0).random((40_000, 2)), columns=["spend", "age"])
    ws, dataset_id, _ = built(tmp_path, frame, MAX_MIN_SAMPLES="2", MAX_K="2")
    structure = opened_of(ws, dataset_id)
    cut = runs.labelled(structure, Spec(dataset_id, structure.preparation, DbscanParams(eps=1e-9, min_samples=1)))
    assert cut.n_segments == 40_000
    assert sorted(cut.labels) == list(range(40_000))
    ws.close()


def test_several_people_cut_one_structure_at_once(whole: tuple) -> None:
    ws, dataset_id, _ = whole
    structure = opened_of(ws, dataset_id)
    specs = [
        Spec(dataset_id, structure.preparation, params)
        for i in range(2, 10)
        for params in (KMeansParams(k=i), DbscanParams(eps=i / 20), HdbscanParams(min_cluster_size=10 * i))
    ]
    alone = [runs.labelled(structure, spec).labels for spec in specs]
    with ThreadPoolExecutor(8) as people:
        together = list(people.map(lambda i: runs.cut_of(ws, specs[i % len(specs)]), range(4 * len(specs))))
    assert all(cut and np.array_equal(cut.labels, alone[i % len(specs)]) for i, cut in enumerate(together))
