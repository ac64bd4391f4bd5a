"""Evidence through the store: the verdicts of the known tables, jobs, keys, deletion, recommendations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from portal.engine.evidence.verdict import Verdict
from portal.engine.params import HdbscanParams, KMeansParams
from portal.errors import JobCancelled
from portal.jobs.work import work_of
from portal.samples import retail_customers, skewed_spenders, uniform_customers
from portal.services import choosing, datasets, evidence, joining, judging, openings, runs
from portal.services.evidence import Piece
from portal.services.runs import Run
from portal.services.specs import Spec
from portal.services.workspace import Workspace
from portal.store.jobs import Status
from tests.services.clustered import clustered, run_of, workspace_in

NUMBERS = ("age", "income", "spending_score", "membership_years", "purchase_frequency", "last_purchase_amount")


def quiet(_stage: str, _share: float) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Run]]:
    """A judged run on retail customers."""
    with workspace_in(tmp_path_factory.mktemp("evidence")) as ws:
        run = openings.default_run(ws, clustered(ws, retail_customers(), name="Retail"))
        assert run is not None
        judging.judge(ws, run, quiet)
        yield ws, run


def judged(ws: Workspace, run: Run) -> Verdict | None:
    for piece in evidence.VERDICT_NEEDS:
        work_of(str(piece))(ws, {"run": run.id}, quiet)
    return evidence.verdict_of(ws, run)


def test_retail_customers_are_natural(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    assert evidence.verdict_of(ws, run) is Verdict.NATURAL
    assert evidence.lacking(ws, run) == ()


@pytest.mark.parametrize("make", [uniform_customers, skewed_spenders])
def test_tables_without_segments_are_never_natural(ws: Workspace, make: object) -> None:
    dataset_id = clustered(ws, make())  # type: ignore[operator]
    default = openings.default_run(ws, dataset_id)
    assert default is not None
    others = [Spec(dataset_id, default.spec.preparation, KMeansParams(k=k)) for k in (2, 5)]
    for run in (default, *(runs.register(ws, spec) for spec in others)):
        assert judged(ws, run) in (Verdict.REPRODUCIBLE, Verdict.CONSTRUCTIVE)


def test_the_seed_table_is_not_natural(ws: Workspace, data_dir: Path) -> None:
    dataset_id = clustered(ws, pd.read_csv(data_dir / "seed_customers.csv"))
    run = openings.default_run(ws, dataset_id)
    assert run is not None
    assert judged(ws, run) in (Verdict.REPRODUCIBLE, Verdict.CONSTRUCTIVE)


def test_stability_never_lifts_a_run_and_a_bad_run_on_good_data_is_constructive(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    two = runs.register(ws, Spec(run.spec.dataset_id, run.spec.preparation, KMeansParams(k=2)))
    assert evidence.verdict_of(ws, two) is None
    assert evidence.lacking(ws, two) == (Piece.STABILITY,)
    assert judged(ws, two) is Verdict.CONSTRUCTIVE
    nobody = HdbscanParams(min_cluster_size=2_900, min_samples=10)
    assert judged(ws, run_of(ws, run.spec.dataset_id, nobody)) is Verdict.CONSTRUCTIVE


def test_a_consensus_has_a_verdict_of_its_own(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    joined = joining.join(ws, [run.id, run_of(ws, run.spec.dataset_id, KMeansParams(k=5)).id]).run
    assert evidence.lacking(ws, joined) == (Piece.STABILITY,)
    assert judged(ws, joined) is Verdict.NATURAL


def test_evidence_is_read_back_as_it_was_kept(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    before = evidence.evidence_of(ws, run), evidence.solutions_of(ws, run)
    ws.evidence.forget(lambda _key: True)
    assert (evidence.evidence_of(ws, run), evidence.solutions_of(ws, run)) == before


def test_solutions_agree_with_the_runs_of_their_k(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    five = runs.register(ws, Spec(run.spec.dataset_id, run.spec.preparation, KMeansParams(k=5)))
    judged(ws, five)
    solutions = evidence.solutions_of(ws, run)
    assert solutions is not None
    assert solutions.stability[5] == evidence.stability_of(ws, five)
    assert {origin.k for origin in solutions.origins} == set(range(3, 9))


def test_a_number_is_recommended_with_reasons(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    found = choosing.recommendation(ws, run)
    assert found is not None
    assert found.k == 5
    assert "highest silhouette" in found.sentence
    rows = choosing.criteria(ws, run)
    assert [row.k for row in rows] == list(range(2, 9))
    assert all(row.stability is not None and row.gap is not None for row in rows)
    dbscan, hdbscan = choosing.starts(ws, run)
    assert dbscan.run.spec.algorithm == "dbscan"
    assert hdbscan.low < hdbscan.high
    assert hdbscan.clusters == 5
    assert choosing.kmeans_run(ws, run, 5).spec.params == KMeansParams(k=5)


def test_chance_lies_far_below_what_returned(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    known = evidence.evidence_of(ws, run)
    assert known.stability is not None
    assert known.weakest is not None
    dealt = evidence.by_chance(ws, run, known.stability, known.weakest)
    assert len(dealt) == 99
    assert max(dealt) < known.stability.jaccard[known.weakest]
    again, of = evidence.found_again(known.stability, known.weakest, 0.75)
    assert 0 <= again <= of == 100


def test_work_is_asked_for_once_and_not_again_after_it_was_called_off(ws: Workspace) -> None:
    run = openings.default_run(ws, clustered(ws, uniform_customers().head(120)))
    assert run is not None
    asked = evidence.request_lacking(ws, run, owner="a", pieces=tuple(Piece))
    assert list(asked) == list(Piece)
    assert evidence.request_lacking(ws, run, owner="a", pieces=tuple(Piece)) == asked
    job = asked[Piece.ASSESSMENT]
    ws.jobs.finish(job.id, Status.CANCELLED)
    assert evidence.request_lacking(ws, run, owner="a")[Piece.ASSESSMENT].status == Status.CANCELLED
    assert evidence.request(ws, run, Piece.ASSESSMENT, owner="a").id != job.id


def test_work_that_is_called_off_keeps_nothing(ws: Workspace) -> None:
    run = openings.default_run(ws, clustered(ws, uniform_customers().head(120)))
    assert run is not None

    def stop(_stage: str, share: float) -> None:
        if share > 0:
            raise JobCancelled("Cancelled.")

    for piece in Piece:
        with pytest.raises(JobCancelled):
            work_of(str(piece))(ws, {"run": run.id}, stop)
    assert evidence.lacking(ws, run) == tuple(Piece)


def test_evidence_goes_with_its_dataset(ws: Workspace) -> None:
    run = openings.default_run(ws, clustered(ws, uniform_customers().head(120)))
    assert run is not None
    assert judged(ws, run) is not None
    datasets.delete(ws, run.spec.dataset_id)
    assert evidence.lacking(ws, run, evidence.VERDICT_NEEDS) == evidence.VERDICT_NEEDS
    assert list(Path(ws.settings.data_dir).rglob("*assessment*")) == []
