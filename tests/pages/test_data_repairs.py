"""The Data page offers repairs, shows the recipe, and reads a file again with other answers."""

import io
from functools import partial

import pandas as pd
import pytest

from portal.engine.steps import Step, StepKind
from portal.importing import Report
from portal.services import arrivals, datasets, recipes, uploads
from portal.ui.components import NOTHING
from portal.ui.data import again, findings, outcomes
from portal.ui.data.ids import Id, answer, as_written, offer, step_act
from portal.ui.ids import ShellId
from tests.pages.firing import found
from tests.pages.firing import words as spaced
from tests.services.messy import ORDERS


def words(component):
    return " ".join(spaced(component).split())


@pytest.fixture
def layout(opened):
    return partial(opened, "data")


@pytest.fixture
def messy(ws):
    frame = pd.DataFrame(
        {
            "name": [f"n {i}" for i in range(80)],
            "age": [999 if i % 20 == 3 else 20 + (i * 7) % 41 for i in range(80)],
            "plan": ["unknown" if i % 9 == 0 else "basic" if i % 2 else "pro" for i in range(80)],
            "source": "web",
        }
    )
    frame = pd.concat([frame, frame.iloc[:4]], ignore_index=True)
    return datasets.add_frame(ws, frame, name="Messy", source="messy.csv")


def offers(page):
    steps = found(page, Id.STEPS).data
    return steps, {"data-offer": [offer(i) for i in range(len(steps))]}


def press(browser, dataset, steps, ids, at):
    values = {f"{Id.STEPS}.data": steps, f"{Id.DATASET}.data": dataset.id}
    values["data-offer.n_clicks"] = [int(i == at) for i in range(len(steps))]
    return browser.fire(Id.REPAIRED, "data-offer.n_clicks", values, ids, at)


def versions(ws, told):
    return datasets.info(ws, told[Id.GO]["href"].split("dataset=")[1])


def test_findings_are_sentences_beside_their_repairs(layout, messy):
    page = layout(dataset=messy.id)
    said = words(page)
    assert "things to decide. A repair makes a new version; this table stays as it is." in said
    assert "“unknown” in 10 cells of “plan” may mean that nothing is known. Take it as missing" in said
    assert "999 in 5 cells" in said
    assert "4 rows repeat an earlier row" in said
    steps, _ = offers(page)
    assert Step.from_json(steps[0]) == Step(StepKind.MISSING, "plan", value="unknown")


def test_a_word_of_several_columns_is_taken_in_all_or_in_one(browser, layout, ws, messy):
    frame = datasets.frame(ws, messy.id).assign(job=lambda table: table["plan"].str.replace("basic", "clerk"))
    known = datasets.add_frame(ws, frame, name="Answers", source="answers.csv")
    page = layout(dataset=known.id)
    assert (
        "“unknown” in 20 cells of 2 columns, “plan” and “job”, may mean that nothing is known. Take it as missing "
        "In one column only “plan”, 10 cells “job”, 10 cells"
    ) in words(page)
    steps, ids = offers(page)
    everywhere = versions(ws, press(browser, known, steps, ids, 0))
    assert [everywhere.column(name).missing for name in ("plan", "job")] == [10, 10]
    assert "Take “unknown” in “plan” and “job” as missing 20 cells missing now" in words(layout(dataset=everywhere.id))
    one = versions(ws, press(browser, known, steps, ids, 2))
    assert [one.column(name).missing for name in ("plan", "job")] == [0, 10]


def test_codes_that_are_categories_are_nothing_to_decide(layout, ws, messy):
    frame = datasets.frame(ws, messy.id)[["name", "age"]].assign(mood=[i % 3 for i in range(84)]).iloc[:80]
    known = datasets.add_frame(ws, frame.assign(age=range(80)), name="Families", source="families.csv")
    said = words(layout(dataset=known.id))
    assert "Nothing has to be decided" in said
    assert "“mood” holds 3 different numbers, which may be codes rather than amounts." in said


def test_a_press_adds_a_step_and_opens_the_version(browser, layout, ws, messy):
    steps, ids = offers(layout(dataset=messy.id))
    at = steps.index(Step(StepKind.DUPLICATES).to_json())
    told = press(browser, messy, steps, ids, at)
    heard = "Keep one of each set of repeated rows: four rows left out. Undo it under Repairs."
    assert told[ShellId.TOAST]["data"]["message"] == heard
    first = versions(ws, told)
    assert (first.rows, first.parent_id) == (80, messy.id)
    page = layout(dataset=first.id)
    said = words(page)
    assert "Keep one of each set of repeated rows four rows left out" in said
    assert "Made of “Messy” (84 rows), which stays as it was read." in said
    steps, ids = offers(page)
    second = versions(ws, press(browser, first, steps, ids, 0))
    assert [step.kind for step in recipes.steps(second)] == [StepKind.DUPLICATES, StepKind.MISSING]
    assert "Other versions: version 2 (one repair)" in words(layout(dataset=second.id))
    assert "Versions of it:" in words(layout(dataset=messy.id))


