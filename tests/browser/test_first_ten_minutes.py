"""A new user who follows the README reaches a compared result on a table of their own."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served, barriers, ids_in, painted, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = ("/", "/data", "/explore", "/structure", "/compare", "/pca", "/profiles")
WIDE = b",".join(b"c%d" % i for i in range(10_000)) + b"\n" + b",".join([b"1"] * 10_000)
YOUNG, HIGH_INCOME = 45, 89
"""Years and thousands between the halves of the mission's own table: about 30 and 56 years, 79 k and 99 k."""


def uploaded(page: Page, path: Path) -> str:
    """Bring a file on Data; the id of the dataset that opens."""
    page.goto("/data")
    page.locator("#data-drop input[type=file]").set_input_files(path)
    page.wait_for_url("**dataset=**", timeout=60_000)
    return ids_in(page.url)["dataset"]


def busy(url: str, rounds: int) -> None:
    """Another visitor's worth of requests, bounded."""
    for _ in range(rounds):
        for path in ("/", "/compare", "/_dash-layout"):
            with urllib.request.urlopen(url + path, timeout=30) as answer:
                answer.read()


def test_from_a_file_to_segments_while_others_work(page: Page, portal: Served, data_dir: Path) -> None:
    with ThreadPoolExecutor(2) as others:
        load = [others.submit(busy, portal.url, 3) for _ in range(2)]
        dataset = uploaded(page, data_dir / "seed_customers.csv")
        expect(page.locator("h1")).to_contain_text("six columns can tell customers apart")
        page.get_by_role("link", name="Compare", exact=True).first.click()
        painted(page, "compare-kmeans-map")
        box = page.locator("#compare-kmeans-card").get_by_label("Number of groups").first
        box.fill("4")
        box.press("Enter")
        expect(page.locator("#compare-kmeans-sizes li:not(.rest)")).to_have_count(4)
        page.locator("#compare-kmeans-use:not([disabled])").click()
        expect(page.locator("#shell-crumbs")).to_contain_text("K-Means · 4 segments")
        page.get_by_role("link", name="Profiles").first.click()
        page.wait_for_url("**/profiles**")
        assert ids_in(page.url)["dataset"] == dataset
        # The last column's head depends on whether the verdict has come by now.
        table = page.get_by_role("table", name="Summary of the segments")
        expect(table).to_contain_text(re.compile("Suggested strategy|If you treat these as a group"))
        heads = table.locator("thead th").all_inner_texts()
        age, income = (next(i for i, head in enumerate(heads) if head.strip() == name) for name in ("Age", "Income"))
        rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()][:4]
        found = {(round(float(row[age])), round(float(row[income].split()[0]))) for row in rows}
        for half in ([pair for pair in found if pair[0] < YOUNG], [pair for pair in found if pair[0] >= YOUNG]):
            assert len(half) == 2, found
            assert min(income for _, income in half) < HIGH_INCOME < max(income for _, income in half), found
        for one in load:
            one.result()


def test_the_same_file_again_is_the_same_table(page: Page, data_dir: Path, tmp_path: Path) -> None:
    first = uploaded(page, data_dir / "seed_customers.csv")
    copy = tmp_path / "renamed.csv"
    shutil.copy(data_dir / "seed_customers.csv", copy)
    assert uploaded(page, copy) == first
    expect(page.locator("main")).to_contain_text("already")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("binary.csv", bytes(range(256)) * 40, "binary"),
        ("one.csv", b"age\n1\n2\n3\n", "column"),
        ("wide.csv", WIDE, "10,000 columns"),
    ],
    ids=["empty", "binary", "one column", "10,000 columns"],
)  # fmt: skip
def test_a_bad_file_is_one_sentence(page: Page, tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    page.goto("/data")
    page.locator("#data-drop input[type=file]").set_input_files(path)
    expect(page.locator("main [role=alert], main [role=status]").filter(has_text=said).first).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_pages_fit_and_say_the_verdict(chromium: Browser, portal: Served, path: str) -> None:
    context = chromium.new_context(color_scheme="light", viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(portal.url + path)
    wide = {}
    for width in (390, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator("#shell-verdict").get_by_role("link", name="Natural")).to_be_in_viewport()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        wide[width] = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    serious: list[str] = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_timeout(300)
        page.wait_for_load_state("networkidle")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        serious += [f"{theme} {found}" for found in barriers(page)]
    context.close()
    assert serious == []
    assert all(found <= width for width, found in wide.items()), wide


def test_the_first_load_is_small_and_compressed(chromium: Browser, portal: Served) -> None:
    context = chromium.new_context()
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(portal.url)
    page.wait_for_load_state("networkidle")
    context.close()
    assert sum(sizes) <= 2.8e6


def test_stopping_leaves_no_process_and_no_held_port(tmp_path: Path, portal: Served) -> None:
    folder = tmp_path / "var"
    shutil.copytree(portal.folder, folder, ignore=shutil.ignore_patterns("cache", "server.log"))
    own = served(folder)
    port = int(own.url.rsplit(":", 1)[1])
    own.process.send_signal(signal.SIGINT)
    own.process.wait(timeout=20)
    left = subprocess.run(["pgrep", "-f", str(folder)], capture_output=True, text=True).stdout
    assert left == ""
    with socket.socket() as probe:
        # As a server does, which may follow another at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
