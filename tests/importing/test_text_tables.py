"""Separators, headers, ragged rows, limits: how a text becomes rows and columns."""

import json

import pandas as pd
import pytest

from portal.errors import JobCancelled, TableError
from portal.importing import Limits, Report

PEOPLE = [("José", 31, "2024-01-15"), ("Zoë", 25, "2024-02-20"), ("Søren", 52, "2024-03-25")]


def written(separator=",", end="\n"):
    return end.join(separator.join(map(str, row)) for row in [("name", "age", "since"), *PEOPLE]) + end


def check(imported):
    assert imported.frame["name"].tolist() == [row[0] for row in PEOPLE]
    assert imported.frame["age"].tolist() == [row[1] for row in PEOPLE]
    assert imported.frame["since"].tolist() == [pd.Timestamp(row[2]) for row in PEOPLE]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~", ":", "\x01"])
def test_separators(read, separator):
    imported = read(written(separator))
    check(imported)
    assert imported.report.separator == separator


def test_runs_of_blanks_separate_too(read):
    imported = read("  name   age since\n José  31   2024-01-15\n Zoë 25 2024-02-20\nSøren   52 2024-03-25\n")
    check(imported)
    assert imported.report.separator == "whitespace"


def test_quotes_newlines_and_the_excel_separator_line(read):
    frame = read('sep=;\na;b\n1;"x;""y"""\n2;"two\nlines"\n').frame
    assert frame["b"].tolist() == ['x;"y"', "two\nlines"]


def test_lines_of_unreadable_cells_count_the_lines_inside_quotes(read):
    rows = "".join(f'"a\nb",{i}\n' for i in range(30))
    report = read(f'text,n\n{rows}"c",oops\n').report
    assert [(e.row, e.line) for e in report.column("n").examples] == [(31, 62)]


def test_header_names_are_made_unique_and_reported(read):
    imported = read(" a ,a,,b\n1,2,3,x\n4,5,6,y\n")
    assert list(imported.frame) == ["a", "a_2", "unnamed_3", "b"]
    assert [(r.column, r.name) for r in imported.report.renamed] == [(1, "a"), (2, "a_2"), (3, "unnamed_3")]


@pytest.mark.parametrize("text", ["1,2.5,x\n2,3.5,y\n", "2024-01-01,5,x\n2024-01-02,6,y\n", "a,x,x\nb,x,y\nb,x,x\n"])
def test_no_header(read, text):
    imported = read(text)
    assert list(imported.frame) == ["column_1", "column_2", "column_3"]
    assert not imported.report.header
    assert len(imported.frame) == text.count("\n")


@pytest.mark.parametrize("text", ["country,2019,2020\nFR,5.5,6.5\nDE,7.5,8.5\n", "name,city\nAnn,Rome\nBob,Oslo\n"])
def test_header(read, text):
    imported = read(text)
    assert imported.report.header
    assert list(imported.frame) == text.split("\n")[0].split(",")
    assert next(iter(read(text, header=False).frame)) == "column_1"


def test_titles_above_the_table_are_passed_over_and_reported(read):
    imported = read("Customers 2024\n\nname,age,city\nAnn,31,Rome\nBob,25,Oslo\n")
    assert list(imported.frame) == ["name", "age", "city"]
    assert "2 lines above the table passed over." in imported.report.notes


def test_short_rows_are_filled_up_and_counted(read):
    imported = read("a,b,c\n1,2,3\n4,5\n7,8,9\n\n10,11,12\n")
    assert imported.frame["c"].isna().tolist() == [False, True, False, False]
    assert any("1 row with too few cells, the first on line 3" in note for note in imported.report.notes)
    assert "1 blank line passed over." in imported.report.notes


def test_a_row_with_too_many_cells_is_named_by_line_and_column(read):
    with pytest.raises(TableError, match=r"Line 4 has 5 cells where the header has 3; in column 4 stands “4”"):
        read("a,b,c\n1,2,3\n1,2,3\n1,2,3,4,5\n1,2,3\n")


def test_separators_at_the_end_of_lines_do_no_harm(read):
    imported = read("a,b,\n1,2,\n3,4,\n")
    assert list(imported.frame) == ["a", "b"]
    assert "1 column without name and content left out." in imported.report.notes
    assert list(read("a,b\n1,2,\n3,4,\n").frame) == ["a", "b"]


def test_an_unclosed_quotation_mark_is_named(read):
    with pytest.raises(TableError, match=r"Line 3 opens a quotation mark that never closes"):
        read('a,b\n1,2\n3,"4\n5,6\n7,8\n')


def test_no_row_goes_into_a_cell_that_never_closes(read):
    rows = ["id,h,x", *(f"{i},ok,{i}" for i in range(30))]
    rows[5], rows[11] = '4,5" pipe,4', '10,"open,10'
    with pytest.raises(TableError, match="Line 12 opens a quotation mark that never closes"):
        read("\n".join(rows) + "\n")
    assert len(read('a,b\n1,2\n3,"4\n5"').frame) == 2, "a cell of two lines at the very end is a cell"


