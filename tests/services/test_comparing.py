"""Comparisons: where an address leads, what a slider answers, whose colours are whose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from portal.engine.density import relative_validity
from portal.engine.params import DbscanParams, HdbscanParams, KMeansParams
from portal.errors import NotFoundError, ParameterError, PreparationError
from portal.samples import retail_customers, retail_truth
from portal.services import comparing, comparison, datasets, runs
from portal.services.scoring import scored
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

NOTHING: dict[str, str | None] = {}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    with workspace_in(tmp_path_factory.mktemp("comparing")) as ws:
        yield ws, clustered(ws, retail_customers(900), name="Retail")


def placed(ws: Workspace, **chosen: str | None) -> comparing.Place:
    place = comparing.placed(ws, chosen.pop("dataset", None), chosen.pop("run", None), chosen)
    assert place is not None
    return place


def kept(place: comparing.Place) -> dict[str, Any]:
    return {"dataset": place.dataset.id, "preparation": place.preparation.to_json(), "seed": place.seed}


def test_a_plain_address_shows_the_recommended_runs(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    place = placed(ws, dataset=dataset)
    assert (place.dataset.id, place.ready) == (dataset, True)
    assert set(place.runs) == {"kmeans", "dbscan", "hdbscan"}
    assert place.current == place.runs["hdbscan"]
    assert runs.run(ws, place.runs["kmeans"]).spec.params.algorithm == "kmeans"


def test_an_address_with_runs_shows_exactly_those(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    three = run_of(ws, dataset, KMeansParams(k=3))
    place = placed(ws, dataset=dataset, kmeans=three.id)
    assert place.runs["kmeans"] == three.id
    again = placed(ws, dataset=dataset, run=place.current, **place.runs)
    assert again.runs == place.runs


def test_unknown_and_foreign_ids_are_one_sentence(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    other = datasets.add_frame(ws, retail_customers(80), name="Other", source="test")
    run = run_of(ws, dataset, KMeansParams(k=3))
    with pytest.raises(NotFoundError, match="There is no dataset “none”"):
        placed(ws, dataset="none")
    with pytest.raises(NotFoundError, match="There is no run “none”"):
        placed(ws, run="none")
    with pytest.raises(NotFoundError, match="belongs to another dataset"):
        placed(ws, dataset=other.id, run=run.id)


def test_a_slider_moves_and_the_truth_comes_back(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    place = placed(ws, dataset=dataset)
    answer = comparing.recut(ws, kept(place), "kmeans", {"k": 5}, place.current)
    assert answer is not None
    truth = retail_truth(900)
    fits = truth >= 0
    counts = comparison.contingency(truth[fits].astype(np.int64), answer.cut.labels[fits].astype(np.int64))[0]
    assert counts.max(axis=1).sum() / counts.sum() > 0.95
    assert sorted(answer.cut.sizes, reverse=True) == list(answer.cut.sizes)
    assert sum(segment.size for segment in answer.segments) == 900


def test_parameters_out_of_bounds_are_one_sentence(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    place = kept(placed(ws, dataset=dataset))
    for algorithm, values in (
        ("kmeans", {"k": 4000}),
        ("kmeans", {"k": float("nan")}),
        ("dbscan", {"eps": -1.0, "min_samples": 5}),
        ("dbscan", {"eps": float("inf"), "min_samples": 5}),
        ("hdbscan", {"min_cluster_size": 1e300, "min_samples": 5}),
        ("hdbscan", {"min_cluster_size": 10, "min_samples": 5, "method": "magic"}),
        ("spectral", {}),
    ):
        with pytest.raises(ParameterError, match="Choose"):
            comparing.recut(ws, place, algorithm, values, None)


def test_groups_that_correspond_share_a_colour(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    place = placed(ws, dataset=dataset)
    recuts = comparing.recuts(ws, place.runs, place.current)
    current = recuts["hdbscan"].cut.labels
    for name in ("kmeans", "dbscan"):
        for segment in recuts[name].segments[:-1]:
            if segment.name.startswith("Other group"):
                continue
            mine = recuts[name].cut.labels == segment.label
            assert np.bincount(current[mine & (current >= 0)]).argmax() == segment.slot


def test_a_group_of_its_own_gets_a_colour_of_its_own(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    place = placed(ws, dataset=dataset)
    answer = comparing.recut(ws, kept(place), "kmeans", {"k": 9}, place.current)
    assert answer is not None
    slots = [segment.slot for segment in answer.segments]
    assert len(set(slots)) == len(slots)
    assert {name for name in (s.name for s in answer.segments) if name.startswith("Other group")} == {
        f"Other group {i}" for i in range(1, 5)
    }


def test_another_preparation_needs_a_structure_and_says_so(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    place = kept(placed(ws, dataset=dataset))
    other = comparing.prepared(ws, place, ["income", "age"], scaling="robust")
    assert (other.ready, other.preparation.features) == (False, ("age", "income"))
    with pytest.raises(PreparationError, match="No variables are chosen"):
        comparing.prepared(ws, place, [])
    with pytest.raises(NotFoundError, match="has no column “shoe size”"):
        comparing.prepared(ws, place, ["shoe size"])


def test_moves_and_agreement_count_everybody(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    place = placed(ws, dataset=dataset)
    cuts = {name: recut.cut for name, recut in comparing.recuts(ws, place.runs, place.current).items()}
    moves = comparison.moves(cuts["kmeans"], cuts["hdbscan"])
    assert moves.counts.sum() == moves.placed == 900
    assert 0.8 * 900 < moves.keep <= 900
    agreement = comparison.agreement(cuts)
    assert np.allclose(agreement.ari, agreement.ari.T)
    assert (np.diag(agreement.ami) == 1).all()
    assert agreement.ari[agreement.names.index("kmeans"), agreement.names.index("hdbscan")] > 0.9


def test_scores_are_those_of_the_run(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    good, poor = (scored(ws, run_of(ws, dataset, KMeansParams(k=k))) for k in (5, 12))
    assert good is not None
    assert poor is not None
    assert (good.segments, good.noise_share) == (5, 0.0)
    assert (good.silhouette or 0) > (poor.silhouette or 0)
    assert scored(ws, run_of(ws, dataset, KMeansParams(k=5))) == good
    cautious = run_of(ws, dataset, DbscanParams(eps=1.0, min_samples=25))
    structure, cut = runs.structure_of(ws, cautious.spec), runs.cut_of(ws, cautious.spec)
    assert structure is not None
    assert cut is not None
    # Every run is measured by the same number of neighbours, not by its own.
    assert cut.n_segments >= 2
    found = scored(ws, cautious)
    assert found is not None
    assert found.validity == relative_validity(structure.density, cut.matrix_labels, 10)
    nobody = scored(ws, run_of(ws, dataset, DbscanParams(eps=1e-6, min_samples=10)))
    assert nobody is not None
    assert (nobody.segments, nobody.noise_share, nobody.silhouette) == (0, 1.0, None)


def test_a_run_is_its_spec(here: tuple[Workspace, str]) -> None:
    ws, dataset = here
    run = run_of(ws, dataset, HdbscanParams(min_cluster_size=20))
    assert runs.register(ws, run.spec) == run
    assert run.id == replace(run.spec).run_id
    assert replace(run.spec, seed=1).run_id != run.id
