"""Money by month: whole, and bounded where a date is a slip."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from portal.engine.events.cleaning import CleaningRule
from portal.engine.events.ledger import ledger
from portal.engine.events.months import MOST, by_month
from tests.engine.events.data import ROLES, orders

RULE = CleaningRule(marks=("C",))


def test_months_without_a_purchase_are_there() -> None:
    book, cleaning = ledger(orders(), ROLES, replace(RULE, reference="2023-12-31"))
    months, sums = by_month(book)
    assert (months[0], months[-1], len(months)) == ("2023-01", "2023-12", 12)
    assert dict(zip(months, sums, strict=True))["2023-03"] == 0
    assert sums.sum() == pytest.approx(cleaning.spent)


@pytest.mark.parametrize("slip", ["9999-12-31", "1678-01-01"])
def test_a_slip_of_the_pen_makes_no_months_of_centuries(slip: str) -> None:
    frame = orders()
    frame.loc[1, "date"] = pd.Timestamp(slip)
    book, _cleaning = ledger(frame, ROLES, RULE)
    months, sums = by_month(book)
    assert (months[0], months[-1]) == ("2023-01", "2024-02")
    assert sums.sum() == book.worth.sum() - 20


def test_a_long_life_is_shown_whole() -> None:
    frame = orders()
    frame.loc[1, "date"] = frame["date"].max() - pd.DateOffset(months=MOST - 1)
    book, _cleaning = ledger(frame, ROLES, RULE)
    assert len(by_month(book)[0]) == MOST
