"""Customers of events: answers counted by hand, and published ones."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from portal.engine.columns import Role, infer_columns
from portal.engine.events.cleaning import CleaningRule, Returns
from portal.engine.events.features import customer_features, described
from portal.engine.events.ledger import ledger
from portal.engine.events.months import by_month
from portal.engine.events.roles import EventRoles
from tests.engine.events.data import ROLES, orders

RULE = CleaningRule(reference="2023-12-31", marks=("C",), money="€")


def ann(rule: CleaningRule = RULE) -> dict[str, Any]:
    book, _cleaning = ledger(orders(), ROLES, rule)
    table, _measures = customer_features(book, "customer_id")
    return dict(table.iloc[0])


def test_a_customer_counted_by_hand() -> None:
    found = ann()
    assert found["customer_id"] == "ann"
    assert found["first_purchase"] == pd.Timestamp("2023-01-02")
    expected = {
        "recency_days": 29, "frequency": 3, "monetary": 100.0, "tenure_days": 363, "average_basket": 100 / 3,
        "repeat_purchases": 2, "active_days": 334, "days_between_purchases": 167.0, "trend": -0.2,
        "returns_share": 0.15, "share of shelf: books": 0.8, "share of shelf: games": 0.2,
        "share_winter": 0.7, "share_spring": 0.0, "share_summer": 0.3, "share_autumn": 0.0,
    }  # fmt: skip
    assert {name: pytest.approx(found[name], abs=1e-6) for name in expected} == expected
    assert found["main shelf"] == "books"


def test_returns_are_subtracted_where_the_rule_says_so() -> None:
    assert ann(replace(RULE, returns=Returns.SUBTRACTED))["monetary"] == 85.0


def test_one_visit_gives_no_rhythm() -> None:
    book, _cleaning = ledger(orders(), ROLES, RULE)
    table, _measures = customer_features(book, "customer_id")
    bob = table.iloc[1]
    assert bob["frequency"] == 1
    assert np.isnan(bob["days_between_purchases"])
    assert np.isnan(bob["trend"])


def test_every_built_column_has_its_unit_and_meaning() -> None:
    book, _cleaning = ledger(orders(), ROLES, RULE)
    table, measures = customer_features(book, "customer_id")
    assert ["customer_id", *(measure.name for measure in measures)] == list(table.columns)
    columns = described(infer_columns(table), {measure.name: measure for measure in measures})
    assert all(column.meaning for column in columns[1:])
    by_name = {column.name: column for column in columns}
    assert by_name["customer_id"].role is Role.ID
    assert by_name["monetary"].unit == "€"
    assert by_name["recency_days"].unit == "days"
    assert by_name["repeat_purchases"].role is Role.DESCRIPTOR


def test_a_category_that_never_changes_describes_and_has_no_shares() -> None:
    frame = orders().assign(shelf=lambda t: t["customer_id"].map({"ann": "DE", "bob": "FR", "cy": "FR"}))
    book, _cleaning = ledger(frame, ROLES, RULE)
    table, _measures = customer_features(book, "customer_id")
    assert table["shelf"].tolist() == ["DE", "FR"]
    assert not [name for name in table if name.startswith("share of")]


@pytest.mark.parametrize("shelf", [["DE", "DE"], ["DE", "FR"]])
def test_a_category_named_as_a_built_column_overwrites_none(shelf: list[str]) -> None:
    frame = orders().assign(frequency=shelf[:1] + shelf[1:] * 10)
    book, _cleaning = ledger(frame, replace(ROLES, categories=("frequency",)), RULE)
    table, measures = customer_features(book, "customer_id")
    assert table["frequency"].tolist() == [3, 1]
    assert set(table["frequency 2" if shelf[0] == shelf[1] else "main frequency"]) <= {"DE", "FR"}
    assert len({measure.name for measure in measures}) == len(measures) == len(table.columns) - 1


def test_the_published_answers_of_cdnow(data_dir: Path) -> None:
    names = ["master", "id", "day", "cds", "dollars"]
    frame = pd.read_csv(data_dir / "cdnow_sample.txt", sep=r"\s+", header=None, names=names)
    published = pd.read_csv(data_dir / "cdnow_published_summary.csv")
    rule = CleaningRule(reference="1997-09-30", keep_zero=True)
    book, _cleaning = ledger(frame, EventRoles("id", "day", amount="dollars"), rule)
    table, _measures = customer_features(book, "id")
    assert len(table) == 2357
    assert (table["id"] == published["ID"]).all()
    assert (table["repeat_purchases"] == published["x"]).all()
    # Published weeks have two decimals.
    np.testing.assert_allclose(table["active_days"] / 7, published["t_x"], atol=0.00501)
    np.testing.assert_allclose(table["tenure_days"] / 7, published["T"], atol=0.00501)


def test_the_known_answers_of_online_retail_within_five_seconds(data_dir: Path) -> None:
    manifest = json.loads((data_dir / "manifest.json").read_text())
    known = next(item for item in manifest if item["file"] == "online_retail_2010_2011.parquet")["expected"]
    clean = known["after_cleaning"]
    frame = pq.read_table(data_dir / "online_retail_2010_2011.parquet").to_pandas()
    roles = EventRoles(
        "CustomerID", "InvoiceDate", quantity="Quantity", price="UnitPrice", order="InvoiceNo", categories=("Country",)
    )
    began = time.perf_counter()
    book, cleaning = ledger(frame, roles, CleaningRule(marks=("C",), money="£"))
    table, _measures = customer_features(book, "CustomerID")
    assert time.perf_counter() - began <= 5
    assert (cleaning.rows, cleaning.kept, cleaning.customers) == (known["rows"], clean["rows"], clean["customers"])
    assert cleaning.spent == clean["revenue"]
    assert cleaning.reference == clean["rfm_reference_date"]
    months, sums = by_month(book)
    assert {month: round(float(sum_), 2) for month, sum_ in zip(months, sums, strict=True)} == clean["revenue_by_month"]
    best = table.nlargest(3, "monetary").set_index("CustomerID")
    top = best[["recency_days", "frequency", "monetary"]].round(2)
    assert {str(name): dict(row) for name, row in top.iterrows()} == clean["rfm_top3"]
    median = table[["recency_days", "frequency", "monetary"]].median()
    assert median.tolist() == pytest.approx(list(clean["rfm_median"].values()), abs=0.0051)
    country = table.groupby("Country")["monetary"].sum().nlargest(5).round(2)
    assert country["Netherlands"] == clean["top_countries"]["Netherlands"]
