"""Which column of a table of events plays which part: proposed from kinds and names, settled by people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from portal.engine import lexicon
from portal.engine.columns import Column, Kind, Role
from portal.errors import ParameterError

LEVELS = 60
"""A category with more values than this is not proposed: its shares would be crumbs."""
CATEGORIES = 4
"""Categories that are proposed at the most."""
MANY = 20
"""A column with fewer values than this does not name customers unless it says so."""


@dataclass(frozen=True, slots=True)
class EventRoles:
    """The parts that columns play.

    Attributes
    ----------
    customer, time : the columns that say who and when
    amount : money of a line; "" where it is quantity × price
    quantity, price : how many and for how much each; both needed where there is no amount
    order : what groups lines into one order; "" means that the orders of one day are one
    categories : columns whose shares of a customer's money are built
    counts : whether lines carry no money, and each counts as one event
    """

    customer: str
    time: str
    amount: str = ""
    quantity: str = ""
    price: str = ""
    order: str = ""
    categories: tuple[str, ...] = ()
    counts: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON; roles with money are written as before there were any without."""
        values = asdict(self) | {"categories": list(self.categories)}
        return values if self.counts else {name: value for name, value in values.items() if name != "counts"}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The roles of `to_json`; ParameterError where they are none."""
        try:
            texts = {name: str(values.get(name) or "") for name in _SINGLE}
            categories = tuple(str(name) for name in values.get("categories") or ())
            return cls(**texts, categories=categories, counts=bool(values.get("counts")))
        except (TypeError, AttributeError):
            raise ParameterError("These are no roles of columns. Choose who, when and how much.") from None

    def used(self) -> tuple[str, ...]:
        """The columns that have a part, each once."""
        names = (*(getattr(self, name) for name in _SINGLE), *self.categories)
        return tuple(dict.fromkeys(name for name in names if name))


_SINGLE = ("customer", "time", "amount", "quantity", "price", "order")


def proposed_roles(columns: Sequence[Column], rows: int) -> EventRoles:
    """The parts that columns seem to play; "" where no column fits.

    Parameters
    ----------
    columns : kinds and roles of the table of events
    rows : its number of rows
    """
    taken: set[str] = set()

    def take(score: Callable[[Column], float]) -> str:
        scored = [(score(column), -i, column.name) for i, column in enumerate(columns) if column.name not in taken]
        best = max(scored, default=(0.0, 0, ""))
        if best[0] <= 0:
            return ""
        taken.add(best[2])
        return best[2]

    time = take(_time)
    customer = take(lambda column: _customer(column, rows))
    order = take(lambda column: _order(column, rows))
    quantity = take(lambda column: _named_number(column, lexicon.ITEM_WORDS))
    price = take(lambda column: _named_number(column, lexicon.PRICE_WORDS) if quantity else 0)
    left = [column for column in columns if column.name not in taken and _any_quantity(column)]
    # Where no name speaks of money, the last number that may be some is the best guess: it stands at the end of a line.
    amount = take(_amount) or ("" if price or not left else left[-1].name)
    fit = [column.name for column in columns if column.name not in {*taken, amount} and _category(column)]
    # What is bought says more of a customer than where and how.
    categories = sorted(fit, key=lambda name: lexicon.PRODUCT_WORDS.isdisjoint(lexicon.words(name)))
    counts = not amount and not price
    return EventRoles(
        customer, time, amount, "" if counts else quantity, "" if amount else price, order,
        categories=tuple(categories[:CATEGORIES]), counts=counts,
    )  # fmt: skip


def lacking(roles: EventRoles) -> list[str]:
    """What keeps these roles from making customers of events, a sentence each; none when all is there."""
    said = []
    if not roles.customer:
        lost = "" if roles.counts else ", so RFM cannot be built"
        said.append(f"No column says whom a line belongs to{lost}. Choose one.")
    if not roles.time:
        said.append("No column says when a line happened. Choose a column of dates.")
    if not roles.counts and not roles.amount and not (roles.quantity and roles.price):
        said.append(
            "No column says how much money a line is. Choose an amount, quantity and price, or that lines are counted."
        )
    return said


def checked_roles(roles: EventRoles, columns: Sequence[Column]) -> EventRoles:
    """The roles as they are; ParameterError names what is missing, unknown or said twice."""
    if missing := lacking(roles):
        raise ParameterError(missing[0])
    known = {column.name: column for column in columns}
    for name in roles.used():
        if name not in known:
            raise ParameterError(f"There is no column “{name}”. Choose one of: {', '.join(known)}.")
    if roles.customer == roles.time:
        raise ParameterError(f"“{roles.customer}” cannot say both who and when. Choose two columns.")
    for name in filter(None, (roles.amount, roles.quantity, roles.price)):
        if known[name].kind in (Kind.TEXT, Kind.DATE):
            raise ParameterError(f"“{name}” holds no numbers. Choose a column of numbers, or repair it on Data first.")
    if roles.counts and (money := roles.amount or roles.quantity or roles.price):
        raise ParameterError(f"Lines that are counted have no money. Leave out “{money}”, or do not count lines.")
    if clash := {roles.customer, roles.time} & set(roles.categories):
        raise ParameterError(f"“{clash.pop()}” has a part already, so it cannot be a category too.")
    return roles


def _customer(column: Column, rows: int) -> float:
    if column.kind is Kind.DATE or not 2 <= column.distinct < rows - column.missing:
        return 0
    said = lexicon.words(column.name)
    if lexicon.names_a_customer(column.name):
        return (column.distinct >= MANY) * (3 + 2 * lexicon.names_an_id(column.name) + (column.role is Role.ID))
    if not lexicon.EVENT_DAY_WORDS.isdisjoint(said) or lexicon.names_a_quantity(column.name):
        return 0
    # Nothing in the name: whole numbers or words that repeat, and are many, may name people.
    repeats = column.distinct >= max(MANY, rows // 50) and column.distinct <= 0.8 * rows
    return 1.0 * (repeats and (column.role is Role.ID or column.kind is Kind.TEXT or _unnamed(column)))


def _unnamed(column: Column) -> bool:
    return lexicon.words(column.name)[:1] in (("column",), ("unnamed",), ("field",)) and column.kind is Kind.NUMBER


def _time(column: Column) -> float:
    said = set(lexicon.words(column.name))
    if column.kind is Kind.DATE:
        return 1 + len(said & lexicon.EVENT_DAY_WORDS) - 2.0 * bool(said & lexicon.OTHER_DAY_WORDS) + 0.5
    return 0.5 * (column.kind is Kind.NUMBER and "yyyymmdd" in column.note)


def _order(column: Column, rows: int) -> float:
    named = not lexicon.ORDER_WORDS.isdisjoint(lexicon.words(column.name))
    id_like = column.role is Role.ID or lexicon.names_an_id(column.name)
    return 1.0 * (named and id_like and column.kind is not Kind.DATE and 1 < column.distinct <= rows)


def _named_number(column: Column, names: frozenset[str]) -> float:
    said = lexicon.words(column.name)
    fits = column.kind is Kind.NUMBER or (column.kind is Kind.CATEGORY and column.role is Role.DESCRIPTOR)
    return 1.0 * (fits and not names.isdisjoint(said) and lexicon.NOT_MONEY_WORDS.isdisjoint(said))


def _amount(column: Column) -> float:
    said = set(lexicon.words(column.name))
    if (
        column.kind is not Kind.NUMBER
        or column.role is Role.ID
        or said & (lexicon.NOT_MONEY_WORDS | lexicon.MEASURE_WORDS)
        or said & lexicon.PRICE_WORDS
    ):
        return 0
    return 1.0 * len(said & lexicon.MONEY_WORDS)


def _any_quantity(column: Column) -> bool:
    said = lexicon.words(column.name)
    other = lexicon.NOT_MONEY_WORDS | lexicon.MEASURE_WORDS
    return column.kind is Kind.NUMBER and column.role is Role.VARIABLE and other.isdisjoint(said)


def _category(column: Column) -> bool:
    return column.kind is Kind.CATEGORY and column.role is Role.DESCRIPTOR and 2 <= column.distinct <= LEVELS
