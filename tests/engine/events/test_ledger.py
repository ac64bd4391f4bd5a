"""Cleaning: every line that does not count has a stated reason, and the counts add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portal.engine.events.cleaning import Cleaning, CleaningRule, Reason, Returns
from portal.engine.events.ledger import ledger
from portal.engine.events.roles import EventRoles
from portal.errors import ParameterError, TableError
from tests.engine.events.data import ROLES, orders

RULE = CleaningRule(reference="2023-12-31", marks=("C",), money="€")


def test_every_line_is_counted_once_with_its_reason() -> None:
    _book, cleaning = ledger(orders(), ROLES, RULE)
    counts = dict(cleaning.left_out)
    assert counts == {
        Reason.NO_CUSTOMER: 1, Reason.NO_TIME: 0, Reason.AFTER: 1, Reason.NO_MONEY: 1, Reason.CANCELLED: 2,
        Reason.NEGATIVE: 0, Reason.ZERO: 1,
    }  # fmt: skip
    assert cleaning.kept + sum(counts.values()) == cleaning.rows == 11
    assert (cleaning.customers, cleaning.only_returned) == (2, 1)
    assert (cleaning.spent, cleaning.returned) == (150.0, 20.0)
    assert (cleaning.first, cleaning.last, cleaning.reference) == ("2023-01-02", "2023-12-02", "2023-12-31")


def test_customers_without_any_line_that_counts_are_counted_once() -> None:
    frame = pd.concat([orders(), orders().iloc[[5, 6]].assign(customer_id=["dee", "eve"], amount=[0.0, None])])
    late = orders().iloc[[10]].assign(customer_id="flo")
    _book, cleaning = ledger(pd.concat([frame, late]), ROLES, RULE)
    assert (cleaning.customers, cleaning.only_returned, cleaning.without) == (2, 1, 3)
    assert Cleaning.from_json({k: v for k, v in cleaning.to_json().items() if k != "without"}).without == 0


def test_without_marks_a_cancelled_line_is_one_below_zero() -> None:
    _book, cleaning = ledger(orders(), ROLES, replace(RULE, marks=()))
    assert dict(cleaning.left_out)[Reason.NEGATIVE] == 2
    assert cleaning.returned == 20.0


def test_the_reference_date_is_the_day_after_the_last_line_unless_chosen() -> None:
    _book, cleaning = ledger(orders(), ROLES, replace(RULE, reference=""))
    assert cleaning.reference == "2024-02-02"
    assert dict(cleaning.left_out)[Reason.AFTER] == 0


def test_lines_of_nothing_may_be_kept() -> None:
    _book, cleaning = ledger(orders(), ROLES, replace(RULE, keep_zero=True))
    assert cleaning.kept == 6


def test_two_negatives_are_no_purchase() -> None:
    frame = pd.DataFrame(
        {"who": [1.0, 2.0, 1.0], "day": [20240101, 20240102, 20240103], "n": [1, 2, -1], "p": [5.0, 6.0, -5.0]}
    )
    book, cleaning = ledger(frame, EventRoles("who", "day", quantity="n", price="p"), CleaningRule())
    assert dict(cleaning.left_out)[Reason.NEGATIVE] == 1
    assert book.worth.tolist() == [5.0, 12.0]
    assert book.customers.tolist() == [1, 2]
    assert np.issubdtype(book.customers.dtype, np.integer)


@pytest.mark.parametrize(
    ("change", "roles", "said"),
    [
        ({"reference": "2020-01-01"}, ROLES, "No line counts as a purchase under this rule"),
        ({"marks": ("C",)}, replace(ROLES, order=""), "Choose the column whose beginning"),
        ({}, replace(ROLES, time="order"), "holds no dates"),
        ({}, replace(ROLES, amount="shelf"), "holds no numbers"),
    ],
)
def test_what_cannot_be_cleaned_says_why(change: dict[str, object], roles: EventRoles, said: str) -> None:
    with pytest.raises((TableError, ParameterError), match=said):
        ledger(orders(), roles, replace(RULE, **change))  # type: ignore[arg-type]


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"“31\.12\.” is no day"):
        CleaningRule(reference="31.12.")


def test_records_survive_their_json() -> None:
    rule = replace(RULE, returns=Returns.SUBTRACTED, keep_zero=True)
    assert CleaningRule.from_json(rule.to_json()) == rule
    _book, cleaning = ledger(orders(), ROLES, RULE)
    assert Cleaning.from_json(cleaning.to_json()) == cleaning


def test_the_table_given_is_left_as_it_was() -> None:
    frame, before = orders(), orders()
    ledger(frame, ROLES, RULE)
    pd.testing.assert_frame_equal(frame, before)


def test_blanks_around_an_id_or_an_order_name_nobody_and_nothing_else() -> None:
    frame = orders().assign(
        customer_id=lambda t: t["customer_id"].where(t.index % 2 == 0, t["customer_id"] + " "),
        order=lambda t: t["order"].replace({"1": "", "2": "  "}),
    )
    book, cleaning = ledger(frame, ROLES, RULE)
    assert book.customers.tolist() == ["ann", "bob"]
    assert dict(cleaning.left_out)[Reason.NO_CUSTOMER] == 1
    assert cleaning.unordered == 3
    ann = book.who == 0
    # Two lines of one day are one order, and the blanks of different days are none in common.
    assert len(np.unique(book.order[ann])) == 3


def test_a_missing_quantity_does_not_make_a_purchase_of_a_negative_amount() -> None:
    frame = orders().assign(n=[1.0, 2.0, None, 1.0, None, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    _book, cleaning = ledger(frame, replace(ROLES, quantity="n"), replace(RULE, marks=()))
    assert dict(cleaning.left_out)[Reason.NEGATIVE] == 2
    assert cleaning.spent == 150.0


def test_a_day_long_after_all_others_is_counted_unless_the_reference_date_is_chosen() -> None:
    frame = pd.concat([orders()] * 4, ignore_index=True)
    frame.loc[0, "date"] = pd.Timestamp("2099-01-01")
    _book, cleaning = ledger(frame, ROLES, replace(RULE, reference=""))
    assert (cleaning.late, cleaning.last, cleaning.reference) == (1, "2099-01-01", "2099-01-02")
    _book, cleaning = ledger(frame, ROLES, RULE)
    assert (cleaning.late, cleaning.last) == (0, "2023-12-02")
    _book, cleaning = ledger(orders(), ROLES, replace(RULE, reference=""))
    assert cleaning.late == 0
