"""Profiles gives reasons: rules, members, and one customer explained; cards say what a segment is worth."""

from __future__ import annotations

import importlib

import numpy as np
import pandas as pd
import pytest

from portal.engine.params import KMeansParams
from portal.errors import NotFoundError
from portal.services import datasets, explaining, lookup, members, runs, segments
from portal.services.segments import Portrait
from portal.services.specs import Spec
from portal.ui.profiles.people import Id as PeopleId
from portal.ui.profiles.reasons import Id
from tests.pages.conftest import Stage
from tests.pages.firing import Browser, said_of_the_address, words
from tests.pages.reading import ids, of_type


@pytest.fixture
def portrait(stage: Stage) -> Portrait:
    found = segments.portrait(stage.ws, stage.run)
    assert found is not None
    return found


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return Browser(stage.app)


def test_the_page_has_cards_and_both_sections(stage: Stage, portrait: Portrait) -> None:
    with stage.request():
        tree = importlib.import_module("pages.profiles").layout(value="income", customer="C-1")
    assert {*Id, *PeopleId} <= {one for one in ids(tree) if isinstance(one, str)}
    (value,) = [one for one in of_type(tree, "Select") if one.id == PeopleId.VALUE]
    assert value.value == "income"
    assert {"spending_score", "age"}.isdisjoint(option["value"] for option in value.options)
    said = words(tree)
    assert all(one.name in said for one in portrait.segments)


def test_the_worth_of_segments_follows_the_chosen_column(stage: Stage, browser: Browser, portrait: Portrait) -> None:
    known = {"profiles-run.data": stage.run.id}
    told = browser.fire(PeopleId.CARDS, f"{PeopleId.VALUE}.value", known | {f"{PeopleId.VALUE}.value": "income"})
    income = datasets.frame(stage.ws, stage.retail)["income"]
    share = income[portrait.cut.labels == 0].sum() / income.sum()
    assert f"{share:.0%} of all income" in words(told[PeopleId.CARDS]["children"])
    assert said_of_the_address(told) == {"value": "income"}
    none = browser.fire(PeopleId.CARDS, f"{PeopleId.VALUE}.value", known | {f"{PeopleId.VALUE}.value": "none"})
    assert "of all" not in words(none[PeopleId.CARDS]["children"])


def test_rules_are_told_with_their_numbers(stage: Stage, browser: Browser, portrait: Portrait) -> None:
    rules = explaining.rules(stage.ws, portrait)
    assert rules.fidelity > 0.7
    own = rules.segments[0].rules[0]
    known = {"profiles-run.data": stage.run.id, "profiles-segment.value": "0"}
    said = words(browser.fire(Id.RULES, "profiles-segment.value", known)[Id.RULES]["children"])
    assert f"{own.precision:.0%}" in said
    assert f"{own.caught:,}" in said
    assert "Typical members" in said
    assert "Borderline members" in said
    nobody = browser.fire(Id.RULES, "profiles-segment.value", known | {"profiles-segment.value": "-1"})
    assert "in none" in words(nobody[Id.RULES]["children"])


@pytest.mark.parametrize("params", [None, KMeansParams(k=4)])
def test_reasons_are_those_of_the_run(stage: Stage, portrait: Portrait, params: KMeansParams | None) -> None:
    if params is not None:
        run = runs.register(stage.ws, Spec(stage.retail, stage.run.spec.preparation, params))
        other = segments.portrait(stage.ws, run)
        assert other is not None
        portrait = other
    row = int(np.flatnonzero(portrait.cut.labels == 1)[3])
    found = explaining.reason(stage.ws, portrait, f" {row + 1} ")
    assert (found.row, found.label) == (row, 1)
    assert found.own_distance is not None
    assert found.other_distance is not None
    assert sum(abs(pull.share) for pull in found.pulls) == pytest.approx(1, abs=0.2)
    income = datasets.frame(stage.ws, stage.retail)["income"]
    (pull,) = [one for one in found.pulls if one.column == "income"]
    assert pull.value == income[row]
    assert pull.own == pytest.approx(income[portrait.cut.labels == 1].mean())
    sure = [
        explaining.reason(stage.ws, portrait, str(one.row + 1))
        for one in members.members(stage.ws, portrait, 1).typical
    ]
    assert all(one.label == 1 and one.own_distance < (one.other_distance or 0) for one in sure if one.own_distance)


def test_one_customer_is_explained_and_goes_into_the_address(stage: Stage, browser: Browser) -> None:
    known = {
        f"{Id.ASK}.n_clicks": 1, f"{Id.CUSTOMER}.value": "8", "profiles-run.data": stage.run.id,
    }  # fmt: skip
    told = browser.fire(Id.ANSWER, f"{Id.ASK}.n_clicks", known)
    assert words(told[Id.ANSWER]["children"]).startswith("Customer 8 fits no segment: ")
    assert said_of_the_address(told) == {"customer": "8"}
    wrong = browser.fire(Id.ANSWER, f"{Id.ASK}.n_clicks", known | {f"{Id.CUSTOMER}.value": "nobody <b>"})
    assert "is called “nobody <b>”" in words(wrong[Id.ANSWER]["children"])
    empty = browser.fire(Id.ANSWER, f"{Id.ASK}.n_clicks", known | {f"{Id.CUSTOMER}.value": " "})
    assert "Nobody is named" in words(empty[Id.ANSWER]["children"])


def test_customers_are_found_by_id_or_by_row(stage: Stage) -> None:
    table = pd.DataFrame({"customer_id": [f"C-{n:03}" for n in range(30)], "age": np.arange(30) % 7})
    known = datasets.add_frame(stage.ws, table, name="With ids", source="test")
    assert known.id_column == "customer_id"
    assert lookup.row_of(stage.ws, known, " C-007 ") == 7
    assert lookup.name_of(stage.ws, known, 7) == "C-007"
    with pytest.raises(NotFoundError, match="for example C-000"):
        lookup.row_of(stage.ws, known, "c-007x")
    plain = datasets.add_frame(stage.ws, table[["age"]].assign(visits=np.arange(30) % 5), name="No ids", source="test")
    assert lookup.row_of(stage.ws, plain, "30") == 29
    assert lookup.name_of(stage.ws, plain, 29) == "Row 30"
    for text in ("0", "31", "x", "9" * 40):
        with pytest.raises(NotFoundError, match="from 1 to 30"):
            lookup.row_of(stage.ws, plain, text)
    datasets.delete(stage.ws, known.id)
    datasets.delete(stage.ws, plain.id)
