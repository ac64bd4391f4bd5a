"""A file that could not be read: the page asks how it is written, also after one has left it."""

import io
from functools import partial

import pytest

from portal.errors import TableError
from portal.services import arrivals, datasets, uploads
from portal.store.jobs import Status
from portal.ui import mirrors
from portal.ui.data import refused
from portal.ui.data.ids import Id, answer
from tests.pages.firing import found
from tests.pages.firing import words as spaced
from tests.services.messy import ORDERS
from tests.services.messy import messy as messy_table


def words(component):
    return " ".join(spaced(component).split())


@pytest.fixture
def layout(opened):
    return partial(opened, "data")


@pytest.fixture
def messy(ws):
    return datasets.add_frame(ws, messy_table(), name="Messy", source="messy.csv")


def test_a_refused_file_is_asked_about_and_read_another_way(browser, ws):
    with browser.client.session_transaction() as session:
        session["owner"] = "me"
    content = ORDERS.replace(b",", b".").replace(b";", b"x")
    file = arrivals.receive(ws, io.BytesIO(content), name="orders.csv", length=None)
    job = uploads.request_reading(ws, file, owner="me")
    with pytest.raises(TableError):
        uploads.read_upload(ws, job.payload, lambda *_: None)
    ws.jobs.finish(job.id, Status.FAILED, message="The file has one column only.")
    rows = [{"id": job.id, "status": "failed"}]
    known = {f"{Id.WATCHED}.data": job.id, "mirror-jobs.data": rows, f"{Id.REFUSED_JOB}.data": None}
    ids = {"mirror-jobs": [mirrors.job_state("data").component_id]}
    told = browser.fire(Id.REFUSED_JOB, "mirror-jobs.data", known, ids)
    assert told[Id.REFUSED_JOB]["data"] == job.id
    # What the other jobs do leaves the form as it is.
    assert browser.fire(Id.REFUSED_JOB, "mirror-jobs.data", known | {f"{Id.REFUSED_JOB}.data": job.id}, ids) == {}
    asked = browser.fire(Id.REFUSED, f"{Id.REFUSED_JOB}.data", {f"{Id.REFUSED_JOB}.data": job.id})
    assert "Read “orders.csv” another way" in words(asked[Id.REFUSED]["children"])
    values = {f"{Id.REFUSED_JOB}.data": job.id, f"{Id.OTHERWISE}.n_clicks": 1}
    told = browser.fire(Id.OTHERWISE_SAID, f"{Id.OTHERWISE}.n_clicks", values)
    assert "Say one thing more" in words(told[Id.OTHERWISE_SAID]["children"])
    values |= {
        f"{answer(refused.FORM, 'other-separator')}.value": "x",
        f"{answer(refused.FORM, 'header')}.value": "yes",
    }
    told = browser.fire(Id.OTHERWISE_SAID, f"{Id.OTHERWISE}.n_clicks", values)
    again = ws.jobs.get(told[Id.WATCHED]["data"])
    assert again.payload["choices"]["header"] is True
    read = datasets.info(ws, uploads.read_upload(ws, again.payload, lambda *_: None)["dataset"])
    assert (read.rows, [column.name for column in read.columns]) == (40, ["when", "amount"])


def test_whoever_comes_back_finds_the_questions_about_a_refused_file(browser, layout, ws, messy, monkeypatch):
    monkeypatch.setattr(refused, "owner", lambda: "me")
    assert found(layout(dataset=messy.id), Id.REFUSED).children is None
    file = arrivals.receive(ws, io.BytesIO(b"a" + ORDERS), name="orders.csv", length=None)
    job = uploads.request_reading(ws, file, owner="me")
    ws.jobs.finish(job.id, Status.FAILED, message="The file has one column only.")
    page = layout(dataset=messy.id)
    assert found(page, Id.REFUSED_JOB).data == job.id
    form = found(page, Id.REFUSED).children
    assert (form.open, "another way The file has one column only." in words(form)) == (False, True)
    # Nothing is followed on the page that has just come, which does not take the questions away.
    known = {"mirror-jobs.data": [], f"{Id.REFUSED_JOB}.data": job.id, f"{Id.WATCHED}.data": None}
    ids = {"mirror-jobs": [mirrors.job_state("data").component_id]}
    assert browser.fire(Id.REFUSED_JOB, "mirror-jobs.data", known, ids) == {}
    # A file that was brought later answers for itself.
    later = arrivals.receive(ws, io.BytesIO(ORDERS), name="better.csv", length=None)
    uploads.request_reading(ws, later, owner="me")
    assert found(layout(dataset=messy.id), Id.REFUSED).children is None


def test_only_what_a_file_leaves_open_is_asked(ws):
    def asked(name):
        file = arrivals.receive(ws, io.BytesIO(ORDERS + name.encode()), name=name, length=None)
        form = refused.form(uploads.request_reading(ws, file, owner="me"))
        if form is None:
            return None
        fields = form.children[1].children[0].children
        return [field.children[1].id.removeprefix("data-refused-") for field in fields if not field.style]

    assert asked("orders.csv.gz") == ["encoding", "separator", "other-separator", "decimal", "header", "day-first"]
    assert asked("orders.xlsx") == ["decimal", "header", "day-first"]
    assert asked("orders.parquet") is None
