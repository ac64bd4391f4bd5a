"""A file is streamed to disk within its limit, read in a job, and becomes one dataset however often it comes."""

import io
from dataclasses import replace

import pytest

from portal.errors import JobCancelled, TableError
from portal.services import arrivals, datasets, uploads

CUSTOMERS = ("customer,age,income\n" + "".join(f"c{i},{20 + i % 40},{1000 + 37 * i}\n" for i in range(60))).encode()


def arrived(ws, content=CUSTOMERS, name="my_customers.csv", length=None):
    return arrivals.receive(ws, io.BytesIO(content), name=name, length=length)


def payload(file):
    return {"upload": file.id, "key": file.key, "name": file.name}


def leftovers(ws):
    folder = ws.settings.uploads_dir
    return list(folder.iterdir()) if folder.exists() else []


def silent(stage, share):
    """Tell nobody."""


def test_a_file_is_known_by_its_content(ws):
    first, second = arrived(ws), arrived(ws, name="other.csv")
    assert first.id == second.id
    assert first.size == len(CUSTOMERS)
    assert ws.artifacts.local_path(first.key).read_bytes() == CUSTOMERS
    assert leftovers(ws) == []


def test_the_name_is_shown_and_never_a_path(ws):
    assert arrived(ws, name="../../etc/pass\x00wd.csv").name == "passwd.csv"
    assert arrived(ws, name="C:\\data\\a.csv").name == "a.csv"
    assert arrived(ws, name="").name == "Untitled table"


@pytest.mark.parametrize(
    ("content", "length", "sentence"),
    [(b"", None, "is empty"), (b"", 0, "is empty"), (b"a,b", 10, "only in part"), (b"a", 10**12, "the limit is")],
)
def test_what_can_not_be_kept_is_a_sentence_and_leaves_nothing(ws, content, length, sentence):
    with pytest.raises(TableError, match=sentence):
        arrived(ws, content, length=length)
    assert leftovers(ws) == []


def test_a_stream_without_end_stops_at_the_limit(ws):
    class Endless:
        sent = 0

        def read(self, size, /):
            self.sent += size
            return bytes(size)

    stream, small = Endless(), replace(ws, settings=ws.settings.changed(upload_limit_mb=20))
    with pytest.raises(TableError, match="the limit is 20 MB"):
        arrivals.receive(small, stream, name="endless.csv", length=None)
    assert stream.sent <= 21 * arrivals.MEGABYTE
    assert leftovers(ws) == []


def test_the_limits_are_the_settings(ws):
    limits = uploads.limits(ws)
    assert limits.bytes == ws.settings.upload_limit_mb * 2**20
    assert (limits.rows, limits.columns) == (ws.settings.table_row_limit, ws.settings.table_column_limit)
    assert limits.cells == ws.settings.table_cell_limit


def test_two_uploads_of_a_file_are_one_job(ws):
    file = arrived(ws)
    first = uploads.request_reading(ws, file, owner="a")
    assert uploads.request_reading(ws, file, owner="b").id == first.id
    assert first.payload == payload(file)
    assert first.title == "Reading my_customers.csv"


def test_a_file_becomes_a_dataset_once(ws):
    file = arrived(ws)
    assert arrivals.known(ws, file) is None
    outcome = uploads.read_upload(ws, payload(file), silent)
    assert outcome == {"dataset": file.id, "known": False}
    made = datasets.info(ws, file.id)
    assert (made.name, made.source, made.rows) == ("My customers", "my_customers.csv", 60)
    assert made.report["rows"] == 60
    assert ws.artifacts.get_bytes(file.key) is None
    again = arrived(ws)
    assert arrivals.known(ws, again) == made
    assert ws.artifacts.get_bytes(again.key) is None
    assert uploads.read_upload(ws, payload(again), silent) == {"dataset": file.id, "known": True}


def test_what_follows_the_reading_is_told_and_nothing_is_done_before_it_is(ws):
    told = []
    uploads.read_upload(ws, payload(arrived(ws)), lambda stage, share: told.append((stage, share)))
    assert told[-1] == ("Looking at what was read", uploads.READING)
    assert max(share for _stage, share in told) < 1


def test_a_reading_that_is_called_off_leaves_nothing(ws):
    def call_off(stage, share):
        raise JobCancelled("Cancelled.")

    file = arrived(ws)
    with pytest.raises(JobCancelled):
        uploads.read_upload(ws, payload(file), call_off)
    assert ws.artifacts.get_bytes(file.key) is None
    assert leftovers(ws) == []
    assert datasets.listed(ws) == []


def test_a_file_that_is_no_table_stays_to_be_read_another_way_and_says_why(ws):
    file = arrived(ws, b"\x7fELF" + bytes(range(256)) * 40, name="program")
    for _ in range(2):
        with pytest.raises(TableError, match="is a program, not a table"):
            uploads.read_upload(ws, payload(file), silent)
    assert datasets.listed(ws) == []
    assert ws.artifacts.has(file.key)


def test_a_file_that_has_gone_is_asked_for_again(ws):
    file = arrived(ws)
    ws.artifacts.delete([file.key])
    with pytest.raises(TableError, match="Upload it again"):
        uploads.read_upload(ws, payload(file), silent)
