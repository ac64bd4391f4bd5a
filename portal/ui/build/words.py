"""What the Build page says: which lines count and why, in sentences with counts."""

from __future__ import annotations

from collections.abc import Sequence

from portal.engine.events.cleaning import Cleaning, Reason, Returns
from portal.figures.months import NAMES
from portal.figures.records import People
from portal.figures.wording import counted, elided, number, percent, sentence
from portal.services import events
from portal.services.datasets import Dataset
from portal.services.event_plans import Plan
from portal.services.events import GroupRow, Look

RETURNS = {Returns.APART: "only count as returns", Returns.SUBTRACTED: "are subtracted from the money spent"}


def day(iso: str) -> str:
    """“10 December 2011” for “2011-12-10”."""
    year, month, day_ = iso.rsplit("-", 2)
    return f"{int(day_)} {NAMES[int(month) - 1]} {year}"


def money(value: float, unit: str, digits: int | None = 0) -> str:
    """An amount with its unit: “£8,911,408”, “8,911 EUR”."""
    text = number(value, digits)
    return f"{unit}{text}" if len(unit) == 1 else f"{text} {unit}".strip()


def asked(dataset: Dataset, people: People) -> str:
    """The question while nothing has been counted."""
    return f"Which {people.many} are behind the {number(dataset.rows)} lines of {elided(dataset.name, 50)}?"


def finding(look: Look, plan: Plan, people: People) -> str:
    """What the lines come to."""
    cleaning = look.cleaning
    lines = f"{number(cleaning.kept)} of {number(cleaning.rows)}"
    if cleaning.kept == cleaning.rows:
        lines = f"All {number(cleaning.rows)}"
    if plan.roles.counts:
        return f"{lines} lines are events of {people.of(cleaning.customers)}"
    return f"{lines} lines are purchases, by {people.of(cleaning.customers)}"


def found(look: Look, plan: Plan, people: People) -> str:
    """What was built."""
    if plan.roles.counts:
        return f"{people.of(look.cleaning.customers)} and their {number(look.cleaning.kept)} events"
    spent = money(look.cleaning.spent, plan.rule.money)
    return f"{people.of(look.cleaning.customers)} spent {spent}"


def lead(look: Look, plan: Plan) -> str:
    """From when to when, and for how much."""
    cleaning = look.cleaning
    worth = "" if plan.roles.counts else f", for {money(cleaning.spent, plan.rule.money, 2)} in all"
    return f"From {day(cleaning.first)} to {day(cleaning.last)}{worth}. Looked at on {day(cleaning.reference)}."


def best(groups: Sequence[GroupRow], people: People) -> str:
    """How much of the money the group with the most of it brings; "" without groups or money."""
    everyone, money_ = sum(row.size for row in groups), sum(row.money for row in groups)
    if not groups or money_ <= 0:
        return ""
    first = max(groups, key=lambda row: row.money)
    return (
        f"{first.name}, {percent(first.size / everyone)} of the {people.many}, bring {percent(first.money / money_)} "
        "of the money."
    )


def sentences(cleaning: Cleaning, plan: Plan, people: People) -> list[str]:
    """The rule with what it does, a sentence each; reasons that take no line are left out."""
    counts = dict(cleaning.left_out)
    said = [_reason(one, counts[one], cleaning, plan, people) for one in Reason if counts.get(one)]
    back = counts.get(Reason.CANCELLED, 0) + counts.get(Reason.NEGATIVE, 0)
    if back and not plan.roles.counts:
        worth = money(cleaning.returned, plan.rule.money)
        said.append(f"Cancelled lines and those below zero, {worth} in all, {RETURNS[plan.rule.returns]}.")
    if cleaning.only_returned:
        has, left = ("has", "is") if cleaning.only_returned == 1 else ("have", "are")
        what = f"{has} only such lines" if plan.roles.counts else "only brought something back"
        said.append(f"{sentence(counted(cleaning.only_returned, *people))} {what} and {left} left out.")
    if cleaning.without:
        has, is_ = ("has", "is") if cleaning.without == 1 else ("have", "are")
        said.append(f"{sentence(counted(cleaning.without, *people))} {has} no line that counts and {is_} left out.")
    if not any(counts.values()):
        said.append("Every line counts.")
    chosen = "as chosen" if plan.rule.reference else "the day after the last line"
    said.append(f"{sentence(people.many)} are looked at on {day(cleaning.reference)}, {chosen}.")
    if cleaning.late:
        lines, is_ = sentence(counted(cleaning.late, "line")), "is" if cleaning.late == 1 else "are"
        said.append(
            f"{lines} {is_} dated long after the others, up to {day(cleaning.last)}. "
            "Choose a reference date to leave out what is later."
        )
    said.append(_order(cleaning, plan, people))
    if plan.roles.counts:
        said.append(
            "RFM groups need money and are not built: build with a column under “Money of a line” to have them."
        )
    said.append("Lines that repeat another are kept; Data can leave them out first.")
    return said


def mixed(names: Sequence[str], people: People) -> list[str]:
    """What is wrong with sums of money where lines are of several currencies."""
    return [
        f"“{name}” names several currencies, and amounts are added up as they stand: money compares {people.many} only "
        "when all of it is in one."
        for name in names
    ]


def ties(dataset: Dataset, rule: str, people: People) -> str:
    """How fifths are made, and how many people share a number of orders that a fifth cannot hold."""
    shared = events.tied(dataset)
    if not shared:
        return f"{rule}."
    return f"{rule}: {people.of(shared)} share a number of orders with more than a fifth of all."


def _reason(reason: Reason, count: int, cleaning: Cleaning, plan: Plan, people: People) -> str:
    lines, is_ = sentence(counted(count, "line")), "is" if count == 1 else "are"
    has = "has" if count == 1 else "have"
    match reason:
        case Reason.NO_CUSTOMER:
            return f"{lines} {has} no {people.one} in “{plan.roles.customer}” and {is_} left out."
        case Reason.NO_TIME:
            return f"{lines} {has} no day in “{plan.roles.time}” and {is_} left out."
        case Reason.AFTER:
            return f"{lines} {is_} later than {day(cleaning.reference)} and {is_} left out."
        case Reason.NO_MONEY:
            return f"{lines} {has} no {_money_columns(plan)} and {is_} left out."
        case Reason.CANCELLED:
            where = plan.rule.marked_in or plan.roles.order
            begins = " or ".join(f"“{mark}”" for mark in plan.rule.marks)
            if plan.roles.counts:
                return f"{lines} {is_} no event, because “{where}” begins with {begins}, and {is_} left out."
            return f"{lines} {is_} cancelled: “{where}” begins with {begins}."
        case Reason.NEGATIVE:
            return f"{lines} {has} {_money_columns(plan)} below zero."
        case Reason.ZERO:
            return f"{lines} {has} {_money_columns(plan)} of zero and {is_} left out."


def _order(cleaning: Cleaning, plan: Plan, people: People) -> str:
    one = "visit" if plan.roles.counts else "order"
    if not plan.roles.order:
        return f"All lines of {people.any} on one day are one {one}."
    same = f"Lines of {people.any} with the same “{plan.roles.order}” are one {one}"
    if not cleaning.unordered:
        return f"{same}."
    has = "has" if cleaning.unordered == 1 else "have"
    return f"{same}; {counted(cleaning.unordered, 'line')} {has} none, and those of one day are one {one}."


def _money_columns(plan: Plan) -> str:
    names = [plan.roles.amount, plan.roles.quantity] if plan.roles.amount else [plan.roles.quantity, plan.roles.price]
    return " or ".join(f"“{name}”" for name in names if name)
