"""What each column of a table is, and which part it should play.

Only quantities become segmentation variables by themselves. Categories, ids, constants and
codes never do silently: their role says descriptor, id or ignore, and their note says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from portal.engine import lexicon
from portal.engine.distinct import PIECE, count_distinct, pieces
from portal.engine.records import Floats


class Kind(StrEnum):
    """What the values of a column are."""

    NUMBER = "number"
    CATEGORY = "category"
    BOOLEAN = "boolean"
    DATE = "date"
    TEXT = "text"


class Role(StrEnum):
    """Which part a column plays."""

    VARIABLE = "variable"
    DESCRIPTOR = "descriptor"
    ID = "id"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as inferred.

    Attributes
    ----------
    name, kind, role : what it is and which part it plays
    missing : number of missing cells
    distinct : number of different values, missing ones not counted
    note : why it has this role, as a phrase for the reader ("" when there is nothing to say)
    unit : of its values, such as "days" or "£" ("" when none is known)
    meaning : one line on what it says of a customer ("" when only its name does)
    transforms : the column whose logarithm or ranks it holds ("" for any other column)
    """

    name: str
    kind: Kind
    role: Role
    missing: int
    distinct: int
    note: str = ""
    unit: str = ""
    meaning: str = ""
    transforms: str = ""


BY_HAND = "chosen by hand"
"""The note of a column whose kind or role somebody has chosen."""

Verdict = tuple[Kind, Role, str]

CODE_LEVELS = 10
"""Whole numbers with at most this many values may be codes."""
CATEGORY_LEVELS = 100
"""Text with at most this many values is a category in a table of any length."""
SPACED = 100_000
"""Values from which the usual one is known."""
SMALL = 20
"""Below this many rows, values that are all different prove nothing."""

_ALL_DIFFERENT = " and every value is different"
_TRUTH = ({"yes", "no"}, {"true", "false"}, {"y", "n"}, {"t", "f"}, {"ja", "nein"}, {"oui", "non"}, {"on", "off"})


