"""Pins, and whom pinned runs place differently: against plain counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from portal.engine.params import DbscanParams, KMeansParams
from portal.errors import NotFoundError, ParameterError
from portal.services import disputes, pins, runs
from portal.services.runs import Run
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

Stage = tuple[Workspace, str, list[Run]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    rng = np.random.default_rng(5)
    group = np.repeat([0, 1, 2, 3], 50)
    frame = pd.DataFrame(
        {
            "spend": rng.normal(group % 2 * 6.0, 1.0).round(3),
            "visits": rng.normal(group // 2 * 4.0, 1.0).round(3),
            "note": ["=1+1" if i % 2 else "fine" for i in range(200)],
        }
    )
    with workspace_in(tmp_path_factory.mktemp("disputes")) as ws:
        dataset = clustered(ws, frame, features=["spend", "visits"], categories=[])
        choices = {"features": ["spend", "visits"], "categories": []}
        asked = [KMeansParams(k=4), KMeansParams(k=2), DbscanParams(eps=0.35, min_samples=5)]
        yield ws, dataset, [run_of(ws, dataset, params, **choices) for params in asked]


def test_pins_are_bounded_and_each_is_there_once() -> None:
    assert pins.read("a,b,,a,c") == ("a", "b", "c")
    assert len(pins.read(",".join(map(str, range(40))))) == pins.MOST == len(pins.MARKS)
    assert pins.written(()) is None
    assert pins.added(("a",), ["a", "b"]) == (("a", "b"), 0)
    assert pins.added(tuple(map(str, range(11))), ["x", "y", "z"])[1] == 2


def test_pins_of_an_address_are_runs_of_this_table(stage: Stage) -> None:
    ws, dataset, found = stage
    assert pins.taken(ws, dataset, f"{found[0].id},nonsense") == pins.Taken((found[0].id,), 1)
    assert pins.taken(ws, "another", found[0].id) == pins.Taken((), 1)


def test_pinned_runs_carry_what_is_known(stage: Stage) -> None:
    ws, _, found = stage
    shown = pins.pinned(ws, [run.id for run in found])
    assert [one.mark for one in shown] == ["A", "B", "C"]
    assert shown[0].scores is not None
    assert shown[0].scores.segments == 4
    assert shown[0].stability is None
    assert shown[0].evidence.verdict is None


@pytest.mark.parametrize("unassigned", [True, False])
def test_agreement_is_that_of_scikit_learn(stage: Stage, unassigned: bool) -> None:
    ws, _, found = stage
    ids = [run.id for run in found]
    for _ in range(2):  # the second time out of the cache
        told = disputes.agreement(ws, ids, unassigned=unassigned)
        a, c = (runs.cut_of(ws, found[i].spec).labels for i in (0, 2))  # type: ignore[union-attr]
        kept = np.ones(len(a), dtype=bool) if unassigned else (a >= 0) & (c >= 0)
        assert 0 < np.count_nonzero(c < 0) < 200
        assert told.ari[0, 2] == told.ari[2, 0] == pytest.approx(adjusted_rand_score(a[kept], c[kept]))
        assert told.ami[0, 2] == pytest.approx(adjusted_mutual_info_score(a[kept], c[kept]))


def test_a_cross_table_counts_everybody_once_and_matches_on_the_diagonal(stage: Stage) -> None:
    ws, _, found = stage
    a, b = (runs.cut_of(ws, found[i].spec) for i in (0, 1))
    assert a is not None
    assert b is not None
    crossed = disputes.crossed(a, b)
    assert crossed.counts.sum() == 200
    for i, left in enumerate(crossed.left):
        for j, right in enumerate(crossed.right):
            assert crossed.counts[i, j] == np.count_nonzero((a.labels == left) & (b.labels == right))
    assert crossed.matched.sum(axis=0).tolist() == [1, 1]
    same = disputes.crossed(a, a)
    assert (same.matched == np.eye(4, dtype=bool)).all()


def test_disputed_are_those_with_more_than_one_place(stage: Stage) -> None:
    ws, _, found = stage
    ids = [run.id for run in found]
    told = disputes.disputed(ws, ids, unassigned=True)
    plain = [row for row in range(200) if len(set(told.places[:, row].tolist())) > 1]
    assert sorted(told.rows.tolist()) == plain
    assert told.counted == 200
    apart = [len(set(told.places[:, row].tolist())) for row in told.rows]
    assert apart == sorted(apart, reverse=True)
    placed = disputes.disputed(ws, ids, unassigned=False)
    expected = [row for row in range(200) if len({p for p in told.places[:, row].tolist() if p >= 0}) > 1]
    assert sorted(placed.rows.tolist()) == expected
    assert set(np.unique(told.places).tolist()) <= set(told.names)


@pytest.mark.parametrize("unassigned", [True, False])
def test_blocks_change_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch, unassigned: bool) -> None:
    ws, _, found = stage
    ids = [run.id for run in found]
    whole = disputes.disputed(ws, ids, unassigned=unassigned)
    monkeypatch.setattr(disputes, "BLOCK", 37)
    told = disputes.disputed(ws, ids, unassigned=unassigned)
    assert told.rows.tolist() == whole.rows.tolist()
    assert told.counted == whole.counted
    assert (told.places == whole.places).all()
    assert told.places.dtype == np.int8, "a place is no wider than it needs to be"


def test_the_same_run_disputes_nobody(stage: Stage) -> None:
    ws, _, found = stage
    assert len(disputes.disputed(ws, [found[0].id, found[0].id], unassigned=True).rows) == 0


def test_the_csv_is_complete_and_safe(stage: Stage) -> None:
    ws, _, found = stage
    ids = [found[0].id, found[1].id]
    told = disputes.disputed(ws, ids, unassigned=True)
    head, *rows = csv.reader(io.StringIO("".join(disputes.csv_lines(ws, ",".join(ids)))))
    assert head == ["spend", "visits", "note", "places", f"A_kmeans_{ids[0][:6]}", f"B_kmeans_{ids[1][:6]}"]
    assert 0 < len(rows) == len(told.rows) < 200
    assert {row[2] for row in rows} == {"fine", "'=1+1"}
    assert {row[3] for row in rows} == {"2"}
    assert [row[4] for row in rows] == [told.names[int(place)] for place in told.places[0, told.rows]]


def test_wrong_asks_are_one_sentence(stage: Stage) -> None:
    ws, _, found = stage
    with pytest.raises(ParameterError, match="two runs"):
        disputes.csv_lines(ws, found[0].id)
    with pytest.raises(NotFoundError, match="no run"):
        disputes.csv_lines(ws, f"{found[0].id},none")
