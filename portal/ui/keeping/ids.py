"""Ids of the parts of a page that belong to kept segmentations."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Id(StrEnum):
    """Parts on Profiles."""

    BAR = "keeping-bar"
    NAME = "keeping-name"
    AS = "keeping-as"
    KEEP = "keeping-keep"
    ERROR = "keeping-error"
    TITLE = "keeping-title"
    PUBLISH = "keeping-publish"
    SEEN = "keeping-seen"
    """Store: revisions that this page has shown, by what was shown (portal.ui.keeping.seen)."""
    CHANGED = "keeping-changed"
    """Store: {"parts", "revision"} after an edit made on this page; parts are "status", "names", "title", "reset"."""
    NAMED = "keeping-named"
    """Store: the revision at which a segment was last given another name on this page."""
    FORM = "keeping-form"
    FORM_NAME = "keeping-form-name"
    NAME_NOTE = "keeping-name-note"
    PLAN_NOTE = "keeping-plan-note"
    SAID = "keeping-said"
    MATRIX = "keeping-matrix"
    MATRIX_CARD = "keeping-matrix-card"
    HISTORY = "keeping-history"
    COMMENTS = "keeping-comments"
    COMMENT = "keeping-comment"
    ABOUT = "keeping-about"
    SEND = "keeping-send"
    COMMENT_ERROR = "keeping-comment-error"
    WITHDRAW = "keeping-withdraw"
    WITHDRAWN = "keeping-withdrawn"


class Comparing(StrEnum):
    """Parts of the page that compares two versions."""

    GO = "segmentations-go"
    PAIR = "segmentations-pair"
    BEFORE = "segmentations-before"
    AFTER = "segmentations-after"
    FLOWS = "segmentations-flows"
    FLOWS_CARD = "segmentations-flows-card"


def act(name: Any) -> dict[str, Any]:
    """Id of a button that changes where a version stands: publish, next, retire, back."""
    return {"type": "keeping-act", "act": name}


def plan_field(label: Any, field: Any) -> dict[str, Any]:
    """Id of one field of a segment's plan."""
    return {"type": "keeping-field", "segment": label, "field": field}


def reset(what: Any) -> dict[str, Any]:
    """Id of a button that takes a proposal again: "name" or "plan"."""
    return {"type": "keeping-reset", "what": what}


def withdraw(comment: Any) -> dict[str, Any]:
    """Id of the button that deletes a comment."""
    return {"type": "keeping-withdraw", "comment": comment}
