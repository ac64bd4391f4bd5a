"""Status, time and author of segmentations in words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from dash import html

from portal.services.deciding import Edit
from portal.services.plans import field_words
from portal.services.segmentations import Segmentation, Status

FIELDS: Final = {
    "name": "Name", "strategy": "Strategy", "owner": "Owner", "offer": "Offer", "channel": "Channel", "kpi": "KPI",
    "note": "Note", "attractiveness": "Attractiveness", "fit": "Fit",
}  # fmt: skip
"""How the fields of a plan are called on the page, in their order."""

ACTS: Final = {
    "kept": "kept the run", "started": "started this version", "published": "published it",
    "superseded": "retired it by publishing a later version", "retired": "retired it",
    "brought back": "brought it back",
}  # fmt: skip
LONG: Final = 80


def status_chip(status: Status) -> html.Span:
    """“published”."""
    return html.Span(status.value.capitalize(), className=f"chip status status-{status.value}")


def moment(at: float) -> str:
    """“23 Nov 2026, 16:20 UTC”."""
    day = datetime.fromtimestamp(at, UTC)
    return f"{day.day} {day:%b %Y, %H:%M} UTC"


def address(kept: Segmentation, path: str = "/profiles") -> str:
    """The link to a version; dataset and run go along for the header and the other pages."""
    query = {"dataset": kept.dataset_id, "run": kept.run_id, "segmentation": kept.id}
    return f"{path}?{urlencode(query)}"


def comparing_address(before: Segmentation, after: Segmentation) -> str:
    """Where two versions are compared; dataset and run are the later one's."""
    query = {"dataset": after.dataset_id, "run": after.run_id, "before": before.id, "after": after.id}
    return f"/segmentations?{urlencode(query)}"


def standing_words(kept: Segmentation) -> str:
    """“Version 2, published 23 Nov 2026, 16:20 UTC by local”."""
    if kept.status == Status.PUBLISHED and kept.published_at:
        return f"Version {kept.version}, published {moment(kept.published_at)}"
    return f"Version {kept.version}, last changed {moment(kept.changed_at)}"


def edit_words(edit: Edit, names: dict[int, str]) -> list[Any]:
    """One entry of the history as children."""
    if edit.act in ACTS:
        return [ACTS[edit.act]]
    about = f" of {names.get(edit.label, 'a segment')}" if edit.label is not None else ""
    said: list[Any] = []
    for field, before, after in edit.changes:
        said += [
            "; " if said else "",
            f"changed {field_words(field)}{about} from ",
            value(before),
            " to ",
            value(after),
        ]
    return said


def value(content: Any) -> Any:
    """A value as a short quotation."""
    if content in (None, ""):
        return "nothing"
    text = str(content)
    return html.Q(text if len(text) <= LONG else f"{text[:LONG]}…")
