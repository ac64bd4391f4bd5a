"""What is dropped, dropped beside and called off; and what stays in its place when a table is repaired."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser parts")]

DROP = """([where, names]) => {
    const dataTransfer = new DataTransfer();
    names.forEach((name) => dataTransfer.items.add(new File(["a,b"], name)));
    const drop = new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true});
    document.querySelector(where).dispatchEvent(drop);
    return drop.defaultPrevented;
}"""
ERRORS = "#toasts-error .toast-card"
SECTION = """<section class="section"><div style="height:{above}px"></div>
<div class="section-head"><h2>What stands out</h2></div>
<ul class="data-findings"><li><span class="data-offers"><button>Leave “{name}” out</button></span></li></ul>
<details class="data-fold"><summary>More</summary>
<ul class="data-findings"><li><span class="data-offers"><button id="folded">Keep one</button></span></li></ul>
</details><ol class="data-recipe"><li><span class="data-offers"><button aria-label="Up: it">Up</button></span></li></ol>
</section>"""
SHOW = "html => { document.querySelector('#said').innerHTML = html; }"


def test_one_file_at_a_time_is_said(page: Any) -> None:
    page.route("**/upload?*", lambda _route: None)
    assert page.evaluate(DROP, ["#up", ["first.csv", "second.csv"]])
    expect(page.locator(ERRORS, has_text="One file")).to_contain_text("“first.csv” is taken, “second.csv” was not.")
    expect(page.locator("#up .progress-line button")).to_be_focused()
    page.evaluate(DROP, ["#up", ["third.csv"]])
    expect(page.locator(ERRORS, has_text="“third.csv” was not taken: another file is on its way.")).to_be_visible()
    page.locator("#up .progress-line button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#up .dropzone-state")).to_have_text("Upload of first.csv cancelled.")
    expect(page.locator("#up input[type=file]")).to_be_focused()


def test_a_file_that_misses_the_zone_does_not_open_in_place_of_the_page(page: Any) -> None:
    assert page.evaluate(DROP, ["#said", ["a.csv"]])
    expect(page.locator("#up .dropzone-state")).to_be_empty()


def test_a_repair_keeps_its_place_its_fold_and_the_focus(page: Any) -> None:
    top = "document.querySelector('#said section .section-head').closest('section').getBoundingClientRect().top"
    page.evaluate(SHOW, SECTION.format(above=900, name="a"))
    page.evaluate("document.querySelector('#said details').open = true")
    page.locator("#folded").scroll_into_view_if_needed()
    before = page.evaluate(top)
    page.locator("#folded").click()
    page.evaluate(SHOW, "<div style='height: 240px'></div>" + SECTION.format(above=900, name="b"))
    expect(page.locator("#said li", has=page.locator("#folded"))).to_be_focused()
    assert page.evaluate("document.querySelector('#said details').open")
    assert page.evaluate(top) == pytest.approx(before, abs=1)
    # What comes in later above it moves nothing either.
    page.evaluate("document.querySelector('#said').firstElementChild.style.height = '400px'")
    page.wait_for_timeout(100)
    assert page.evaluate(top) == pytest.approx(before, abs=1)
    page.get_by_role("button", name="Up: it").click()
    page.evaluate(SHOW, SECTION.format(above=900, name="c"))
    expect(page.get_by_role("button", name="Up: it")).to_be_focused()
