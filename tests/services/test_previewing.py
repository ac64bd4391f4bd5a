"""The preview shows the table's own rows, written so that a column reads evenly, and sorts the whole table."""

import numpy as np
import pandas as pd
import pytest

from portal.services import datasets, previewing


@pytest.fixture
def table():
    return pd.DataFrame(
        {
            "customer_id": np.arange(10_001, 10_031),
            "born.in": [1950 + i for i in range(30)],
            "income": [1234.5 + 1000 * i for i in range(30)],
            "change": [None, -2.25, *range(28)],
            "member": [True, False] * 15,
            "joined": pd.date_range("2024-01-01", periods=30),
            "note": ["<b>x</b>", None] + ["y"] * 28,
        }
    )


@pytest.fixture
def known(ws, table):
    return datasets.add_frame(ws, table, name="People", source="people.csv")


def test_cells_are_written_for_people(ws, known):
    page = previewing.page(ws, known.id, 0, 2)
    assert page.total == 30
    assert page.rows == [
        {"c0": "10001", "c1": "1950", "c2": "1,234.5", "c3": "", "c4": "yes", "c5": "2024-01-01", "c6": "<b>x</b>"},
        {"c0": "10002", "c1": "1951", "c2": "2,234.5", "c3": "−2.25", "c4": "no", "c5": "2024-01-02", "c6": ""},
    ]


def test_the_whole_table_is_sorted_and_gaps_stay_last(ws, known):
    down = previewing.page(ws, known.id, 0, 3, {"colId": "c3", "sort": "desc"})
    assert [row["c0"] for row in down.rows] == ["10030", "10029", "10028"]
    up = previewing.page(ws, known.id, 29, 30, {"colId": "c3", "sort": "asc"})
    assert up.rows[0]["c3"] == ""
    odd = previewing.page(ws, known.id, 0, 1, {"colId": "nobody", "sort": "asc"})
    assert odd.rows[0]["c0"] == "10001"


def test_no_answer_holds_the_whole_table(ws, known):
    assert len(previewing.page(ws, known.id, 0, 10**9).rows) == 30
    assert previewing.page(ws, known.id, -5, 10**9).total == 30
    assert previewing.page(ws, known.id, 40, 50).rows == []


def test_numbers_stand_at_the_right_and_ids_do_not(ws, known, table):
    sides = {column.name: previewing.is_quantity(table, column) for column in known.columns}
    assert sides["income"]
    assert not sides["customer_id"]
    assert not sides["member"]
    assert not sides["note"]
