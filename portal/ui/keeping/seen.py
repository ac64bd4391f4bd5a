"""Which revisions a page has shown, so that an edit is checked against what its author had before them."""

from __future__ import annotations

from collections.abc import Mapping

Seen = dict[str, int]

ALL, FORM, TITLE = "all", "form", "title"


def at(revision: int) -> Seen:
    """Everything as it was at this revision."""
    return {ALL: revision, FORM: revision, TITLE: revision}


def of(seen: Mapping[str, int] | None, field: str) -> int:
    """The revision at which a field was last shown."""
    known = seen or {}
    return known.get(field, known.get(TITLE if field == TITLE else FORM, 0))


def edited(seen: Mapping[str, int] | None, fields: tuple[str, ...], revision: int) -> Seen:
    """After an edit of one's own: all is seen only when nobody else came between."""
    known = dict(seen or {})
    between = revision > known.get(ALL, 0) + 1
    return known | dict.fromkeys(fields, revision) | ({} if between else {ALL: revision})


def shown_form(seen: Mapping[str, int] | None, revision: int) -> Seen:
    """After the form of a segment has been drawn anew."""
    known = {name: value for name, value in (seen or {}).items() if name in (ALL, TITLE)}
    return {ALL: revision, TITLE: revision} | known | {FORM: revision}
