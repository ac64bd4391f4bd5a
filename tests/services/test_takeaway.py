"""Audiences: complete, typed, readable again by our own reader, the same whatever the length of the table."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from portal.engine.params import DbscanParams, HdbscanParams, KMeansParams
from portal.errors import NotFoundError, ParameterError
from portal.services import datasets, exports, runs
from portal.services.runs import Run
from portal.services.takeaway import audience as audiences
from portal.services.takeaway import memberships, writing
from portal.services.takeaway.audience import Audience, Wish
from portal.services.takeaway.shapes import Shape
from portal.services.takeaway.subject import Subject, subject
from portal.services.takeaway.writing import Format, file_of
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

ROWS = 300
Stage = tuple[Workspace, Run]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    rng = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], 100)
    frame = pd.DataFrame(
        {
            "customer_id": [10**16 + i for i in range(ROWS)],
            "spend": rng.normal(group * 9.0, 1.0).round(2),
            "visits": rng.normal(group * -6.0, 1.0),
            "E-mail": [None if i % 9 == 0 else f"c{i}@example.com" for i in range(ROWS)],
            "margin": [f"=cmd|{i}" for i in range(ROWS)],
            "joined": pd.Timestamp("2020-01-01") + pd.to_timedelta(np.arange(ROWS), "D"),
        }
    )
    with workspace_in(tmp_path_factory.mktemp("takeaway")) as ws:
        dataset_id = clustered(ws, frame, name="Hostile & co", features=["spend", "visits"])
        yield ws, run_of(ws, dataset_id, KMeansParams(k=3), features=["spend", "visits"])


def taken(stage: Stage, wish: Wish | None = None) -> Audience:
    return audiences.audience(stage[0], subject(stage[0], stage[1].id), wish)


def csv_of(audience: Audience, shape: Shape = Shape.PLAIN) -> list[list[str]]:
    text = b"".join(file_of(audience, Format.CSV, shape).parts).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_every_customer_is_there_with_segment_margin_origin_and_time(stage: Stage) -> None:
    ws, run = stage
    head, *rows = csv_of(taken(stage))
    assert head == ["customer_id", "segment_id", "segment_name", "margin", "segmentation", "version", "scored_at"]
    cut = runs.cut_of(ws, run.spec)
    assert cut is not None
    assert [row[1] for row in rows] == [str(label + 1) for label in cut.labels]
    assert [row[0] for row in rows] == [str(10**16 + i) for i in range(ROWS)]
    assert {row[4] for row in rows} == {"K-Means on Hostile & co"}
    assert {row[5] for row in rows} == {""}
    at = datetime.fromtimestamp(run.created_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert {row[6] for row in rows} == {at}
    assert all(0 < float(row[3]) <= 1 for row in rows)


def test_batches_change_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = csv_of(taken(stage, Wish(columns=("spend", "joined"))))
    monkeypatch.setattr(audiences, "ROWS_AT_ONCE", 37)
    assert csv_of(taken(stage, Wish(columns=("spend", "joined")))) == whole
    monkeypatch.setattr(writing, "LINES_AT_ONCE", 10)
    assert csv_of(taken(stage, Wish(columns=("spend", "joined")))) == whole


def test_prepared_numbers_do_not_stay_in_memory(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audiences, "ROWS_AT_ONCE", 100)
    structure = runs.structure_of(stage[0], stage[1].spec)
    assert structure is not None
    passed: list[object] = []
    monkeypatch.setattr(memberships, "let_go", passed.append)
    csv_of(taken(stage))
    assert [one is structure.matrix.values for one in passed] == [True] * 3, "once a batch"


def test_segments_and_columns_are_chosen(stage: Stage) -> None:
    audience = taken(stage, Wish(segments=(2, 0), columns=("joined", "margin", "joined")))
    head, *rows = csv_of(audience)
    assert head[-2:] == ["joined", "margin_2"], "the margin of the membership keeps its name"
    assert {row[1] for row in rows} == {"1", "3"}
    assert len(rows) == audience.rows == 200
    table = datasets.frame(stage[0], stage[1].spec.dataset_id).set_index("customer_id")
    first = table.loc[int(rows[0][0])]
    assert rows[0][-2:] == [str(first["joined"]), f"'{first['margin']}"]


def test_what_is_not_there_is_one_sentence(stage: Stage) -> None:
    with pytest.raises(ParameterError, match="There is no segment 8"):
        taken(stage, Wish(segments=(7,)))
    with pytest.raises(NotFoundError, match="has no column “shoe size”"):
        taken(stage, Wish(columns=("shoe size",)))
    with pytest.raises(NotFoundError, match="no segmentation and no run “nonsense”"):
        subject(stage[0], "nonsense")
    with pytest.raises(ParameterError, match="preset is a CSV file"):
        file_of(taken(stage), Format.XLSX, Shape.HUBSPOT)


def test_hubspot_and_salesforce_have_heads_and_times_of_their_own(stage: Stage) -> None:
    wish = Wish(columns=("E-mail", "spend"))
    assert csv_of(taken(stage, wish), Shape.HUBSPOT)[0] == [
        "Customer ID", "Segment ID", "Segment", "Segment Margin", "Segmentation", "Segmentation Version",
        "Segment Scored At", "Email", "Spend",
    ]  # fmt: skip
    head, first, *_ = csv_of(taken(stage, wish), Shape.SALESFORCE)
    assert head == [
        "Customer_ID__c", "Segment_ID__c", "Segment__c", "Segment_Margin__c", "Segmentation__c",
        "Segmentation_Version__c", "Segment_Scored_At__c", "Email", "spend__c",
    ]  # fmt: skip
    assert first[6].endswith(".000Z")
    assert not b"".join(file_of(taken(stage), Format.CSV, Shape.SALESFORCE).parts).startswith(b"\xef\xbb\xbf")


def test_parquet_is_typed_and_says_what_its_columns_mean(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "audience.parquet"
    path.write_bytes(b"".join(file_of(taken(stage, Wish(columns=("joined",))), Format.PARQUET).parts))
    table = pq.read_table(path)
    assert table.num_rows == ROWS
    assert [str(kind) for kind in table.schema.types[:7]] == [
        "int64", "int32", "string", "double", "string", "int32", "timestamp[us, tz=UTC]"
    ]  # fmt: skip
    assert b"nearest other centre" in table.schema.metadata[b"margin"]
    assert table["joined"].to_pandas().tolist() == datasets.frame(stage[0], stage[1].spec.dataset_id)["joined"].tolist()


def test_a_workbook_keeps_long_ids_and_says_what_its_columns_mean(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "audience.xlsx"
    path.write_bytes(b"".join(file_of(taken(stage, Wish(columns=("margin",))), Format.XLSX).parts))
    book = CalamineWorkbook.from_path(str(path))
    head, *rows = book.get_sheet_by_name("Customers").to_python()
    assert head[:4] == ["customer_id", "segment_id", "segment_name", "margin"]
    assert rows[7][0] == str(10**16 + 7), "a number of seventeen digits would lose its end in a cell"
    assert rows[7][-1] == "=cmd|7"
    assert b"<f>" not in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    about = dict(row[:2] for row in book.get_sheet_by_name("About").to_python())
    assert "nearest other centre" in about["margin"]
    assert about["Run"] == stage[1].id


@pytest.mark.parametrize(
    "params", [DbscanParams(eps=0.08, min_samples=5), HdbscanParams(20, 5)], ids=["dbscan", "hdbscan"]
)
def test_density_runs_say_core_and_border_or_strength(stage: Stage, params: DbscanParams | HdbscanParams) -> None:
    ws, run = stage
    other = run_of(ws, run.spec.dataset_id, params, features=["spend", "visits"])
    head, *rows = csv_of(audiences.audience(ws, subject(ws, other.id)))
    assert head[3] == ("position" if isinstance(params, DbscanParams) else "strength")
    inside = [row for row in rows if row[1]]
    outside = [(row[2], row[3]) for row in rows if not row[1]]
    if isinstance(params, DbscanParams):
        assert set(outside) == {("Unassigned", "")}
        assert {row[3] for row in inside} == {"core", "border"}
    else:
        assert set(outside) <= {("Unassigned", "0.0")}
        assert all(0 < float(row[3]) <= 1 for row in inside)
        assert len({row[3] for row in inside}) > 10


def hostile(data_dir: Path) -> list[str]:
    with zipfile.ZipFile(data_dir / "robustness_pack.zip") as pack:
        strings: list[str] = json.loads(pack.read("naughty_strings/blns.json"))
    extra = ["'=1+1", "''+1", "'", "-12.5", "'-12.5", "－1", "_x0041_", "x" * 200, "a\r\nb", " =1"]
    return [text for text in dict.fromkeys([*strings, *extra]) if text]


def test_hostile_strings_come_back_from_csv_parquet_and_xlsx_as_they_were(data_dir: Path, tmp_path: Path) -> None:
    texts = hostile(data_dir)
    rows = len(texts)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"key": texts, "a": rng.normal(size=rows), "b": rng.normal(size=rows)})
    with workspace_in(tmp_path) as ws:
        dataset_id = clustered(ws, frame, name="=HYPERLINK(1)", features=["a", "b"])
        run = run_of(ws, dataset_id, KMeansParams(k=2), features=["a", "b"])
        names = dict(enumerate([texts[1], "=2+5+cmd|' /C calc'!A0"]))
        plain = subject(ws, run.id)
        renamed = tuple(replace(one, name=names[one.label]) for one in plain.portrait.segments)
        named = Subject(replace(plain.portrait, segments=renamed), None)

        def fresh() -> Audience:
            return audiences.audience(ws, named, Wish(columns=("key",)))

        at = fresh().fields.index("key") if "key" in fresh().fields else 0
        lines = csv_of(fresh())[1:]
        assert [exports.as_written(line[at]) for line in lines] == texts
        assert {exports.as_written(line[2]) for line in lines} == set(names.values())
        for cell in (cell for line in lines for cell in line):
            assert not cell.startswith(exports.DANGEROUS) or exports.NUMBER.fullmatch(cell), cell
        packed = tmp_path / "a.parquet"
        packed.write_bytes(b"".join(file_of(fresh(), Format.PARQUET).parts))
        assert pq.read_table(packed).column(at).to_pylist() == texts
        book = tmp_path / "a.xlsx"
        book.write_bytes(b"".join(file_of(fresh(), Format.XLSX).parts))
        read = [row[at] for row in CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()[1:]]
        # Excel's own spelling of a character that XML has no place for; this one calamine leaves as it is spelt.
        assert [text.replace("_xFFFE_", "\ufffe") for text in read] == texts
        assert b"<f>" not in zipfile.ZipFile(book).read("xl/worksheets/sheet1.xml")
