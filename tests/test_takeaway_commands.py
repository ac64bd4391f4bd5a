"""Export and report from a shell: files that are whole or not there, one sentence where it does not work."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from portal.__main__ import main
from portal.engine.params import KMeansParams
from portal.samples import retail_customers
from portal.services import keeping
from tests.services.clustered import clustered, run_of, workspace_in


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, str], str, str]]:
    with workspace_in(tmp_path_factory.mktemp("shell")) as ws:
        run = run_of(ws, clustered(ws, retail_customers(400), name="Retail"), KMeansParams(k=3))
        segmentation = keeping.keep(ws, run.id, "Spring campaign")
        yield ws.settings.to_env(), run.id, segmentation.id


@pytest.fixture
def shell(kept, monkeypatch, capsys):
    for name, value in kept[0].items():
        monkeypatch.setenv(name, value)

    def run(*arguments):
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_segmentation_is_exported_under_its_own_name_and_version(shell, kept, tmp_path: Path) -> None:
    out = tmp_path / "customers.csv"
    code, said, err = shell("export", kept[2], "--format", "csv", "--out", out)
    assert (code, err) == (0, "")
    assert "400 customers of “Spring campaign”" in said
    assert "margin: 1 − (distance to the own centre" in said
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 400
    assert {(row["segmentation"], row["version"]) for row in rows} == {("Spring campaign", "1")}


def test_a_run_is_exported_as_parquet_and_xlsx_with_chosen_segments_and_columns(shell, kept, tmp_path: Path) -> None:
    packed, book = tmp_path / "a.parquet", tmp_path / "a.xlsx"
    assert shell("export", kept[1], "--format", "parquet", "--column", "age", "--out", packed)[0] == 0
    assert pq.read_table(packed).column_names[-1] == "age"
    assert shell("export", kept[1], "--format", "xlsx", "--segment", "2", "--out", book)[0] == 0
    _, *rows = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("Customers").to_python()
    assert {row[1] for row in rows} == {2.0}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "nonsense"], "There is no segmentation and no run “nonsense”"),
        (["export", "RUN", "--segment", "9"], "There is no segment 9. Choose 1 to 3."),
        (["export", "RUN", "--segment", "0"], "Nobody is unassigned in this run"),
        (["export", "RUN", "--column", "shoes"], "has no column “shoes”"),
        (["export", "RUN", "--format", "xlsx", "--preset", "hubspot"], "preset is a CSV file"),
        (["report", "nonsense"], "There is no segmentation and no run “nonsense”"),
    ],
)
def test_what_does_not_work_is_one_sentence_exit_code_2_and_no_file(shell, kept, tmp_path, arguments, said) -> None:
    out = tmp_path / "out.file"
    code, told, err = shell(*(kept[1] if word == "RUN" else word for word in arguments), "--out", out)
    assert (code, told, len(err.splitlines())) == (2, "", 1)
    assert said in err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_takes_no_file_is_named(shell, kept, tmp_path) -> None:
    code, _, err = shell("export", kept[1], "--out", tmp_path / "nowhere" / "a.csv")
    assert code == 2
    assert "can not be written (No such file or directory). Choose another place with --out." in err
