"""The Data page says what is there, saves roles at once, follows a reading and asks before it deletes."""

from dataclasses import replace
from functools import partial

import pytest

from portal.engine.columns import Kind, Role
from portal.errors import NotFoundError
from portal.importing import read_table
from portal.samples import retail_customers
from portal.services import datasets, queue
from portal.ui import mirrors
from portal.ui.data import columns, report, tables, uploading
from portal.ui.data.ids import Id, cell
from portal.ui.data.words import finding, lead
from portal.ui.ids import ShellId
from tests.pages.firing import found, words


@pytest.fixture
def layout(opened):
    return partial(opened, "data")


@pytest.fixture
def retail(ws):
    return datasets.add_frame(ws, retail_customers(rows=200), name="Retail customers", source="retail.csv")


def cells(count):
    places = range(count)
    return {f"data-column-{part}": [cell(part, place) for place in places] for part in ("kind", "role", "note")}


def chosen(dataset, **changes):
    roles = [changes.get(column.name, column.role) for column in dataset.columns]
    kinds = [changes.get(f"{column.name}_kind", column.kind) for column in dataset.columns]
    return {"data-column-role.value": roles, "data-column-kind.value": kinds, f"{Id.DATASET}.data": dataset.id}


def test_the_headline_is_a_finding(retail):
    assert finding(retail) == "Retail customers has 200 rows; six columns can tell customers apart"
    assert lead(retail) == "Six variables, four descriptors and one id. No cell is missing."


def test_the_page_opens_on_the_first_table_and_on_any(layout, retail, ws):
    other = datasets.add_frame(ws, retail_customers(rows=50), name="Other", source="o", is_sample=True)
    assert found(layout(), Id.DATASET).data == other.id
    page = layout(dataset=retail.id)
    assert found(page, Id.DATASET).data == retail.id
    assert found(page, Id.GRID).columnDefs[3]["headerName"] == "income"
    assert found(page, cell("role", 3)).value == Role.VARIABLE
    assert "Compare with these variables" in words(found(page, Id.ACTIONS))


def test_a_table_that_was_here_before_says_so(layout, retail):
    assert "You already have this table." in words(layout(dataset=retail.id, known="yes"))
    assert "You already have" not in words(layout(dataset=retail.id))


def test_an_unknown_table_is_a_sentence_with_a_way_out(layout, retail):
    page = layout(dataset="nobody")
    assert "There is no dataset “nobody”." in words(page)
    assert found(page, Id.LIST) is not None
    # Callbacks write to these, whatever is shown.
    assert all(found(page, part) is not None for part in (Id.FINDING, Id.LEAD, Id.ACTIONS, Id.SAVED, Id.DROP))


def test_an_empty_portal_says_what_is_missing(layout):
    page = layout()
    assert "No tables yet" in words(page)
    assert found(page, Id.DROP) is not None


def test_samples_can_not_be_deleted(ws, retail):
    sample = datasets.add_frame(ws, retail_customers(rows=50), name="S", source="s", is_sample=True)
    listed = tables.table_list([sample, retail], retail.id)
    assert found(listed, {"type": "data-delete", "dataset": retail.id}) is not None
    assert found(listed, {"type": "data-delete", "dataset": sample.id}) is None


def test_a_changed_role_is_saved_at_once(browser, ws, retail):
    at = retail.names().index("region")
    told = browser.fire(
        Id.SAVED, "data-column-role.value", chosen(retail, region=Role.VARIABLE), cells(len(retail.columns)), at
    )
    assert datasets.info(ws, retail.id).column("region").role == Role.VARIABLE
    assert "seven columns" in told[Id.FINDING]["children"]
    assert "Saved: region (category) helps to make the segments." in words(told[Id.SAVED]["children"])
    assert "Compare with these variables" in words(told[Id.SAVED]["children"])


@pytest.mark.parametrize("role", [Role.VARIABLE, Role.DESCRIPTOR])
def test_a_refused_change_puts_the_menu_back_and_says_why(browser, ws, retail, role):
    at = retail.names().index("region")
    ids = cells(len(retail.columns))
    values = chosen(retail, region=role, region_kind=Kind.NUMBER)
    told = browser.fire(Id.SAVED, "data-column-kind.value", values, ids, at)
    assert "holds words" in words(told[Id.SAVED]["children"])
    kind, role = (told[f'{{"column":{at},"type":"data-column-{part}"}}']["value"] for part in ("kind", "role"))
    assert (kind, role) == (Kind.CATEGORY, Role.DESCRIPTOR)
    assert datasets.info(ws, retail.id) == retail


