"""What the parser makes of columns by itself must be what the careful way makes of them."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from portal.importing import delimited
from portal.importing.planning import parsed_kinds
from portal.importing.report import ColumnType

ROWS = 3_000


def lines(**odd):
    """A table whose columns the parser reads by itself, but for the cells in `odd` (column → {row: text})."""
    made = ["id,score,day,region,member"]
    for i in range(ROWS):
        cells = {"id": f"C{i}", "score": f"{i / 8}", "day": f"2024-{i % 12 + 1:02}-{i % 28 + 1:02}",
                 "region": ("north", "south")[i % 2], "member": ("yes", "no")[i % 3 == 0]}  # fmt: skip
        made.append(",".join(odd.get(name, {}).get(i, cell) for name, cell in cells.items()))
    return "\n".join(made) + "\n"


def as_strings(monkeypatch):
    monkeypatch.setattr(delimited, "parsed_kinds", lambda *_: {})


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"score": {2_900: "n/a", 2_901: "nan"}},
        {"score": {2_900: " 7.5 ", 2_901: "  "}},
        {"score": {2_900: "inf"}, "day": {2_950: "unknown"}},
        {"day": {2_900: "2024-3-8", 2_901: ""}},
        {"region": {2_900: " north ", 2_901: "   ", 2_902: "", 2_903: "unknown"}},
        {"member": {2_900: "YES", 2_901: " no", 2_902: "perhaps"}},
    ],
)
def test_both_ways_give_the_same_table_and_the_same_report(read, monkeypatch, odd):
    quick = read(lines(**odd))
    as_strings(monkeypatch)
    plain = read(lines(**odd))
    pd.testing.assert_frame_equal(quick.frame, plain.frame)
    assert quick.report == plain.report


def test_numbers_dates_and_repeated_words_are_left_to_the_parser(read, monkeypatch):
    seen = []
    monkeypatch.setattr(
        delimited, "parsed_kinds", lambda columns, plans: seen.append(parsed_kinds(columns, plans)) or seen[0]
    )
    report = read(lines()).report
    coded = pa.dictionary(pa.int32(), pa.string())
    assert seen == [{1: pa.float64(), 2: pa.timestamp("us"), 3: coded, 4: coded}]
    assert [column.type for column in report.columns[1:]] == [
        ColumnType.DECIMAL, ColumnType.DATE, ColumnType.TEXT, ColumnType.BOOLEAN
    ]  # fmt: skip


def test_codes_are_never_taken_for_whole_numbers(read):
    rows = "\n".join(f"C{i},{i}" for i in range(ROWS))
    found = read(f"id,shop\n{rows}\nC3000,007\n")
    assert found.report.column("shop").unreadable == 0
    assert found.frame["shop"].iloc[-1] == "007"
