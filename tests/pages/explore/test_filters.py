"""Filters are marked on charts, chosen from a form, taken away as chips, and hold for every chart."""

import json

import pandas as pd
import pytest

from portal.figures.records import CUSTOMERS
from portal.figures.values import levels
from portal.services import exploring
from portal.services.exploring import Filter
from portal.ui.explore import marking, shapes
from portal.ui.explore.filtering import chips
from portal.ui.explore.ids import Id, chip
from tests.pages.explore.known import FEMALE, graphs, shown
from tests.pages.firing import words


def test_filters_apply_to_every_chart(browser, retail, table):
    women = int((table["gender"] == "Female").sum())
    told = browser.fire(Id.COUNT, f"{Id.FILTERS}.data", shown(retail, FEMALE))
    assert told[Id.COUNT]["children"] == f"{women} of 300 customers"
    assert "Gender: Female" in words(told[Id.CHIPS]["children"])
    pair = shown(retail, FEMALE) | {f"{Id.X}.value": "income", f"{Id.Y}.value": "age", f"{Id.COLOR}.value": "none"}
    told = browser.fire(Id.PAIR_GRAPH, f"{Id.FILTERS}.data", pair)
    (dots,) = told[Id.PAIR_GRAPH]["figure"]["data"]
    assert dots["type"] == "scattergl"
    assert f"{women} customers" in str(told)
    told = browser.fire(
        Id.TOGETHER_GRAPH, f"{Id.FILTERS}.data", shown(retail, FEMALE) | {f"{Id.METHOD}.value": "spearman"}
    )
    assert told[Id.FINDING]["children"].startswith(f"Among {women} customers: ")
    told = browser.fire(Id.MISSING_GRAPH, f"{Id.FILTERS}.data", shown(retail, FEMALE))
    assert "No value is missing" in str(told)


def test_a_click_on_a_category_filters_by_it_and_again_lets_go(browser, retail, table):
    ids = graphs(retail)
    at = [one["column"] for one in ids["explore-shape"]].index(retail.names().index("gender"))
    bar = list(levels(table["gender"]).names).index("Female")
    clicks = [None] * len(ids["explore-shape"])
    clicks[at] = {"points": [{"x": 0.5, "y": bar}]}
    told = browser.fire(
        Id.FILTERS, "explore-shape.clickData", shown(retail) | {"explore-shape.clickData": clicks}, ids, at
    )
    assert told[Id.FILTERS]["data"] == FEMALE
    name = json.dumps(ids["explore-shape"][at], sort_keys=True, separators=(",", ":"))
    assert told[name]["clickData"] is None
    values = shown(retail, FEMALE) | {"explore-shape.clickData": clicks}
    told = browser.fire(Id.FILTERS, "explore-shape.clickData", values, ids, at)
    assert told[Id.FILTERS]["data"] is None


def test_a_click_on_a_bin_counts_exactly_what_the_bar_did(retail, table):
    age = retail.column("age")
    everyone = shapes.drawn(age, table, table, (), "light", CUSTOMERS).figure
    bars = everyone.data[0]
    for centre, count in zip(bars.x, bars.y, strict=True):
        if count:
            filters = marking.clicked(table, age, (), {"x": float(centre)})
            assert exploring.mask(table, filters).sum() == count


def test_a_brush_is_the_range_it_covers(retail, table):
    joined, age = retail.column("signup_date"), retail.column("age")
    (item,) = marking.brushed(table, age, (), [40.2, 29.7])
    assert (item.low, item.high) == (30.0, 40.0)
    assert marking.brushed(table, age, (item,), [-1e9, 1e9]) == ()
    assert marking.brushed(table, age, (), [500, 600]) == ()
    (item,) = marking.brushed(table, joined, (), ["2020-01-01 12:00", "2022-01-01"])
    kept = table[exploring.mask(table, (item,))]["signup_date"]
    assert kept.min() >= pd.Timestamp("2020-01-01 12:00")
    assert kept.max() <= pd.Timestamp("2022-01-01")
    assert marking.brushed(table, joined, (), ["soon", "later"]) == ()


def test_a_chip_takes_its_filter_away(browser, retail):
    at = retail.names().index("gender")
    made = chips(retail, (Filter("gender", ("Female", "Male")), Filter("signup_date", low=0)))
    assert [words(one) for one in made] == ["Gender: Female or Male", "Signup date from 01 Jan 1970"]
    ids = graphs(retail) | {"explore-chip": [chip(at)]}
    told = browser.fire(
        Id.FILTERS, "explore-chip.n_clicks", shown(retail, FEMALE) | {"explore-chip.n_clicks": [1]}, ids
    )
    assert told[Id.FILTERS]["data"] is None
    # A chip that has only just been drawn is no press.
    drawn = browser.fire(
        Id.FILTERS, "explore-chip.n_clicks", shown(retail, FEMALE) | {"explore-chip.n_clicks": [0]}, ids
    )
    assert Id.FILTERS not in drawn


def form(**given):
    return {f"explore-form-{part}.value": value for part, value in given.items()}


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"column": "region", "value": "North"}, '[["region",["North"]]]'),
        ({"column": "age", "low": "30", "high": ""}, '[["age",30,null]]'),
        ({"column": "income", "low": "−5", "high": "50,000"}, '[["income",-5,50000]]'),
        ({"column": "signup_date", "low": "1970-01-02"}, '[["signup_date",86400000,null]]'),
    ],
)
def test_the_form_adds_filters_without_a_mouse(browser, retail, given, where):
    told = browser.fire(
        Id.FILTERS, f"{Id.FORM_ADD}.n_clicks", shown(retail) | form(**given) | {f"{Id.FORM_ADD}.n_clicks": 1}
    )
    assert told[Id.FILTERS]["data"] == where


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"column": "region"}, "Choose a value"),
        ({"column": "age"}, "at least one end"),
        ({"column": "age", "low": "old"}, "“old” is no number"),
        ({"column": "age", "low": "nan"}, "“nan” is no number"),
        ({"column": "age", "low": "50", "high": "20"}, "ends before it begins"),
        ({"column": "signup_date", "low": "soon"}, "“soon” is no date"),
    ],
)
def test_the_form_says_what_is_wrong(browser, retail, given, sentence):
    told = browser.fire(
        Id.FILTERS, f"{Id.FORM_ADD}.n_clicks", shown(retail) | form(**given) | {f"{Id.FORM_ADD}.n_clicks": 1}
    )
    assert sentence in told[Id.FORM_ERROR]["children"]
    assert Id.FILTERS not in told


def test_the_form_fits_its_column(browser, retail):
    told = browser.fire(Id.FORM_VALUE, f"{Id.FORM_COLUMN}.value", shown(retail) | form(column="region"))
    assert len(told[Id.FORM_VALUE]["options"]) == 4
    assert (told[Id.FORM_WORDS]["hidden"], told[Id.FORM_RANGE]["hidden"]) == (False, True)
    told = browser.fire(Id.FORM_VALUE, f"{Id.FORM_COLUMN}.value", shown(retail) | form(column="signup_date"))
    assert told[Id.FORM_LOW]["placeholder"].startswith("20")
    assert (told[Id.FORM_WORDS]["hidden"], told[Id.FORM_RANGE]["hidden"]) == (True, False)
