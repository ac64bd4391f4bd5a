"""A table comes out of a real PostgreSQL server, its rows change, and a refresh says what did."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import barriers, ids_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MADE = """
    CREATE SCHEMA {0};
    CREATE TABLE {0}.shoppers AS SELECT 'C' || i AS customer_id, 20 + i % 50 AS age,
        (20000 + i * 37 % 5000)::numeric(10, 2) AS income, 'north' AS region FROM generate_series(1, 300) i"""
CHANGED = """
    UPDATE {0}.shoppers SET income = income + 1 WHERE customer_id IN ('C1', 'C2', 'C3');
    DELETE FROM {0}.shoppers WHERE customer_id = 'C9';
    INSERT INTO {0}.shoppers VALUES ('N1', 33, 30000, 'south'), ('N2', 44, 31000, 'south');
    ALTER TABLE {0}.shoppers DROP region; ALTER TABLE {0}.shoppers ADD visits int DEFAULT 3"""


@pytest.fixture
def shop() -> Iterator[tuple[psycopg.Connection, str]]:
    try:
        link = psycopg.connect("postgresql://postgres@127.0.0.1:5432/test", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server answers at 127.0.0.1:5432")
    schema = f"journey_{uuid.uuid4().hex[:10]}"
    with link:
        link.execute(MADE.format(schema))
        yield link, schema
        link.execute(f"DROP SCHEMA {schema} CASCADE")


def in_both_themes(page: Page) -> list[str]:
    """What bars the way on the page as it stands, in light and in dark, and whether it is wider than a phone."""
    found: list[str] = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        found += [f"{theme} {one}" for one in barriers(page)]
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 900})
    found += ["wider than 390 px"] if page.evaluate("document.documentElement.scrollWidth") > 390 else []
    page.set_viewport_size(size or {"width": 1440, "height": 900})
    return found


def test_a_table_is_imported_refreshed_and_says_what_changed(page: Page, shop: tuple[psycopg.Connection, str]) -> None:
    link, schema = shop
    page.goto("/data")
    page.get_by_role("link", name="Connect a database").click()
    for label, value in (("Host", "localhost"), ("Database", "nowhere"), ("User", "postgres"), ("Password", "hunter2")):
        page.get_by_label(label, exact=True).fill(value)
    connect = page.get_by_role("button", name="Connect", exact=True)
    connect.click()
    main = page.locator("main")
    expect(main).to_contain_text("has no database “nowhere” for user “postgres”")
    assert in_both_themes(page) == []
    page.get_by_label("Database", exact=True).fill("test")
    connect.click()
    page.wait_for_url("**connection=**")
    expect(page.get_by_label("Table", exact=True).locator("option:checked")).to_have_text("Choose a table")
    page.get_by_label("Table", exact=True).select_option(value=f'["{schema}", "shoppers"]')
    expect(page.locator(".connect-preview tbody tr")).to_have_count(20)
    assert in_both_themes(page) == []
    page.get_by_role("button", name="Import").click()
    page.wait_for_url("**/data?dataset=**")
    first = ids_in(page.url)["dataset"]
    expect(page.locator("h1")).to_contain_text("Shoppers has 300 rows")
    link.execute(CHANGED.format(schema))
    page.get_by_role("button", name="Refresh", exact=True).click()
    page.wait_for_url(lambda url: ids_in(url).get("dataset") not in (first, None))
    expect(page.locator("h1")).to_contain_text("has 301 rows")
    expect(main).to_contain_text("Rows by “customer_id”: 2 added, 1 removed, 3 changed.")
    expect(main).to_contain_text("Changed cells: income 3. Column that came: visits. Column that went: region.")
    page.get_by_role("button", name="Refresh", exact=True).click()
    expect(main).to_contain_text("Nothing has changed.")
    assert "hunter2" not in page.content()
