"""Who is asking, and the workspace that answers."""

from __future__ import annotations

import uuid

import flask

from portal.services.segmentations import LOCAL
from portal.services.workspace import Workspace

EXTENSION = "portal"


def workspace() -> Workspace:
    """The workspace of the app that serves this request."""
    found: Workspace = flask.current_app.extensions[EXTENSION]
    return found


def owner() -> str:
    """A name for this browser, kept in its signed cookie."""
    if "owner" not in flask.session:
        flask.session["owner"] = uuid.uuid4().hex
        flask.session.permanent = True
    return str(flask.session["owner"])


def author() -> str:
    """The name under which edits are kept; the same for everybody until somebody can log in."""
    return LOCAL
