"""`POST /upload` streams, answers with a job or a sentence, and is closed to forms of other sites."""

import io
import time

import pytest

from portal.app import create_app
from portal.samples import retail_customers
from portal.services import datasets, queue
from portal.store.jobs import Status
from portal.ui.session import EXTENSION

TABLE = b"customer,age\n" + b"".join(b"c%d,%d\n" % (i, 20 + i % 40) for i in range(50))
HEADERS = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def server(settings, ws, monkeypatch):
    monkeypatch.setattr("portal.api.uploads.advance", lambda ws: None)
    return create_app(settings).server


@pytest.fixture
def client(server):
    return server.test_client()


def post(client, content=TABLE, name="people.csv", headers=HEADERS):
    return client.post("/upload", query_string={"name": name}, data=content, headers=headers)


def test_an_upload_is_answered_with_its_job(client, server, ws):
    answer = post(client)
    assert answer.status_code == 202
    job = queue.job(ws, answer.json["job"])
    assert (job.kind, job.status, job.payload["name"]) == ("import", Status.QUEUED, "people.csv")
    assert answer.json["upload"] == job.payload["upload"]
    assert server.extensions[EXTENSION].artifacts.get_bytes(job.payload["key"]) == TABLE


def test_its_reading_begins_whoever_goes_on_watching(settings, ws):
    job = post(create_app(settings).server.test_client()).json["job"]
    end = time.monotonic() + 60
    while queue.job(ws, job).status in (Status.QUEUED, Status.RUNNING) and time.monotonic() < end:
        time.sleep(0.1)
    assert queue.job(ws, job).status == Status.DONE
    assert [(one.name, one.rows) for one in datasets.listed(ws)] == [("People", 50)]


def test_the_same_file_is_answered_with_its_dataset(client, ws):
    upload = post(client).json["upload"]
    datasets.add_frame(ws, retail_customers(rows=40), name="People", source="people.csv", dataset_id=upload)
    answer = post(client, name="renamed.csv")
    assert (answer.status_code, answer.json["dataset"], answer.json["known"]) == (200, upload, True)


@pytest.mark.parametrize(("content", "status"), [(b"", 422), (b"x" * (2**20 + 1), 422)])
def test_a_bad_file_is_a_sentence(settings, ws, content, status):
    client = create_app(settings.changed(upload_limit_mb=1)).server.test_client()
    answer = post(client, content)
    assert answer.status_code == status
    assert answer.json["error"] == "TableError"
    assert "people.csv" in answer.json["message"]


def test_a_body_beyond_that_of_other_requests_is_taken(client):
    answer = client.post("/upload?name=big.csv", data=io.BytesIO(b"a,b\n" + b"1,2\n" * (9 * 2**20)), headers=HEADERS)
    assert answer.status_code == 202


def test_a_form_of_another_site_is_refused(client, ws):
    answer = post(client, headers={})
    assert answer.status_code == 409
    assert ws.jobs.active() == []
