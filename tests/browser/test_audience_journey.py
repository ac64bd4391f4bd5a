"""From a lasso on the map to an audience that opens by its link and can be taken away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served, barriers, painted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def lassoed(page: Page, graph: str) -> None:
    """Draw around the middle of a map, as a hand does."""
    box = page.locator(f"#{graph} .nsewdrag").first.bounding_box()
    assert box is not None
    left, top, width, height = box["x"], box["y"], box["width"], box["height"]
    corners = [(0.3, 0.3), (0.7, 0.28), (0.75, 0.7), (0.3, 0.75), (0.3, 0.3)]
    places = [(left + x * width, top + y * height) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def test_from_a_lasso_to_an_audience(page: Page, portal: Served, chromium: Browser) -> None:
    page.goto("/pca")
    painted(page, "pca-map")
    lassoed(page, "pca-map")
    card = page.locator(".selection-card")
    expect(card.get_by_role("heading").first).to_have_text(re.compile(r"^[\d,]+ customers selected$"))
    said = card.get_by_role("heading").first.inner_text()
    expect(card).to_contain_text("Which segments they are in")
    card.get_by_label("Keep them as an audience").fill("In the middle")
    card.get_by_role("button", name="Save audience").click()
    card.get_by_role("link", name="Open it").click()
    page.wait_for_url("**/audiences?audience=**")
    elsewhere = chromium.new_context(base_url=portal.url, accept_downloads=True).new_page()
    elsewhere.goto(page.url)
    expect(elsewhere.locator(".selection-card h3").first).to_have_text(said)
    assert barriers(elsewhere) == []
    with elsewhere.expect_download() as waiting:
        elsewhere.get_by_role("link", name=re.compile("^Export [\\d,]+ customers$")).click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert f"{len(lines) - 1:,} customers selected" == said
    assert all(line.endswith(",In the middle") for line in lines[1:])
    elsewhere.get_by_role("button", name="Delete In the middle").click()
    elsewhere.get_by_role("button", name="Delete it").click()
    expect(elsewhere.locator("h1")).to_have_text("No audience is kept yet")
    elsewhere.context.close()
