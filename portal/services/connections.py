"""Connections to databases: tried before they are kept, their passwords encrypted and never given out again."""

from __future__ import annotations

import hashlib
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.errors import ConflictError, NotFoundError
from portal.services.sealing import sealed, unsealed
from portal.services.trying import admit
from portal.services.workspace import Workspace
from portal.sources.address import Address, Driver, Offered, Wanted, checked
from portal.sources.child import Permissions, Preview, Source
from portal.sources.session import MOST_TABLES
from portal.sources.statement import one_select
from portal.store.connections import ConnectionRow

__all__ = ["MOST_TABLES", "Address", "Connection", "Driver", "Offered", "Preview", "Wanted", "checked"]

MEGABYTE = 1 << 20
LISTED_SECONDS = 120
"""How long a list of tables is believed."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A database that somebody may read; the password is not in it. `said` is the server's name and version."""

    id: str
    owner: str
    address: Address
    said: str
    created_at: float

    @property
    def name(self) -> str:
        """As it is listed."""
        return f"{self.address.database} at {self.address.place}" if self.address.host else self.address.database


def drivers(ws: Workspace) -> list[Driver]:
    """The kinds of database that the operator lets people read."""
    return [driver for driver in Driver if driver is not Driver.SQLITE or ws.settings.sources_sqlite]


def connect(ws: Workspace, address: Address, password: str, *, owner: str) -> Connection:
    """Try the address and keep it; somebody's second time is the first with a new password.

    Raises
    ------
    SourceError
        when the database does not answer, refuses, or lies where the operator does not let it be looked for
    TooManyError
        when somebody has tried too often within a minute
    """
    admit(ws, owner)
    said, offered = _tried(ws, address, password)
    now, secret = time.time(), sealed(password, key=ws.settings.secret_key)
    known = next((one for one in listed(ws, owner=owner) if one.address == address), None)
    if known is None:
        row = ConnectionRow(uuid.uuid4().hex[:16], owner, address.to_json(), secret, said, now, now)
        ws.connections.add(row)
        known = _connection(row)
    else:
        ws.connections.change(known.id, {"secret": secret, "said": said, "changed_at": now})
    ws.cache.set(_listed_key(known.id), offered, expire=LISTED_SECONDS)
    return known


def listed(ws: Workspace, *, owner: str) -> list[Connection]:
    """The owner's connections, newest first."""
    return [_connection(row) for row in ws.connections.of_owner(owner)]


def info(ws: Workspace, connection_id: str, *, owner: str) -> Connection:
    """The owner's connection; NotFoundError when there is none of this id, ConflictError when it is another's."""
    row = ws.connections.get(connection_id)
    if row is None:
        raise NotFoundError(f"There is no connection “{connection_id}”. It may have been deleted; make it again.")
    if row.owner != owner:
        raise ConflictError("Somebody else has made this connection, so only they can use it. Make one of your own.")
    return _connection(row)


def change_password(ws: Workspace, connection_id: str, password: str, *, owner: str) -> Connection:
    """Try another password and keep it."""
    return connect(ws, info(ws, connection_id, owner=owner).address, password, owner=owner)


def delete(ws: Workspace, connection_id: str, *, owner: str) -> Connection:
    """Forget the connection and its password. Tables that were read through it stay, and can not be refreshed."""
    known = info(ws, connection_id, owner=owner)
    ws.connections.delete(connection_id)
    ws.cache.delete(_listed_key(connection_id))
    return known


def tables(ws: Workspace, connection_id: str, *, owner: str) -> list[Offered]:
    """The tables and views that can be read, by schema and name; one more than MOST_TABLES where there are more."""
    known = info(ws, connection_id, owner=owner)
    found: list[Offered] | None = ws.cache.get(_listed_key(connection_id))
    if found is None:
        with scratch(ws) as folder:
            _, found = source(ws, connection_id).tables(folder)
        ws.cache.set(_listed_key(known.id), found, expire=LISTED_SECONDS)
    return found


def preview(ws: Workspace, connection_id: str, wanted: Wanted, *, owner: str) -> Preview:
    """The first twenty rows of a table or of a statement's answer."""
    known = info(ws, connection_id, owner=owner)
    with scratch(ws) as folder:
        return source(ws, known.id).preview(settled(wanted, known.address), folder)


def settled(wanted: Wanted, address: Address) -> Wanted:
    """What is wanted, a statement without its semicolon; SourceError when it is not one SELECT."""
    return wanted if wanted.table else Wanted(query=one_select(wanted.query, address.driver))


def source(ws: Workspace, connection_id: str) -> Source:
    """The database behind a connection, ready to be asked; for this room only, because the password is in it."""
    row = ws.connections.get(connection_id)
    if row is None:
        raise NotFoundError("The connection has been deleted. Make it again to read the table once more.")
    password = unsealed(row.secret, key=ws.settings.secret_key)
    return Source(Address.from_json(row.address), password, _permissions(ws))


def series_id(connection_id: str, wanted: Wanted) -> str:
    """Id of a table or statement of a connection, whatever it holds from day to day."""
    said = repr((connection_id, sorted(wanted.to_json().items())))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@contextmanager
def scratch(ws: Workspace) -> Iterator[Path]:
    """An empty folder that goes away again."""
    ws.settings.uploads_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="asking-", dir=ws.settings.uploads_dir) as folder:
        yield Path(folder)


def _tried(ws: Workspace, address: Address, password: str) -> tuple[str, list[Offered]]:
    with scratch(ws) as folder:
        return Source(address, password, _permissions(ws)).tables(folder)


def _permissions(ws: Workspace) -> Permissions:
    settings = ws.settings
    return Permissions(
        networks=settings.sources_private_networks,
        sqlite=settings.sources_sqlite,
        memory=settings.import_memory_mb * MEGABYTE,
        seconds=settings.import_time_limit,
        statement=settings.sources_statement_seconds,
    )


def _listed_key(connection_id: str) -> str:
    return f"tables-of:{connection_id}"


def _connection(row: ConnectionRow) -> Connection:
    return Connection(row.id, row.owner, Address.from_json(row.address), row.said, row.created_at)
