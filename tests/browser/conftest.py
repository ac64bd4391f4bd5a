"""A portal as it is deployed: gunicorn with two workers, samples computed, a real Chromium before it."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests import prepared
from tests.browser.chromium import found

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic", "--enable-unsafe-swiftshader",
    "--force-prefers-reduced-motion", "--font-render-hinting=none",
]  # fmt: skip
expect.set_options(timeout=45_000)


@dataclass
class Served:
    """A running portal."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]
    environ: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def served(folder: Path, **environ: str) -> Served:
    """Start gunicorn over `folder` and wait until it is ready."""
    port = free_port()
    env = os.environ | {
        "PORTAL_DATA_DIR": str(folder), "PORT": str(port), "WEB_CONCURRENCY": "2",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive",
        "SOURCES_PRIVATE_NETWORKS": "127.0.0.1, ::1",
    } | environ  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / "gunicorn"), "wsgi:server"], cwd=ROOT, env=env, stdout=log, stderr=log
        )
    url = f"http://127.0.0.1:{port}"
    end = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return Served(url, folder, process, env)
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                process.wait()
                raise AssertionError((folder / "server.log").read_text()) from None
            time.sleep(0.2)


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One portal for all journeys."""
    folder = tmp_path_factory.mktemp("portal")
    if prepared.FOLDER.exists():
        shutil.copytree(prepared.FOLDER, folder, dirs_exist_ok=True)
    prepared.samples(folder)
    running = served(folder)
    yield running
    running.process.terminate()
    running.process.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium that `make test` has found or installed."""
    path = found()
    if path is None:
        pytest.skip("no Chromium: set CHROMIUM, or run make test, which installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Faults:
    """What must never happen on a page."""

    errors: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, url: str) -> None:
        context.on("console", lambda m: self._said(m.text) if m.type == "error" else None)
        context.on("weberror", lambda e: self.errors.append(e.error.stack or str(e.error)))
        context.on("request", lambda r: self._request(r.url, url))
        context.on("response", lambda r: self.errors.append(f"{r.status} {r.url}") if r.status >= 500 else None)

    def _said(self, text: str) -> None:
        # A refusal (4xx) is an answer; what it says is shown on the page and asserted there.
        if "the server responded with a status of 4" not in text:
            self.errors.append(text)

    def _request(self, asked: str, url: str) -> None:
        if not asked.startswith((url, "data:", "blob:", "about:")):
            self.errors.append(f"a request left for {asked}")


@pytest.fixture
def context(chromium: Browser, portal: Served) -> Iterator[BrowserContext]:
    """A fresh visitor, on whose pages nothing may fail and from whose pages nothing may leave."""
    made = chromium.new_context(viewport={"width": 1440, "height": 900}, base_url=portal.url)
    faults = Faults()
    faults.watch(made, portal.url)
    yield made
    made.close()
    assert faults.errors == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A fresh visitor's page."""
    return context.new_page()


def barriers(page: Page) -> list[str]:
    """What axe-core calls serious or critical on a page; a chart is one named picture, so its strokes are not read."""
    context, options = {"exclude": [[".js-plotly-plot .main-svg"]]}, {"resultTypes": ["violations"]}
    found = Axe().run(page, context=context, options=options).response["violations"]
    bad = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in bad]


def painted(page: Page, graph: str, timeout: float = 60_000) -> None:
    """Go to a graph, which is drawn once it comes near, and wait until it shows marks."""
    page.wait_for_function(
        "id => { const place = document.getElementById(id), g = place?.querySelector('.js-plotly-plot');"
        " if (!g?.data) place?.scrollIntoView({block: 'nearest'});"
        " return g && g.data && g.data.some(t => (t.x || t.values || t.z || t.node || []).length !== 0); }",
        arg=graph,
        timeout=timeout,
    )


def saved(button: Locator, folder: Path) -> Path:
    """What a press brings."""
    with button.page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))


def ids_in(url: str) -> dict[str, str]:
    """The query of an address."""
    return dict(re.findall(r"[?&]([^=&]+)=([^&]*)", url))
