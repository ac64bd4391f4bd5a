"""How gunicorn serves the portal. Read by gunicorn itself; the values come from portal.settings."""

import os
import sys

# Before numpy is imported anywhere: the web process never needs OpenMP's threads, and a
# process that has used them must not be forked.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from portal.errors import SettingsError
from portal.settings import Settings

try:
    settings = Settings.from_env(os.environ)
except SettingsError as error:
    sys.exit(error.message)

bind = f"{'0.0.0.0' if settings.production else '127.0.0.1'}:{settings.port}"
workers = settings.web_concurrency
worker_class = "gthread"
threads = 8
timeout = 120
graceful_timeout = 5
keepalive = 5
accesslog = None
control_socket_disable = True


def on_starting(server):
    """Jobs end with the server whose number they carry."""
    os.environ["PORTAL_SERVER_PID"] = str(os.getpid())
    if os.environ.get("SECRET_KEY", "") == "":
        # Every worker must sign with the same key.
        os.environ["SECRET_KEY"] = settings.secret_key


def on_exit(server):
    """Leave no job behind."""
    from portal.jobs.launch import stop_all

    stop_all(settings)
