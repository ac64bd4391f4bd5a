"""What a person may say about a file that its reader otherwise finds out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import State, html

from portal.ui.components import NOTHING, Option, select, text_field
from portal.ui.data.ids import answer

ENCODINGS = {
    "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252", "latin-1": "Latin-1",
    "mac-roman": "Mac Roman", "cp932": "Shift-JIS",
}  # fmt: skip
SEPARATORS = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ":": "colon", " ": "blank", "whitespace": "runs of blanks",
    "~": "tilde", "^": "caret", "#": "number sign", "@": "at sign", "&": "ampersand", "*": "asterisk", "+": "plus",
    "=": "equals sign", "$": "dollar sign", "%": "percent sign", "!": "exclamation mark", "/": "slash",
    "\\": "backslash",
    "_": "underscore", "-": "hyphen", "\x1f": "unit separator",
}  # fmt: skip
DECIMALS = {".": "point", ",": "comma"}
HEADERS = {"yes": "the first row names the columns", "no": "there is none"}
ORDERS = {"yes": "the day", "no": "the month"}
TRUTHS = {"yes": True, "no": False}
LEFT = "left to the reader"
_QUESTIONS = (
    ("encoding", "Encoding", ENCODINGS),
    ("separator", "Separator", SEPARATORS),
    ("decimal", "Decimal mark", DECIMALS),
    ("header", "Header", HEADERS),
    ("day_first", "In dates such as 03/04/2024 comes first", ORDERS),
)
NAMES = tuple(name for name, _label, _known in _QUESTIONS)
_OTHER = "other-separator"
"""The field for a separator that is not among the usual ones."""


def fields(form: str, now: Mapping[str, Any], asked: Sequence[str]) -> html.Div:
    """The questions of one form, answered as in `now`; those that are not `asked` are there, but hidden."""
    questions = [_field(form, name, label, known, now.get(name), name in asked) for name, label, known in _QUESTIONS]
    other = text_field(answer(form, _OTHER), "Another separator", placeholder="One character")
    other.style = questions[NAMES.index("separator")].style
    questions.insert(NAMES.index("separator") + 1, other)
    return html.Div(questions, className="data-fields")


def states(form: str) -> list[State]:
    """The answers of a form, for a callback, in the order that `given` takes."""
    return [State(answer(form, name), "value") for name in (*NAMES, _OTHER)]


def given(values: Sequence[str | None]) -> dict[str, Any]:
    """The answers as choices for the reader; what is left to it is not there."""
    *known, other = values
    said = {name: value for name, value in zip(NAMES, known, strict=True) if value and value != NOTHING}
    said |= {"separator": other} if other else {}
    return {name: TRUTHS[value] if name in ("header", "day_first") else value for name, value in said.items()}


def _field(form: str, name: str, label: str, known: dict[str, str], value: Any, shown: bool) -> html.Div:
    told = ("yes" if value else "no") if isinstance(value, bool) else str(value or "")
    options = [Option(NOTHING, LEFT), *[Option(one, word) for one, word in known.items()]]
    if told and told not in known:
        options.append(Option(told))
    field = select(answer(form, name), label, options, told or NOTHING)
    field.style = {} if shown else {"display": "none"}
    return field
