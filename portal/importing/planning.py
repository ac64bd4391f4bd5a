"""What the columns of a table are, decided together: one column's clear marks settle another's open question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from portal.errors import TableError
from portal.importing.column import ColumnReader, trimmed
from portal.importing.kinds import Hints, Plan, decide, text_plan, widened
from portal.importing.limits import Choices
from portal.importing.report import ColumnType
from portal.importing.sink import repeats

_DISTINCT: Final = 3_000
_DISTINCT_OF_ALL: Final = 300_000
_SAMPLE_CELLS: Final = 2_000_000


@dataclass(slots=True)
class FirstLook:
    """What the first cells of every column are and what they look like, so that later cells can be judged with them."""

    plans: list[Plan]
    samples: list[dict[str, int]]
    chosen: Hints
    settled: Hints
    again: set[int] = field(default_factory=set)

    def reconsidered(self, place: int, reader: ColumnReader) -> Plan | None:
        """Another plan, once, for a column whose later cells tell more than its first: as if all had been first.

        Amounts above a thousand, or codes with leading zeros, may begin far down a file.
        """
        later = reader.unread | reader.settling
        if not later or place in self.again:
            return None
        self.again.add(place)
        first = self.samples[place]
        # The first cells stand for all that were read.
        weight = max(round(reader.filled / max(sum(first.values()), 1)), 1)
        cells = {cell: n * weight for cell, n in first.items() if cell not in later} | later
        plan, before = decide(cells, reader.name, self.chosen), reader.plan
        plan = decide(cells, reader.name, self.settled) if plan.questions else plan
        same = (plan.type, plan.numbers, plan.dates) == (before.type, before.numbers, before.dates)
        return None if same else plan


def first_look(columns: Sequence[pa.Array], names: Sequence[str], choices: Choices) -> FirstLook:
    """A plan for every column from its first cells; columns that leave something open are settled by the others."""
    taken = max(_SAMPLE_CELLS // len(names), 1_000)
    most = min(max(_DISTINCT_OF_ALL // len(names), 200), _DISTINCT)
    samples = [_counts(trimmed(column[:taken]), most) for column in columns]
    hints = _chosen(choices)
    kept = frozenset(choices.as_written or ())
    if unknown := sorted(kept.difference(names)):
        raise TableError(f"There is no column “{unknown[0]}” to leave as written. The columns are {_listed(names)}.")
    plans = [
        text_plan("left as written, as chosen") if name in kept else decide(cells, name, hints)
        for cells, name in zip(samples, names, strict=True)
    ]
    settled = hints
    if not choices.decimal and (usual := _usual_decimal(plans)):
        settled = replace(settled, decimal=usual, decimal_why="as in the other columns")
    orders = {p.dates.day_first for p in plans if p.dates is not None and p.dates.day_first is not None}
    if choices.day_first is None and len(orders) == 1:
        settled = replace(settled, day_first=orders.pop(), day_first_why="as in the other dates of the table")
    plans = [decide(c, n, settled) if p.questions else p for c, n, p in zip(samples, names, plans, strict=True)]
    return FirstLook(plans, samples, hints, settled)


def first_plans(columns: Sequence[pa.Array], names: Sequence[str], choices: Choices) -> list[Plan]:
    """The plans of `first_look`."""
    return first_look(columns, names, choices).plans


def _listed(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def _chosen(choices: Choices) -> Hints:
    return Hints(choices.decimal or ".", "as chosen" if choices.decimal else "", choices.day_first, "as chosen")


def _usual_decimal(plans: list[Plan]) -> Literal[".", ","] | None:
    numbers = [p.numbers for p in plans if p.numbers is not None]
    sure = [n.notation.decimal for n in numbers if n.certain and not n.whole]
    if sure.count(",") == sure.count("."):
        return None
    return "," if sure.count(",") > sure.count(".") else "."


def _counts(cells: pa.Array, most: int) -> dict[str, int]:
    counted = pc.value_counts(cells.drop_null())[:most]
    return dict(zip(counted.field(0).to_pylist(), counted.field(1).to_pylist(), strict=True))


def parsed_kinds(columns: Sequence[pa.Array], plans: Sequence[Plan]) -> dict[int, pa.DataType]:
    """What the parser itself can make of columns under these plans, by their place.

    Decimal numbers in plain notation and ISO dates become values at once. Whole numbers do not: the parser would
    take 007 for 7. Words that come again and again come under codes, so that each is looked at once.
    """
    kinds: dict[int, pa.DataType] = {}
    for place, (cells, plan) in enumerate(zip(columns, plans, strict=True)):
        if plan.type is ColumnType.DECIMAL and plan.numbers is not None and plan.numbers.notation.plain():
            kinds[place] = pa.float64()
        elif plan.dates is not None and plan.dates.formats == ("ISO",) and not plan.dates.zoned:
            kinds[place] = pa.timestamp("us")
        elif plan.type in (ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.DATE) and repeats(cells):
            kinds[place] = pa.dictionary(pa.int32(), pa.string())
    return kinds


def second_thought(reader: ColumnReader, choices: Choices, last: bool) -> Plan:
    """A wider plan for a column that later cells have refuted."""
    plan = reader.plan
    if last:
        return text_plan("cells of several kinds")
    if plan.type is ColumnType.EMPTY:
        return decide(reader.unread, reader.name, _chosen(choices))
    if plan.type is ColumnType.WHOLE:
        return widened(plan)
    return text_plan(f"most cells are a {plan.type.value}, but too many are not")