def test_menus_that_were_only_drawn_change_nothing(browser, ws, retail):
    told = browser.fire(Id.SAVED, "data-column-role.value", chosen(retail), cells(len(retail.columns)), 2)
    assert Id.SAVED not in told
    assert datasets.info(ws, retail.id) == retail


def test_without_variables_there_is_no_way_to_compare(ws, retail):
    none = dict.fromkeys(retail.names(Role.VARIABLE), ("number", "descriptor"))
    bare = datasets.change_columns(ws, retail.id, none)
    assert columns.compare_link(bare, primary=True) is None
    assert "no column is a variable yet" in finding(bare)


def test_many_columns_come_in_parts(ws):
    table = retail_customers(rows=30)
    for place in range(60):
        table[f"extra {place}"] = range(place, place + 30)
    wide = datasets.add_frame(ws, table, name="Wide", source="w")
    editor = columns.columns_editor(wide)
    assert [option["value"] for option in found(editor, Id.COLUMNS_PART).options] == ["0", "40"]
    assert found(editor, cell("role", 39)) is not None
    assert found(editor, cell("role", 40)) is None
    assert found(columns.columns_table(wide, 40), cell("role", 70)) is not None


def test_rows_come_as_the_grid_scrolls(browser, retail):
    asked = {"startRow": 0, "endRow": 100, "sortModel": [{"colId": "c1", "sort": "asc"}]}
    told = browser.fire(
        Id.GRID, f"{Id.GRID}.getRowsRequest", {f"{Id.GRID}.getRowsRequest": asked, f"{Id.DATASET}.data": retail.id}
    )
    answer = told[Id.GRID]["getRowsResponse"]
    assert answer["rowCount"] == 200
    ages = [int(row["c1"]) for row in answer["rowData"]]
    assert len(ages) == 100
    assert ages == sorted(ages)


def test_a_known_file_opens_its_table(browser, retail):
    answer = {"status": "ok", "dataset": retail.id, "known": True}
    told = browser.fire(Id.WATCHED, f"{Id.DROP}-answer.data", {f"{Id.DROP}-answer.data": answer})
    assert told[Id.GO]["href"] == f"/data?dataset={retail.id}&known=yes"


def test_a_new_file_is_followed(browser, ws):
    job = queue.request(ws, owner="a", kind="import", key="k", title="Reading t.csv", payload={})
    told = browser.fire(
        Id.WATCHED, f"{Id.DROP}-answer.data", {f"{Id.DROP}-answer.data": {"status": "ok", "job": job.id}}
    )
    assert told[Id.WATCHED]["data"] == job.id
    assert job.id in told[ShellId.JOB_REQUEST]["data"]["jobs"]
    cancelled = browser.fire(Id.WATCHED, f"{Id.DROP}-answer.data", {f"{Id.DROP}-answer.data": {"status": "cancelled"}})
    assert Id.GO not in cancelled


def row(**changes):
    plain = {"id": "j", "kind": "import", "status": "running", "active": True, "stage": "Reading", "progress": 0.4}
    return plain | {"elapsed": 3.0, "message": "", "outcome": None, "key": "k", "title": "t"} | changes


def test_the_reading_says_how_far_it_is_and_why_it_failed():
    assert "Reading, 40%" in words(uploading.said([row()], "j"))
    failed = uploading.said([row(status="failed", active=False, message="It has one column.")], "j")
    assert "It has one column." in words(failed)
    assert uploading.said([row(status="done", active=False)], "j") is None
    assert uploading.said([row(kind="structure")], None) is None
    assert "Waiting to be read" in words(uploading.said([], "j"))


