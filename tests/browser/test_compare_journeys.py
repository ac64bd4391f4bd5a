"""Compare in a browser: sliders, links, Back, another preparation, jobs that are called off or killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served, ids_in, painted, rows_of, saved

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def opened(page: Page, address: str = "/compare") -> None:
    page.goto(address)
    for method in ("kmeans", "dbscan", "hdbscan"):
        painted(page, f"compare-{method}-map")


def typed(page: Page, label: str, value: str, card: str) -> None:
    box = page.locator(f"#compare-{card}-card").get_by_label(label, exact=True).first
    box.fill(value)
    box.press("Enter")


def groups(page: Page, method: str) -> int:
    return page.locator(f"#compare-{method}-sizes li:not(.rest)").count()


def test_sliders_answer_back_undoes_and_the_link_shows_the_same_elsewhere(
    page: Page, portal: Served, chromium: Browser
) -> None:
    opened(page)
    expect(page.locator("h1")).to_have_text("Three methods find five groups")
    typed(page, "Number of groups", "3", "kmeans")
    expect(page.locator("#compare-kmeans-sizes li:not(.rest)")).to_have_count(3)
    page.wait_for_url("**kmeans=**")
    expect(page.locator("h1")).not_to_have_text("Three methods find five groups")
    three = page.url
    elsewhere = chromium.new_context(base_url=portal.url).new_page()
    opened(elsewhere, three)
    assert groups(elsewhere, "kmeans") == 3
    expect(elsewhere.locator("h1")).to_have_text(page.locator("h1").inner_text())
    elsewhere.context.close()
    typed(page, "Number of groups", "7", "kmeans")
    expect(page.locator("#compare-kmeans-sizes li:not(.rest)")).to_have_count(7)
    page.wait_for_url(lambda url: url != three)
    page.go_back()
    expect(page.locator("#compare-kmeans-sizes li:not(.rest)")).to_have_count(3)
    page.go_forward()
    expect(page.locator("#compare-kmeans-sizes li:not(.rest)")).to_have_count(7)


def test_what_is_below_the_fold_is_drawn_when_all_is_quiet_and_again_when_it_is_seen(page: Page) -> None:
    opened(page)
    tree = page.locator("#compare-tree .js-plotly-plot")
    expect(tree).to_have_count(1)
    tree.evaluate("graph => { window.drawn = 0; graph.on('plotly_afterplot', () => { window.drawn += 1; }); }")
    typed(page, "Smallest segment", "150", "hdbscan")
    page.wait_for_url("**hdbscan=**")
    page.wait_for_timeout(1_500)
    assert page.evaluate("window.drawn") == 0, "a move redraws only what is near"
    tree.scroll_into_view_if_needed()
    page.wait_for_function("window.drawn > 0")


def test_the_chosen_run_is_the_current_one_on_every_page_and_bounds_are_a_sentence(page: Page) -> None:
    opened(page)
    typed(page, "Number of groups", "4000", "kmeans")
    expect(page.locator("#compare-kmeans-card")).to_contain_text("4,000")
    assert groups(page, "kmeans") == 5
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#compare-tree .js-plotly-plot")).to_have_count(1)
    page.get_by_role("button", name="Use this run").first.click()
    expect(page.locator("#shell-crumbs")).to_contain_text("K-Means")
    run = ids_in(page.url)["run"]
    page.get_by_role("link", name="Profiles").first.click()
    page.wait_for_url("**/profiles**")
    assert ids_in(page.url)["run"] == run
    expect(page.locator("#shell-crumbs")).to_contain_text("K-Means")


def test_pins_become_a_consensus_and_a_comparison_that_a_colleague_opens(
    page: Page, portal: Served, chromium: Browser, tmp_path: Path
) -> None:
    opened(page)
    page.get_by_role("button", name="Pin this comparison").click()
    page.get_by_role("button", name="Pin their consensus").click()
    expect(page.locator("#compare-pins-join-told")).to_contain_text("Pinned as D: five segments out of three runs")
    page.locator("#compare-saved-name").fill("Spring review")
    page.get_by_role("button", name="Save these pins").click()
    page.wait_for_url("**comparison=**")
    colleague = chromium.new_context(base_url=portal.url).new_page()
    colleague.goto(f"/compare?comparison={ids_in(page.url)['comparison']}")
    expect(colleague.locator("#compare-saved-list")).to_contain_text("Spring review")
    expect(colleague.locator("#compare-pins-list")).to_contain_text("5 groups out of three runs")
    table = saved(colleague.locator("#compare-saved-list").get_by_role("button", name="Save as CSV"), tmp_path)
    head, *rows = rows_of(table)
    assert (head, [row[:2] for row in rows]) == (["Comparison", "Runs", "Saved"], [["Spring review", "4"]])
    colleague.context.close()


@pytest.mark.parametrize("address", ["/compare?dataset=none", "/compare?run=nonsense", "/compare?kmeans=%00%3Cb%3E"])
def test_an_unknown_id_is_one_sentence(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("main [role=alert]")).to_contain_text("There is no")


def job_rows(portal: Served) -> list[tuple[str, str, int | None]]:
    with sqlite3.connect(portal.folder / "portal.db", timeout=10) as connection:
        return connection.execute("SELECT id, status, pid FROM jobs ORDER BY created_at DESC").fetchall()


def running_pid(portal: Served) -> int:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        _id, status, pid = job_rows(portal)[0]
        if status == "running" and pid:
            return int(pid)
        time.sleep(0.02)
    raise AssertionError("no job came to run")


def test_a_job_is_called_off_killed_and_tried_again_while_the_old_picture_stays(page: Page, portal: Served) -> None:
    opened(page)
    chosen = page.locator("#compare-variables")
    chosen.get_by_label("Income", exact=True).uncheck()
    expect(page.locator("#compare-methods")).to_have_class("is-stale")
    page.locator("#compare-status").get_by_role("button", name="Cancel").click()
    expect(page.locator("#compare-status")).to_contain_text("Cancelled")
    assert groups(page, "kmeans") == 5
    assert job_rows(portal)[0][1] == "cancelled"

    chosen.get_by_label("Income", exact=True).check()
    expect(page.locator("#compare-methods")).not_to_have_class("is-stale")
    expect(page.locator("#compare-status")).to_have_text("")
    chosen.get_by_label("Spending score", exact=True).uncheck()
    os.kill(running_pid(portal), signal.SIGKILL)
    expect(page.locator("#compare-status")).to_contain_text("ended from outside", timeout=15_000)
    before = page.url
    page.locator("#compare-status").get_by_role("button", name="Try again").click()
    page.wait_for_url(lambda url: url != before, timeout=60_000)
    painted(page, "compare-kmeans-map")
    expect(page.locator("#compare-methods")).not_to_have_class("is-stale")
    expect(page.locator("#compare-scores")).to_contain_text("Silhouette")


def test_no_variables_is_one_sentence_and_nothing_is_lost(page: Page) -> None:
    opened(page)
    for box in page.locator("#compare-variables input:checked").all():
        page.locator("#compare-variables input:checked").first.uncheck()
        assert box
    expect(page.locator("#compare-status")).to_contain_text("No variables are chosen")
    assert groups(page, "hdbscan") == 5


def test_changing_the_page_neither_kills_nor_loses_a_job(page: Page) -> None:
    opened(page)
    page.locator("#compare-variables").get_by_label("Membership years", exact=True).uncheck()
    # One's own job: others of earlier visitors may still be at work.
    expect(page.locator("#compare-status").get_by_role("button", name="Cancel")).to_be_visible()
    page.get_by_role("link", name="Home").first.click()
    page.wait_for_url(lambda url: "/compare" not in url)
    page.locator("#shell-tray-menu summary").click()
    expect(page.locator("#shell-tray")).to_contain_text("Clustering Retail customers")
    expect(page.locator("#shell-tray .tray-row").first).to_contain_text("Done", timeout=60_000)
