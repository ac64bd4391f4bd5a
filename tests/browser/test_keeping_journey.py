"""A run is named, planned, published and taken away; a colleague who opens the link sees the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served, barriers, ids_in, painted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def two_write_at_once(page: Page, chromium: Browser, portal: Served) -> None:
    """A colleague writes the field that is open here: nothing of either is lost, and a comment is its author's."""
    elsewhere = chromium.new_context(base_url=portal.url)
    other = elsewhere.new_page()
    other.goto(page.url)
    theirs, ours = (one.locator("#keeping-form").get_by_label("Offer", exact=True) for one in (other, page))
    expect(other.locator("#keeping-form").get_by_label("Owner", exact=True)).to_have_value("Ada")
    ours.fill("Free delivery")
    ours.press("Tab")
    expect(page.locator("#keeping-history")).to_contain_text("Free delivery")
    theirs.fill("A voucher")
    theirs.press("Tab")
    expect(other.locator("#keeping-said")).to_contain_text("Not saved: ")
    expect(other.locator("#keeping-said")).to_contain_text("Free delivery")
    expect(theirs).to_have_value("A voucher")
    # Who has read the sentence may insist.
    theirs.fill("A larger voucher")
    theirs.press("Tab")
    expect(other.locator("#keeping-said")).to_contain_text("Saved")
    other.get_by_label("Your comment").fill("Delivery costs more than a voucher.")
    other.get_by_role("button", name="Add the comment").click()
    expect(other.locator("#keeping-comments")).to_contain_text("costs more")
    page.reload()
    expect(ours).to_have_value("A larger voucher")
    expect(page.locator("#keeping-comments")).to_contain_text("costs more")
    expect(page.locator("#keeping-comments button")).to_have_count(0)
    other.get_by_role("button", name="Delete the comment").click()
    expect(other.get_by_role("dialog")).to_contain_text("goes for everybody")
    other.get_by_role("button", name="Delete it").click()
    expect(other.locator("#keeping-comments")).to_contain_text("Nobody has said anything yet")
    elsewhere.close()


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
    for part in ("#profiles-cards", "#profiles-rules", "#takeaway-segments", "#keeping-about", "#profiles-first"):
        expect(page.locator(part)).to_contain_text("Regulars")
    painted(page, "keeping-matrix")
    expect(page.locator("#keeping-matrix-card")).to_contain_text("Regulars is attractive and fits")
    two_write_at_once(page, chromium, portal)

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
