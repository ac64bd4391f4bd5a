"""Transactions are brought, cleaned by a stated rule, built into customers with RFM groups, and segmented."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import barriers, ids_in, painted
from tests.engine.events.data import visits
from tests.services.test_events import orders

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_transactions_become_customers_and_segments(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "tea shop.csv"
    orders(200).to_csv(path, index=False)
    page.goto("/data")
    page.locator("#data-drop input[type=file]").set_input_files(path)
    page.wait_for_url("**dataset=**", timeout=60_000)
    expect(page.locator("main")).to_contain_text("The 1,500 rows shown here look like events, not customers.")
    page.get_by_role("link", name="Build customers from transactions").click()
    head = page.locator("h1")
    expect(head).to_have_text("1,440 of 1,500 lines are purchases, by 200 customers")
    expect(page.locator("main")).to_contain_text("60 lines are cancelled: “invoice_no” begins with “C”.")
    page.get_by_label("Reference date").fill("2023-12-15")
    page.get_by_label("Unit of money").fill("€")
    page.keyboard.press("Tab")
    expect(page.locator("main")).to_contain_text("are later than 15 December 2023 and are left out")
    expect(page.locator("#build-months .bars")).to_be_visible()
    events = ids_in(page.url)["dataset"]
    page.get_by_role("button", name="Build the customers").click()
    expect(head).to_contain_text("200 customers spent €")
    customers = ids_in(page.url)["dataset"]
    assert customers != events
    groups = page.get_by_role("region", name="RFM groups")
    expect(groups).to_contain_text("Hibernating")
    assert barriers(page) == []
    built = page.url
    page.get_by_role("link", name="Profiles of these groups").click()
    expect(page.get_by_role("heading", name="Hibernating").first).to_be_visible()
    page.goto(built)
    page.get_by_role("link", name="Compare with the methods").click()
    page.wait_for_url("**/compare**")
    assert ids_in(page.url)["dataset"] == customers
    painted(page, "compare-kmeans-map")
    expect(page.locator("#compare-pins-list")).to_contain_text("RFM groups")


def test_visits_without_money_become_people_without_rfm(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "clinic.csv"
    visits(120).to_csv(path, index=False)
    page.goto("/data")
    page.locator("#data-drop input[type=file]").set_input_files(path)
    page.wait_for_url("**dataset=**", timeout=60_000)
    page.get_by_role("link", name="Build customers from events").click()
    head = page.locator("h1")
    expect(head).to_contain_text("lines are events of")
    expect(page.get_by_label("Price of one")).to_be_hidden()
    page.get_by_label("Money of a line").select_option(label="minutes")
    expect(head).to_contain_text("lines are purchases, by")
    expect(page.get_by_label("Price of one")).to_be_visible()
    page.get_by_label("Money of a line").select_option(label="none: lines are counted")
    expect(head).to_contain_text("lines are events of")
    expect(page.locator("#build-months .bars")).to_be_visible()
    page.get_by_role("button", name="Build the customers").click()
    expect(head).to_contain_text("customers and their")
    expect(page.locator("main")).to_contain_text("RFM groups need money and are not built")
    expect(page.get_by_role("region", name="RFM groups")).to_have_count(0)
    assert barriers(page) == []
