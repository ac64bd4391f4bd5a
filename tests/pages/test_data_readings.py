"""A file in several sheets, and a reading that is called off: what the Data page says and keeps."""

import io
from functools import partial

import pytest

from portal.services import arrivals, datasets, findings, refusals, uploads
from portal.store.jobs import Status
from portal.ui import mirrors
from portal.ui.data import refused, report
from portal.ui.data.ids import Id
from tests.importing.books import write_xlsx
from tests.pages.firing import found, words


@pytest.fixture
def layout(opened):
    return partial(opened, "data")


@pytest.fixture
def book(ws, tmp_path):
    rows = [["id", "spent"], *([i, i * 1.5] for i in range(1, 301))]
    path = tmp_path / "book.xlsx"
    write_xlsx(path, {"Jan": [*rows, [301, "n.v."]], "Feb": [*rows, [301, "oops"]]})
    with path.open("rb") as file:
        arrived = arrivals.receive(ws, file, name="book.xlsx", length=None)
    uploads.read_upload(ws, {"upload": arrived.id, "key": arrived.key, "name": "book.xlsx"}, lambda *_: None)
    return datasets.info(ws, arrived.id)


def test_a_cell_that_could_not_be_read_is_named_with_its_sheet(ws, book):
    place = "“n.v.” in line 302 of sheet Jan"
    assert place in words(report.import_report(book))
    assert any(place in one.sentence for one in findings.found(ws, book))


def test_without_a_sheet_nothing_is_read(browser, layout, ws, book):
    assert found(layout(dataset=book.id), Id.SHEETS).value == ["Jan", "Feb"]
    values = {f"{Id.AGAIN}.n_clicks": 1, f"{Id.DATASET}.data": book.id, f"{Id.SHEETS}.value": []}
    told = browser.fire(Id.AGAIN_SAID, f"{Id.AGAIN}.n_clicks", values)
    assert "Tick at least one" in words(told[Id.AGAIN_SAID]["children"])
    assert Id.WATCHED not in told
    told = browser.fire(Id.AGAIN_SAID, f"{Id.AGAIN}.n_clicks", values | {f"{Id.SHEETS}.value": ["Feb"]})
    assert ws.jobs.get(told[Id.WATCHED]["data"]).payload["choices"]["sheets"] == ["Feb"]


def test_the_questions_come_back_when_a_reading_is_called_off(browser, ws, monkeypatch):
    monkeypatch.setattr(refused, "owner", lambda: "me")
    file = arrivals.receive(ws, io.BytesIO(b"a_b\n1_2\n3_4\n"), name="orders.csv", length=None)
    first = uploads.request_reading(ws, file, owner="me")
    ws.jobs.finish(first.id, Status.FAILED, message="The file has one column only.")
    second = refusals.request_reading(ws, first.id, {"separator": "_"}, owner="me")
    ws.jobs.finish(second.id, Status.CANCELLED, message="Called off.")
    rows = [{"id": second.id, "status": "cancelled"}]
    known = {f"{Id.WATCHED}.data": second.id, "mirror-jobs.data": rows, f"{Id.REFUSED_JOB}.data": None}
    ids = {"mirror-jobs": [mirrors.job_state("data").component_id]}
    assert browser.fire(Id.REFUSED_JOB, "mirror-jobs.data", known, ids)[Id.REFUSED_JOB]["data"] == first.id
