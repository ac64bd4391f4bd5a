"""What segments are worth: their shares of a column of money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from portal.engine import profiles
from portal.engine.columns import Kind
from portal.engine.lexicon import words
from portal.services.profiling import placed, profiled_columns
from portal.services.segments import Portrait
from portal.services.workspace import Workspace

MONEY: Final = (
    frozenset({"monetary", "revenue", "clv", "ltv", "turnover", "sales"}),
    frozenset({"spend", "spent", "charges", "charge", "payment", "payments", "paid", "mnt", "fee", "fees"}),
    frozenset({"amount", "basket", "ticket", "aov"}),
)
"""Words of a column's name that speak of money spent, the most telling first."""
NO_SUMS: Final = frozenset(
    {"score", "rating", "rate", "ratio", "pct", "percent", "index", "age", "year", "birth", "lat", "lon", "rank", "log"}
)
"""Words of a column's name that speak of something that nobody adds up."""


def columns_to_sum(portrait: Portrait) -> tuple[str, ...]:
    """The columns whose total can be shared out, likely money first."""
    names = [c.name for c in profiled_columns(portrait) if c.kind == Kind.NUMBER and c.distinct > 2]
    names = [name for name in names if not NO_SUMS & set(words(name))]
    likely = _money(names)
    return (*likely, *(name for name in names if name not in likely))


def default_column(portrait: Portrait) -> str | None:
    """The column of money that says what a segment is worth; None when no name speaks of money."""
    return next(iter(_money(columns_to_sum(portrait))), None)


def shares(ws: Workspace, portrait: Portrait, column: str | None) -> dict[int, float]:
    """Each segment's share of the total of a column (−1 included).

    Empty without a column, or where negative cells make shares meaningless.
    """
    if column not in columns_to_sum(portrait):
        return {}
    frame, labels, _ = placed(ws, portrait)
    found = profiles.shares_of_total(frame, labels, str(column))
    return found if all(share >= 0 for share in found.values()) else {}


def _money(names: Iterable[str]) -> tuple[str, ...]:
    # Totals before monthly or single amounts: they say what a customer has brought in all.
    order = sorted(names, key=lambda name: "total" not in words(name))
    return tuple(dict.fromkeys(name for meant in MONEY for name in order if meant & set(words(name))))
