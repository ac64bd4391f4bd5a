"""Rows as CSV, streamed.

`GET /export/customers.csv?run=…&segment=…`, `/export/disputed.csv?runs=a,b`, `/export/table.csv?dataset=…`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import flask

from portal.errors import ParameterError
from portal.services import disputes, exports
from portal.ui.session import workspace

door = flask.Blueprint("exports", __name__)


@door.get("/export/customers.csv")
def customers() -> flask.Response:
    """The customers of a run, or of one of its segments, as a CSV download."""
    run_id, segment = flask.request.args.get("run", ""), _segment(flask.request.args.get("segment"))
    lines = exports.labelled_customers(workspace(), run_id, segment=segment)
    return _download(lines, exports.filename(workspace(), run_id, segment))


@door.get("/export/table.csv")
def table() -> flask.Response:
    """A table as it is kept, as a CSV download."""
    dataset_id = flask.request.args.get("dataset", "")
    return _download(exports.whole_table(workspace(), dataset_id), exports.table_filename(workspace(), dataset_id))


@door.get("/export/disputed.csv")
def disputed() -> flask.Response:
    """The customers whom the given runs place differently, as a CSV download."""
    asked = flask.request.args
    unassigned = asked.get("unassigned", "in") != "out"
    return _download(disputes.csv_lines(workspace(), asked.get("runs", ""), unassigned=unassigned), "disputed.csv")


def _download(lines: Iterator[str], filename: str) -> flask.Response:
    # The mark at the front makes spreadsheets read the text as UTF-8.
    body = (line.encode() for line in itertools.chain(["\ufeff"], lines))
    disposition = f'attachment; filename="{filename}"'
    return flask.Response(body, mimetype="text/csv", headers={"Content-Disposition": disposition})


def _segment(text: str | None) -> int | None:
    if text is None or text == "":
        return None
    try:
        return int(text)
    except ValueError:
        raise ParameterError(f"The segment is “{text}”. Choose a number, −1 for the unassigned.") from None
