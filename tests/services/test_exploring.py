"""Filters keep exactly the customers they name, survive a link, and never touch the shared table."""

import time

import numpy as np
import pandas as pd
import pytest

from portal.errors import NotFoundError, ParameterError
from portal.samples import retail_customers, skewed_spenders
from portal.services import datasets, exploring
from portal.services.exploring import Filter, Pair


@pytest.fixture
def table():
    frame = retail_customers(rows=400)
    frame.loc[[3, 5], "income"] = np.nan
    frame.loc[7, "gender"] = None
    frame["member"] = [i % 2 == 0 for i in range(len(frame))]
    return frame


@pytest.fixture
def retail(ws, table):
    return datasets.add_frame(ws, table, name="Retail", source="test")


def test_filters_survive_the_way_through_a_link():
    filters = (Filter("gender", ("Female", "Ä “x”")), Filter("income", low=20_000.5), Filter("age", low=1, high=2))
    assert exploring.parse(exploring.written(filters)) == filters
    assert exploring.written(()) is None
    assert exploring.parse(None) == exploring.parse("") == ()


@pytest.mark.parametrize(
    "text",
    [
        "x", "1", "[1]", '[["a"]]', '[["a",[]]]', '[["a",[1]]]', '[["a",1,2,3]]', '[["a",null,null]]', '[["a",NaN,1]]',
        '[["a",1,2],["a",3,4]]', '[[1,2,3]]', '{"a":1}', '[["a","b","c"]]', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_broken_link_is_a_sentence(text):
    with pytest.raises(ParameterError):
        exploring.parse(text)


def test_filters_keep_exactly_the_rows_they_name(ws, retail, table):
    filters = (Filter("gender", ("Female",)), Filter("income", low=30_000, high=60_000))
    kept = exploring.chosen(ws, retail, filters)
    expected = table[(table["gender"] == "Female") & table["income"].between(30_000, 60_000)]
    assert list(kept["id"]) == list(expected["id"])
    assert len(exploring.chosen(ws, retail, (Filter("income", low=0),))) == 398
    assert len(exploring.chosen(ws, retail, (Filter("member", ("True",)),))) == 200


def test_dates_are_filtered_in_milliseconds(ws, retail, table):
    middle = table["signup_date"].median()
    kept = exploring.chosen(ws, retail, (Filter("signup_date", low=middle.timestamp() * 1000),))
    assert list(kept["id"]) == list(table.loc[table["signup_date"] >= middle, "id"])


def test_the_shared_table_stays_as_it_is(ws, retail):
    before = datasets.frame(ws, retail.id).copy()
    exploring.chosen(ws, retail, (Filter("gender", ("Male",)),), ["income", "age"])
    exploring.worth_a_look(ws, retail)
    pd.testing.assert_frame_equal(datasets.frame(ws, retail.id), before)


def test_a_filter_that_does_not_fit_is_refused(ws, retail):
    with pytest.raises(NotFoundError, match="no column “wage”"):
        exploring.chosen(ws, retail, (Filter("wage", low=1),))
    with pytest.raises(ParameterError, match="holds words"):
        exploring.chosen(ws, retail, (Filter("gender", low=1),))
    with pytest.raises(ParameterError, match="ends before"):
        exploring.chosen(ws, retail, (Filter("age", low=9, high=1),))


def test_values_are_added_and_taken_away():
    filters = exploring.toggled((), "region", "North")
    filters = exploring.toggled(filters, "region", "South")
    assert filters == (Filter("region", ("North", "South")),)
    filters = exploring.toggled(filters, "region", "North")
    assert exploring.toggled(filters, "region", "South") == ()
    assert exploring.with_filter(filters, Filter("region", ("East",))) == (Filter("region", ("East",)),)


def test_income_against_spending_by_gender_comes_first(ws, retail):
    picks = exploring.worth_a_look(ws, retail)
    assert picks[0] == Pair("income", "spending_score", "gender")
    assert len(picks) == 4
    assert len({frozenset((p.x, p.y)) for p in picks}) == 4


def test_a_table_without_such_columns_has_picks_of_its_own(ws):
    spenders = datasets.add_frame(ws, skewed_spenders(), name="Spenders", source="test")
    names = set(spenders.names())
    picks = exploring.worth_a_look(ws, spenders)
    assert picks
    assert all({p.x, p.y} <= names and (p.color is None or p.color in names) for p in picks)
    words = pd.DataFrame({"a": ["x", "y"] * 20, "b": ["u", "v", "w", "x"] * 10})
    assert exploring.worth_a_look(ws, datasets.add_frame(ws, words, name="W", source="t")) == (Pair("a", "b"),)
    ids = pd.DataFrame({"id": [f"c{i}" for i in range(40)], "customer_id": [f"d{i}" for i in range(40)]})
    assert exploring.worth_a_look(ws, datasets.add_frame(ws, ids, name="I", source="t")) == ()


def test_ids_and_free_text_are_not_drawn(ws, retail):
    names = [column.name for column in exploring.drawable(retail)]
    assert "id" not in names
    assert names[0] == "age"
    assert set(exploring.scales(retail)) <= set(names)
    assert exploring.levels_of(ws, retail, "region", most=2)[0] in {"North", "South", "East", "West"}


def test_a_hundred_thousand_rows_answer_at_once(ws):
    big = datasets.add_frame(ws, retail_customers(rows=100_000), name="Big", source="test")
    datasets.frame(ws, big.id)
    filters = (Filter("gender", ("Female",)), Filter("income", low=30_000), Filter("signup_date", low=0))
    best = np.inf
    for _ in range(3):
        started = time.process_time()
        exploring.chosen(ws, big, filters)
        exploring.worth_a_look(ws, big)
        best = min(best, time.process_time() - started)
    assert best < 0.3
