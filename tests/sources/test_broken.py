"""Servers that go away in the middle, or hold what cannot be read: none of it is the statement's fault."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from portal.errors import SourceError
from portal.sources.address import Wanted
from portal.sources.opening import opened


def test_a_server_that_goes_away_does_not_blame_the_statement(postgres):
    query = "SELECT i AS a, pg_sleep(0.0005)::text AS b FROM generate_series(1, 20000) i"
    session = opened(postgres.wish())
    with closing(session):
        rows = session.read(Wanted(query=query)).batches()
        next(rows)
        postgres.run(f"SELECT pg_terminate_backend({session._link.info.backend_pid})")
        with pytest.raises(SourceError, match=r"127\.0\.0\.1:5432 broke off \(terminating connection"):
            list(rows)


def test_words_in_another_encoding_than_is_claimed_are_said(postgres):
    name = f"ascii_{postgres.schema}"
    postgres.run(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    try:
        server = replace(postgres, address=replace(postgres.address, database=name))
        with pytest.raises(SourceError, match="not in the encoding that the database claims"):
            server.read(Wanted(query="SELECT 1 AS id, convert_from('\\xe9'::bytea, 'SQL_ASCII') AS name"))
    finally:
        postgres.run(f"DROP DATABASE {name} WITH (FORCE)")
