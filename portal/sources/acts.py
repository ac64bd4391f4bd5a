"""What can be asked of a database: its tables, a few rows, everything."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from portal.importing.limits import Limits, Tell
from portal.importing.sink import ParquetSink
from portal.sources.address import Address, Driver, Wanted
from portal.sources.cells import word
from portal.sources.network import networks, reachable
from portal.sources.reading import read_rows
from portal.sources.session import Session
from portal.sources.statement import one_select

PREVIEWED: Final = 20
"""Rows of a preview."""
_CELL: Final = 200


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


def tables(session: Session, wish: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """The server's name and what the user may read."""
    return {"said": session.said, "tables": [asdict(one) for one in session.tables()]}


def preview(session: Session, wish: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Names and types of the columns, and the first rows as words."""
    answer = session.read(_wanted(wish), careful=True, most=PREVIEWED)
    rows = next(answer.batches(), ())
    return {
        "columns": [[field.name, field.says] for field in answer.fields],
        "rows": [[_short(word(cell)) for cell in row] for row in rows],
    }


def read(session: Session, wish: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """The report of a reading and the id of its content; the rows go to table.parquet."""
    sink = ParquetSink(folder / "table.parquet")
    report, content = read_rows(
        session, _wanted(wish), sink, origin=wish["origin"], limits=Limits(**wish["limits"]), tell=tell
    )
    sink.close()
    return {"report": report.to_json(), "content": content}


def _wanted(wish: dict[str, Any]) -> Wanted:
    wanted = Wanted(**wish["wanted"])
    if wanted.table:
        return wanted
    return Wanted(query=one_select(wanted.query, Driver(wish["address"]["driver"])))


def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= _CELL else text[: _CELL - 1] + "…"
