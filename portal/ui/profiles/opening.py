"""The run that the page and its callbacks speak of, in the words of a segmentation where one is opened."""

from __future__ import annotations

from typing import Any

from portal.errors import ConflictError, PortalError
from portal.figures.records import UNASSIGNED, Segment
from portal.services import runs, segmentations, segments
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.ui import missing
from portal.ui.session import workspace


def opened(shown_id: str) -> Portrait:
    """The portrait of a segmentation, or of a run, that has been computed."""
    ws = workspace()
    if ws.segmentations.get(shown_id) is not None:
        portrait = segmentations.portrait(ws, segmentations.segmentation(ws, shown_id))
    else:
        portrait = segments.portrait(ws, runs.run(ws, shown_id))
    if portrait is None:
        raise ConflictError("This run has not been computed yet. Load the page again.")
    return portrait


def asked_for(dataset: str | None, run: str | None, segmentation: str | None) -> Portrait | list[Any]:
    """What the address asks for, or the words to show instead; another run than the segmentation's goes first."""
    ws, kept = workspace(), None
    if segmentation:
        try:
            kept = segmentations.segmentation(ws, segmentation)
            if run in (None, kept.run_id):
                dataset, run = kept.dataset_id, segmentations.run_of(ws, kept).id
        except PortalError as error:
            return missing.nowhere("Profiles", "/profiles", error.message)
    found = missing.portrait_or_words("Profiles", "/profiles", dataset, run)
    if kept is None or not isinstance(found, Portrait) or found.run.id != kept.run_id:
        return found
    return segmentations.named(found, kept)


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
