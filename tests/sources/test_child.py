"""The process that talks to a database: fenced, without the operator's secrets, and its refusals come through."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from portal.errors import JobCancelled, SourceError
from portal.importing import fenced
from portal.importing.limits import Limits
from portal.sources.address import Wanted
from portal.sources.child import Permissions, Source

SLEEPING = Wanted(query="SELECT 1 AS a, pg_sleep(30)::text AS b")


@pytest.fixture
def source(postgres):
    return Source(postgres.address, "a-word-that-nobody-sees", Permissions(networks="127.0.0.0/8"))


def read(source, wanted, folder, **more):
    return source.read(wanted, folder, origin="o", limits=Limits(), **more)


def test_a_table_comes_back_as_parquet_and_the_password_in_nothing(source, tmp_path, monkeypatch):
    started = []
    plain = fenced.subprocess.Popen

    def popen(command, **options):
        started.append((command, options["env"]))
        return plain(command, **options)

    monkeypatch.setenv("SECRET_KEY", "not for the child")
    monkeypatch.setattr(fenced.subprocess, "Popen", popen)
    got = read(source, Wanted(query="SELECT i AS id, i * 2 AS n FROM generate_series(1, 40) i"), tmp_path)
    assert (got.report.rows, got.parquet.exists()) == (40, True)
    ((command, environment),) = started
    assert "a-word-that-nobody-sees" not in str(command) + str(environment)
    assert not {"SECRET_KEY", "PGPASSWORD"} & set(environment)
    assert environment["HOME"] == str(tmp_path) != os.environ["HOME"]
    assert not any(b"a-word-that-nobody-sees" in path.read_bytes() for path in Path(tmp_path).iterdir())


def test_a_reading_that_is_called_off_ends_at_once(source, tmp_path):
    def call_off(stage, share):
        if stage == "Waiting for the database":
            raise JobCancelled("Cancelled.")

    with pytest.raises(JobCancelled):
        read(source, Wanted(query="SELECT i a, pg_sleep(0.01)::text b FROM generate_series(1, 9000) i"), tmp_path,
             progress=call_off)  # fmt: skip


def test_time_and_memory_have_an_end(source, tmp_path):
    short = replace(source, permissions=replace(source.permissions, seconds=1.0))
    with pytest.raises(SourceError, match="took longer than 1 seconds"):
        read(short, SLEEPING, tmp_path)
    narrow = replace(source, permissions=replace(source.permissions, memory=650_000_000))
    wide = Wanted(query="SELECT i, repeat('x', 30000000) AS a FROM generate_series(1, 8) i")
    with pytest.raises(SourceError, match="more than 650 MB of memory"):
        read(narrow, wide, tmp_path)
