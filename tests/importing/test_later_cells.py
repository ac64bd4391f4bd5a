"""Cells far down a file that tell more about their column than the first ones."""

import datetime as dt

import pandas as pd
import pytest

from portal.importing import ColumnType

ROWS = 8_000
FIRST = dt.datetime(2020, 1, 1)


def column(read, cells):
    imported = read("id;value\n" + "".join(f"a{i};{cell}\n" for i, cell in enumerate(cells)))
    return imported.frame["value"], imported.report.column("value")


@pytest.mark.parametrize(
    ("shape", "late", "number"),
    [
        ("{}.25", "1,234.50", 1234.5),
        ("{}", "1.5", 1.5),
        ("{}", "1,5", 1.5),
        ("{}", "$7", 7),
        ("{}", "1'234'567", 1_234_567),
    ],
)
def test_numbers_in_another_notation_are_read_wherever_they_begin(read, shape, late, number):
    cells = [shape.format(i % 5_000) for i in range(ROWS)]
    cells[6_000] = late
    values, report = column(read, cells)
    assert report.unreadable == report.missing == 0
    assert values[6_000] == number
    assert values[17] == pytest.approx(float(shape.format(17)))


def test_leading_zeros_far_down_keep_all_ids_as_they_are(read):
    values, report = column(read, [*map(str, range(1, ROWS)), "00017"])
    assert report.type is ColumnType.TEXT
    assert values.iloc[-1] == "00017"
    assert report.missing == 0


def test_slips_far_down_stay_slips(read):
    cells = [str(i) for i in range(ROWS)]
    cells[6_000:6_003] = ["n.v.", "C536379", "oops"]
    _, report = column(read, cells)
    assert report.type is ColumnType.WHOLE
    assert report.unreadable == 3
    assert [example.line for example in report.examples] == [6_002, 6_003, 6_004]


@pytest.mark.parametrize("zones", [["Z"], ["Z", "+02:00"]])
def test_moments_with_a_zone_may_come_late(read, zones):
    cells = [(FIRST + dt.timedelta(hours=i)).isoformat() for i in range(ROWS)]
    for place, zone in enumerate(zones, 6_000):
        cells[place] = "2024-03-01T10:00:00" + zone
    values, report = column(read, cells)
    assert report.type is ColumnType.DATE
    assert report.missing == 0
    assert values[5_999 + len(zones)] == pd.Timestamp("2024-03-01 10:00" if zones[-1] == "Z" else "2024-03-01 08:00")


def test_another_precision_may_come_late(read):
    cells = [f"{FIRST + dt.timedelta(days=12, hours=i):%d/%m/%Y %H:%M}" for i in range(ROWS)]
    cells[6_000:] = [cell + ":30" for cell in cells[6_000:]]
    values, report = column(read, cells)
    assert report.type is ColumnType.DATE
    assert report.missing == 0
    assert values[6_000].second == 30


def test_a_late_day_settles_what_the_first_leave_open(read):
    cells = [f"{FIRST + dt.timedelta(minutes=5 * i):%d/%m/%Y %H:%M}" for i in range(ROWS)]
    values, report = column(read, cells)
    assert report.type is ColumnType.DATE
    assert values[300] == pd.Timestamp("2020-01-02 01:00")


def test_a_late_day_in_the_other_order_leaves_it_open(read):
    cells = [f"{FIRST + dt.timedelta(days=20, minutes=i):%d/%m/%Y %H:%M}" for i in range(ROWS)]
    cells[6_000] = "01/28/2020 10:00"
    values, report = column(read, cells)
    assert report.type is ColumnType.TEXT
    assert values[6_000] == "01/28/2020 10:00"
