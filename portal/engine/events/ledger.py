"""Events cleaned by a stated rule: who bought what on which day, and why the other lines do not count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.events.cleaning import Cleaning, CleaningRule, Reason, Returns
from portal.engine.events.columns import bare_ids, day_numbers, long_after, marked, numbers_of, plain_ids
from portal.engine.events.roles import EventRoles
from portal.engine.records import Floats, Progress
from portal.errors import ParameterError, TableError

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Purchases as plain arrays, one entry a line.

    Attributes
    ----------
    customers : (c,) ids, sorted
    who : (n,) position of each purchase's customer in `customers`
    day : (n,) days since 1970-01-01
    worth, quantity : (n,) money, or 1 each where lines are counted; quantity is None where no column says
    order : (n,) number of the order (equal numbers of one customer are one order)
    returned : (c,) money of cancelled and negative lines by customer, positive
    categories : by column, the level of each purchase (−1 missing) and the levels' names
    reference : days since 1970-01-01
    subtracts : whether returns lower the money spent
    unit : of the money
    counts : whether lines are counted, because they carry no money
    """

    customers: pd.Index[Any]
    who: Ints
    day: Ints
    worth: Floats
    quantity: Floats | None
    order: Ints
    returned: Floats
    categories: dict[str, tuple[Ints, tuple[str, ...]]]
    reference: int
    subtracts: bool
    unit: str
    counts: bool = False

    @property
    def n(self) -> int:
        """Number of customers."""
        return len(self.customers)


def ledger(
    frame: pd.DataFrame, roles: EventRoles, rule: CleaningRule, progress: Progress | None = None
) -> tuple[Ledger, Cleaning]:
    """Clean events and bring them into arrays; nothing is changed in `frame`.

    Parameters
    ----------
    frame : one line an event, with the columns that `roles` name
    roles, rule : which column is what, and which lines count
    progress : called with a stage and a share of this work

    Raises
    ------
    TableError
        when no line is left, or fewer than two customers are
    """
    tell = progress or (lambda _stage, _share: None)
    tell("Reading the lines", 0.0)
    day, has_day = day_numbers(frame[roles.time], roles.time)
    ids = bare_ids(frame[roles.customer])
    has_customer = ids.notna().to_numpy(dtype=bool)
    worth, quantity, sign, zero = _worth(frame, roles)
    tell("Cleaning the lines", 0.35)
    cancelled = (
        marked(frame[rule.marked_in or roles.order], rule.marks) if rule.marks and _marks_in(roles, rule) else None
    )
    usable = has_customer & has_day
    if not usable.any():
        raise TableError(f"No line has both an id in “{roles.customer}” and a day in “{roles.time}”.")
    # The default is settled by every dated line, so that it does not move with the rest of the rule.
    reference = int(np.datetime64(rule.reference, "D").astype(int)) if rule.reference else int(day[usable].max()) + 1
    left, reasons = _sorted_out(
        {
            Reason.NO_CUSTOMER: ~has_customer,
            Reason.NO_TIME: ~has_day,
            Reason.AFTER: has_day & (day > reference),
            Reason.NO_MONEY: ~np.isfinite(worth),
            Reason.CANCELLED: np.zeros(len(frame), dtype=bool) if cancelled is None else cancelled,
            Reason.NEGATIVE: sign < 0,
            Reason.ZERO: zero & (not rule.keep_zero),
        }
    )
    kept = left == 0
    if not kept.any():
        raise TableError(
            f"No line counts as {'an event' if roles.counts else 'a purchase'} under this rule: "
            + ", ".join(f"{count:,} {reason}" for reason, count in reasons if count)
            + ". Change the rule or the columns."
        )
    tell("Numbering ids and orders", 0.55)
    who, customers = pd.factorize(ids[kept], sort=True)
    if len(customers) < 2:
        raise TableError(f"“{roles.customer}” has one id only. Segments need at least two.")
    order, unordered = _orders(frame, roles, kept, day)
    back = np.isin(left, (_code(Reason.CANCELLED), _code(Reason.NEGATIVE)))
    returned, strangers = _returned(ids[back], worth[back], customers)
    known = int(ids[has_customer].nunique())
    tell("Numbering categories", 0.8)
    made = Ledger(
        customers=plain_ids(customers), who=who.astype(np.int64), day=day[kept], worth=worth[kept],
        quantity=None if quantity is None else quantity[kept], order=order, returned=returned,
        categories={name: _levels(frame[name][kept]) for name in roles.categories},
        reference=reference, subtracts=rule.returns is Returns.SUBTRACTED, unit=rule.money, counts=roles.counts,
    )  # fmt: skip
    return made, Cleaning(
        rows=len(frame), kept=int(kept.sum()), left_out=reasons, customers=len(customers), only_returned=strangers,
        spent=0.0 if roles.counts else round(float(made.worth.sum()), 2),
        returned=0.0 if roles.counts else round(float(np.abs(worth[back]).sum()), 2),
        first=_iso(int(made.day.min())), last=_iso(int(made.day.max())), reference=_iso(reference),
        late=0 if rule.reference else long_after(made.day), unordered=unordered,
        without=known - len(customers) - strangers,
    )  # fmt: skip


