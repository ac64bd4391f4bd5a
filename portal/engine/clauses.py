"""Conditions on columns that people can read and check: “age < 42”, “contract is One year or Two year”."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine import wording
from portal.engine.lexicon import human
from portal.engine.reading import Categories, Quantity

Read = Quantity | Categories
Mask = npt.NDArray[np.bool_]

NAMED = 3
"""Categories that a clause names; of more, it names those that do not count."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition on one column.

    Attributes
    ----------
    feature : column
    low, high : a quantity must be at least `low` and less than `high`, in its own units; None leaves an end open
    levels, others : the categories that meet the condition, and those that do not; empty for a quantity
    binary : whether the quantity is a yes/no column
    """

    feature: str
    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    binary: bool = False

    @property
    def sentence(self) -> str:
        """The condition in words: “30 ≤ age < 42”, “partner is no”."""
        name = human(self.feature)
        if self.levels:
            if len(self.levels) <= NAMED or len(self.levels) <= len(self.others):
                return f"{name} is {_any_of(self.levels)}"
            return f"{name} is not {_any_of(self.others)}"
        if self.binary:
            return f"{name} is {'no' if self.low is None else 'yes'}"
        if self.low is None or self.high is None:
            sign, bound = ("<", self.high) if self.low is None else ("≥", self.low)
            return f"{name} {sign} {wording.exact(bound or 0.0)}"
        return f"{wording.exact(self.low)} ≤ {name} < {wording.exact(self.high)}"

    def holds(self, column: Read) -> Mask:
        """(n,) which rows meet it; a row without a value does not."""
        if isinstance(column, Categories):
            wanted = np.array([level in self.levels for level in column.levels] + [False])
            found: Mask = wanted[column.codes]
            return found
        with np.errstate(invalid="ignore"):
            inside: Mask = ~np.isnan(column.values)
            if self.low is not None:
                inside &= column.values >= self.low
            if self.high is not None:
                inside &= column.values < self.high
        return inside


def spoken(clauses: Iterable[Clause]) -> str:
    """The conditions in one phrase: “age < 42 and income ≥ 88,000”."""
    return " and ".join(clause.sentence for clause in clauses)


def meets(columns: Mapping[str, Read], clauses: Iterable[Clause], rows: int) -> Mask:
    """(rows,) which rows meet every clause."""
    kept = np.ones(rows, dtype=np.bool_)
    for clause in clauses:
        kept &= clause.holds(columns[clause.feature])
    return kept


def roundest(low: float, high: float) -> float:
    """The number in (low, high] with the fewest digits: 42 for (41, 42.5], 88,000 for (87,950, 88,120].

    Bounds that do not differ give `high` back.
    """
    if not low < high:
        return high
    power = math.floor(math.log10(max(abs(low), abs(high), 1e-300))) + 1
    for exponent in range(power, power - 17, -1):
        for step in (5 * 10.0**exponent, 2 * 10.0**exponent, 10.0**exponent):
            found = (math.floor(low / step) + 1) * step
            if low < found <= high:
                return float(f"{found:.12g}")
    return high


def _any_of(levels: tuple[str, ...]) -> str:
    shown: list[Any] = [level or "(empty)" for level in levels]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
