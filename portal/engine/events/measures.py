"""What is built of a customer's events: each column with its unit, its meaning and the part it should play."""

from __future__ import annotations

from dataclasses import dataclass

from portal.engine.columns import Kind, Role

NOT_A_VARIABLE = "not a variable by itself; make it one to segment by it"


@dataclass(frozen=True, slots=True)
class Measure:
    """A built column: unit ("" where there is none), one line of meaning, kind, role and the reason of its role."""

    name: str
    unit: str
    meaning: str
    kind: Kind = Kind.NUMBER
    role: Role = Role.DESCRIPTOR
    note: str = NOT_A_VARIABLE


def _variable(name: str, unit: str, meaning: str) -> Measure:
    return Measure(name, unit, meaning, role=Role.VARIABLE, note="")


def core_measures(money: str, *, subtracts: bool) -> tuple[Measure, ...]:
    """The columns that every table of events gives, in table order."""
    spent = "Money of all purchases" + (" less what came back" if subtracts else ", returns not subtracted")
    once = "missing for those who bought on one day only"
    return (
        Measure("first_purchase", "", "Day of the first purchase", Kind.DATE),
        Measure("last_purchase", "", "Day of the last purchase", Kind.DATE),
        _variable("recency_days", "days", "Days from the last purchase to the reference date"),
        _variable("frequency", "orders", "Number of orders"),
        _variable("monetary", money, spent),
        _variable("tenure_days", "days", "Days from the first purchase to the reference date"),
        _variable("average_basket", money, "Money of one order on average"),
        Measure("repeat_purchases", "days", "Days with a purchase after the first one"),
        Measure("active_days", "days", "Days from the first to the last purchase"),
        Measure("days_between_purchases", "days", f"Average days from one purchase to the next; {once}"),
        Measure("trend", "−1 to 1",
                f"Money of the later half of their time less the earlier half, by all of it; {once}"),
        Measure("returns_share", "share", "Money of cancelled and returned lines by money bought, at most 1"),
    )  # fmt: skip


def counted_measures() -> tuple[Measure, ...]:
    """The columns that events without money give, in table order; what belongs together is a visit."""
    once = "missing for those who came on one day only"
    return (
        Measure("first_visit", "", "Day of the first visit", Kind.DATE),
        Measure("last_visit", "", "Day of the last visit", Kind.DATE),
        _variable("recency_days", "days", "Days from the last visit to the reference date"),
        _variable("frequency", "visits", "Number of visits"),
        _variable("tenure_days", "days", "Days from the first visit to the reference date"),
        Measure("events", "events", "Number of events: lines that count"),
        Measure("repeat_visits", "days", "Days with a visit after the first one"),
        Measure("active_days", "days", "Days from the first to the last visit"),
        Measure("days_between_visits", "days", f"Average days from one visit to the next; {once}"),
        Measure("trend", "−1 to 1",
                f"Events of the later half of their time less the earlier half, by all of them; {once}"),
    )  # fmt: skip


ITEMS = Measure("items_per_order", "items", "Quantity in one order on average")

SEASONS: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("winter", (12, 1, 2)),
    ("spring", (3, 4, 5)),
    ("summer", (6, 7, 8)),
    ("autumn", (9, 10, 11)),
)
"""Seasons of the northern half of the world, by month."""


def season_measure(season: str, months: tuple[int, ...], *, counts: bool) -> Measure:
    """A season's share of the money, or of the events."""
    names = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
             "November", "December")  # fmt: skip
    span = f"{names[months[0] - 1]} to {names[months[-1] - 1]}"
    return Measure(f"share_{season}", "share", f"Share of the {'events' if counts else 'money spent'} from {span}")


def level_measure(column: str, level: str, *, counts: bool) -> Measure:
    """A category's share of the money, or of the events."""
    whole = "events of" if counts else "money that went to"
    return Measure(f"share of {column}: {level}", "share", f"Share of the {whole} {column} “{level}”")


def main_measure(column: str, *, constant: bool, counts: bool) -> Measure:
    """The category that most of the money went to, or most events are of."""
    if constant:
        return Measure(column, "", f"{column} of nearly all of their lines", Kind.CATEGORY, note="a category")
    most = "of most events" if counts else "that most of the money went to"
    return Measure(f"main {column}", "", f"{column} {most}", Kind.CATEGORY, note="a category")


def rfm_measures() -> tuple[Measure, ...]:
    """Scores and group of RFM."""
    fifths = "5 the best fifth; equal values score alike"
    return (
        Measure("r_score", "1 to 5", f"How recently bought, {fifths}", note="a score of another column"),
        Measure("f_score", "1 to 5", f"How often bought, {fifths}", note="a score of another column"),
        Measure("m_score", "1 to 5", f"How much spent, {fifths}", note="a score of another column"),
        Measure("rfm_group", "", "The usual group of these scores", Kind.CATEGORY, note="a group made of scores"),
    )
