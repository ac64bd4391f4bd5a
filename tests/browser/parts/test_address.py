"""Back and Forward, links, and answers that come late."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.parts.conftest import HELD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser parts")]


def heading(page: Any, words: str) -> None:
    expect(page.locator("main h1")).to_have_text(words)


def test_back_and_forward_render_what_silent_changes_left(page: Any) -> None:
    page.click("#go-b")
    page.wait_for_url("**/?run=B")
    page.click("#go-c")
    page.wait_for_url("**/?run=C")
    heading(page, "Shows A")
    page.go_back()
    heading(page, "Shows B")
    page.go_back()
    heading(page, "Shows A")
    page.go_forward()
    heading(page, "Shows B")


def test_back_over_a_single_silent_change_renders_the_first_state_again(page: Any) -> None:
    page.click("#go-b")
    page.wait_for_url("**/?run=B")
    page.fill("input.param-value", "9")
    page.keyboard.press("Enter")
    page.go_back()
    expect(page.locator("input.param-value")).to_have_value("4")
    heading(page, "Shows A")


def test_a_late_answer_changes_only_what_it_speaks_of(page: Any) -> None:
    HELD.clear()
    page.goto(page.url.replace("?run=A", "?run=A&old=1&kept=a~b"))
    page.wait_for_selector("text=Shows A")
    page.click("#go-slow")
    page.click("#go-b")
    page.wait_for_url("**/?run=B&old=1&kept=a*b")
    HELD.set()
    page.wait_for_url("**/?run=B&kept=a*b&view=late+%26+wide")
    steps = page.evaluate("history.length")
    page.click("#go-slow")
    expect(page.locator("#go-slow")).to_be_enabled()
    page.wait_for_timeout(300)
    assert page.evaluate("history.length") == steps, "what is there already is no step"


def test_links_keep_dataset_and_run_and_say_where_one_is(page: Any) -> None:
    page.click("#go-b")
    page.wait_for_url("**/?run=B")
    page.click(".rail-link[href='/data?run=B']")
    page.wait_for_url("**/data?run=B")
    heading(page, "Another page")
    expect(page.locator(".rail-link[aria-current=page]")).to_have_text("Data")
    expect(page.locator("main h1")).to_be_focused()
    page.go_back()
    heading(page, "Shows B")
