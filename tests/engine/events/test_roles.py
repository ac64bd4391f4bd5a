"""Proposals of roles: by name and kind, and a sentence where a part is not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from portal.engine.columns import infer_columns
from portal.engine.events.columns import proposed_marks
from portal.engine.events.roles import EventRoles, checked_roles, lacking
from portal.errors import ParameterError
from tests.engine.events.data import ROLES, orders, proposed


def test_the_roles_of_the_real_transactions_are_proposed(data_dir: Path) -> None:
    frame = pq.read_table(data_dir / "online_retail_2010_2011.parquet").to_pandas()
    roles = proposed(frame)
    assert roles == EventRoles(
        "CustomerID", "InvoiceDate", quantity="Quantity", price="UnitPrice", order="InvoiceNo", categories=("Country",)
    )
    assert proposed_marks(frame["InvoiceNo"]) == ("C",)


def test_columns_without_names_are_told_by_their_kinds(data_dir: Path) -> None:
    names = [f"column_{i}" for i in range(1, 6)]
    frame = pd.read_csv(data_dir / "cdnow_sample.txt", sep=r"\s+", header=None, names=names)
    frame["column_3"] = pd.to_datetime(frame["column_3"].astype(str))
    roles = proposed(frame)
    assert (roles.customer, roles.time, roles.amount) == ("column_1", "column_3", "column_5")


def test_receipts_without_a_customer_say_that_customers_cannot_be_built(data_dir: Path) -> None:
    frame = pd.read_excel(data_dir / "supermarket_sales_3sheets.xlsx", engine="calamine")
    roles = proposed(frame)
    assert roles.customer == ""
    assert (roles.time, roles.amount, roles.order) == ("Date", "Total", "Invoice ID")
    assert lacking(roles) == ["No column says whom a line belongs to, so RFM cannot be built. Choose one."]


def test_orders_of_a_super_store_use_its_sales() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "Order ID": [f"IN-{i // 2}" for i in range(200)],
            "Order Date": pd.to_datetime("2014-01-01") + pd.to_timedelta(np.arange(200) // 2, unit="D"),
            "Ship Date": pd.to_datetime("2014-01-05") + pd.to_timedelta(np.arange(200) // 2, unit="D"),
            "Customer ID": [f"AS-{i}" for i in rng.integers(0, 60, 200)],
            "Segment": rng.choice(["Home", "Office"], 200),
            "Category": rng.choice(["Furniture", "Technology"], 200),
            "Sales": rng.gamma(2, 50, 200),
            "Discount": rng.uniform(0, 1, 200),
            "Profit": rng.normal(0, 20, 200),
        }
    )
    assert proposed(frame) == EventRoles(
        "Customer ID", "Order Date", amount="Sales", order="Order ID", categories=("Category", "Segment")
    )


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (replace(ROLES, customer=""), "whom a line belongs to"),
        (replace(ROLES, amount=""), "how much money"),
        (replace(ROLES, amount="price"), "no column “price”"),
        (replace(ROLES, customer="date"), "both who and when"),
        (replace(ROLES, amount="order"), "holds no numbers"),
        (replace(ROLES, categories=("customer_id",)), "has a part already"),
    ],
)
def test_roles_that_do_not_fit_are_refused_in_a_sentence(roles: EventRoles, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        checked_roles(roles, infer_columns(orders()))


def test_roles_survive_their_json() -> None:
    assert EventRoles.from_json(ROLES.to_json()) == ROLES
