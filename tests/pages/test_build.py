"""The Build page proposes, counts, refuses in words, asks for the job, and shows what was built."""

from __future__ import annotations

import pandas as pd
import pytest

from portal.samples import retail_customers
from portal.services import datasets, event_plans, events, presets
from portal.ui.build.form import COUNTED, FIELDS
from portal.ui.build.ids import Id
from portal.ui.components import NOTHING
from portal.ui.ids import ShellId
from tests.engine.events.data import visits
from tests.pages.firing import words
from tests.services.test_events import orders


@pytest.fixture
def shop(ws):
    return datasets.add_frame(ws, orders(), name="Tea shop", source="orders.csv")


def answers(dataset, **changes):
    given = {
        Id.CUSTOMER: "customer_id", Id.TIME: "day", Id.ORDER: "invoice_no", Id.AMOUNT: "amount", Id.QUANTITY: NOTHING,
        Id.PRICE: NOTHING, Id.CATEGORIES: ["shelf"], Id.REFERENCE: "", Id.MARKS: "C", Id.MARKED_IN: NOTHING,
        Id.RETURNS: "apart", Id.ZERO: [], Id.MONEY: "€",
    } | changes  # fmt: skip
    assert set(given) == set(FIELDS)
    return {f"{field}.value": value for field, value in given.items()} | {f"{Id.DATASET}.data": dataset.id}


def settled(browser, dataset, **changes):
    return browser.fire(Id.FINDING, f"{Id.MONEY}.value", answers(dataset, **changes))


def test_without_an_address_the_table_that_looks_like_events_is_asked_about(ws, shop, opened) -> None:
    datasets.add_frame(ws, retail_customers(rows=200), name="Retail", source="r.csv")
    assert "Which customers are behind the 450 lines of Tea shop?" in words(opened("build"))


def test_every_answer_is_counted_in_sentences(browser, shop) -> None:
    told = settled(browser, shop)
    assert told[Id.FINDING]["children"] == "432 of 450 lines are purchases, by 60 customers"
    counted = words(told[Id.COUNTED]["children"])
    assert "18 lines are cancelled: “invoice_no” begins with “C”." in counted
    assert "only count as returns" in counted
    assert "the day after the last line" in counted
    other = settled(browser, shop, **{Id.MARKS: "", Id.RETURNS: "subtracted", Id.REFERENCE: "2023-06-30"})
    counted = words(other[Id.COUNTED]["children"])
    assert "later than 30 June 2023" in counted
    assert "“amount” below zero" in counted
    assert "subtracted from the money spent" in counted


def test_slips_of_the_pen_and_lines_without_an_order_are_told(browser, ws) -> None:
    frame = orders()
    frame.loc[0, "day"] = pd.Timestamp("9999-12-31")
    frame.loc[1:2, "invoice_no"] = ""
    told = settled(browser, datasets.add_frame(ws, frame, name="Slips", source="slips.csv"))
    counted = words(told[Id.COUNTED]["children"])
    assert "One line is dated long after the others, up to 31 December 9999." in counted
    assert "looked at on 1 January 10000" in counted
    assert "are one order; two lines have none, and those of one day are one order." in counted


def test_customers_with_nothing_but_lines_of_zero_are_told(browser, ws) -> None:
    frame = orders()
    frame.loc[frame["customer_id"].isin(["K000", "K001"]), "amount"] = 0.0
    told = settled(browser, datasets.add_frame(ws, frame, name="Zeros", source="zeros.csv"))
    assert "Two customers have no line that counts and are left out." in words(told[Id.COUNTED]["children"])
    assert told[Id.FINDING]["children"].endswith("by 58 customers")


def test_several_currencies_are_told(browser, ws, shop, opened) -> None:
    frame = orders().assign(currency=["EUR", "USD"] * 225)
    mixed = datasets.add_frame(ws, frame, name="Mixed", source="m.csv")
    said = "“currency” names several currencies, and amounts are added up as they stand"
    assert said in words(settled(browser, mixed)[Id.COUNTED]["children"])
    assert "currencies" not in words(settled(browser, shop)[Id.COUNTED]["children"])
    plan = event_plans.proposed(ws, mixed)
    built = events.build(ws, {"dataset": mixed.id, "plan": plan.to_json()}, lambda _stage, _share: None)["dataset"]
    assert said in words(opened("build", dataset=built))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({Id.CUSTOMER: NOTHING}, "No column says whom a line belongs to"),
        ({Id.AMOUNT: "invoice_no"}, "holds no numbers"),
        ({Id.REFERENCE: "soon"}, "“soon” is no day"),
        ({Id.REFERENCE: "1999-01-01"}, "No line counts as a purchase"),
        ({Id.RETURNS: "burnt"}, "no cleaning rule: 'burnt'"),
    ],
)
def test_what_cannot_be_built_says_why_and_the_button_waits(browser, shop, change, said) -> None:
    told = settled(browser, shop, **change)
    assert said in words(told[Id.FAULT]["children"])
    assert told[Id.BUILD]["disabled"] is True
    assert told[Id.PLAN]["data"] is None


def test_pressing_build_asks_for_the_job(browser, shop, ws) -> None:
    plan = settled(browser, shop)[Id.PLAN]["data"]
    told = browser.fire(
        Id.FAULT, f"{Id.BUILD}.n_clicks",
        {f"{Id.BUILD}.n_clicks": 1, f"{Id.DATASET}.data": shop.id, f"{Id.PLAN}.data": plan},
    )  # fmt: skip
    (row,) = ws.jobs.active()
    assert row.kind == events.KIND
    assert told[ShellId.JOB_REQUEST]["data"]["jobs"] == [row.id]


