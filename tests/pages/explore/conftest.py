"""Explore over a small table, and a reader without pictures."""

import importlib

import pytest

from portal.app import create_app
from portal.samples import retail_customers
from portal.services import datasets
from tests.pages.firing import Browser


@pytest.fixture
def app(settings, ws):
    return create_app(settings)


@pytest.fixture
def browser(app):
    return Browser(app)


@pytest.fixture
def layout(app):
    page = importlib.import_module("pages.explore")

    def laid_out(**query):
        with app.server.test_request_context("/explore"):
            return page.layout(**query)

    return laid_out


@pytest.fixture
def table():
    return retail_customers(rows=300)


@pytest.fixture
def retail(ws, table):
    return datasets.add_frame(ws, table, name="Retail customers", source="retail.csv")
