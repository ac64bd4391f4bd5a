"""Explore shows what its address says, and writes into it what is shown."""

import numpy as np
import pandas as pd
import pytest

from portal.services import datasets, exploring
from portal.ui.explore import state
from portal.ui.explore.ids import Id, pick, shape
from portal.ui.query import changed
from tests.pages.explore.known import DEFAULT, FEMALE, shown
from tests.pages.firing import found, said_of_the_address, words


def test_income_against_spending_by_gender_opens_by_itself(layout, retail):
    page = layout()
    assert [found(page, part).value for part in (Id.X, Id.Y, Id.COLOR)] == DEFAULT
    assert found(page, Id.DEFAULT).data == DEFAULT
    assert "Income and spending score, by gender" in words(found(page, pick(0)))


def test_the_address_is_followed(layout, retail):
    page = layout(dataset=retail.id, x="age", y="region", method="spearman", where=FEMALE)
    assert [found(page, part).value for part in (Id.X, Id.Y, Id.COLOR)] == ["age", "region", "none"]
    assert found(page, Id.METHOD).value == "spearman"
    assert found(page, Id.FILTERS).data == FEMALE


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"where": "x"}, "can not be read"),
        ({"where": '[["wage",1,2]]'}, "no column “wage”"),
        ({"where": '[["gender",1,2]]'}, "holds words"),
        ({"x": "wage", "y": "age"}, "compares “wage” and “age”"),
    ],
)
def test_a_link_that_can_not_be_followed_says_so_and_shows_the_rest(layout, retail, query, sentence):
    page = layout(dataset=retail.id, **query)
    assert sentence in words(page)
    assert found(page, Id.FILTERS).data is None
    assert found(page, Id.X).value == "income"


def test_missing_tables_are_sentences(layout, ws):
    assert "There is no table yet" in words(layout())
    assert "There is no dataset “nobody”." in words(layout(dataset="nobody"))
    ids = pd.DataFrame({"id": [f"c{i}" for i in range(40)], "customer_id": [f"d{i}" for i in range(40)]})
    known = datasets.add_frame(ws, ids, name="Ids", source="ids")
    assert "No column can be drawn" in words(layout(dataset=known.id))


def test_only_the_first_columns_of_many_are_drawn(layout, ws):
    wide = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 30)), columns=[f"c {i}" for i in range(30)])
    known = datasets.add_frame(ws, wide, name="Wide", source="w")
    page = layout(dataset=known.id)
    assert found(page, shape(23)) is not None
    assert found(page, shape(24)) is None
    assert "Draw all 30 columns" in words(page)
    assert found(layout(dataset=known.id, show="all"), shape(29)) is not None


def test_only_a_new_meaning_is_a_new_address():
    now = (*DEFAULT, "pearson", None)
    assert state.news("?dataset=d&run=r", DEFAULT, now) is None
    assert state.news("?dataset=d&x=income&y=spending_score&color=gender", DEFAULT, now) is None
    assert state.news("?dataset=d&where=broken", DEFAULT, now) is None
    pair = {"x": "income", "y": "spending_score", "color": "gender"}
    new = state.news("?dataset=d&run=r", DEFAULT, (*DEFAULT, "spearman", FEMALE))
    assert new == pair | {"method": "spearman", "where": FEMALE}
    back = state.news(changed("?dataset=d&run=r", **new), DEFAULT, ("age", "income", "none", "pearson", None))
    assert back == {"x": "age", "y": "income", "color": None, "method": None, "where": None}
    assert state.news("?dataset=d&run=r&x=age&y=income", DEFAULT, ("age", "income", "none", "pearson", None)) is None


def test_what_is_shown_goes_into_the_address(browser, retail):
    known = {f"{Id.X}.value": "age", f"{Id.Y}.value": "income", f"{Id.COLOR}.value": "none"}
    known |= {f"{Id.METHOD}.value": "pearson", f"{Id.FILTERS}.data": FEMALE, "shell-url.search": "?run=r"}
    told = browser.fire("address-change", f"{Id.X}.value", known | {f"{Id.DEFAULT}.data": DEFAULT})
    assert said_of_the_address(told) == {"x": "age", "y": "income", "color": None, "method": None, "where": FEMALE}


def test_a_quick_pick_is_one_click(browser, retail, ws):
    picks = exploring.worth_a_look(ws, retail)
    ids = {"explore-pick": [pick(place) for place in range(len(picks))]}
    told = browser.fire(
        Id.X, "explore-pick.n_clicks", shown(retail) | {"explore-pick.n_clicks": [None, 1, None, None]}, ids, 1
    )
    assert told[Id.X]["value"] == picks[1].x