def test_what_was_built_is_shown_with_units_and_groups(ws, shop, opened) -> None:
    plan = event_plans.proposed(ws, shop)
    outcome = events.build(ws, {"dataset": shop.id, "plan": plan.to_json()}, lambda _stage, _share: None)
    page = opened("build", dataset=outcome["dataset"])
    text = words(page)
    assert "60 customers spent" in text
    assert "Champions" in text
    assert "Days from the last purchase to the reference date" in text
    assert "Find segments" in text
    again = opened("build", dataset=shop.id, like=outcome["dataset"])
    assert "Which customers are behind" in words(again)


def test_gifts_of_donors_are_built_into_donors(browser, opened, ws, shop) -> None:
    presets.put_on(ws, shop.id, "donors")
    page = words(opened("build", dataset=shop.id))
    assert "Which donors are behind the 450 lines of Tea shop?" in page
    told = settled(browser, shop)
    assert told[Id.FINDING]["children"] == "432 of 450 lines are purchases, by 60 donors"
    said = words(told[Id.COUNTED]["children"])
    assert "Donors are looked at on" in said
    plan = event_plans.proposed(ws, shop)
    row = events.request(ws, shop.id, plan, owner="me")
    assert row.title == "Building donors of Tea shop"
    built = events.build(ws, row.payload, lambda _stage, _share: None)["dataset"]
    assert datasets.info(ws, built).name == "Donors of Tea shop"
    whole = " ".join([page, said, words(opened("build", dataset=built))])
    assert "60 donors spent" in whole
    # The name of a column, and of one of the usual groups.
    assert "customer" not in whole.replace("customer_id", "").replace("New customers", "").lower()


def visited(browser, dataset, **changes):
    given = {
        Id.CUSTOMER: "patient_id", Id.TIME: "day", Id.ORDER: NOTHING, Id.AMOUNT: COUNTED, Id.CATEGORIES: ["clinic"],
        Id.MARKS: "cancel, no show", Id.MARKED_IN: "status", Id.RETURNS: "subtracted", Id.ZERO: ["keep"],
    } | changes  # fmt: skip
    return settled(browser, dataset, **given)


def test_visits_without_money_are_counted_and_nobody_buys(browser, opened, ws) -> None:
    frame = visits()
    clinic = datasets.add_frame(ws, frame, name="Clinic", source="v.csv", choices={"preset": "patients"})
    page = opened("build", dataset=clinic.id)
    asked = words(page)
    assert "how much money" not in asked
    assert "none: lines are counted" in str(page)
    assert "each day is one visit" in str(page)
    told = visited(browser, clinic)
    kept = int((frame["patient_id"].notna() & (frame["status"] == "attended")).sum())
    patients = frame[frame["patient_id"].notna() & (frame["status"] == "attended")]["patient_id"].nunique()
    assert told[Id.FINDING]["children"] == f"{kept} of {len(frame)} lines are events of {patients} patients"
    assert told[Id.PLAN]["data"] == event_plans.proposed(ws, clinic).to_json()
    counted = words(told[Id.COUNTED]["children"])
    assert "lines are no event, because “status” begins with “cancel” or “no show”, and are left out." in counted
    assert "has only such lines and is left out" in counted
    assert "All lines of a patient on one day are one visit." in counted
    assert "RFM groups need money and are not built: build with a column under “Money of a line”" in counted
    payload = {"dataset": clinic.id, "plan": told[Id.PLAN]["data"]}
    built = words(opened("build", dataset=events.build(ws, payload, lambda _stage, _share: None)["dataset"]))
    assert f"{patients} patients and their {kept} events" in built
    assert "RFM groups need money and are not built" in built
    assert "Events by month" in built
    whole = " ".join([counted, words(told[Id.LEAD]["children"]), built]).lower()
    for word in ("purchase", "bought", "spent", "customer", "champions", "basket", " order"):
        assert word not in whole


def test_data_offers_to_build_of_lines_without_money(opened, ws) -> None:
    clinic = datasets.add_frame(ws, visits(), name="Clinic", source="v.csv", choices={"preset": "patients"})
    text = words(opened("data", dataset=clinic.id))
    assert "Build patients from events" in text
    assert "look like events, not patients. They become one row for each patient: recency, frequency, rhythm." in text


def test_money_may_be_chosen_where_lines_were_counted_and_the_reverse(browser, shop, ws) -> None:
    assert "lines are events" in settled(browser, shop, **{Id.AMOUNT: COUNTED})[Id.FINDING]["children"]
    clinic = datasets.add_frame(ws, visits(), name="Clinic", source="v.csv")
    assert "lines are purchases" in visited(browser, clinic, **{Id.AMOUNT: "minutes"})[Id.FINDING]["children"]
    told = visited(browser, clinic, **{Id.AMOUNT: NOTHING})
    assert "or that lines are counted" in words(told[Id.FAULT]["children"])


def test_the_built_table_on_data_is_no_repair_of_itself(ws, shop, opened) -> None:
    plan = event_plans.proposed(ws, shop)
    outcome = events.build(ws, {"dataset": shop.id, "plan": plan.to_json()}, lambda _stage, _share: None)
    text = words(opened("data", dataset=outcome["dataset"]))
    assert "Made of" not in text
    assert "See how, and why lines count" in text
    assert "Days from the last purchase to the reference date (days)" in text


def test_a_table_that_is_gone_and_a_portal_without_tables_say_so(opened) -> None:
    assert "no dataset “nothing”" in words(opened("build", dataset="nothing"))
    assert "There is no table yet" in words(opened("build"))


def test_the_data_page_offers_it_and_says_what_rows_look_like(opened, shop) -> None:
    assert "look like events, not customers" in words(opened("data", dataset=shop.id))
