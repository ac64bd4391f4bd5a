"""The consensus of pinned runs is a run like any other: an id of its own, labels, scores, stability, a verdict."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from portal.engine.agreement import ari
from portal.engine.params import ConsensusParams, HdbscanParams, KMeansParams
from portal.errors import ConflictError, JobCancelled, ParameterError
from portal.samples import retail_customers, retail_truth, uniform_customers
from portal.services import comparing, disputes, evidence, exports, joining, judging, opinions, runs, segments
from portal.services.evidence import Piece
from portal.services.runs import Run
from portal.services.scoring import scored
from portal.services.specs import Spec
from portal.services.takeaway.audience import audience
from portal.services.takeaway.shapes import Shape
from portal.services.takeaway.subject import subject
from portal.services.takeaway.writing import csv_parts
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

Stage = tuple[Workspace, str, list[Run]]


def quiet(_stage: str, _share: float) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with workspace_in(tmp_path_factory.mktemp("joining")) as ws:
        dataset = clustered(ws, retail_customers(900), name="Retail")
        hdbscan = HdbscanParams(min_cluster_size=30, min_samples=10)
        yield ws, dataset, [run_of(ws, dataset, params) for params in (KMeansParams(k=5), KMeansParams(k=4), hdbscan)]


@pytest.fixture(scope="module")
def joined(stage: Stage) -> joining.Joined:
    ws, _, found = stage
    return joining.join(ws, [run.id for run in found])


def test_a_consensus_is_an_immutable_run(stage: Stage, joined: joining.Joined) -> None:
    ws, dataset, found = stage
    assert joined.of == 3
    assert 0.7 < joined.agreement <= 1.0
    spec = joined.run.spec
    assert spec.dataset_id == dataset
    assert spec.params == ConsensusParams(tuple(run.id for run in reversed(found)), 5)
    assert Spec.from_json(spec.to_json()) == spec
    again = joining.join(ws, [run.id for run in reversed(found)] + [joined.run.id], 5)
    assert again.run == joined.run
    assert joining.join(ws, [run.id for run in found], 3).run.id != joined.run.id


def test_its_labels_come_back_and_find_the_segments(stage: Stage, joined: joining.Joined) -> None:
    ws, _, found = stage
    cut = runs.cut_of(ws, joined.run.spec)
    assert cut is not None
    assert list(cut.sizes) == sorted(cut.sizes, reverse=True)
    ws.cuts.forget(lambda _key: True)
    again = runs.cut_of(ws, joined.run.spec)
    assert again is not None
    np.testing.assert_array_equal(again.labels, cut.labels)
    truth = retail_truth(900)
    single = runs.cut_of(ws, found[1].spec)
    assert single is not None
    assert ari(cut.labels, truth) > ari(single.labels, truth)


def test_it_is_scored_described_exported_and_compared(stage: Stage, joined: joining.Joined) -> None:
    ws, dataset, found = stage
    measures = scored(ws, joined.run)
    assert measures is not None
    assert measures.segments == 5
    assert measures.validity is not None
    portrait = segments.portrait(ws, joined.run)
    assert portrait is not None
    assert len(portrait.segments) == 5
    assert len(opinions.opinions(ws, joined.run)) == 3
    assert runs.describe(joined.run)["Number of groups"] == 5
    text = "".join(exports.labelled_customers(ws, joined.run.id))
    assert len(text.splitlines()) == 901
    taken = b"".join(csv_parts(audience(ws, subject(ws, joined.run.id)), Shape.PLAIN)).decode()
    assert "votes" in taken.splitlines()[0]
    place = comparing.placed(ws, dataset, joined.run.id, {})
    assert place is not None
    assert place.current == joined.run.id
    assert set(place.runs) == {"kmeans", "dbscan", "hdbscan"}
    assert disputes.agreement(ws, [found[0].id, joined.run.id], unassigned=True).ari[0, 1] > 0.7


def test_its_stability_makes_every_run_anew(stage: Stage, joined: joining.Joined) -> None:
    ws, _, found = stage
    judging.judge(ws, joined.run, quiet, [Piece.STABILITY])
    stability = evidence.stability_of(ws, joined.run)
    assert stability is not None
    assert len(stability.ari) == 50
    assert stability.scheme == "joined"
    assert min(stability.jaccard) > 0.5
    assert (stability.value or 0) > 0.75
    one = joining.join(ws, [run.id for run in found], 2).run

    def stop(_stage: str, share: float) -> None:
        if share > 0:
            raise JobCancelled("Cancelled.")

    with pytest.raises(JobCancelled):
        judging.judge(ws, one, stop, [Piece.STABILITY])


def test_runs_of_several_preparations_are_joined_in_the_one_that_most_share(stage: Stage) -> None:
    ws, dataset, found = stage
    choices = {"scaling": "robust"}
    clustered(ws, retail_customers(900), name="Retail", **choices)
    other = run_of(ws, dataset, KMeansParams(k=5), **choices)
    run = joining.join(ws, [other.id, *(run.id for run in found)], 5).run
    assert run.spec.preparation == found[0].spec.preparation
    assert runs.cut_of(ws, run.spec) is not None
    judging.judge(ws, joining.join(ws, [other.id, found[0].id], 5).run, quiet, [Piece.STABILITY])


def test_what_can_not_be_joined_says_why(stage: Stage) -> None:
    ws, dataset, found = stage
    with pytest.raises(ParameterError, match="two runs or more; here is 1"):
        joining.join(ws, [found[0].id])
    with pytest.raises(ParameterError, match="k is 12, but the pinned runs tell apart"):
        joining.join(ws, [found[0].id, run_of(ws, dataset, KMeansParams(k=3)).id], 12)
    nobody = [run_of(ws, dataset, HdbscanParams(min_cluster_size=size)).id for size in (890, 891)]
    with pytest.raises(ParameterError, match="hold no two segments"):
        joining.join(ws, nobody)
    elsewhere = run_of(ws, clustered(ws, uniform_customers(120)), KMeansParams(k=3))
    with pytest.raises(ConflictError, match="different datasets"):
        joining.join(ws, [found[0].id, elsewhere.id])
    unbuilt = run_of(ws, dataset, KMeansParams(k=3), scaling="minmax")
    with pytest.raises(ConflictError, match=unbuilt.id):
        joining.join(ws, [found[0].id, found[1].id, unbuilt.id])
