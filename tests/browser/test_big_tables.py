"""250,000 customers in a browser: a picture that sliders repaint, zoom makes anew, and lassos count within."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from portal.services import datasets, structures
from portal.services.specs import default_preparation
from portal.services.workspace import opened
from tests.browser.conftest import Served, painted
from tests.conftest import made_settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROWS = 250_000
MAP = "compare-kmeans-map"
PLOT = f"document.getElementById('{MAP}').querySelector('.js-plotly-plot')"
PICTURE = f"(({PLOT}.layout.images || [])[0] || {{}}).source"


@pytest.fixture(scope="module")
def big(portal: Served) -> Iterator[str]:
    """A generated table put into the portal's own store, with its structure."""
    rng = np.random.default_rng(5)
    centres = np.array([[0, 0, 0], [8, 0, 0], [0, 8, 0], [8, 8, 8]])
    values = centres[rng.integers(0, 4, ROWS)] + rng.normal(size=(ROWS, 3))
    ws = opened(made_settings(Path(portal.folder)))
    frame = pd.DataFrame(values, columns=["spend", "visits", "age"])
    dataset = datasets.add_frame(ws, frame, name="Everybody", source="test")
    payload = {"dataset": dataset.id, "preparation": default_preparation(dataset).to_json(), "seed": 0}
    structures.build(ws, payload, lambda _stage, _share: None)
    yield dataset.id
    datasets.delete(ws, dataset.id)
    ws.close()


def opened_page(page: Page, dataset: str) -> None:
    page.goto(f"/compare?dataset={dataset}")
    for method in ("kmeans", "dbscan", "hdbscan"):
        painted(page, f"compare-{method}-map")
    page.wait_for_function(f"{PICTURE} !== undefined")


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one point of the map to another, given as shares of its width and height."""
    page.locator(f"#{MAP}").scroll_into_view_if_needed()
    box = page.locator(f"#{MAP} .nsewdrag").bounding_box()
    assert box
    (x0, y0), (x1, y1) = ((box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in (start, end))
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move((x0 + x1) / 2, (y0 + y1) / 2, steps=4)
    page.mouse.move(x1, y1, steps=4)
    page.mouse.up()


def ranges(page: Page) -> list[float]:
    return page.evaluate(f"[...{PLOT}._fullLayout.xaxis.range, ...{PLOT}._fullLayout.yaxis.range]")


def test_a_quarter_of_a_million_customers_answer_sliders_zoom_and_lasso(page: Page, big: str) -> None:
    opened_page(page, big)
    expect(page.locator(".sampled")).to_contain_text("200,000 of 250,000 customers")
    expect(page.locator(".sampled")).to_contain_text("adjusted Rand index")
    dots = page.evaluate(f"{PLOT}.data.reduce((sum, trace) => sum + (trace.x || []).length, 0)")
    assert dots == 5_000

    before = page.evaluate(PICTURE)
    box = page.locator("#compare-kmeans-card").get_by_label("Number of groups", exact=True).first
    box.fill("3")
    box.press("Enter")
    expect(page.locator("#compare-kmeans-sizes li:not(.rest)")).to_have_count(3)
    page.wait_for_function(f"known => {PICTURE} !== known", arg=before)
    page.wait_for_url("**kmeans=**")

    # A part of the map is looked at: its picture is made for it, and a slider leaves it where it is.
    whole = ranges(page)
    page.locator("#compare-kmeans-card").hover()
    page.locator(f'#{MAP} .modebar-btn[data-title="Zoom"]').click()
    drag(page, (0.3, 0.3), (0.7, 0.7))
    page.wait_for_function(
        f"wide => {PLOT}._fullLayout.xaxis.range[1] - {PLOT}._fullLayout.xaxis.range[0] < 0.6 * wide"
        f" && Math.abs({PLOT}.layout.images[0].x - {PLOT}._fullLayout.xaxis.range[0]) < 0.001 * wide",
        arg=whole[1] - whole[0],
    )
    closer, before = ranges(page), page.evaluate(PICTURE)
    box.fill("5")
    box.press("Enter")
    expect(page.locator("#compare-kmeans-sizes li:not(.rest)")).to_have_count(5)
    page.wait_for_function(f"known => {PICTURE} !== known", arg=before)
    assert ranges(page) == pytest.approx(closer)

    # What is drawn on the map is counted on the server, among everybody.
    page.locator(f'#{MAP} .modebar-btn[data-title="Lasso Select"]').click()
    drag(page, (0.25, 0.25), (0.75, 0.75))
    page.locator(f'#{MAP} .modebar-btn[data-title="Box Select"]').click()
    drag(page, (0.02, 0.02), (0.98, 0.98))
    inside = page.locator("#compare-kmeans-inside")
    expect(inside).to_contain_text("of 250,000 customers are inside")
    # A box over nearly all that is in view holds more than the lasso before it did.
    page.wait_for_function(
        "() => { const n = Number(document.getElementById('compare-kmeans-inside').innerText.split(' ')[0]"
        ".replace(/,/g, '')); return n > 5000 && n < 250000; }"
    )
