"""From a file to its verdict to the reason behind it; the verdict on every page; work that is called off."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ids_in, painted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

NOT_NATURAL = re.compile("Constructive|Reproducible")
SLOW = 120_000


def uploaded(page: Page, path: Path) -> str:
    page.goto("/data")
    page.locator("#data-drop input[type=file]").set_input_files(path)
    page.wait_for_url("**dataset=**", timeout=60_000)
    return ids_in(page.url)["dataset"]


def test_from_a_file_to_its_verdict_to_the_reason(page: Page, data_dir: Path) -> None:
    dataset = uploaded(page, data_dir / "seed_customers.csv")
    page.get_by_role("link", name="Structure", exact=True).first.click()
    expect(page.locator("#shell-verdict")).to_contain_text(NOT_NATURAL, timeout=SLOW)
    expect(page.locator("h1")).to_contain_text("no structure shows", ignore_case=True)
    painted(page, "structure-null")
    expect(page.locator("#structure-null-card")).to_contain_text("Tables without groups divide as well")
    expect(page.locator("#structure-dips-card")).to_contain_text("No column has more than one hump")
    expect(page.locator("#structure-choosing")).to_contain_text("No number of segments is supported", timeout=SLOW)
    page.get_by_role("link", name="Home", exact=True).first.click()
    card = page.locator(".verdict-card")
    expect(card).to_contain_text(NOT_NATURAL)
    card.get_by_role("link", name="See the evidence").click()
    page.wait_for_url("**/structure**")
    assert ids_in(page.url)["dataset"] == dataset


def test_the_verdict_leads_to_its_reasons_and_one_click_applies_the_recommendation(page: Page) -> None:
    page.goto("/pca")
    page.locator("#shell-verdict").get_by_role("link", name="Natural").click()
    page.wait_for_url("**/structure**run=**")
    expect(page.locator("h1")).to_have_text("These segments are really there")
    for picture in ("null", "dips", "gap", "overlaps", "returns", "across"):
        painted(page, f"structure-{picture}")
    page.get_by_role("link", name="Use k = 5").click()
    expect(page.locator("#shell-crumbs")).to_contain_text("K-Means · 5 segments")
    expect(page.locator("#shell-verdict")).to_contain_text("Natural", timeout=SLOW)
    expect(page.locator("#structure-overlaps-card")).to_contain_text("All five segments return", timeout=SLOW)
    expect(page.locator("#structure-choosing")).to_contain_text("This is the current run.")


def test_judging_can_be_called_off_and_tried_again(page: Page, tmp_path: Path) -> None:
    rng = np.random.default_rng(11)
    table = pd.DataFrame(rng.normal(size=(800, 5)).round(3), columns=[f"score_{name}" for name in "abcde"])
    table.to_csv(tmp_path / "even.csv", index=False)
    uploaded(page, tmp_path / "even.csv")
    page.get_by_role("link", name="Structure", exact=True).first.click()
    page.locator("#structure-cancel-assessment").get_by_role("button", name="Cancel").click(timeout=SLOW)
    told = page.locator("#structure-progress-assessment")
    expect(told).to_contain_text("Cancelled")
    expect(page.locator("#shell-verdict")).to_contain_text("Not yet judged")
    told.get_by_role("button", name="Try again").click()
    expect(page.locator("#shell-verdict")).to_contain_text(NOT_NATURAL, timeout=SLOW)
    expect(told).to_be_empty()
