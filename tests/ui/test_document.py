"""The HTML around the app and what it names on disk."""

from __future__ import annotations

import re
from pathlib import Path

from portal.ui.document import INDEX_STRING
from portal.ui.icons import ICONS, icon

ASSETS = Path(__file__).parents[2] / "assets"


def test_the_document_speaks_english_and_knows_its_theme_before_it_paints() -> None:
    assert '<html lang="en" data-bs-theme="light">' in INDEX_STRING
    assert INDEX_STRING.index("data-theme-choice") < INDEX_STRING.index("{%css%}")
    for slot in ("{%metas%}", "{%title%}", "{%app_entry%}", "{%config%}", "{%scripts%}", "{%renderer%}"):
        assert slot in INDEX_STRING


def test_every_file_that_document_and_css_name_is_there() -> None:
    for name in re.findall(r'href="/assets/([^"]+)"', INDEX_STRING):
        assert (ASSETS / name).is_file(), name
    for sheet in ASSETS.glob("*.css"):
        for name in re.findall(r'url\("(?!data:)([^")]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (ASSETS / name).is_file(), f"{sheet.name}: {name}"


def test_nothing_is_fetched_from_another_host() -> None:
    for file in [*ASSETS.glob("*.css"), *ASSETS.glob("*.js")]:
        found = set(re.findall(r"https?://[^\s\"')]+", file.read_text(encoding="utf-8")))
        allowed = {url for url in found if "www.w3.org" in url or "getbootstrap.com" in url or "github.com/twbs" in url}
        assert found == allowed, file.name


def test_the_icons_are_those_of_the_style_sheet() -> None:
    drawn = set(re.findall(r"^\.bi-([a-z0-9-]+) \{", (ASSETS / "21-icons.css").read_text(encoding="utf-8"), re.M))
    assert drawn == ICONS
    assert icon("house").className == "bi bi-house"


def test_tokens_that_style_sheets_use_are_defined() -> None:
    sheets = {file.name: file.read_text(encoding="utf-8") for file in ASSETS.glob("[1-9]*.css")}
    whole = "\n".join(sheets.values()) + (ASSETS / "00-bootstrap.min.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"(--[A-Za-z0-9-]+)\s*:", whole))
    set_by_components = {"--c", "--a"}
    for name, text in sheets.items():
        used = set(re.findall(r"var\((--[A-Za-z0-9-]+)\)", text))
        assert used - defined - set_by_components == set(), name
