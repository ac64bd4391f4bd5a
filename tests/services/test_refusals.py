"""A file that could not be read stays for a day and is read as its owner says."""

import os
import time

import pytest

from portal.errors import ConflictError, JobCancelled, NotFoundError, TableError
from portal.services import datasets, queue, refusals, uploads
from portal.store.jobs import Status
from tests.services.test_uploads import arrived, silent

SELDOM = ("name_spend\n" + "".join(f"n{i}_{i * 7}\n" for i in range(30))).encode()
"""A table under a separator that nobody would guess."""


def refused_job(ws, content=SELDOM, owner="ann"):
    """The job of a file that could not be read."""
    file = arrived(ws, content)
    job = uploads.request_reading(ws, file, owner=owner)
    with pytest.raises(TableError):
        uploads.read_upload(ws, job.payload, silent)
    ws.jobs.finish(job.id, Status.FAILED, message="It has one column only.")
    return job


def test_a_refused_file_is_read_with_what_its_owner_says(ws):
    job = refused_job(ws)
    assert refusals.refused(ws, job.id).payload["name"] == "my_customers.csv"
    again = refusals.request_reading(ws, job.id, {"separator": "_", "header": True}, owner="ann")
    assert again.title == "Reading my_customers.csv another way"
    read = uploads.read_upload(ws, again.payload, silent)
    table = datasets.info(ws, read["dataset"])
    assert ([c.name for c in table.columns], table.rows) == (["name", "spend"], 30)
    assert table.file_id == job.payload["upload"]
    assert ws.artifacts.has(datasets.file_key(table.file_id))
    assert refusals.refused(ws, job.id) is None


def test_a_table_that_the_answers_gave_before_opens(ws):
    choices = {"separator": "_", "header": True}
    job = refused_job(ws)
    first = refusals.request_reading(ws, job.id, choices, owner="ann")
    read = uploads.read_upload(ws, first.payload, silent)
    ws.jobs.finish(first.id, Status.DONE, message="")
    later = refused_job(ws)
    assert refusals.request_reading(ws, later.id, choices, owner="ann").id == read["dataset"]


def test_only_who_brought_a_file_says_how_it_is_read(ws):
    job = refused_job(ws)
    with pytest.raises(ConflictError, match="Somebody else"):
        refusals.request_reading(ws, job.id, {"separator": "_"}, owner="bob")


def test_what_is_not_here_is_asked_for_again(ws):
    job = refused_job(ws)
    ws.artifacts.delete([job.payload["key"]])
    for asked in ("none", job.id):
        _gone(ws, asked)


def _gone(ws, asked):
    assert refusals.refused(ws, asked) is None
    with pytest.raises(NotFoundError, match="Upload it again"):
        refusals.request_reading(ws, asked, {"separator": "_"}, owner="ann")


def test_files_that_nobody_reads_go_after_a_day(ws):
    old = refused_job(ws)
    waiting = uploads.request_reading(ws, arrived(ws), owner="ann")
    day_before = time.time() - refusals.KEPT - 60
    for job in (old, waiting):
        os.utime(ws.artifacts.local_path(job.payload["key"]), (day_before, day_before))
    young = refused_job(ws, SELDOM + b"a\n")
    refusals.forget_old(ws)
    assert [ws.artifacts.has(job.payload["key"]) for job in (old, waiting, young)] == [False, True, True]
    assert queue.job(ws, waiting.id).status == Status.QUEUED


def test_a_way_of_reading_that_is_called_off_leaves_the_file(ws):
    job = refused_job(ws)
    again = refusals.request_reading(ws, job.id, {"separator": "_", "header": True}, owner="ann")

    def call_off(stage, share):
        raise JobCancelled("Cancelled.")

    with pytest.raises(JobCancelled):
        uploads.read_upload(ws, again.payload, call_off)
    queue.cancel(ws, again.id, owner="ann")
    # It is asked about again, and read in yet another way.
    assert refusals.left(ws, "ann").id == job.id
    read = uploads.read_upload(ws, again.payload, silent)
    assert datasets.info(ws, read["dataset"]).rows == 30
