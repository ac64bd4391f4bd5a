"""Numbers as people write them: which notation a column uses, and its cells as int64 or float64."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from portal.importing.cells import CURRENCIES, NOTATIONS, Notation, money_of

_ZERO_FIRST: Final = re.compile(r"-?0\d")
_DIGITS: Final = re.compile(r"[\d\s-]+")
_PHONE: Final = re.compile(r"\+\d{7,}")
_WHOLE: Final = re.compile(r"[+-]?\d+")
EXACT: Final = 15
"""Digits that a float64 keeps; longer runs of digits are codes and stay text."""

_POINT: Final = re.compile(r"[+-]?[0-9]+(?:\.([0-9]+))?")
_GROUP: Final = 3
_FIGURES: Final = str.maketrans("", "", "0123456789.,'’()%+-–—−\t \u00a0\u202f\u2009")
_WITH_FIGURES: Final = frozenset(("", *(sign.translate(_FIGURES) for sign in CURRENCIES)))
_BLANKS: Final = re.compile(r"\s+")
_ZERO: Final = ord("0")
_ODD: Final = r"[^0-9.eE+\-]|-$"


@dataclass(frozen=True, slots=True)
class NumberPlan:
    """How to read a column of numbers."""

    notation: Notation
    whole: bool
    certain: bool
    """False when another notation would read every cell too, as another number."""


def plan_numbers(cells: dict[str, int], prefer: Literal[".", ","] = ".") -> tuple[NumberPlan, int] | None:
    """The notation that reads most of `cells` (text → count) and how many cells it leaves; None if none fits."""
    return plain_numbers(cells, prefer) or numbers_in_best_notation(cells, prefer)


def plain_numbers(cells: Iterable[str], prefer: Literal[".", ","] = ".") -> tuple[NumberPlan, int] | None:
    """What the best notation gives where every cell is plain digits and no other notation is as good; else None.

    Most columns of numbers are such, and trying each notation on each cell would take a second of a large file.
    """
    fractions: list[str] = []
    for cell in cells:
        match = _POINT.fullmatch(cell)
        if match is None:
            return None
        if match[1]:
            fractions.append(match[1])
    # Three digits might follow a mark of thousands; without any mark the table's own is kept for what comes later.
    settled = any(len(digits) != _GROUP for digits in fractions) if fractions else prefer == "."
    return (NumberPlan(Notation(), not fractions, certain=True), 0) if settled else None


def numbers_in_best_notation(cells: dict[str, int], prefer: Literal[".", ","] = ".") -> tuple[NumberPlan, int] | None:
    """The same by trying every notation on every cell."""
    total = sum(cells.values())
    cells = {c: n for c, n in cells.items() if _may_be_number(c)}
    if not cells:
        return None
    percent = sum(n for c, n in cells.items() if c.rstrip(") ").endswith("%"))
    currencies: dict[str, int] = {}
    for c, n in cells.items():
        if money := money_of(c):
            currencies[money] = currencies.get(money, 0) + n
    if len(currencies) > 1 and max(currencies.values()) < 0.995 * total:
        return None
    currency = max(currencies, key=lambda c: currencies[c]) if currencies else ""
    read: list[tuple[int, Notation]] = []
    for notation in NOTATIONS:
        option = replace(notation, currency=currency, percent=percent > total / 2)
        pattern = re.compile(option.pattern())
        read.append((sum(n for c, n in cells.items() if pattern.match(c)), option))
    best = max(count for count, _ in read)
    if not best:
        return None
    fitting = [option for count, option in read if count == best]
    # Simplest first; the decimal mark of the rest of the table settles what the column itself leaves open.
    chosen = next((o for o in fitting if o.decimal == prefer), fitting[0])
    pattern = re.compile(chosen.pattern())
    mine = [c for c in cells if pattern.match(c)]
    whole = all(not re.search(rf"[{re.escape(chosen.decimal)}eE]", c) for c in mine)
    certain = len({_value(mine, o) for o in fitting}) == 1
    return NumberPlan(chosen, whole, certain), total - best


def _may_be_number(cell: str) -> bool:
    """Whether nothing but digits, marks, a currency and an exponent stands in a cell: most words are told by that."""
    rest = cell.translate(_FIGURES)
    return rest in _WITH_FIGURES or rest[1:] in _WITH_FIGURES or rest[:-1] in _WITH_FIGURES


def _value(cells: list[str], notation: Notation) -> tuple[str, ...]:
    # Blanks never stand for anything but thousands, whatever the notation; those before a sign say nothing.
    told = (_BLANKS.sub("", c) for c in cells)
    return tuple(c.replace(notation.thousands.strip(), "").replace(notation.decimal, "·") if notation.thousands.strip()
                 else c.replace(notation.decimal, "·") for c in told)  # fmt: skip


def codes_not_numbers(cells: dict[str, int]) -> str:
    """Why whole numbers are codes rather than quantities and must keep their digits; nothing if they are not."""
    if any(_ZERO_FIRST.match(c) and _DIGITS.fullmatch(c) for c in cells):
        return "leading zeros would be lost in a number"
    if any(c.startswith("+") and _PHONE.fullmatch(c) for c in cells):
        return "telephone numbers with their plus sign"
    if any(len(c) > EXACT and _WHOLE.fullmatch(c) and len(c.lstrip("+-")) > EXACT for c in cells):
        return f"more than {EXACT} digits would be rounded in a number"
    return ""


def to_numbers(cells: pa.Array, plan: NumberPlan) -> tuple[pa.Array, pa.Array | None]:
    """The numbers of trimmed `cells` (blank = null) and a mask of those that could not be read, if any.

    An array that a C parser reads as a whole takes 20 ns a cell; otherwise the pattern of the
    notation decides cell by cell.
    """
    quick = quick_numbers(cells, plan)
    if quick is not None:
        return quick, None
    kind = _kind(plan)
    fits = pc.fill_null(pc.match_substring_regex(cells, plan.notation.pattern(plan.whole)), True)
    if plan.whole:  # codes, and more digits than an int64 holds
        code = pc.fill_null(pc.match_substring_regex(cells, r"^[+-]?(?:0\d|\d{16})|^.{22}"), False)
        fits = pc.and_(fits, pc.invert(code))
    readable = pc.if_else(fits, cells, pa.scalar(None, cells.type))
    values = pc.cast(_plain_digits(readable, plan.notation), kind)
    if not plan.whole:
        finite = pc.fill_null(pc.is_finite(values), True)
        fits = pc.and_(fits, finite)
        values = pc.if_else(finite, values, pa.scalar(None, kind))
    bad = pc.invert(fits)
    return values, bad if pc.any(bad).as_py() else None


def quick_numbers(cells: pa.Array, plan: NumberPlan) -> pa.Array | None:
    """The numbers of `cells` when a C parser reads every one of them, else None."""
    if not plan.notation.plain():
        return None
    kind = _kind(plan)
    try:
        values = pc.cast(cells, kind)
    except pa.ArrowInvalid:
        return None
    if pa.types.is_floating(kind):
        # The parser takes “nan” and “inf” for numbers; a person does not.
        return values if pc.all(pc.is_finite(values), min_count=0).as_py() else None
    return None if _leading_zeros(cells) else values


def _leading_zeros(cells: pa.Array) -> bool:
    """Whether a cell begins with 0 and goes on; read from the buffers, as this is asked of every whole number."""
    _, offsets, data = cells.buffers()
    if data is None or not data.size:
        return False
    ends = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    long = np.diff(ends) > 1
    return bool((np.frombuffer(data, np.uint8)[ends[:-1][long]] == _ZERO).any())


def _kind(plan: NumberPlan) -> pa.DataType:
    return pa.int64() if plan.whole else pa.float64()


def _plain_digits(cells: pa.Array, notation: Notation) -> pa.Array:
    if notation.plain() and not pc.any(pc.match_substring_regex(cells, _ODD)).as_py():
        cells = _clean(cells, r"^\+", "")
    else:
        decimal = re.escape(notation.decimal)
        # A minus at the end follows a digit or a sign; after the decimal mark it stands for cents.
        negative = pc.match_substring_regex(cells, rf"\(|^[^0-9]*[-−]|[0-9][^0-9\-–—{decimal}]*-\s*\)?$")
        if notation.currency:
            cells = pc.replace_substring(cells, notation.currency, "")
        cells = _clean(cells, rf"[^0-9eE{decimal}]+$|^[^0-9{decimal}]+", "")
        # What is left between the digits is thousands marks, or the sign of an exponent.
        marks = {",": ",", ".": r"\.", " ": "\u0020\u00a0\u202f\u2009", "'": "'’", "": ""}[notation.thousands]
        if marks:
            cells = _clean(cells, f"[{marks}]", "")
        if notation.decimal != ".":
            cells = pc.replace_substring(cells, notation.decimal, ".")
        cells = pc.if_else(negative, pc.binary_join_element_wise("-", cells, ""), cells)
    return cells


def _clean(cells: pa.Array, pattern: str, by: str) -> Any:
    return pc.replace_substring_regex(cells, pattern, by)
