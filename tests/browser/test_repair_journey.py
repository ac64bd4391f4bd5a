"""A messy file is brought, repaired press by press, undone with Back, and clustered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import barriers, ids_in, painted, rows_of, saved

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CURRENCIES = {"DE": "EUR", "FR": "EUR", "US": "USD", "CA": "CAD"}


def messy(path: Path) -> Path:
    """Three plain groups under sentinels, unclear dates, repeated rows, constants and columns said twice."""
    rng = np.random.default_rng(0)
    lines = ["customer_id;joined;age;income;visits;segment code;country;currency;plan;source;note"]
    for i in range(400):
        group = i % 3
        age = 999 if i % 50 == 7 else int(rng.normal((25, 45, 65)[group], 3))
        income = f"{rng.normal((20_000, 60_000, 35_000)[group], 2_000):.2f}".replace(".", ",")
        visits = str(int(rng.normal((30, 5, 12)[group], 2))) if i % 25 else "?" if i % 50 else "many"
        country = str(rng.choice(list(CURRENCIES)))
        plan = "unknown" if i % 20 == 3 else "basic" if i % 2 else "pro"
        day, month = rng.integers(1, 13, 2)
        lines.append(f"C{i:04d};{day:02d}/{month:02d}/2023;{age};{income};{visits};{group + 1};{country};"
                     f"{CURRENCIES[country]};{plan};web;")  # fmt: skip
    path.write_text("\n".join(lines + lines[1:13]) + "\n", encoding="utf-8")
    return path


def pressed(page: Page, name: str) -> str:
    """Press a button that makes another version; the version's id."""
    before = page.url
    page.get_by_role("button", name=name).first.click()
    page.wait_for_url(lambda url: url != before)
    return ids_in(page.url)["dataset"]


def test_a_messy_file_is_repaired_and_clustered(page: Page, tmp_path: Path) -> None:
    page.goto("/data")
    page.locator("#data-drop input[type=file]").set_input_files(messy(tmp_path / "messy customers.csv"))
    page.wait_for_url("**dataset=**", timeout=60_000)
    first = ids_in(page.url)["dataset"]
    expect(page.locator("h1")).to_contain_text("has 412 rows")
    head, *rows = rows_of(saved(page.locator("#data-list").get_by_role("button", name="Save as CSV"), tmp_path))
    assert head == ["Table", "Rows", "Columns", "Added"]
    assert ["Messy customers", "412"] in [row[:2] for row in rows]
    main = page.locator("main")
    expect(main).to_contain_text("17 cells could not be read and are missing now")
    expect(main).to_contain_text("12 rows repeat an earlier row in every cell.")
    for name, left in (
        ("Keep one of each", "12 rows repeat"),
        ("Take it as missing", "“unknown” in"),
        ("Take it as missing", "999 in"),
        ("The day comes first", "with the day or with the month first"),
    ):
        pressed(page, name)
        expect(page.locator("main .data-findings").first).not_to_contain_text(left)
    expect(page.locator(".data-recipe > li")).to_have_count(4)
    expect(page.locator("h1")).to_contain_text("has 400 rows")
    expect(page.locator(".data-recipe > li").first).to_contain_text("twelve rows left out")
    version = ids_in(page.url)["dataset"]
    assert version != first
    reordered = pressed(page, "Up: Read “joined”")
    expect(page.locator(".data-recipe > li").nth(2)).to_contain_text("Read “joined” as dates with the day first")
    assert reordered != version
    page.go_back()
    expect(page.locator(".data-recipe > li").nth(3)).to_contain_text("Read “joined”")
    assert ids_in(page.url)["dataset"] == version
    assert barriers(page) == []
    page.get_by_role("link", name="Compare with these variables").click()
    page.wait_for_url("**/compare**")
    assert ids_in(page.url)["dataset"] == version
    painted(page, "compare-kmeans-map")
    expect(page.locator("#shell-crumbs")).to_contain_text("segments")


def test_a_file_is_read_again_with_another_answer(page: Page, tmp_path: Path) -> None:
    page.goto("/data")
    page.locator("#data-drop input[type=file]").set_input_files(messy(tmp_path / "orders.csv"))
    page.wait_for_url("**dataset=**", timeout=60_000)
    page.get_by_text("Read the file again").click()
    page.get_by_label("In dates such as 03/04/2024 comes first").select_option(label="the day")
    pressed(page, "Read again")
    expect(page.locator("h1")).to_contain_text("(day first)")
    expect(page.locator("main .data-findings").first).not_to_contain_text("with the day or with the month first")


def test_a_refused_file_is_read_as_its_owner_says(page: Page, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("customer_spend_visits\n" + "".join(f"c{i}_{i * 17 % 97 + 5}_{i % 8}\n" for i in range(80)))
    page.goto("/data")
    page.locator("#data-drop input[type=file]").set_input_files(odd)
    expect(page.locator("main")).to_contain_text("The file has one column only", timeout=60_000)
    expect(page.get_by_text("Read “odd.csv” another way")).to_be_visible()
    page.locator("#data-refused-separator").select_option(label="underscore")
    assert barriers(page) == []
    pressed(page, "Read it so")
    expect(page.locator("h1")).to_contain_text("has 80 rows")
