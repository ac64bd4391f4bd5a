"""Parameter maps: every cell is what a run of its settings would find."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from portal.engine.params import DbscanParams, HdbscanParams
from portal.services import parameter_maps, runs, structures
from portal.services.specs import Spec
from portal.services.structures import Structure
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, preparation_of, workspace_in


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Structure]]:
    rng = np.random.default_rng(2)
    group = np.repeat([0, 1, 2], 80)
    frame = pd.DataFrame({name: rng.normal(group * 4.0 * sign, 1.0) for name, sign in (("a", 1), ("b", -1))})
    with workspace_in(tmp_path_factory.mktemp("maps")) as ws:
        dataset = clustered(ws, frame)
        structure = structures.opened(ws, dataset, preparation_of(ws, dataset))
        assert structure is not None
        yield ws, structure


def test_cells_are_the_runs_they_lead_to(stage: tuple[Workspace, Structure]) -> None:
    ws, structure = stage
    found = parameter_maps.size_map(ws, structure, HdbscanParams())
    assert found.clusters.shape == found.noise.shape == found.validity.shape == (len(found.down), len(found.across))
    assert list(found.across) == sorted(set(found.across))
    for i in (0, len(found.down) - 1):
        for j in (0, 5, len(found.across) - 1):
            params = HdbscanParams(min_cluster_size=int(found.across[j]), min_samples=found.down[i])
            cut = runs.cut_of(ws, Spec(structure.dataset_id, structure.preparation, params))
            assert cut is not None
            assert found.clusters[i, j] == cut.n_segments
            assert found.noise[i, j] == pytest.approx(cut.noise / 240)
            assert np.isnan(found.validity[i, j]) == (cut.n_segments < 2)


def test_a_wider_radius_leaves_nobody_else_out(stage: tuple[Workspace, Structure]) -> None:
    ws, structure = stage
    found = parameter_maps.radius_map(ws, structure, DbscanParams(min_samples=5))
    assert found.down == (5,)
    assert (np.diff(found.across) > 0).all()
    assert (np.diff(found.noise[0]) <= 0).all()
    params = DbscanParams(eps=found.across[20], min_samples=5)
    cut = runs.cut_of(ws, Spec(structure.dataset_id, structure.preparation, params))
    assert cut is not None
    assert found.clusters[0, 20] == cut.n_segments


def test_a_map_is_remembered_and_follows_the_other_settings(
    stage: tuple[Workspace, Structure], monkeypatch: pytest.MonkeyPatch
) -> None:
    ws, structure = stage
    first = parameter_maps.size_map(ws, structure, HdbscanParams(method="leaf"))
    plain = parameter_maps.size_map(ws, structure, HdbscanParams())
    assert (first.clusters >= plain.clusters).all()
    monkeypatch.setattr(parameter_maps, "cut", lambda *_: pytest.fail("cut again"))
    again = parameter_maps.size_map(ws, structure, HdbscanParams(method="leaf", min_samples=3))
    assert (again.clusters == first.clusters).all()