def infer_columns(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Kind and role of every column.

    Parameters
    ----------
    frame : table with typed columns (as the importing rooms or ``pandas.read_csv`` leave them)

    Returns
    -------
    One :class:`Column` per column, in table order.
    """
    return tuple(_infer(str(frame.columns[i]), frame.iloc[:, i]) for i in range(frame.shape[1]))


def _infer(name: str, series: pd.Series[Any]) -> Column:
    try:
        distinct = count_distinct(series)
        # Not by dropna, which numbers what is left: a second column as long.
        present = pd.Series(series.array[series.notna().to_numpy()]) if series.hasnans else series
    except TypeError:  # lists and other unhashable cells
        present = series.dropna().astype(str)
        distinct = int(present.nunique())
    kind, role, note = _verdict(name, present, distinct)
    return Column(name, kind, role, len(series) - len(present), distinct, note)


def _verdict(name: str, present: pd.Series[Any], distinct: int) -> Verdict:
    if distinct == 0:
        return Kind.TEXT, Role.IGNORE, "no value in any row"
    judge = _judge_of(present)
    if distinct == 1:
        kind = Kind.NUMBER if judge is _number else judge(name, present, distinct)[0]
        return kind, Role.IGNORE, f"the same value in every row: {_shown(present.iloc[0])}"
    return judge(name, present, distinct)


def _judge_of(present: pd.Series[Any]) -> Callable[[str, pd.Series[Any], int], Verdict]:
    if pd.api.types.is_bool_dtype(present.dtype):
        return _truth
    if pd.api.types.is_datetime64_any_dtype(present.dtype):
        return _date
    if pd.api.types.is_numeric_dtype(present.dtype) or pd.api.types.is_timedelta64_dtype(present.dtype):
        return _number
    if present.dtype == object:
        inner = pd.api.types.infer_dtype(present, skipna=True)
        if inner == "boolean":
            return _truth
        if inner in {"datetime", "datetime64", "date"}:
            return _date
        if inner in {"integer", "floating", "mixed-integer-float", "decimal"}:
            return _number
    return _words


def _truth(name: str, present: pd.Series[Any], distinct: int) -> Verdict:
    return Kind.BOOLEAN, Role.DESCRIPTOR, "yes or no, not a quantity"


def _date(name: str, present: pd.Series[Any], distinct: int) -> Verdict:
    return Kind.DATE, Role.DESCRIPTOR, "a date"


def _number(name: str, present: pd.Series[Any], distinct: int) -> Verdict:
    if pd.api.types.is_timedelta64_dtype(present.dtype):
        return Kind.NUMBER, Role.VARIABLE, ""
    values = present.to_numpy(dtype=np.float64)
    usable = np.isfinite(values)
    finite = values if usable.all() else values[usable]
    if _whole(finite):
        return _whole_number(name, finite, distinct)
    if lexicon.names_an_id(name) and distinct == len(values) and len(values) >= SMALL:
        return Kind.NUMBER, Role.ID, "its name says id and every value is different"
    if not lexicon.POSITION_WORDS.isdisjoint(lexicon.words(name)):
        return Kind.NUMBER, Role.DESCRIPTOR, "a position on the map, not a quantity"
    if distinct == 2:
        return Kind.CATEGORY, Role.DESCRIPTOR, "only two values"
    return Kind.NUMBER, Role.VARIABLE, _mostly_one(finite)


def _whole(finite: Floats) -> bool:
    # The first fraction ends it, and a long column is not there twice.
    pieces = (finite[at : at + PIECE] for at in range(0, finite.size, PIECE))
    return finite.size > 0 and all(bool((piece == np.floor(piece)).all()) for piece in pieces)


def _whole_number(name: str, values: Floats, distinct: int) -> Verdict:
    low, high = float(values.min()), float(values.max())
    unique = distinct == len(values)
    if lexicon.names_an_id(name):
        if unique or distinct > CODE_LEVELS:
            return (
                Kind.NUMBER,
                Role.ID,
                "its name says id or code" + (" and every value is different" if unique else ""),
            )
        return Kind.CATEGORY, Role.DESCRIPTOR, f"its name says code and it has {distinct} values"
    if unique and len(values) >= SMALL and low >= 0:
        dense = high - low == len(values) - 1
        if dense or bool(np.all(np.diff(values) > 0)):
            return Kind.NUMBER, Role.ID, "whole numbers that count the rows"
        if lexicon.words(name)[:1] == ("unnamed",):
            return Kind.NUMBER, Role.ID, "a column without a name whose values are all different"
    if not lexicon.PLACE_CODE_WORDS.isdisjoint(lexicon.words(name)):
        return Kind.CATEGORY, Role.IGNORE, "a postal code or telephone number, not a quantity"
    if distinct == 2:
        if (low, high) == (0.0, 1.0):
            return Kind.BOOLEAN, Role.DESCRIPTOR, "only 0 and 1: yes or no, not a quantity"
        return Kind.CATEGORY, Role.DESCRIPTOR, f"only the values {low:,.0f} and {high:,.0f}: probably codes"
    if lexicon.names_a_code(name) and distinct <= CATEGORY_LEVELS:
        return Kind.CATEGORY, Role.DESCRIPTOR, f"{distinct} whole numbers that its name calls kinds: probably codes"
    if _calendar_days(values, low, high):
        return Kind.NUMBER, Role.DESCRIPTOR, "dates written as numbers (yyyymmdd)"
    if distinct <= CODE_LEVELS and distinct < len(values) and not lexicon.names_a_quantity(name):
        return Kind.CATEGORY, Role.DESCRIPTOR, f"only {distinct} whole numbers: may be codes"
    return Kind.NUMBER, Role.VARIABLE, _mostly_one(values)


def _calendar_days(values: Floats, low: float, high: float) -> bool:
    if not 19_000_101 <= low <= high <= 21_001_231:
        return False
    month, day = (values // 100) % 100, values % 100
    return bool(np.all((month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)))


def _mostly_one(values: Floats) -> str:
    if not values.size:
        return "holds infinite values only"
    # What nine in ten are is the median of any few of them, evenly spaced, and takes no second copy of the column.
    middle = float(np.median(values[:: max(1, values.size // SPACED)]))
    share = float(np.mean(values == middle))
    return f"{share:.0%} of its values are {_shown(middle)}" if share >= 0.9 else ""


def _words(name: str, present: pd.Series[Any], distinct: int) -> Verdict:
    rows, text = len(present), present.astype(str)
    if distinct == 2 and {str(v).strip().lower() for v in text.unique()} in _TRUTH:
        return Kind.BOOLEAN, Role.DESCRIPTOR, "yes or no, not a quantity"
    if not lexicon.PLACE_CODE_WORDS.isdisjoint(lexicon.words(name)):
        return Kind.TEXT, Role.IGNORE, "a postal code or telephone number"
    if lexicon.names_an_id(name) and distinct > max(CODE_LEVELS, min(CATEGORY_LEVELS, rows // 10)):
        return Kind.TEXT, Role.ID, "its name says id" + _ALL_DIFFERENT * (distinct == rows)
    if distinct == rows and rows >= SMALL and not any(part.str.contains(r"\s").any() for part in pieces(text)):
        return Kind.TEXT, Role.ID, "one word per row, all different"
    if distinct > CODE_LEVELS and (repair := _repairable(text)):
        return Kind.TEXT, Role.IGNORE, repair
    if distinct <= max(2, min(CATEGORY_LEVELS, rows // 2)):
        return Kind.CATEGORY, Role.DESCRIPTOR, f"{distinct} categories, not a quantity"
    return Kind.TEXT, Role.IGNORE, f"free text: {distinct:,} different values in {rows:,} rows"


def _repairable(text: pd.Series[Any]) -> str:
    """What text would be if a few cells were repaired, judged on the first thousand cells."""
    head = text.iloc[:1000]
    if pd.to_numeric(head, errors="coerce").notna().mean() >= 0.95:
        if head.str.fullmatch(r"0\d+").any():
            return "numbers with zeros in front, kept as they are written: probably codes"
        return "numbers stored as text because some cells are no numbers"
    if head.str.fullmatch(r"\d{4}-\d{2}-\d{2}.{0,20}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.{0,20}").mean() >= 0.95:
        return "dates stored as text"
    return ""


def _shown(value: Any) -> str:
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return f"{float(value):,.6g}"
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
