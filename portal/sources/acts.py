"""What can be asked of a database: its tables, a few rows, everything."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from portal.importing.limits import Limits, Tell
from portal.importing.sink import ParquetSink
from portal.sources.address import Driver, Wanted
from portal.sources.cells import word
from portal.sources.leaving import note
from portal.sources.reading import read_rows
from portal.sources.session import Field, Session
from portal.sources.statement import one_select

PREVIEWED: Final = 20
"""Rows of a preview."""
_CELL: Final = 200


def tables(session: Session, wish: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """The server's name and what the user may read."""
    return {"said": session.said, "tables": [asdict(one) for one in session.tables()]}


def preview(session: Session, wish: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Names and types of the columns, and the first rows as words."""
    answer = session.read(_wanted(wish), careful=True, most=PREVIEWED)
    rows = next(answer.batches(), ())
    return {
        "columns": [[field.name, field.says, _is_quantity(field)] for field in answer.fields],
        "rows": [[_shown(cell, field) for cell, field in zip(row, answer.fields, strict=True)] for row in rows],
    }


def read(session: Session, wish: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """The report of a reading and the id of its content; the rows go to table.parquet."""
    note(session, folder)
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


def _is_quantity(field: Field) -> bool:
    return field.kind is not None and (pa.types.is_integer(field.kind) or pa.types.is_floating(field.kind))


def _shown(cell: Any, field: Field) -> str | None:
    """A cell as people read it; None for what is not there."""
    if field.kind is not None and pa.types.is_boolean(field.kind) and cell in (0, 1):
        return "yes" if cell else "no"
    text = f"{cell:.15g}" if isinstance(cell, float) else word(cell)
    return text if text is None or len(text) <= _CELL else text[: _CELL - 1] + "…"
