"""The fields of a segment's plan: what they are called, and what they may hold."""

from __future__ import annotations

from typing import Final

from portal.errors import ParameterError
from portal.services.segmentations import NAME_LENGTH, NOTE_LENGTH, SCORES, TEXT_LENGTH, one_line

WORDS: Final = {
    "title": "the name of the segmentation", "name": "the name", "strategy": "the strategy", "owner": "the owner",
    "offer": "the offer", "channel": "the channel", "kpi": "the KPI", "note": "the note",
    "attractiveness": "the attractiveness", "fit": "the fit",
}  # fmt: skip
"""How a field is called in a sentence."""


def field_words(field: str) -> str:
    """“the offer”."""
    return WORDS.get(field, field)


def cleaned(field: str, value: str | int | None) -> str | int | None:
    """The value as it is kept; ParameterError for an empty name, a score outside 1 to 5, or an unknown field."""
    if field in ("attractiveness", "fit"):
        return _score(field, value)
    if field not in WORDS or field == "title":
        raise ParameterError(f"A plan has no field “{field}”. It has: {', '.join(list(WORDS)[1:])}.")
    text = str(value or "")
    if field == "note":
        lines = (one_line(line, NOTE_LENGTH) for line in text.splitlines())
        return "\n".join(lines).strip()[:NOTE_LENGTH]
    line = one_line(text, NAME_LENGTH if field == "name" else TEXT_LENGTH)
    if field == "name" and not line:
        raise ParameterError("A segment needs a name. Write one, or take the proposed one.")
    return line


def _score(field: str, value: str | int | None) -> int | None:
    if value is None or not str(value).strip():
        return None
    low, high = SCORES
    if not str(value).strip().isdecimal() or not low <= int(str(value)) <= high:
        raise ParameterError(f"{field_words(field).capitalize()} is “{value}”. Choose {low} to {high}.")
    return int(str(value))
