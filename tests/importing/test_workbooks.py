"""Excel and OpenDocument workbooks: one sheet, sheets alike, sheets to choose from."""

import datetime as dt

import pandas as pd
import pytest

from portal.errors import TableError
from portal.importing import Choices, ColumnType, Limits, ProposalKind, read_table
from tests.importing.books import write_ods, write_xls, write_xlsx

PEOPLE = [["name", "age", "member", "spent"], ["Ann", 31, True, 12.5], ["Bob", 25, False, 7], ["Cid", None, True, 1.25]]
OTHERS = [["product", "price", "stock"], ["Tea", 2.5, 7], ["Oil", 9.0, 3]]


@pytest.fixture
def book(tmp_path):
    def _book(content, **options):
        path = tmp_path / "book.xlsx"
        write_xlsx(path, content)
        limits = options.pop("limits", None)
        return read_table(path, name="book.xlsx", limits=limits, choices=Choices(**options))

    return _book


def test_one_sheet(book):
    imported = book({"People": PEOPLE})
    assert imported.frame["name"].tolist() == ["Ann", "Bob", "Cid"]
    assert imported.frame["member"].tolist() == [True, False, True]
    assert imported.frame["spent"].tolist() == [12.5, 7.0, 1.25]
    assert imported.report.column("age").type is ColumnType.WHOLE
    assert imported.report.column("age").missing == 1
    assert (imported.report.format, imported.report.sheets) == ("workbook", ("People",))


def test_opendocument(tmp_path):
    path = tmp_path / "book.ods"
    write_ods(path, [["name", "age"], ["Ann", 31], ["Bob", 25]])
    assert read_table(path, name="book.ods").frame["age"].tolist() == [31, 25]


def test_a_workbook_of_the_old_kind_with_days_gaps_and_sheets_to_choose_from(tmp_path):
    path = tmp_path / "book.xls"
    joined = [[*PEOPLE[0], "joined"], *([*row, dt.date(2024, 2, 28 + i)] for i, row in enumerate(PEOPLE[1:3]))]
    joined.append([*PEOPLE[3], dt.datetime(2024, 3, 1, 9, 30)])
    write_xls(path, {"Jan": joined, "Feb": joined[:2], "Stock": OTHERS})
    assert path.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

    imported = read_table(path, name=path.name)
    frame, report = imported.frame, imported.report
    assert frame["joined"].tolist()[:3] == [pd.Timestamp(f"2024-{day}") for day in ("02-28", "02-29", "03-01 09:30")]
    assert report.column("joined").type is ColumnType.DATE
    assert frame["member"].tolist() == [True, False, True, True]
    assert (report.column("age").type, report.column("age").missing) == (ColumnType.WHOLE, 1)
    assert frame["sheet"].tolist() == ["Jan"] * 3 + ["Feb"]
    assert (report.format, report.sheets, report.other_sheets) == ("workbook", ("Jan", "Feb"), ("Stock",))

    stock = read_table(path, name=path.name, choices=Choices(sheets=("Stock",)))
    assert stock.frame["price"].tolist() == [2.5, 9.0]
    with pytest.raises(TableError, match=r"no sheet “March”\. The workbook has: Jan, Feb, Stock"):
        read_table(path, name=path.name, choices=Choices(sheets=("March",)))


def test_half_a_workbook_of_the_old_kind_is_a_sentence(tmp_path):
    path = tmp_path / "book.xls"
    write_xls(path, {"People": PEOPLE})
    path.write_bytes(path.read_bytes()[:1_500])
    with pytest.raises(TableError, match=r"The workbook cannot be read .*Save it again"):
        read_table(path, name="book.xls")


def test_sheets_alike_are_united_and_what_one_lacks_is_named(book):
    february = [row[:3] for row in PEOPLE]
    imported = book({"Jan": PEOPLE, "Feb": february, "Stock": OTHERS})
    assert len(imported.frame) == 6
    assert imported.frame["sheet"].tolist() == ["Jan"] * 3 + ["Feb"] * 3
    assert imported.frame["spent"].isna().sum() == 3
    assert "Sheet Feb has no column “spent”: its cells are missing." in imported.report.notes
    assert any("Stock" in note for note in imported.report.notes)


def test_a_sheet_can_be_chosen(book):
    assert book({"Jan": PEOPLE, "Stock": OTHERS}, sheets=("Stock",)).frame["product"].tolist() == ["Tea", "Oil"]
    with pytest.raises(TableError, match=r"no sheet “March”\. The workbook has: Jan, Stock"):
        book({"Jan": PEOPLE, "Stock": OTHERS}, sheets=("March",))
    with pytest.raises(TableError, match="different columns"):
        book({"Jan": PEOPLE, "Stock": OTHERS}, sheets=("Jan", "Stock"))


def test_titles_blank_rows_and_headerless_sheets(book):
    imported = book({"S": [["Report 2024"], [None], *PEOPLE, [None, None], ["Dan", 40, False, 3.5]]})
    assert imported.frame["name"].tolist() == ["Ann", "Bob", "Cid", "Dan"]
    assert {"1 row above the table passed over.", "1 blank row passed over."} <= set(imported.report.notes)
    grouped = book({"S": [["Person", None, "Amounts", None], *PEOPLE]})
    assert "name" in grouped.frame
    assert "1 row above the table passed over." in grouped.report.notes
    bare = book({"S": [[1, 2.5, "x"], [2, 3.5, "y"]]})
    assert list(bare.frame) == ["column_1", "column_2", "column_3"]
    assert not bare.report.header


def test_text_that_looks_like_a_number_and_a_number_among_words(book):
    rows = [["id", "amount"], *[[f"00{i}", float(i)] for i in range(30)], ["0031", "n/a"]]
    imported = book({"S": rows})
    assert imported.frame["id"].iloc[0] == "000"
    assert imported.report.column("amount").unreadable == 1


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ({"S": [["only"], ["one"]]}, "No sheet"),
        ({"S": [[None]]}, "No sheet"),
        ({"S": "<worksheet><broken"}, "cannot be read|No sheet"),
    ],
)
def test_workbooks_without_a_table(book, sheets, sentence):
    with pytest.raises(TableError, match=sentence):
        book(sheets)


def test_limits_hold_for_workbooks(book):
    with pytest.raises(TableError, match="more than 2 rows"):
        book({"People": PEOPLE}, limits=Limits(rows=2))
    with pytest.raises(TableError, match="4 columns; at most 3"):
        book({"People": PEOPLE}, limits=Limits(columns=3))
    with pytest.raises(TableError, match="unpacks to more than"):
        book({"People": PEOPLE}, limits=Limits(expanded=100))


def test_supermarket(shared):
    imported = shared("supermarket_sales_3sheets.xlsx")
    assert imported.frame.shape == (1000, 18)
    assert imported.frame["sheet"].value_counts().to_dict() == {"January": 352, "March": 345, "February": 303}
    assert "Sheet January has no column “gross margin percentage”: its cells are missing." in imported.report.notes
    assert imported.frame["gross margin percentage"].isna().sum() == 352
    assert imported.frame["Date"].iloc[0] == pd.Timestamp("2019-01-21")
    assert [p.column for p in imported.report.proposals if p.kind is ProposalKind.TIME] == ["Time"]
    assert imported.report.column("Quantity").type is ColumnType.WHOLE
