"""Labelled customers as CSV: complete, readable again, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from portal.engine.params import KMeansParams
from portal.errors import ConflictError, NotFoundError
from portal.services import datasets, exports, segments
from portal.services.runs import Run
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

HOSTILE = ["=1+1", "+44 20", "-2+3", "@SUM(A1)", "\tx", 'say "hi", you', "line\nbreak", "Zoë", "-12.5"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, Run]]:
    rng = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], 60)
    frame = pd.DataFrame(
        {
            "customer_id": np.arange(1, 181),
            "spend": rng.normal(group * 10.0, 1.0).round(2),
            "visits": rng.normal(group * -5.0, 1.0).round(2),
            "segment": [HOSTILE[i % len(HOSTILE)] for i in range(180)],
            "=town": [None if i % 7 == 0 else f"Town {i % 3}" for i in range(180)],
        }
    )
    with workspace_in(tmp_path_factory.mktemp("exports")) as ws:
        dataset_id = clustered(ws, frame, name="Hostile & co")
        yield ws, run_of(ws, dataset_id, KMeansParams(k=3))


def parsed(lines: Iterator[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(lines))))


def test_everybody_is_there_with_a_segment_and_its_name(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    head, *rows = parsed(exports.labelled_customers(ws, run.id))
    assert head == ["customer_id", "spend", "visits", "segment", "'=town", "segment_found", "segment_name"]
    assert len(rows) == 180
    named = segments.names(ws, run)
    portrait = segments.portrait(ws, run)
    assert portrait is not None
    assert [row[-2] for row in rows] == [str(label + 1) for label in portrait.cut.labels]
    assert [row[-1] for row in rows] == [named[int(label)] for label in portrait.cut.labels]


def test_no_cell_can_become_a_formula_and_none_is_harmed(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    rows = parsed(exports.labelled_customers(ws, run.id))[1:]
    table = datasets.frame(ws, run.spec.dataset_id)
    for row, original in zip(rows, table["segment"], strict=True):
        cell = row[3]
        assert not cell.startswith(exports.DANGEROUS) or cell == "-12.5"
        assert cell.removeprefix("'") == original
    assert [float(row[1]) for row in rows] == table["spend"].tolist()
    assert any(row[2].startswith("-") for row in rows), "numbers keep their minus sign"


def test_missing_cells_are_empty(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    rows = parsed(exports.labelled_customers(ws, run.id))[1:]
    assert rows[0][4] == ""
    assert rows[1][4] == "Town 1"


def test_the_table_is_never_whole_in_memory(stage: tuple[Workspace, Run], monkeypatch: pytest.MonkeyPatch) -> None:
    ws, run = stage
    whole = parsed(exports.labelled_customers(ws, run.id))

    def refused(*_: object) -> None:
        raise AssertionError("the whole table is loaded")

    monkeypatch.setattr(datasets, "frame", refused)
    monkeypatch.setattr(exports, "CHUNK", 37)
    chunks = list(exports.labelled_customers(ws, run.id))
    assert parsed(iter(chunks)) == whole
    assert max(len(parsed(iter([chunk]))) for chunk in chunks) == 37


def test_a_table_as_it_is_kept(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    head, *rows = parsed(exports.whole_table(ws, run.spec.dataset_id))
    assert head == ["customer_id", "spend", "visits", "segment", "'=town"]
    assert [exports.as_written(row[3]) for row in rows] == [HOSTILE[i % len(HOSTILE)] for i in range(180)]
    assert exports.table_filename(ws, run.spec.dataset_id) == "hostile---co.csv"
    with pytest.raises(NotFoundError):
        exports.whole_table(ws, "nonsense")


def test_rows_come_in_the_order_asked_for(stage: tuple[Workspace, Run], monkeypatch: pytest.MonkeyPatch) -> None:
    ws, run = stage
    monkeypatch.setattr(exports, "CHUNK", 50)
    rows = np.array([5, 60, 170, 2, 3, 179, 0])
    added = exports.lines_with(
        ws, run.spec.dataset_id, rows, ["place"], lambda part: [[str(row) for row in rows[part]]]
    )
    found = parsed(added)[1:]
    assert [int(row[0]) - 1 for row in found] == [int(row[-1]) for row in found] == rows.tolist()


@pytest.mark.parametrize("segment", [0, 1, 2])
def test_one_segment_alone(stage: tuple[Workspace, Run], segment: int) -> None:
    ws, run = stage
    rows = parsed(exports.labelled_customers(ws, run.id, segment=segment))[1:]
    portrait = segments.portrait(ws, run)
    assert portrait is not None
    assert len(rows) == portrait.segments[segment].size
    assert {row[-2] for row in rows} == {str(segment + 1)}


def test_a_segment_that_is_not_there_is_an_empty_list(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    assert len(parsed(exports.labelled_customers(ws, run.id, segment=77))) == 1


def test_file_names_say_what_is_inside(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    assert exports.filename(ws, run.id) == f"hostile---co-kmeans-{run.id[:6]}.csv"
    assert exports.filename(ws, run.id, 1).endswith("-segment-2.csv")
    assert exports.filename(ws, run.id, -1).endswith("-unassigned.csv")


def test_an_unknown_and_an_uncomputed_run_are_sentences(stage: tuple[Workspace, Run]) -> None:
    ws, run = stage
    with pytest.raises(NotFoundError):
        exports.labelled_customers(ws, "nonsense")
    other = run_of(ws, run.spec.dataset_id, KMeansParams(k=2), scaling="robust")
    with pytest.raises(ConflictError, match="has not been computed"):
        exports.labelled_customers(ws, other.id)
