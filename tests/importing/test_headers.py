"""What stands above a table, and what is no table although it is text."""

import pytest

from portal.errors import TableError


@pytest.mark.parametrize(
    "above",
    [
        "Report;Customers\nFrom;2024-01-01\n\n",
        "# exported; by a program\n",
        "Report;;;\nFrom;2024;;\n;;;\n",
        "Person;;Amounts;\n",
    ],
)
def test_titles_of_several_cells_stand_above_the_table_too(read, above):
    imported = read(f"{above}id;name;sales;cost\n1;Anna;3;4\n2;Bob;5;6\n3;Carl;7;8\n")
    assert list(imported.frame) == ["id", "name", "sales", "cost"]
    assert imported.frame["sales"].tolist() == [3, 5, 7]
    assert any("above the table passed over" in note for note in imported.report.notes)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (",name,city\n1,Anna,Rome\n2,Bob,Paris\n", ["unnamed_1", "name", "city"]),
        ("Anna,,Rome,\nBob,x,Paris,y\nCarl,z,Bern,w\n", None),
        ("a,b,,\n1,2,3,4\n5,6,7,8\n", ["a", "b", "unnamed_3", "unnamed_4"]),
    ],
)
def test_rows_with_gaps_are_no_titles(read, text, names):
    imported = read(text)
    assert not any("above the table" in note for note in imported.report.notes)
    assert names is None or list(imported.frame) == names


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<html><table><tr><td>a,b</td></tr>\n<tr><td>1,2</td></tr></table></html>", "a web page"),
        ('<?xml version="1.0"?>\n<Workbook a="1,2">\n<Row b="3,4"/>\n</Workbook>', "an XML document"),
        ('{"id": 1, "age": 2}\n{"id": 2, "age": 3}\n{"id": 3, "age": 4}\n', "JSON"),
        ('[{"id": 1, "age": 2},\n{"id": 2, "age": 3}]', "JSON"),
    ],
)
def test_other_documents_are_named(read, content, what):
    with pytest.raises(TableError, match=what):
        read(content)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_cell_in_the_first_row_is_no_long_header(read, end):
    frame = read(f"id,note{end}1,{500_000 * 'x'}{end}2,b{end}").frame
    assert frame["note"].str.len().tolist() == [500_000, 1]


def test_a_header_that_is_there_again_between_the_rows_is_one_still(read):
    rows = "Anna,Rome,gold,3\nBob,Paris,basic,5\nCarl,Bern,gold,7\nAnna,Rome,gold,3\n"
    assert "name" in read(f"name,city,plan,visits\n{rows}name,city,plan,visits\n{rows}").frame
    # A first row of words that is there twice is no header by that.
    words = "Anna,Rome\nBob,Bern\nAnna,Rome\nCarl,Paris\n"
    assert list(read(words).frame) == ["column_1", "column_2"]
    assert "column_1" in read(rows * 2).frame
