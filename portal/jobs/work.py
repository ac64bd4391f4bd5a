"""Which work a job may be. A job's process looks its kind up here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portal.engine.records import Progress
from portal.services.workspace import Workspace

Work = Callable[[Workspace, dict[str, Any], Progress], dict[str, Any]]


def work_of(kind: str) -> Work:
    """The function behind a kind of job. Imported here, so that the web process stays light."""
    if kind == "structure":
        from portal.services.structures import build

        return build
    if kind == "import":
        from portal.services.uploads import read_upload

        return read_upload
    if kind == "repair":
        from portal.services.recipes import repair

        return repair
    if kind == "customers":
        from portal.services.events import build as build_customers

        return build_customers
    if kind == "combination":
        from portal.services.combining import build as combine

        return combine
    if kind == "extract":
        from portal.services.extracts import extract

        return extract
    if kind == "assessment":
        from portal.services.judging import assess

        return assess
    if kind == "stability":
        from portal.services.judging import stabilise

        return stabilise
    if kind == "solutions":
        from portal.services.judging import solve

        return solve
    if kind == "report":
        from portal.report.work import report

        return report
    raise LookupError(f"no work is called {kind}")
