"""How gunicorn serves the portal. Read by gunicorn itself; the values come from portal.settings."""

import contextlib
import os
import sys

# Before numpy is imported anywhere: the web process never needs OpenMP's threads, and a
# process that has used them must not be forked.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# Arrow's own allocator would keep some forty megabytes of every table that has passed by.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

import psutil

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


def when_ready(server):
    """Have a process ready from which jobs begin at once."""
    from portal.jobs.launch import start_warm

    server.warm = start_warm(settings)


def worker_exit(server, worker):
    """Leave no watcher behind: one that was forked while another thread held a lock waits for it forever."""
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            child.kill()


def on_exit(server):
    """Leave no job behind."""
    from portal.jobs.launch import stop_all, stop_warm

    if hasattr(server, "warm"):
        stop_warm(settings, server.warm)
    stop_all(settings)
