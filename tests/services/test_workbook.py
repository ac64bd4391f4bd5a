"""Workbooks: a full sheet is followed by another, cells keep what a calendar and a number can not hold."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from portal.engine.params import KMeansParams
from portal.services.takeaway import workbook
from portal.services.takeaway.audience import Audience, Wish, audience
from portal.services.takeaway.sheet import LONGEST_TEXT, Rows, letters
from portal.services.takeaway.subject import Subject, subject
from portal.services.takeaway.workbook import workbook_parts
from portal.services.workspace import Workspace
from tests.services.clustered import clustered, run_of, workspace_in

ROWS = 300
DAYS = ["1899-12-31 10:00:00", "1900-01-01 00:00:00", "1900-02-28 00:00:00", "1900-03-01 00:00:00",
        "2020-05-04 13:14:15"]  # fmt: skip
TEXTS = [" blank ", "two\nlines", "cr\r", "_x0041_", "a_b", "é<&>", "\x01", "=1", None]
Stage = tuple[Workspace, Subject]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    rng = np.random.default_rng(1)
    group = np.repeat([0, 1, 2], ROWS // 3)
    cycle = np.arange(ROWS)
    frame = pd.DataFrame(
        {
            "spend": rng.normal(group * 9.0, 1.0),
            "visits": rng.normal(group * -6.0, 1.0),
            "when": pd.to_datetime([DAYS[i % len(DAYS)] for i in cycle]),
            "paid": pd.array([(True, False, None)[i % 3] for i in cycle], dtype="boolean"),
            "note": [TEXTS[i % len(TEXTS)] for i in cycle],
        }
    )
    with workspace_in(tmp_path_factory.mktemp("workbook")) as ws:
        dataset_id = clustered(ws, frame, features=["spend", "visits"])
        run = run_of(ws, dataset_id, KMeansParams(k=3), features=["spend", "visits"])
        yield ws, subject(ws, run.id)


def taken(stage: Stage) -> Audience:
    return audience(*stage, Wish(columns=("spend", "when", "paid", "note")))


def book_of(parts: Iterator[bytes], path: Path) -> CalamineWorkbook:
    path.write_bytes(b"".join(parts))
    assert zipfile.ZipFile(path).testzip() is None
    return CalamineWorkbook.from_path(str(path))


@pytest.mark.parametrize(
    ("last_row", "most", "lengths"),
    [
        (301, 10**9, [301]),
        (121, 10**9, [121, 121, 61]),
        # What makes a sheet too long for a zip is the last of it.
        (121, 1, [51, 51, 51, 51, 51, 51]),
    ],
)
def test_a_full_sheet_is_followed_by_another(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last_row: int, most: int, lengths: list[int]
) -> None:
    monkeypatch.setattr(workbook, "ROWS_AT_ONCE", 50)
    book = book_of(workbook_parts(taken(stage), last_row=last_row, most=most), tmp_path / "a.xlsx")
    numbers = ["", *(f" {n}" for n in range(2, len(lengths) + 1))]
    assert book.sheet_names == [*(f"Customers{number}" for number in numbers), "About"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names[:-1]]
    assert [len(sheet) for sheet in sheets] == lengths
    assert [row[0] for _head, *rows in sheets for row in rows] == list(range(1, ROWS + 1))
    assert len({tuple(sheet[0]) for sheet in sheets}) == 1, "every sheet has the heads"


def test_cells_keep_what_they_held(stage: Stage, tmp_path: Path) -> None:
    book = book_of(workbook_parts(taken(stage)), tmp_path / "a.xlsx")
    head, *rows = book.get_sheet_by_index(0).to_python()
    spend, when, paid, note = (head.index(name) for name in ("spend", "when", "paid", "note"))
    frame_notes = [row[note] for row in rows]
    # This reader leaves the spelling of a return as it is.
    assert [text.replace("_x000D_", "\r") for text in frame_notes[: len(TEXTS)]] == [text or "" for text in TEXTS]
    assert [row[paid] for row in rows[:3]] == [True, False, ""]
    assert rows[4][when] == datetime(2020, 5, 4, 13, 14, 15)
    assert rows[3][when] == date(1900, 3, 1)
    assert rows[0][when] == DAYS[0], "a day before the calendar of workbooks is a text"
    assert isinstance(rows[0][spend], float)


def test_a_workbook_leaves_while_it_is_written(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_AT_ONCE", 20)
    spelt: list[int] = []
    spell = Rows.xml

    def counted(rows: Rows, columns: list[pa.Array], first: int, style: int = 0) -> str:
        spelt.append(len(columns[0]))
        return spell(rows, columns, first, style)

    monkeypatch.setattr(Rows, "xml", counted)
    parts = workbook_parts(taken(stage))
    next(parts)
    assert sum(spelt) == 1 + 20, "the head and the first rows"
    assert sum(1 for _ in parts) == ROWS / 20, "as many parts as there were rows to spell, and the rest"
    assert max(spelt) == 20


def test_equal_exports_are_equal_files(stage: Stage) -> None:
    assert b"".join(workbook_parts(taken(stage))) == b"".join(workbook_parts(taken(stage)))


def test_a_text_too_long_for_a_cell_is_cut_where_that_counts_and_counted() -> None:
    rows = Rows()
    whole = ["x" * LONGEST_TEXT, "😀" * (LONGEST_TEXT // 2)]
    told = rows.xml([pa.array([*whole, *["x" * (LONGEST_TEXT + 1)] * 2, "😀" * LONGEST_TEXT])], 1)
    assert rows.cut == 3
    assert told.count("x" * LONGEST_TEXT) == 3
    assert told.count("😀") == 2 * (LONGEST_TEXT // 2), "half of a character is none"


def test_columns_are_named_as_sheets_name_them() -> None:
    assert [letters(place) for place in (0, 25, 26, 51, 52, 701, 702, 16_383)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD",
    ]  # fmt: skip
