"""Slider released → new colours painted, in a real Chromium before a real gunicorn; and what travels for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import found

FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--enable-unsafe-swiftshader"]
PAINTED = """id => { const g = document.getElementById(id)?.querySelector('.js-plotly-plot');
  return g && g.data && g.data.some(t => (t.x || []).length !== 0); }"""
WATCH = """id => {
  const plot = document.getElementById(id).querySelector('.js-plotly-plot');
  window.bench = {up: 0, painted: [], asked: 0, answered: 0};
  if (!plot.benchWatched) {
    plot.benchWatched = true;
    plot.on('plotly_afterplot', () => requestAnimationFrame(() => window.bench.painted.push(performance.now())));
    document.addEventListener('pointerup', () => { window.bench.up = performance.now(); }, true);
  }
}"""
SLIDERS = (("kmeans", "Number of groups", (0.3, 0.6, 0.2, 0.8, 0.5, 0.9, 0.4)),
           ("hdbscan", "Smallest segment", (0.1, 0.6, 0.02, 0.4, 0.9, 0.05, 0.3)))  # fmt: skip


@dataclass(frozen=True)
class Felt:
    """Medians over moves: milliseconds from release to paint, of which on the server, bytes of the answer (largest)."""

    milliseconds: float
    server: float
    largest: int
    moves: int


def felt(url: str, dataset: str) -> Felt:
    """Drag sliders of the Compare page and release them; every move is one step that changes the labels."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=FLAGS)
        page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
        page.goto(f"{url}/compare?dataset={dataset}")
        for method in ("kmeans", "dbscan", "hdbscan"):
            page.wait_for_function(PAINTED, arg=f"compare-{method}-map", timeout=120_000)
        page.wait_for_timeout(1_000)
        page.wait_for_load_state("networkidle", timeout=120_000)  # scores and agreement of the first runs
        traffic = _Traffic(page)
        waits = [
            wait
            for card, label, places in SLIDERS
            for place in places
            if (wait := _moved(page, traffic, card, label, place)) is not None
        ]
        browser.close()
    if not waits or not traffic.bytes:
        raise RuntimeError(f"No move of a slider was answered on {url}: is the machine too busy?")
    return Felt(median(waits), median(traffic.server), max(traffic.bytes), len(waits))


def _moved(page: Page, traffic: _Traffic, card: str, label: str, place: float) -> float | None:
    page.evaluate(WATCH, f"compare-{card}-map")
    row = page.locator(f"#compare-{card}-card [data-name='{label}']")
    thumb, track = row.locator(".dash-slider-thumb").bounding_box(), row.locator(".dash-slider-track").bounding_box()
    assert thumb
    assert track
    y = thumb["y"] + thumb["height"] / 2
    traffic.card, known = card, len(traffic.bytes)
    page.mouse.move(thumb["x"] + thumb["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(track["x"] + place * track["width"], y)
    page.mouse.up()
    page.wait_for_timeout(1_500)
    page.wait_for_load_state("networkidle", timeout=60_000)  # at rest again: runs are kept, scores computed
    seen = page.evaluate("window.bench")
    later = [at for at in seen["painted"] if at > seen["up"]]
    # One answer, one painting; a move that was answered twice (dragged slowly) ends with the second.
    answers = len(traffic.bytes) - known
    return later[min(answers, len(later)) - 1] - seen["up"] if later and answers else None


class _Traffic:
    """Bytes and server time of the answers to moves."""

    def __init__(self, page: Page) -> None:
        self.bytes: list[int] = []
        self.server: list[float] = []
        self.card = ""
        self._asked: dict[str, float] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._came)
        session.on("Network.loadingFinished", self._ended)

    def _sent(self, event: dict[str, Any]) -> None:
        body = event["request"].get("postData") or "{}"
        if "_dash-update-component" in event["request"]["url"]:
            output = str(json.loads(body).get("output", ""))
            if f"compare-{self.card}-labels.data" in output:
                self._asked[event["requestId"]] = event["timestamp"]

    def _came(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._asked:
            self.server.append(1000 * (event["timestamp"] - self._asked[event["requestId"]]))

    def _ended(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._asked:
            self.bytes.append(int(event["encodedDataLength"]))
