"""Numbers and names as people read them: 3,000; 95%; −1.2; "a, b and c"."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from typing import Final

MINUS: Final = "−"
DASH: Final = "–"
ELLIPSIS: Final = "…"
TIED: Final = "\u00a0"
"""The space between a number and its unit, where no line ends."""
_UNIT: Final = re.compile(r"(?<=\d) (?=(?:k|M|G|bn|σ)\b)")
_EMS: Final = {
    **dict.fromkeys(f"iljI.,:;'|! {TIED}", 0.27), **dict.fromkeys("ftr()-/", 0.37), **dict.fromkeys("mwMW%@", 0.88),
    **dict.fromkeys("0123456789−+=", 0.62),
}  # fmt: skip
"""Widths of characters in Inter, in ems; other letters are 0.57, capitals 0.68."""
_WORDS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"
)  # fmt: skip


def number(value: float, digits: int | None = None) -> str:
    """3,000; 57; 6.3; 0.062: as many decimals as the size of the number deserves, or exactly `digits`."""
    if not math.isfinite(value):
        return DASH
    size = abs(value)
    if digits is None:
        if float(value).is_integer() or size >= 100:
            digits = 0
        elif size >= 1:
            digits = 1
        else:
            digits = min(6, 1 - math.floor(math.log10(size)))
            # 0.5 rather than 0.50: no more decimals than the two leading digits need.
            digits = next((d for d in range(1, digits) if round(size, d) == round(size, digits)), digits)
    if 0 < size < 1e-6:
        return f"{value:.1e}".replace("-", MINUS)
    if size >= 1e15:
        return f"{value:.2e}".replace("-", MINUS)
    return _with_true_minus(f"{value:,.{digits}f}")


def compact(value: float) -> str:
    """86 k, 1.2 M, 57: a number where space is short, rounded to what an average deserves."""
    if not math.isfinite(value):
        return DASH
    for factor, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= 10 * factor or (factor > 1e3 and abs(value) >= factor):
            scaled = value / factor
            return f"{number(scaled, 0 if abs(scaled) >= 10 else 1)}{TIED}{unit}"
    return number(value, 0) if abs(value) >= 10 else number(value)


def tied(text: str) -> str:
    """A sentence of the engine for a page: “86 k” and “1.2 σ” stay on one line."""
    return _UNIT.sub(TIED, text)


def percent(share: float, digits: int = 0) -> str:
    """95% for 0.95; a share that would round to nothing reads <1%."""
    if not math.isfinite(share):
        return DASH
    if digits == 0 and 0 < share < 0.005:
        return "<1%"
    if digits == 0 and 0.995 <= share < 1:
        return ">99%"
    return _with_true_minus(f"{share * 100:,.{digits}f}") + "%"


def signed(value: float, digits: int = 1) -> str:
    """+1.2, −0.7, 0.0: a difference, always with its sign."""
    if not math.isfinite(value):
        return DASH
    text = f"{value:+,.{digits}f}"
    if not any(char in "123456789" for char in text):
        return text[1:]
    return text.replace("-", MINUS)


def _with_true_minus(text: str) -> str:
    if text.startswith("-") and not any(char in "123456789" for char in text):
        return text[1:]
    return text.replace("-", MINUS)


def coefficient(value: float, digits: int = 2) -> str:
    """.62 and −.62: a number between −1 and 1 in a narrow cell."""
    text = number(value, digits)
    if not any(char in "123456789" for char in text):
        return "0" if math.isfinite(value) else text
    return text.replace("0.", ".", 1) if abs(value) < 1 else text


def counted(count: int, one: str, many: str | None = None) -> str:
    """'one group', 'five groups', '3,000 customers'."""
    return f"{in_words(count)} {one if count == 1 else many or one + 's'}"


def in_words(count: int) -> str:
    """Five for 5, but 13 for 13."""
    return _WORDS[count] if 0 <= count < len(_WORDS) else number(count)


def sentence(text: str) -> str:
    """The text with its first letter large; the rest is left as it was."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def humanised(column: object) -> str:
    """'Spending score' for 'spending_score', 'Monthly charges' for 'MonthlyCharges'; other names are kept."""
    text = re.sub(r"\s+", " ", str(column)).strip()
    if split := re.fullmatch(r"(\w+)( \((?:log|rank)\))", text):
        return humanised(split[1]) + split[2]
    if re.fullmatch(r"[A-Z]?[a-z]{2,}(_?[A-Z][a-z]+)+", text):
        text = re.sub(r"_?(?<=[a-z_])([A-Z])", r" \1", text).lower()
        return sentence(text)
    if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", text):
        return sentence(text.replace("_", " "))
    return text or "Unnamed"


def lowered(name: str) -> str:
    """A name inside a sentence: 'income', but still 'NPS' and 'iPhone'."""
    if len(name) > 1 and name[0].isupper() and name[1:] == name[1:].lower():
        return name[0].lower() + name[1:]
    return name


def elided(text: object, length: int = 24) -> str:
    """The text on one line in at most `length` characters."""
    line = re.sub(r"\s+", " ", str(text)).strip()
    return line if len(line) <= length else line[: length - 1].rstrip() + ELLIPSIS


def megabytes(count: int) -> str:
    """'200 MB', '2 GB'."""
    return f"{count:,} MB" if count % 1024 else f"{count // 1024:,} GB"


def text_width(text: str, size: float = 12) -> float:
    """The width in px that a text takes in Inter, near enough to leave room for it."""
    ems = sum(_EMS.get(char, 0.68 if char.isupper() else 0.57) for char in text)
    return ems * size


def literal(text: object, length: int | None = None) -> str:
    """The text so that plotly shows every character of it: no tag, entity or %{template} takes effect."""
    line = elided(text, length) if length else str(text)
    return html.escape(line, quote=False).replace("%{", "%&#123;")
