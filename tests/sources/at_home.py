"""Asking a database within the process of the test: what a process of its own does is tested in test_child.py."""

from __future__ import annotations

import pytest

from portal.sources import __main__ as asking
from portal.sources import child


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started."""

    def run(_reader, request, folder, *, tell, **_):
        monkeypatch.setattr(asking, "tell", tell)
        asking.ask(request, folder)

    monkeypatch.setattr(child, "run_fenced", run)
