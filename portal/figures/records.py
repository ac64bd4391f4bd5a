"""The small frozen records that pages hand to the figures and get back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from portal.figures.wording import number

UNASSIGNED: Final = -1
"""Label of the customers who fit no segment."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment as a figure needs it.

    `label` is its number in the labels array (−1: unassigned); `slot` is its colour, the label itself
    unless the run was matched to the colours of another.
    """

    label: int
    name: str
    size: int = 0
    slot: int | None = None

    @property
    def colour_slot(self) -> int:
        """The slot that decides colour and symbol."""
        return self.label if self.slot is None else self.slot

    @property
    def is_unassigned(self) -> bool:
        """Whether these are the customers who fit no segment."""
        return self.label == UNASSIGNED


class People(NamedTuple):
    """What the people of a table are called: customers where nobody has said otherwise."""

    one: str = "customer"
    many: str = "customers"

    def of(self, count: int) -> str:
        """“1 customer”, “3,000 accounts”."""
        return f"{number(count)} {self.one if count == 1 else self.many}"

    @property
    def any(self) -> str:
        """“a customer”, “an account”."""
        return f"{'an' if self.one[:1].lower() in 'aeio' else 'a'} {self.one}"


CUSTOMERS: Final = People()


class Caption(NamedTuple):
    """What stands above a chart: the finding, or the chart's neutral name, and one line on how to read it."""

    title: str
    reading: str


class Extent(NamedTuple):
    """The fixed ranges of a map's two axes."""

    left: float
    right: float
    bottom: float
    top: float
