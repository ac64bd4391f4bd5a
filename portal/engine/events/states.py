"""What says of lines that they are cancelled or missed, or in which currency they are: told by names and values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from portal.engine import lexicon
from portal.engine.columns import Column, Kind

CANCELLED = ("cancel", "refund", "return", "void", "revers", "chargeback", "storn", "annul")
"""How words begin that say of a line that it is no purchase, or no more."""


MISSED = (*CANCELLED, "absent", "missed", "no show", "no-show", "noshow", "did not")
"""The same of a visit that never was."""


def cancelling_values(values: pd.Series[Any], marks: tuple[str, ...] = CANCELLED) -> tuple[str, ...]:
    """Those of the beginnings by which some values of a column of states say that a line is cancelled."""
    names = [str(name).strip().lower() for name in pd.unique(values.dropna())]
    found = tuple(mark for mark in marks if any(name.startswith(mark) for name in names))
    # A column of nothing but returns says of the table what it is, not of its lines.
    return found if any(not name.startswith(marks) for name in names) else ()


def state_columns(columns: Sequence[Column]) -> list[str]:
    """Categories whose name says that they hold the state of a line, such as “status”."""
    return [
        column.name
        for column in columns
        if column.kind is Kind.CATEGORY and not lexicon.STATE_WORDS.isdisjoint(lexicon.words(column.name))
    ]


def yes_or_no_marks(columns: Sequence[Column]) -> tuple[str, str]:
    """The first column of yes or no that says whether somebody came, and its value for those who did not; "" twice."""
    for column in columns:
        said = set(lexicon.words(column.name))
        if column.kind is Kind.BOOLEAN and said & (lexicon.CAME_WORDS | lexicon.MISSED_WORDS):
            return column.name, "true" if said & lexicon.MISSED_WORDS else "false"
    return "", ""


def currency_columns(columns: Sequence[Column]) -> list[Column]:
    """Columns that name the currency of a line, where there is more than one."""
    return [
        column
        for column in columns
        if column.distinct > 1 and not lexicon.CURRENCY_WORDS.isdisjoint(lexicon.words(column.name))
    ]