def test_a_step_can_be_moved_and_undone(browser, layout, ws, messy):
    recipe_ = [Step(StepKind.DROP, "name"), Step(StepKind.MISSING, "age", value=999.0)]
    version = recipes.request(ws, messy.id, recipe_, owner="me")
    page = layout(dataset=version.id)
    assert found(page, step_act("up", 0)).disabled
    ids = {"data-step": [step_act(act, i) for i in range(2) for act in ("up", "down", "undo")]}

    def act(at):
        values = {f"{Id.DATASET}.data": version.id, "data-step.n_clicks": [int(i == at) for i in range(6)]}
        return browser.fire(Id.REPAIRED, "data-step.n_clicks", values, ids, at)

    assert recipes.steps(versions(ws, act(1))) == recipe_[::-1]
    undone = act(2)
    assert undone[ShellId.TOAST]["data"]["message"] == "Undone: Leave “name” out."
    assert recipes.steps(versions(ws, undone)) == recipe_[1:]
    single = recipes.request(ws, messy.id, recipe_[:1], owner="me")
    values = {f"{Id.DATASET}.data": single.id, "data-step.n_clicks": [0, 0, 1]}
    told = browser.fire(Id.REPAIRED, "data-step.n_clicks", values, {"data-step": ids["data-step"][:3]}, 2)
    assert versions(ws, told) == datasets.info(ws, messy.id)


def test_a_repair_that_does_not_fit_says_why(browser, ws, messy):
    steps = [Step(StepKind.DROP, "nothing").to_json()]
    told = press(browser, messy, steps, {"data-offer": [offer(0)]}, 0)
    assert Id.GO not in told
    assert "not there" in words(told[Id.REPAIRED]["children"])


def test_a_large_table_is_followed(browser, layout, ws, messy, monkeypatch):
    monkeypatch.setattr(recipes, "AT_ONCE", 1)
    steps, ids = offers(layout(dataset=messy.id))
    told = press(browser, messy, steps, ids, 0)
    assert told[ShellId.JOB_REQUEST]["data"]["jobs"] == [told[Id.WATCHED]["data"]]


def test_a_version_without_its_table_can_be_read_and_not_changed(layout, ws, messy):
    version = recipes.request(ws, messy.id, [Step(StepKind.DUPLICATES)], owner="me")
    datasets.delete(ws, messy.id)
    page = layout(dataset=version.id)
    said = words(page)
    assert "these steps are final" in said
    assert found(page, step_act("undo", 0)) is None
    # Nothing is offered that would be refused, nor is it said to be there.
    assert ("cannot be repaired" in said, found(page, offer(0)), offers(page)[0]) == (True, None, [])
    assert "each order is a version" not in said


def test_the_words_of_what_a_step_did(ws, messy):
    made = recipes.request(ws, messy.id, [Step.from_json({"kind": "clip", "column": "age", "high": 61})], owner="me")
    assert outcomes.did(recipes.done(made)[0]) == "five values moved"
    assert findings.headline([]) == "Nothing has to be decided"


def test_skew_is_repaired_by_a_press_and_told(browser, layout, ws):
    frame = pd.DataFrame({"spend": [round(1.09**i - 3, 2) for i in range(90)], "age": [20 + i % 41 for i in range(90)]})
    table = datasets.add_frame(ws, frame, name="Spenders", source="spenders.csv")
    page = layout(dataset=table.id)
    assert "Its ranks, from 0 to 100, can be the variable instead" in words(page)
    steps, ids = offers(page)
    at = steps.index(Step(StepKind.RANK, "spend").to_json())
    page = layout(dataset=versions(ws, press(browser, table, steps, ids, at)).id)
    said = words(page)
    assert "Use the ranks of “spend” as the variable “spend (rank)” added, 90 values" in said
    assert "share of rows with as much spend or less (%)" in said
    assert "“spend (rank)” is the variable in its place" in said
    assert "is skewed" not in said
    made = recipes.request(ws, table.id, [Step(StepKind.LOG, "spend")], owner="me")
    assert outcomes.did(recipes.done(made)[0]) == (
        "“spend (log)” added, 81 values; nine cells have no logarithm and are missing now: “−2”, “−1.91” and “−1.81”"
    )


