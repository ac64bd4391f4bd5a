"""Ids of the Profiles page that several of its parts listen to."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

PAGE: Final = "profiles"


class Shared(StrEnum):
    """What the page is about: its run, and the segment that is read in depth."""

    RUN = "profiles-run"
    SEGMENT = "profiles-segment"
