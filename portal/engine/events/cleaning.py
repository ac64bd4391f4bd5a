"""The rule by which events are cleaned, and the record of what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np

from portal.errors import ParameterError


class Returns(StrEnum):
    """What becomes of cancelled lines and of those below zero."""

    APART = "apart"
    SUBTRACTED = "subtracted"


class Reason(StrEnum):
    """Why a line is no purchase, in the order in which lines are looked at."""

    NO_CUSTOMER = "no customer"
    NO_TIME = "no time"
    AFTER = "after the reference date"
    NO_MONEY = "no amount"
    CANCELLED = "cancelled"
    NEGATIVE = "below zero"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class CleaningRule:
    """Which lines count as purchases.

    Attributes
    ----------
    reference : ISO day on which customers are looked at, later lines are left out; "" is the day after the last line
    marks : beginnings by which `marked_in` says that a line is cancelled, such as ``("C",)``
    marked_in : the column that says so; the order column where it is ""
    returns : whether cancelled and negative lines only count as returns or are subtracted from the money spent
    keep_zero : whether lines of nothing (no quantity or no money) count as purchases
    money : unit of the amounts as people write it, such as "£"
    """

    reference: str = ""
    marks: tuple[str, ...] = ()
    marked_in: str = ""
    returns: Returns = Returns.APART
    keep_zero: bool = False
    money: str = ""

    def __post_init__(self) -> None:
        if self.reference:
            try:
                np.datetime64(self.reference, "D")
            except ValueError:
                raise ParameterError(
                    f"“{self.reference}” is no day. Write the reference date as year-month-day, such as 2024-06-30."
                ) from None

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self) | {"marks": list(self.marks), "returns": str(self.returns)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The rule of `to_json`; ParameterError where it is none."""
        try:
            return cls(
                reference=str(values.get("reference") or ""),
                marks=tuple(str(mark) for mark in values.get("marks") or ()),
                marked_in=str(values.get("marked_in") or ""),
                returns=Returns(values.get("returns") or Returns.APART),
                keep_zero=bool(values.get("keep_zero")),
                money=str(values.get("money") or "")[:12],
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise ParameterError(f"This is no cleaning rule: {error}. Choose it from the form.") from None


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What the rule did.

    Attributes
    ----------
    rows, kept : lines of the table, and those that count as purchases
    left_out : lines by reason, in the order of looking
    customers : who bought something
    only_returned : customers who have no purchase but cancelled or negative lines
    without : the other customers who have no purchase: their lines are zero, too late, or lack day or amount
    spent, returned : money of the purchases, and of cancelled and negative lines (positive); 0 where lines are counted
    first, last, reference : ISO days of the first and the last purchase, and of the look at customers
    late : purchases long after all others, which move a reference date that nobody chose
    unordered : purchases without an order id, where there is a column of them
    """

    rows: int
    kept: int
    left_out: tuple[tuple[Reason, int], ...]
    customers: int
    only_returned: int
    spent: float
    returned: float
    first: str
    last: str
    reference: str
    late: int = 0
    without: int = 0
    unordered: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self) | {"left_out": [[str(reason), count] for reason, count in self.left_out]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The record of `to_json`."""
        left_out = tuple((Reason(reason), int(count)) for reason, count in values["left_out"])
        return cls(**dict(values) | {"left_out": left_out})
