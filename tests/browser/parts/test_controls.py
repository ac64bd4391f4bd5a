"""Sliders, pickers, questions, theme, share, upload: by mouse and by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from portal.ui.ids import ShellId
from tests.browser.parts.conftest import HEARD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser parts")]

FADING = "document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.effect.target.tagName)"


def test_slider_number_and_triangle_are_one_value(page: Any) -> None:
    thumb, typed = page.locator(".dash-slider-thumb"), page.locator("input.param-value")
    assert thumb.get_attribute("aria-label") == "Number of groups"
    thumb.focus()
    page.keyboard.press("ArrowRight")
    expect(typed).to_have_value("5")
    expect(page.locator("#go-b")).to_have_attribute("title", "5")
    page.click(".dash-slider-rec")
    expect(thumb).to_have_attribute("aria-valuenow", "6")
    expect(page.locator("#go-b")).to_have_attribute("title", "6")
    typed.fill("40")
    page.keyboard.press("Enter")
    expect(page.locator(".help-error")).to_have_text("Number of groups takes 2 to 12, not 40.")
    typed.fill("2.5")
    page.keyboard.press("Enter")
    expect(page.locator(".help-error")).to_have_text("Number of groups takes whole numbers, 2 to 12.")
    assert page.get_attribute("#go-b", "title") == "6"
    typed.fill("11")
    page.keyboard.press("Enter")
    expect(page.locator(".help-error")).to_be_hidden()
    expect(thumb).to_have_attribute("aria-valuenow", "11")
    page.click("#narrow")
    expect(thumb).to_have_attribute("aria-valuemax", "8")
    expect(page.locator("#go-b")).to_have_attribute("title", "11")


def test_a_drag_asks_seldom_and_ends_on_the_last_value(page: Any) -> None:
    box = page.locator(".dash-slider-track").bounding_box()
    HEARD.clear()
    page.mouse.move(box["x"] + 2, box["y"])
    page.mouse.down()
    for step in range(100):
        page.mouse.move(box["x"] + box["width"] * step / 99, box["y"])
    page.mouse.up()
    expect(page.locator("#go-b")).to_have_attribute("title", "12")
    assert HEARD[-1] == 12
    assert len(HEARD) <= 12


def test_menus_pickers_and_questions_answer_the_keyboard(page: Any) -> None:
    page.focus(f"#{ShellId.TRAY_MENU} summary")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{ShellId.TRAY_MENU}")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator(f"#{ShellId.TRAY_MENU} summary")).to_be_focused()
    page.click(".picker summary")
    page.check("text=income")
    expect(page.locator(".picker-said")).to_have_text("income")
    page.click("#delete")
    expect(page.get_by_role("dialog")).to_contain_text("Its runs go too.")
    page.click("text=Delete it")
    expect(page.locator("#deleted")).to_have_text("gone")
    expect(page.locator(".modal")).to_be_hidden()


def test_theme_goes_round_and_is_remembered(page: Any) -> None:
    button, root = page.locator(f"#{ShellId.THEME_BUTTON}"), page.locator("html")
    button.click()
    expect(button).to_have_attribute("aria-label", "Theme: light")
    button.click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("body")).to_have_attribute("data-ag-theme-mode", "dark")
    page.reload()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.wait_for_selector("text=Shows A")
    button.click()
    expect(root).to_have_attribute("data-bs-theme", "light")
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-bs-theme", "dark")


def test_no_colour_fades_between_the_themes(page: Any) -> None:
    page.add_style_tag(content="* { transition: background-color 30s, color 30s !important; }")
    button, link = page.locator(f"#{ShellId.THEME_BUTTON}"), page.locator(".rail-link[aria-current=page]")
    for theme in ("light", "dark"):
        button.click()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        assert page.evaluate(FADING) == []
    # The style above is a transition indeed, once nothing changes the theme.
    link.evaluate("one => { one.style.color = 'rgb(1, 2, 3)'; }")
    assert page.evaluate(FADING) != []


def test_share_copies_the_address(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click(f"#{ShellId.SHARE}")
    expect(page.locator("[role=status] .toast-card")).to_contain_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_file_is_streamed_and_refusals_are_sentences(page: Any) -> None:
    chooser = page.locator("#up input[type=file]")
    chooser.set_input_files({"name": "age.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
    expect(page.locator("#said")).to_have_text("ok 8")
    chooser.set_input_files({"name": "empty.csv", "mimeType": "text/csv", "buffer": b""})
    expect(page.locator("#up .notice-error")).to_have_text("“empty.csv” is empty.")
    expect(page.locator("#said")).to_have_text("error “empty.csv” is empty.")
