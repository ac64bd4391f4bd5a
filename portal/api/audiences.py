"""`GET /export/audience.csv?audience=…`: the customers of a saved audience, worked out now, streamed."""

from __future__ import annotations

import itertools

import flask

from portal.services import audiences
from portal.ui.session import workspace

door = flask.Blueprint("audiences", __name__)


@door.get("/export/audience.csv")
def members() -> flask.Response:
    """An audience as a CSV download."""
    ws, audience_id = workspace(), flask.request.args.get("audience", "")
    name = audiences.filename(audiences.audience(ws, audience_id))
    # The mark at the front makes spreadsheets read the text as UTF-8.
    lines = itertools.chain(["\ufeff"], audiences.csv_lines(ws, audience_id))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return flask.Response((line.encode() for line in lines), mimetype="text/csv", headers=headers)
