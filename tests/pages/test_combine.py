"""The Combine page asks for a second table, shows how far ids match, and asks for the job."""

from __future__ import annotations

import pandas as pd

from portal.engine.combining.joining import Keep
from portal.services import combining, datasets, presets
from portal.ui.combine.ids import Id, part, rule
from portal.ui.components import NOTHING
from portal.ui.ids import ShellId
from tests.pages.firing import words
from tests.services.test_combining import crm, web

__all__ = ["crm", "web"]


def settled(browser, crm, web, *, key="customer id", rules=("highest", "sum", "most frequent")):
    ids = {
        "combine-key": [part("key", 0), part("key", 1)],
        "combine-prefix": [part("prefix", 0), part("prefix", 1)],
        "combine-order": [part("order", 0), part("order", 1)],
        "combine-rule": [rule(1, 1), rule(1, 2), rule(1, 3)],
    }
    values = {
        "combine-key.value": ["customer_id", key], "combine-prefix.value": ["", "web_"],
        "combine-order.value": [NOTHING, "day"], "combine-rule.value": list(rules),
        f"{Id.KEEP}.value": Keep.FIRST, f"{Id.TABLES}.data": [crm.id, web.id],
    }  # fmt: skip
    return browser.fire(Id.FINDING, f"{Id.KEEP}.value", values, ids)


def test_one_table_asks_for_another(opened, crm, web) -> None:
    page = words(opened("combine", dataset=crm.id))
    assert "What else is known of the customers in “CRM”?" in page
    assert "Add a table" in page


def test_the_match_is_shown_with_both_sides(browser, opened, crm, web) -> None:
    assert "Web sessions" in words(opened("combine", dataset=crm.id, **{"with": web.id}))
    told = settled(browser, crm, web)
    assert told[Id.FINDING]["children"] == "100% of 40 customers are in both tables"
    shown = words(told[Id.MATCHES]["children"])
    assert "Only in “Web sessions”: 5, such as 140, 141, 142, 143, 144." in shown
    assert told[Id.COMBINE]["disabled"] is False


def test_what_the_first_table_loses_and_takes_as_one_is_told(browser, ws, web) -> None:
    ids = ["0100", None, "x1", "X1", *map(str, range(101, 137))]
    table = pd.DataFrame({"customer_id": ids, "age": range(20, 60), "plan": ["a", "b"] * 20})
    told = settled(browser, datasets.add_frame(ws, table, name="CRM", source="crm.csv"), web)
    assert told[Id.LEAD]["children"].startswith("Many lines of a customer in the first table and “Web sessions” become")
    shown = words(told[Id.MATCHES]["children"])
    assert "One row of the first table without an id: left out." in shown
    assert "One id of the first table is written in several ways and taken as one, such as “x1”, “X1”." in shown
    assert "One more id of “Web sessions” would match without zeros in front" in shown


def test_ids_that_do_not_fit_say_why(browser, crm, web) -> None:
    told = settled(browser, crm, web, key=NOTHING)
    assert "names the customer" in words(told[Id.FAULT]["children"])
    assert told[Id.COMBINE]["disabled"] is True
    told = settled(browser, crm, web, key="device")
    assert "No id of “Web sessions” is in the first table" in told[Id.LEAD]["children"]


def test_pressing_combine_asks_for_the_job_and_what_it_made_is_shown(browser, opened, ws, crm, web) -> None:
    plan = settled(browser, crm, web)[Id.PLAN]["data"]
    told = browser.fire(Id.FAULT, f"{Id.COMBINE}.n_clicks", {f"{Id.COMBINE}.n_clicks": 1, f"{Id.PLAN}.data": plan})
    (row,) = ws.jobs.active()
    assert told[ShellId.JOB_REQUEST]["data"]["jobs"] == [row.id]
    outcome = combining.build(ws, row.payload, lambda _stage, _share: None)
    page = words(opened("combine", dataset=outcome["dataset"]))
    assert "Sum minutes in Web sessions" in page
    assert "Kept: everybody of the first table" in page
    assert datasets.info(ws, outcome["dataset"]).rows == 40


def test_students_of_two_tables_are_students(browser, opened, ws, crm, web) -> None:
    for table in (crm, web):
        presets.put_on(ws, table.id, "students")
    pages = [words(opened("combine", dataset=crm.id)), words(opened("combine", dataset=crm.id, **{"with": web.id}))]
    told = settled(browser, crm, web)
    assert told[Id.FINDING]["children"] == "100% of 40 students are in both tables"
    built = combining.build(ws, {"plan": told[Id.PLAN]["data"]}, lambda _stage, _share: None)["dataset"]
    assert datasets.info(ws, built).preset == "students"
    pages += [words(told[Id.MATCHES]["children"]), told[Id.LEAD]["children"], words(opened("combine", dataset=built))]
    refused = settled(browser, crm, web, key=NOTHING)
    pages.append(words(refused[Id.FAULT]["children"]))
    assert "names the student" in pages[-1]
    assert "customer" not in " ".join(pages).replace("customer_id", "").replace("customer id", "").lower()


def test_a_table_that_is_gone_says_so(opened, crm) -> None:
    assert "no dataset “nothing”" in words(opened("combine", dataset=crm.id, **{"with": "nothing"}))
