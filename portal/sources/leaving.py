"""Readings that are left: what the database still does for them ends there, too."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any, Final

from portal.errors import PortalError
from portal.sources.session import Session

STARTED: Final = "connection"
"""The file that tells what the server calls the connection of a reading."""
_PULSE: Final = 0.5


def note(session: Session, folder: Path) -> None:
    """Lay down what is needed to end the reading from outside."""
    if session.number is not None:
        (folder / STARTED).write_text(str(session.number), encoding="utf-8")


def noted(folder: Path) -> int | None:
    """What the server calls the connection of the reading whose folder this is, if that is needed."""
    started = folder / STARTED
    return int(started.read_text(encoding="utf-8")) if started.is_file() else None


def watch(wish: dict[str, Any]) -> None:
    """End this process, and what it asked for, once whoever started it is gone."""
    threading.Thread(target=_watching, args=(os.getppid(), wish), daemon=True).start()


def ended(wish: dict[str, Any], number: int) -> None:
    """End the statement of another connection of this user: MySQL would go on until its time is up."""
    from portal.sources.mysql import MySqlSession
    from portal.sources.opening import opened

    session = opened(wish)
    try:
        if isinstance(session, MySqlSession):
            session.end(number)
    finally:
        session.close()


def _watching(parent: int, wish: dict[str, Any]) -> None:
    # A process that waits for a server writes nothing, so it would not notice that nobody listens any more.
    while os.getppid() == parent:
        time.sleep(_PULSE)
    try:
        if (number := noted(Path(wish["folder"]))) is not None:
            ended(wish, number)
    except PortalError:
        pass  # it has ended already, or the server is gone
    finally:
        os._exit(1)
