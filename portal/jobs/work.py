"""Which work a job may be. A job's process looks its kind up here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from portal.engine.records import Progress
from portal.services.workspace import Workspace

Work = Callable[[Workspace, dict[str, Any], Progress], dict[str, Any]]


HOMES = {
    "structure": ("portal.services.structures", "build"),
    "import": ("portal.services.uploads", "read_upload"),
    "repair": ("portal.services.recipes", "repair"),
    "customers": ("portal.services.events", "build"),
    "combination": ("portal.services.combining", "build"),
    "extract": ("portal.services.extracts", "extract"),
    "assessment": ("portal.services.judging", "assess"),
    "stability": ("portal.services.judging", "stabilise"),
    "solutions": ("portal.services.judging", "solve"),
    "report": ("portal.report.work", "report"),
}
"""Where the work of each kind of job lives. Loaded by the job's process, so that the web process stays light."""


def work_of(kind: str) -> Work:
    """The function behind a kind of job."""
    if kind not in HOMES:
        raise LookupError(f"no work is called {kind}")
    home, name = HOMES[kind]
    work: Work = getattr(import_module(home), name)
    return work
