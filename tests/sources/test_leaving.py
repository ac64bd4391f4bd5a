"""A reading that is left: the server's statement ends, whether its reader was called off or its asker has gone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict

import pymysql
import pytest

from portal.errors import JobCancelled
from portal.importing.limits import Limits
from portal.sources.address import Wanted
from portal.sources.child import Permissions, Source
from tests.sources.conftest import LOCAL

SLOW = {
    "postgres": "SELECT count(*) AS {0}, max(pg_sleep(0.01)::text) AS b FROM generate_series(1, 6000)",
    "mariadb": "SELECT count(*) AS {0}, sum(sleep(0.01)) AS b FROM seq_1_to_6000",
}


@pytest.fixture(params=["postgres", "mariadb"])
def slow(request):
    """A server, a statement that takes a minute there, and how to find out whether it runs."""
    server, mark = request.getfixturevalue(request.param), f"mark_{os.urandom(5).hex()}"

    def running():
        if request.param == "postgres":
            query = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'segments' AND state = 'active'"
            return bool(server.run(f"{query} AND pid <> pg_backend_pid()").fetchall())
        link = pymysql.connect(host="127.0.0.1", user="root", password="")
        with link, link.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM information_schema.processlist WHERE info LIKE %s", [f"SELECT count(*) AS {mark}%"]
            )
            return bool(cursor.fetchall())

    return server, Wanted(query=SLOW[request.param].format(mark)), running


def becomes(running, wanted, seconds):
    """Whether the server comes to run, or not to run, the statement in time."""
    end = time.monotonic() + seconds
    while running() != wanted and time.monotonic() < end:
        time.sleep(0.1)
    return running() == wanted


def test_a_reading_that_is_called_off_ends_at_the_server(slow, tmp_path):
    server, wanted, running = slow
    source = Source(server.address, "", Permissions(networks=LOCAL))

    def call_off(_stage, _share):
        if running():
            raise JobCancelled("Cancelled.")

    with pytest.raises(JobCancelled):
        source.read(wanted, tmp_path, origin="o", limits=Limits(), progress=call_off)
    assert becomes(running, False, 8)


def test_a_reading_whose_asker_is_gone_ends_at_the_server(slow, tmp_path):
    server, wanted, running = slow
    wish = server.wish(act="read", wanted=asdict(wanted), origin="o", limits=asdict(Limits()), folder=str(tmp_path))
    wish |= {"memory": 1_500_000_000, "disk": 1_000_000_000, "statement": 60}
    asking = (
        "import subprocess, sys, time\n"
        "pipes = dict(stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)\n"
        "made = subprocess.Popen([sys.executable, '-m', 'portal.sources'], **pipes)\n"
        "made.stdin.write(sys.argv[1].encode()); made.stdin.close(); time.sleep(60)"
    )
    asker = subprocess.Popen([sys.executable, "-c", asking, json.dumps(wish)])
    try:
        assert becomes(running, True, 20)
    finally:
        asker.kill()
        asker.wait()
    assert becomes(running, False, 10)
