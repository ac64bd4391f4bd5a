"""A run is named, planned, published and taken away; a colleague who opens the link sees the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served, barriers, ids_in, painted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_named_run_is_published_exported_and_opened_elsewhere(
    page: Page, chromium: Browser, portal: Served, tmp_path: Path
) -> None:
    page.goto("/profiles")
    page.get_by_label("Name", exact=True).fill("Spring campaign")
    page.get_by_role("button", name="Keep this run").click()
    expect(page.get_by_label("Name of the segmentation")).to_have_value("Spring campaign")
    painted(page, "profiles-heat")
    form = page.locator("#keeping-form")
    for field, words in (("Name", "Regulars"), ("Owner", "Ada")):
        form.get_by_label(field, exact=True).fill(words)
        form.get_by_label(field, exact=True).press("Tab")
        expect(page.locator("#keeping-history")).to_contain_text(words)
    for field in ("Attractiveness", "Fit"):
        form.get_by_label(field).select_option("5")
        expect(page.locator("#keeping-history")).to_contain_text(f"changed the {field.lower()}")
    expect(page.locator(".pills")).to_contain_text("Regulars")
    painted(page, "keeping-matrix")
    expect(page.locator("#keeping-matrix-card")).to_contain_text("Regulars is attractive and fits")

    page.get_by_role("button", name="Publish version 1").click()
    page.get_by_role("button", name="Publish it").click()
    expect(page.locator("#keeping-bar")).to_contain_text("Published")
    expect(form).to_contain_text("stays as it is")
    kept = ids_in(page.url)["segmentation"]
    with page.expect_download() as download:
        page.get_by_role("link", name="All customers").click()
    download.value.save_as(tmp_path / "customers.csv")
    assert "Regulars" in (tmp_path / "customers.csv").read_text(encoding="utf-8-sig")

    elsewhere = chromium.new_context(base_url=portal.url)
    other = elsewhere.new_page()
    other.goto(f"/profiles?segmentation={kept}")
    expect(other.locator("#keeping-bar")).to_contain_text("Spring campaign")
    expect(other.locator("#keeping-form")).to_contain_text("Ada")
    expect(other.locator(".pills")).to_contain_text("Regulars")
    other.wait_for_url("**run=**")
    painted(other, "keeping-matrix")
    assert barriers(other) == []
    other.get_by_role("link", name="Home", exact=True).first.click()
    expect(other.locator(".kept-card").first).to_contain_text("Spring campaign")
    elsewhere.close()