@pytest.mark.parametrize("mark", ["@", "&", "%", "$", "+", "="])
def test_seldom_separators_are_tried_where_nothing_else_cuts(read, mark):
    imported = read(
        "\n".join(mark.join(row) for row in (["name", "city", "x"], ["Ann", "Bonn", "1"], ["Bo", "Rom", "2"]))
    )
    assert list(imported.frame) == ["name", "city", "x"]
    with pytest.raises(TableError, match="one column"):
        read("mail\nann@example.org\nbo@example.org\n")


def test_nuls_are_taken_out_and_counted(read):
    imported = read(b"a,b\n1,x\x00y\n2,z\n")
    assert imported.frame["b"].tolist() == ["xy", "z"]
    assert "1 NUL character taken out." in imported.report.notes


def test_later_cells_may_refute_the_first_impression(read):
    rows = "".join(f"{i},{i},,{i}\n" for i in range(400_000))
    late = "".join(f"{i},{i}.5,x{i},C{i}\n" for i in range(20_000))
    imported = read(f"id,amount,late,code\n{rows}{late}")
    kinds = {c.name: str(imported.frame[c.name].dtype) for c in imported.report.columns}
    assert kinds == {"id": "int64", "amount": "float64", "late": "str", "code": "str"}
    assert imported.frame["amount"].iloc[-1] == 19_999.5
    assert imported.report.unreadable == 0


def test_duplicates_and_constants(read):
    report = read("a,b,c\n1,x,5\n1,x,5\n2,x,6\n1,x,5\n").report
    assert report.duplicates == 2
    assert report.constants == ("b",)


def test_the_report_survives_json(read):
    rows = "".join(f"{i}.5,yes\n" for i in range(30))
    report = read(f"a,a\n{rows}oops,unknown\n999999,no\n").report
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"  \n\n ", "is empty"),
        (b"a,b,c\n", "header but no rows"),
        (b"name\nAnn\nBob\n", "one column only"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG picture"),
        (b"%PDF-1.7\n1 0 obj", "PDF document"),
        (bytes(range(256)) * 40, "binary data"),
        (b"\x00" * 500, "binary data"),
        ((",".join(f"c{i}" for i in range(10_000)) + "\n" + ",".join(["1"] * 10_000)).encode(), "10,000 columns"),
        (b"," * 1_500_000, "columns"),
        (b"a" * 1_500_000, "no table of customers"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_what_is_no_table_gets_a_sentence(read, content, sentence):
    with pytest.raises(TableError, match=sentence):
        read(content)


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(rows=10), "more than 10 rows"),
        (Limits(cells=30), "cells"),
        (Limits(columns=2), "3 columns; at most 2"),
        (Limits(bytes=50), "at most"),
    ],
)
def test_limits(read, limits, sentence):
    with pytest.raises(TableError, match=sentence):
        read("a,b,c\n" + "1,2,3\n" * 50, limits=limits)


def test_progress_is_told_and_may_stop_the_reading(read):
    told = []
    read(written(), progress=lambda stage, share: told.append(share))
    assert told[0] == 0.0
    assert 0 < told[-1] <= 1

    def stop(stage, share):
        raise JobCancelled("Stopped.")

    with pytest.raises(JobCancelled):
        read(written(), progress=stop)


def test_columns_stay_as_they_are_written(read):
    text = "plz,spend,when\n" + "".join(f"0{i:04d},{'?' if i == 4 else i},2024-01-0{i % 9 + 1}\n" for i in range(40))
    table = read(text, as_written=("spend", "when"))
    assert table.frame["spend"].tolist()[3:6] == ["3", "?", "5"]
    assert table.frame["when"][0] == "2024-01-01"
    assert table.report.column("spend").why == "left as written, as chosen"
    assert table.report.unreadable == 0
    with pytest.raises(TableError, match=r"no column “spent” to leave as written\. The columns are “plz”"):
        read(text, as_written=("spent",))


def test_what_could_not_be_read_is_no_part_of_what_every_cell_is(read):
    text = "id,spend\n" + "".join(f"c{i},{'?' if i == 4 else i}\n" for i in range(400))
    assert read(text).report.column("spend").why == (
        "every filled cell that can be read is a whole number; 1 not readable and missing now: “?”"
    )


def test_the_separators_of_ascii_are_no_blanks(read):
    for mark in "\x1c\x1d\x1e\x1f":
        imported = read(f"id{mark}two words{mark}c\n" + "".join(f"{i}{mark}a b{mark}{i}\n" for i in range(5)))
        assert imported.report.separator == mark
        assert imported.frame["two words"][0] == "a b"


def test_the_example_of_unclear_dates_is_one(read):
    days = ["2024-01-31", "03/03/2024", "04/05/2024", "06/07/2024"] * 5
    proposal, *_ = read("id,day\n" + "".join(f"{i},{day}\n" for i, day in enumerate(days))).report.proposals
    assert proposal.value == "04/05/2024"
