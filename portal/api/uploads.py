"""`POST /upload?name=…`: a file arrives as the body of the request, streamed to disk."""

from __future__ import annotations

import flask

from portal.errors import ConflictError
from portal.jobs.launch import advance
from portal.services import arrivals, refusals, uploads
from portal.ui.session import owner, workspace

door = flask.Blueprint("uploads", __name__)


@door.post("/upload")
def receive() -> tuple[flask.Response, int]:
    """Keep the body and ask for its reading; answers with the job, or with the dataset that is here already."""
    # A form on another site can not send this header, so it can not upload in somebody's name.
    if flask.request.headers.get("X-Requested-With") != "XMLHttpRequest":
        raise ConflictError("Upload files from the Data page.")
    refusals.forget_old(workspace())
    arrived = arrivals.receive(
        workspace(),
        flask.request.stream,
        name=flask.request.args.get("name", ""),
        length=flask.request.content_length,
    )
    if found := arrivals.known(workspace(), arrived):
        return flask.jsonify(dataset=found.id, known=True, name=arrived.name), 200
    job = uploads.request_reading(workspace(), arrived, owner=owner())
    # Whoever leaves before the page has heard of the job finds the table all the same.
    advance(workspace())
    return flask.jsonify(job=job.id, upload=arrived.id, name=arrived.name), 202
