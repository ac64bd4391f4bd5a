"""Ids of the Take away section."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

PAGE: Final = "profiles"
"""The page that carries the section, and whose mirrors it listens to."""


class Id(StrEnum):
    """Parts of the section."""

    SUBJECT = "takeaway-subject"
    KIND = "takeaway-kind"
    SEGMENTS = "takeaway-segments"
    COLUMNS = "takeaway-columns"
    ADVICE = "takeaway-advice"
    DOWNLOAD = "takeaway-download"
    REPORT = "takeaway-report"
    MAKE = "takeaway-make"
    PENDING = "takeaway-pending"
    PROGRESS = "takeaway-progress"
    CANCEL = "takeaway-cancel"
