"""How often databases may be tried: whoever could try without end could find out what a network holds."""

from __future__ import annotations

import math
import time
from typing import Final

from portal.errors import TooManyError
from portal.services.workspace import Workspace

MINUTE: Final = 60.0
EVERYBODY: Final = 6
"""So many people's tries may come at once from all: who throws away the cookie is somebody new each time."""


def admit(ws: Workspace, owner: str) -> None:
    """Take note of a try.

    Raises
    ------
    TooManyError
        when the person, or everybody together, has tried as often within a minute as the operator lets them
    """
    most, now = ws.settings.sources_tries_per_minute, time.time()
    kept: dict[str, list[float]] = {}
    with ws.cache.transact():
        for key, limit, who in (
            (f"tries:{owner}", most, "You have"),
            ("tries", most * EVERYBODY, "The people of this portal have"),
        ):
            tries = [moment for moment in ws.cache.get(key, ()) if now - moment < MINUTE]
            if len(tries) >= limit:
                wait = math.ceil(MINUTE - (now - tries[-limit]))
                raise TooManyError(
                    f"{who} tried to connect {_many(limit, 'time')} within a minute, which is the most. "
                    f"Try again in {_many(wait, 'second')}."
                )
            kept[key] = [*tries, now]
        for key, tries in kept.items():
            ws.cache.set(key, tries, expire=MINUTE)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
