"""A connection to the database that a request names, where it may be."""

from __future__ import annotations

from typing import Any

from portal.sources.address import Address, Driver
from portal.sources.network import networks, reachable
from portal.sources.session import Session


def opened(wish: dict[str, Any]) -> Session:
    """A connection to the database that the request names; SourceError when it may not be, or does not answer."""
    address = Address.from_json(wish["address"])
    if address.driver is Driver.SQLITE:
        from portal.sources.sqlite import SqliteSession, allowed_file

        return SqliteSession(address, allowed_file(address, wish["sqlite"]), statement=wish["statement"])
    hosts = reachable(address.host, address.port, networks(wish["networks"]))
    times = {"connect": wish["connect"], "statement": wish["statement"]}
    if address.driver is Driver.POSTGRESQL:
        from portal.sources.postgresql import PostgresSession

        return PostgresSession(address, wish["password"], hosts, **times)
    from portal.sources.mysql import MySqlSession

    return MySqlSession(address, wish["password"], hosts, **times)