def test_a_reading_from_before_can_be_called_off(browser, ws):
    with browser.client.session_transaction() as session:
        session["owner"] = "me"
    job = queue.request(ws, owner="me", kind="import", key="k", title="Reading t.csv", payload={})
    ids = {"mirror-jobs": [mirrors.job_state("data").component_id]}
    known = {"mirror-jobs.data": [row(id=job.id)], f"{Id.WATCHED}.data": None, f"{Id.READING_CANCEL}.n_clicks": 1}
    assert browser.fire(Id.READING, "mirror-jobs.data", known, ids)[Id.READING_CANCEL]["style"] == {}
    told = browser.fire(Id.WATCHED, f"{Id.READING_CANCEL}.n_clicks", known, ids)
    assert told[Id.WATCHED]["data"] == job.id
    assert ws.jobs.get(job.id).status == "cancelled"


def test_a_read_file_opens_by_itself(browser, retail):
    news = [row(status="done", active=False, outcome={"dataset": retail.id, "known": False})]
    values = {"mirror-job-done.data": {"news": news, "ended": {}}, f"{Id.WATCHED}.data": "j"}
    told = browser.fire(Id.LIST, "mirror-job-done.data", values)
    assert told[Id.GO]["href"] == f"/data?dataset={retail.id}"
    # Somebody else's table joins the list and takes nobody away from the page.
    told = browser.fire(Id.LIST, "mirror-job-done.data", values | {f"{Id.WATCHED}.data": None})
    assert Id.GO not in told
    assert "Retail customers" in words(told[Id.LIST]["children"])


def test_a_deletion_is_asked_for_and_done(browser, ws, retail):
    ids = {"data-delete": [{"type": "data-delete", "dataset": retail.id}]}
    asked = browser.fire(Id.ACTED_ON, "data-delete.n_clicks", {"data-delete.n_clicks": [1]}, ids)
    assert asked[Id.ACTED_ON]["data"] == retail.id
    assert "200 rows" in str(asked)
    values = {f"{Id.ACTED_ON}.data": retail.id, f"{Id.DATASET}.data": retail.id, "confirm-yes.n_clicks": 1}
    told = browser.fire(Id.GO, "confirm-yes.n_clicks", values)
    assert told[Id.GO]["href"] == "/data"
    with pytest.raises(NotFoundError):
        datasets.info(ws, retail.id)


def test_a_table_gets_another_name(browser, ws, retail):
    values = {f"{Id.ACTED_ON}.data": retail.id, f"{Id.DATASET}.data": retail.id, f"{Id.RENAME_NAME}.value": "Spring"}
    told = browser.fire(Id.RENAME, f"{Id.RENAME_SAVE}.n_clicks", values)
    assert told[Id.RENAME]["is_open"] is False
    assert told[Id.FINDING]["children"].startswith("Spring has 200 rows")
    told = browser.fire(Id.RENAME, f"{Id.RENAME_SAVE}.n_clicks", values | {f"{Id.RENAME_NAME}.value": " "})
    assert "needs a name" in told[Id.RENAME_ERROR]["children"]
    assert datasets.info(ws, retail.id).name == "Spring"


def test_the_report_names_what_could_not_be_read(ws, tmp_path):
    file = tmp_path / "people.csv"
    lines = [f"{i};{1000 + i},5;{'x' if i == 7 else 20 + i % 30}" for i in range(200)]
    file.write_text("customer;income;age\n" + "\n".join(lines) + "\n", encoding="utf-8")
    read = read_table(file, name="people.csv")
    known = datasets.add_frame(ws, read.frame, name="People", source="people.csv", report=read.report.to_json())
    shown = words(report.import_report(known))
    for part in ("people.csv", "semicolon", "Decimal mark comma", "UTF-8", "income"):
        assert part in shown
    if read.report.unreadable:
        assert "could not be read" in report.aside(known)
        assert "“x”" in shown


def test_the_report_says_what_had_no_name_and_which_separator_has_none(ws, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(",age,income\n" + "".join(f"{i},{20 + i % 30},{i * 7}\n" for i in range(60)), encoding="utf-8")
    read = read_table(file, name="people.csv")
    known = datasets.add_frame(ws, read.frame, name="People", source="people.csv", report=read.report.to_json())
    shown = words(report.import_report(known))
    assert "Column 1 had no name; it is “unnamed_1” now." in shown
    assert "“”" not in shown
    assert dict(report.facts(replace(read.report, separator="whitespace")))["Separator"] == "runs of blanks"


def test_a_table_without_a_file_says_where_it_came_from(retail):
    assert "retail.csv" in words(report.import_report(retail))
    assert report.aside(retail) == ""