def _marks_in(roles: EventRoles, rule: CleaningRule) -> bool:
    if not rule.marked_in and not roles.order:
        raise ParameterError("Choose the column whose beginning says that a line is cancelled.")
    return True


def _worth(frame: pd.DataFrame, roles: EventRoles) -> tuple[Floats, Floats | None, Floats, Flags]:
    """Money (or 1), quantity, the lesser sign of what they are made of, and whether any of it is zero."""
    if roles.counts:
        one = np.ones(len(frame))
        return one, None, one, np.zeros(len(frame), dtype=bool)
    quantity = numbers_of(frame[roles.quantity], roles.quantity) if roles.quantity else None
    if roles.amount:
        money = numbers_of(frame[roles.amount], roles.amount)
        parts = [money] if quantity is None else [money, quantity]
    else:
        assert quantity is not None
        price = numbers_of(frame[roles.price], roles.price)
        money, parts = quantity * price, [quantity, price]
    # Two negatives make a positive product, but no purchase; a missing quantity does not hide a negative amount.
    sign = np.fmin.reduce([np.sign(part) for part in parts])
    return money, quantity, sign, np.logical_or.reduce([part == 0 for part in parts])


def _code(reason: Reason) -> int:
    return 1 + list(Reason).index(reason)


def _sorted_out(flags: dict[Reason, Flags]) -> tuple[npt.NDArray[np.int8], tuple[tuple[Reason, int], ...]]:
    """The first reason against each line as a number (0: none), and how many lines each takes."""
    left = np.zeros(len(next(iter(flags.values()))), dtype=np.int8)
    for reason, flag in flags.items():
        left[(left == 0) & flag] = _code(reason)
    counts = np.bincount(left, minlength=len(Reason) + 1)
    return left, tuple((reason, int(counts[_code(reason)])) for reason in flags)


def _orders(frame: pd.DataFrame, roles: EventRoles, kept: Flags, day: Ints) -> tuple[Ints, int]:
    """The number of each purchase's order, and how many purchases have no order id."""
    if not roles.order:
        return day[kept], 0
    codes, names = pd.factorize(bare_ids(frame[roles.order])[kept])
    # A line without an order id is an order of its day.
    numbers = np.where(codes < 0, len(names) + day[kept] - int(day[kept].min()), codes)
    return numbers.astype(np.int64), int((codes < 0).sum())


def _returned(who: pd.Series[Any], money: Floats, customers: pd.Index[Any]) -> tuple[Floats, int]:
    places = customers.get_indexer(pd.Index(who))
    ours = places >= 0
    sums = np.bincount(places[ours], weights=np.abs(money[ours]), minlength=len(customers))
    return sums.astype(np.float64), int(who[~ours].nunique())


def _levels(values: pd.Series[Any]) -> tuple[Ints, tuple[str, ...]]:
    codes, names = pd.factorize(values, sort=True)
    return codes.astype(np.int64), tuple(str(name) for name in names)


def _iso(day: int) -> str:
    return str(np.datetime64(day, "D"))
