"""A text that is parsed in pieces, side by side, is the same table as one that is parsed whole."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from portal.importing import quick, sink, tally
from portal.importing.report import Report
from portal.importing.sink import ParquetSink, frame_of
from portal.importing.table import read_into, read_table

ROWS = 3_000


def lines_of(rows: int = ROWS) -> list[str]:
    """Ids, words that come again and again, gaps, numbers, days."""
    towns = ("north", "south", "", "east")
    return ["id,town,spent,day"] + [f"C{i},{towns[i % 4]},{i * 0.5},2024-01-{i % 28 + 1:02}" for i in range(rows)]


def in_pieces(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[pd.DataFrame, Report]:
    """The table through many small pieces and row groups."""
    with monkeypatch.context() as small:
        small.setattr(quick, "_BLOCK", 4096)
        small.setattr(sink, "_ROW_GROUP", 700)
        into = ParquetSink(path.with_suffix(".parquet"))
        report = read_into(path, into, name=path.name)
        into.close()
    return frame_of(pq.read_table(into.path)), report


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "open"])
def test_pieces_give_the_same_table_and_report(tmp_path, monkeypatch, end, last) -> None:
    path = tmp_path / "table.csv"
    path.write_text(end.join(lines_of()) + end * last, encoding="utf-8", newline="")
    whole = read_table(path, name=path.name)
    frame, report = in_pieces(path, monkeypatch)
    assert len(frame) == ROWS
    pd.testing.assert_frame_equal(frame, whole.frame)
    assert report == whole.report


def test_words_that_come_with_blanks_in_one_piece_only_are_one_column(tmp_path, monkeypatch) -> None:
    lines = lines_of()
    lines[2_000] = lines[2_000].replace(",east,", ", east ,").replace(",north,", ",north ,")
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    frame, report = in_pieces(path, monkeypatch)
    assert set(frame["town"].dropna()) == {"north", "south", "east"}
    assert "blanks around words were taken off" in report.column("town").why
    pd.testing.assert_frame_equal(frame, read_table(path, name=path.name).frame)


def test_a_short_row_is_found_in_any_piece(tmp_path, monkeypatch) -> None:
    lines = lines_of()
    lines[2_500] = "C2499,east"
    short = tmp_path / "short.csv"
    short.write_text("\n".join(lines), encoding="utf-8")
    frame, report = in_pieces(short, monkeypatch)
    assert len(frame) == ROWS
    assert any("1 row with too few cells, the first on line 2,501" in note for note in report.notes)


def test_marks_of_files_begun_anew_are_taken_out_wherever_a_part_of_the_file_begins(tmp_path, monkeypatch) -> None:
    marked = tmp_path / "marked.csv"
    marked.write_text("\n\ufeff".join(lines_of(600)), encoding="utf-8")
    for size in (5, 6, 7, 64):
        monkeypatch.setattr(tally, "CHUNK", size)
        frame, report = in_pieces(marked, monkeypatch)
        assert not frame.iloc[:, 0].str.contains("\ufeff").any()
        assert any(note.startswith("600 byte order marks within the text taken out") for note in report.notes)


def test_an_unreadable_cell_far_down_is_named_by_its_line(tmp_path, monkeypatch) -> None:
    lines = lines_of()
    lines[2_800] = lines[2_800].replace(",1399.5,", ",a lot,")
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    frame, report = in_pieces(path, monkeypatch)
    spent = report.column("spent")
    assert spent.unreadable == 1
    assert spent.examples[0].line == 2_801
    assert frame["spent"].isna().sum() == 1
