"""From Profiles to a file of customers, a picture, a table, and a report that opens where there is no portal."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.report import printing
from tests.browser.conftest import barriers, rows_of, saved
from tests.conftest import made_settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_customers_and_a_report_are_taken_away(page: Page, chromium: Browser, tmp_path: Path) -> None:
    page.goto("/profiles")
    page.locator(".pills input").nth(1).check()
    expect(page.locator("#profiles-distributions")).to_contain_text("690 customers against 3,000")
    page.wait_for_url("**segment=1**")
    panel = page.locator("#take-away")
    expect(panel).to_contain_text("Distance at which the segment's core forms")
    panel.get_by_label("Format").select_option(label="CSV in the shape of Salesforce")
    expect(panel).to_contain_text("as Data Loader reads them")
    panel.locator("#takeaway-segments input").nth(1).uncheck()
    customers = saved(panel.get_by_role("link", name="Download 2,310 customers"), tmp_path)
    head, *rows = rows_of(customers)
    assert head[:3] == ["Customer_ID__c", "Segment_ID__c", "Segment__c"]
    assert len(rows) == 2_310
    assert "2" not in {row[1] for row in rows}
    table = saved(page.locator(".table-saved").get_by_role("button", name="Save as CSV"), tmp_path)
    head, *rows = rows_of(table)
    cells = [cell for row in rows for cell in row]
    assert any(cell.endswith(" k") for cell in cells), "spaces are plain ones"
    assert not any("\u00a0" in cell for cell in cells)
    assert head[:3] == ["Segment", "Customers", "Share"]
    assert [row[1] for row in rows] == ["840", "690", "630", "510", "184", "146", "3000"]
    drawn = page.locator("#profiles-heat-card")
    assert saved(drawn.get_by_role("button", name="Save as SVG"), tmp_path).read_text("utf-8").startswith("<svg")
    small = page.locator("#profiles-distributions")
    together = saved(small.get_by_role("button", name="Save as SVG"), tmp_path).read_text("utf-8")
    assert together.count("<svg") > small.locator(".mini").count() > 3, "small pictures are one file"
    assert all(name in together for name in small.locator(".mini-h > span").all_inner_texts())
    assert saved(small.get_by_role("button", name="Save as PNG"), tmp_path).read_bytes().startswith(b"\x89PNG")

    panel.get_by_role("button", name="Make the report").click()
    expect(panel.get_by_role("link", name="Open the report")).to_be_visible(timeout=120_000)
    report = saved(panel.get_by_role("link", name="Save as HTML"), tmp_path)
    offline = chromium.new_context(offline=True, viewport={"width": 1200, "height": 900})
    reader = offline.new_page()
    said: list[str] = []
    reader.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    reader.on("pageerror", lambda error: said.append(str(error)))
    reader.goto(report.as_uri())
    reader.wait_for_selector("html[data-drawn]")
    places = reader.locator("[data-figure]")
    assert places.count() > 30
    marks = "all => all.filter(one => one.querySelectorAll('svg path, svg rect').length > 3).length"
    assert places.evaluate_all(marks) == places.count(), "every chart is drawn"
    assert barriers(reader) == []
    chart = reader.locator(".chart-card").filter(has=reader.get_by_role("button", name="Save as PNG")).first
    assert saved(chart.get_by_role("button", name="Save as PNG"), tmp_path).read_bytes().startswith(b"\x89PNG")
    summary = reader.locator(".table-saved").get_by_role("button", name="Save as CSV").first
    assert "Suggested strategy" in saved(summary, tmp_path).read_text("utf-8-sig")
    assert said == []
    offline.close()
    if printing.chrome(made_settings(tmp_path / "var")):
        assert saved(panel.get_by_role("link", name="Save as PDF"), tmp_path).read_bytes().startswith(b"%PDF")
    else:
        expect(panel).to_contain_text("print it from your browser")
