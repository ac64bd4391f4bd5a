"""Which sheets of a workbook are read, and where in them a cell stands."""

import zipfile

import pytest

from portal.importing import Choices, ColumnType, read_table
from tests.importing.books import sheet_xml, write_xlsx

PEOPLE = [["id", "spent"], *([i, i * 1.5] for i in range(1, 301))]


@pytest.fixture
def book(tmp_path):
    def _book(content, hidden="", **choices):
        path = tmp_path / "book.xlsx"
        write_xlsx(tmp_path / "shown.xlsx", content)
        with zipfile.ZipFile(tmp_path / "shown.xlsx") as shown, zipfile.ZipFile(path, "w") as target:
            for name in shown.namelist():
                text = shown.read(name)
                if name == "xl/workbook.xml" and hidden:
                    text = text.replace(f'name="{hidden}"'.encode(), f'name="{hidden}" state="hidden"'.encode())
                target.writestr(name, text)
        return read_table(path, name="book.xlsx", choices=Choices(**choices))

    return _book


def test_a_hidden_sheet_is_read_when_it_is_chosen_or_alone(book):
    lists = [["code", "label"], [1, "a"], [2, "b"]]
    report = book({"Lists": lists, "People": PEOPLE}, hidden="Lists").report
    assert (report.sheets, report.other_sheets) == (("People",), ("Lists",))
    assert any("hidden: Lists" in note for note in report.notes)
    assert book({"Lists": lists, "People": PEOPLE}, hidden="Lists", sheets=("Lists",)).report.sheets == ("Lists",)
    assert book({"People": PEOPLE}, hidden="People").report.sheets == ("People",)


def test_cells_are_named_by_the_row_and_the_sheet_where_they_stand(book):
    rows = sheet_xml([[None], ["Report"], [None], *PEOPLE, [None], [301, "n.v."]]).replace('<row r="1"></row>', "")
    alone = book({"Jan": rows}).report.column("spent").examples[0]
    assert (alone.row, alone.line, alone.sheet) == (301, 306, "")
    examples = book({"Jan": rows, "Feb": [*PEOPLE, [302, "oops"]]}).report.column("spent").examples
    assert [(e.text, e.line, e.sheet) for e in examples] == [("n.v.", 306, "Jan"), ("oops", 302, "Feb")]


def test_numbers_of_a_sheet_leave_no_decimal_mark_open_but_texts_do(book):
    numbers = book({"S": [["id", "rate"], *([f"a{i}", i + 0.125] for i in range(9))]}).report
    assert numbers.column("rate").type is ColumnType.DECIMAL
    assert not numbers.proposals
    assert book({"S": [["id", "rate"], *([f"a{i}", f"{i + 1},125"] for i in range(9))]}).report.proposals


def test_the_note_names_the_column_that_tells_sheets_apart(book):
    rows = [["id", "sheet"], [1, "a"], [2, "b"]]
    imported = book({"Jan": rows, "Feb": rows})
    assert imported.frame["sheet_2"].tolist() == ["Jan", "Jan", "Feb", "Feb"]
    assert any("“sheet_2” tells them apart" in note for note in imported.report.notes)
