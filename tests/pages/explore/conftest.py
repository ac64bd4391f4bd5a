"""Explore over a small table, and a reader without pictures."""

from functools import partial

import pytest

from portal.samples import retail_customers
from portal.services import datasets


@pytest.fixture
def layout(opened):
    return partial(opened, "explore")


@pytest.fixture
def table():
    return retail_customers(rows=300)


@pytest.fixture
def retail(ws, table):
    return datasets.add_frame(ws, table, name="Retail customers", source="retail.csv")
