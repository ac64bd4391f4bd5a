"""`/healthz`: the process is up. `/readyz`: it can do its work."""

from __future__ import annotations

import flask

from portal.errors import PortalError
from portal.services import readiness
from portal.ui.session import workspace

door = flask.Blueprint("health", __name__)


@door.get("/healthz")
def healthz() -> flask.Response:
    """Say that the process answers."""
    return flask.jsonify(status="up")


@door.get("/readyz")
def readyz() -> tuple[flask.Response, int]:
    """Say whether database, artifacts and job slots can be reached; 503 when one can not."""
    checks: dict[str, str] = {}
    for name, check in readiness.CHECKS.items():
        try:
            check(workspace())
            checks[name] = "ready"
        except PortalError as error:
            checks[name] = error.message
    ready = all(answer == "ready" for answer in checks.values())
    return flask.jsonify(status="ready" if ready else "not ready", checks=checks), 200 if ready else 503