def test_a_repair_of_cells_comes_before_their_logarithm(browser, layout, ws, messy):
    log = Step(StepKind.LOG, "age")
    known = recipes.request(ws, messy.id, [log], owner="me")
    steps, ids = offers(layout(dataset=known.id))
    missing = Step(StepKind.MISSING, "age", value=999.0)
    made = versions(ws, press(browser, known, steps, ids, steps.index(missing.to_json())))
    assert recipes.steps(made) == [missing, log]
    assert made.column("age (log)").missing == 5


def brought(ws):
    file = arrivals.receive(ws, io.BytesIO(ORDERS), name="orders.csv", length=None)
    uploads.read_upload(ws, {"upload": file.id, "key": file.key, "name": file.name}, lambda *_: None)
    return datasets.info(ws, file.id)


def test_a_file_is_read_again_with_the_answers(browser, layout, ws):
    table = brought(ws)
    page = layout(dataset=table.id)
    assert found(page, answer(again.FORM, "day_first")).value == NOTHING
    values = {
        f"{Id.AGAIN}.n_clicks": 1,
        f"{Id.DATASET}.data": table.id,
        f"{answer(again.FORM, 'day_first')}.value": "yes",
    }
    told = browser.fire(Id.AGAIN_SAID, f"{Id.AGAIN}.n_clicks", values)
    job = ws.jobs.get(told[Id.WATCHED]["data"])
    made = datasets.info(ws, uploads.read_upload(ws, job.payload, lambda *_: None)["dataset"])
    assert made.name == "Orders (day first)"
    assert found(layout(dataset=made.id), answer(again.FORM, "day_first")).value == "yes"
    told = browser.fire(Id.AGAIN_SAID, f"{Id.AGAIN}.n_clicks", values)
    assert told[Id.GO]["href"] == f"/data?dataset={made.id}"
    told = browser.fire(Id.AGAIN_SAID, f"{Id.AGAIN}.n_clicks", values | {f"{Id.DATASET}.data": made.id})
    assert "already" in words(told[Id.AGAIN_SAID]["children"])


INCOMES = b"who,income\n" + b"".join(b"n%d,%s\n" % (i, b"?" if i == 7 else b"%d" % (900 + 11 * i)) for i in range(60))


def test_cells_that_could_not_be_read_are_left_as_written_or_their_rows_left_out(browser, layout, ws):
    file = arrivals.receive(ws, io.BytesIO(INCOMES), name="incomes.csv", length=None)
    uploads.read_upload(ws, {"upload": file.id, "key": file.key, "name": file.name}, lambda *_: None)
    page = layout(dataset=file.id)
    assert (
        "1 cell of “income” could not be read as numbers and is missing now, such as “?” in line 9. "
        "Keep it as written Leave out 1 row without it"
    ) in words(page)
    steps, ids = offers(page)
    shorter = versions(ws, press(browser, datasets.info(ws, file.id), steps, ids, 0))
    assert (shorter.rows, shorter.column("income").missing) == (59, 0)
    recipes.request(ws, file.id, [Step(StepKind.DUPLICATES)], owner="me")  # a step of no column
    assert outcomes.did(recipes.done(shorter)[0]) == "one row left out"
    assert "could not be read as numbers" not in words(layout(dataset=shorter.id))
    values = {f"{Id.DATASET}.data": file.id, "data-as-written.n_clicks": [1]}
    told = browser.fire(Id.REPAIRED, "data-as-written.n_clicks", values, {"data-as-written": [as_written("income")]})
    job = ws.jobs.get(told[Id.WATCHED]["data"])
    made = datasets.info(ws, uploads.read_upload(ws, job.payload, lambda *_: None)["dataset"])
    assert (made.name, made.column("income").missing) == ("Incomes (income as written)", 0)
    assert "may mean that nothing is known" in words(layout(dataset=made.id))
    # Read again with another answer, what stays as written stays so.
    assert again.asked(made, [None, ",", None, None, None, None], None) == {"separator": ",", "as_written": ["income"]}


def test_a_reading_of_one_sheet_still_offers_the_others(layout, ws, messy):
    frame = datasets.frame(ws, messy.id)

    def reading(name, sheets, others=()):
        report = Report("a.xlsx", "workbook", bytes=9, rows=84, columns=(), sheets=sheets, other_sheets=others)
        told = report.to_json()
        return datasets.add_frame(ws, frame, name=name, source="a.xlsx", dataset_id=name, report=told, file_id="f" * 16)

    reading("whole", ("Jan", "Feb"), ("Stock",))
    stock = reading("stock", ("Stock",))
    page = layout(dataset=stock.id)
    assert [option["value"] for option in found(page, Id.SHEETS).options] == ["Jan", "Feb", "Stock"]
    assert found(page, Id.SHEETS).value == ["Stock"]


def test_tables_without_a_file_have_no_form(ws, messy):
    assert again.form(messy) is None
