"""The run that the page's callbacks speak of."""

from __future__ import annotations

from portal.errors import ConflictError
from portal.figures.records import UNASSIGNED, Segment
from portal.services import runs, segments
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.ui.session import workspace


def opened(run_id: str) -> Portrait:
    """The portrait of a run that has been computed."""
    ws = workspace()
    portrait = segments.portrait(ws, runs.run(ws, run_id))
    if portrait is None:
        raise ConflictError("This run has not been computed yet. Load the page again.")
    return portrait


def label_of(portrait: Portrait, text: str | None) -> int:
    """The segment that an address asks for, or the largest."""
    asked = int(text) if text and text.lstrip("-").isdecimal() else 0
    known = portrait.segment(asked) is not None or (asked == UNASSIGNED and portrait.noise > 0)
    return asked if known else 0


def name_of(portrait: Portrait, label: int) -> str:
    """A segment's name."""
    found = portrait.segment(label)
    return found.name if found else UNASSIGNED_NAME


def segment_of(portrait: Portrait, label: int) -> Segment:
    """A segment as figures take it."""
    found = portrait.segment(label)
    return Segment(label, name_of(portrait, label), found.size if found else portrait.noise)
