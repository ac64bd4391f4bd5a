"""The only place where everything is put together."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta

import flask
from dash import Dash
from flask_compress import Compress
from werkzeug.exceptions import HTTPException

from portal.api import audiences, exports, health, takeaway, uploads
from portal.errors import PortalError
from portal.jobs.callback import background_manager
from portal.services.workspace import opened
from portal.settings import Settings
from portal.ui import address, document, mirrors, shell
from portal.ui import jobs as job_callbacks
from portal.ui.session import EXTENSION, owner

log = logging.getLogger(__name__)

NAME = "wsgi"
"""The module beside `pages/` and `assets/`, by which Dash finds both."""

BODY_LIMIT = 32 * 2**20
"""Largest body of an ordinary request; uploads are streamed and have their own limit."""


def create_app(settings: Settings) -> Dash:
    """The portal as `settings` describe it; several may live in one process."""
    server = flask.Flask(NAME)
    server.secret_key = settings.secret_key
    server.config.update(
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        PERMANENT_SESSION_LIFETIME=timedelta(days=365),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=1),
        COMPRESS_ALGORITHM=["br", "gzip"],
        # Brotli's slow levels would cost a slider more than they save.
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=6,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "application/javascript",
                            "application/json", "image/svg+xml", "text/csv"],
    )  # fmt: skip
    server.extensions[EXTENSION] = ws = opened(settings)
    # A rule file that can not be used stops the start, not the first page.
    _ = ws.own_rules
    Compress(server)
    for door in (health.door, uploads.door, exports.door, takeaway.door, audiences.door):
        server.register_blueprint(door)
    server.before_request(_admit)
    server.after_request(_sealed)
    server.register_error_handler(PortalError, _portal_error)
    server.register_error_handler(Exception, _any_error)
    app = Dash(
        NAME,
        server=server,
        use_pages=True,
        title="Segments",
        update_title="",
        description=document.DESCRIPTION,
        # Also keeps one reader's layout out of everybody's validation layout.
        suppress_callback_exceptions=True,
        background_callback_manager=background_manager(settings),
        on_error=shell.show_error,
        index_string=document.INDEX_STRING,
        serve_locally=True,
    )
    app.layout = shell.layout
    shell.register_callbacks(app)
    mirrors.register_callbacks(app)
    address.register_callbacks(app)
    job_callbacks.register_callbacks(app, settings)
    return app


def _admit() -> None:
    if flask.request.endpoint != "uploads.receive":
        flask.request.max_content_length = BODY_LIMIT
    if flask.request.method == "GET" and flask.request.accept_mimetypes.accept_html:
        owner()


def _sealed(response: flask.Response) -> flask.Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    return response


def _portal_error(error: PortalError) -> tuple[flask.Response, int]:
    return flask.jsonify(error=type(error).__name__, message=error.message, status=error.status), error.status


def _any_error(error: Exception) -> tuple[flask.Response, int] | HTTPException:
    if isinstance(error, HTTPException):
        return error
    reference = uuid.uuid4().hex[:8]
    log.exception("request %s failed, reference %s", flask.request.path, reference, exc_info=error)
    message = f"Something went wrong. Reference {reference}."
    return flask.jsonify(error="InternalError", message=message, status=500), 500
