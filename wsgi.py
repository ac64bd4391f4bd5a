"""The WSGI door: `gunicorn wsgi:server`."""

import os

from portal.app import create_app
from portal.settings import Settings

app = create_app(Settings.from_env(os.environ))
server = app.server

# Dash completes itself within the first request; two first requests at once would trip over each other.
server.test_client().get("/healthz")
