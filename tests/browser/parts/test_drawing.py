"""What the browser draws by itself: maps from labels, tables and pictures of cards."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser parts")]


def test_the_browser_recolours_the_map(page: Any) -> None:
    page.click(".rail-link[href^='/data']")
    page.wait_for_selector("#map .js-plotly-plot")
    page.wait_for_function("document.querySelector('#map .js-plotly-plot').data[0].x.length === 1")
    drawn = page.evaluate("document.querySelector('#map .js-plotly-plot').data.map(t => [t.meta.segment, [...t.x]])")
    assert drawn == [[-1, [3]], [0, [0, 1]], [1, [2]]]
    page.click("#card >> text=Table")
    expect(page.locator("dialog#sheet")).to_contain_text("4 rows")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#sheet")).to_be_hidden()
    with page.expect_download() as saved:
        page.click("#card >> text=PNG")
    assert saved.value.suggested_filename == "a-map.png"


def test_what_a_timer_brings_to_a_page_that_has_gone_is_dropped(page: Any) -> None:
    gone = ['"two-store"', '{type: "mirror-theme", page: "two"}', '{type: "none", page: "one"}']
    for component in gone:
        page.evaluate(f"window.portal.give({component}, {{data: 1}})")
    page.evaluate("window.portal.give('deleted', {children: 'still here'})")
    expect(page.locator("#deleted")).to_have_text("still here")
