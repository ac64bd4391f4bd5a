"""Profiles draws all segments, each picture with its table, and sets any two against each other."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from portal.services import segments
from portal.ui.profiles.gallery import Id
from tests.pages.conftest import Stage
from tests.pages.firing import Browser, said_of_the_address, words
from tests.pages.reading import of_type

CARDS = ("panels", "separation", "lines", "lifts")


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return Browser(stage.app)


def parts(tree: Any) -> list[dict[str, Any]]:
    """Every component of a tree as JSON."""
    if isinstance(tree, list):
        return [found for one in tree for found in parts(one)]
    if not isinstance(tree, dict) or "props" not in tree:
        return []
    return [tree, *parts(tree["props"].get("children"))]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_picture_has_its_table(stage: Stage, browser: Browser, theme: str) -> None:
    known = {"profiles-run.data": stage.run.id, "mirror-theme.data": theme}
    told = browser.fire(Id.PICTURES, "mirror-theme.data", known)[Id.PICTURES]["children"]
    cards = {part["props"].get("id"): part for part in parts(told) if part["type"] == "Section"}
    assert set(cards) == {f"profiles-{name}-card" for name in CARDS}
    portrait = segments.portrait(stage.ws, stage.run)
    assert portrait is not None
    for card in cards.values():
        kinds = [part["type"] for part in parts(card)]
        assert "Graph" in kinds
        assert "Table" in kinds
        assert any(one.name in words(card) for one in portrait.segments)
    panels = [part for part in parts(cards["profiles-panels-card"]) if part["type"] == "Graph"]
    assert len(panels) == len(portrait.segments)


def test_two_segments_are_set_against_each_other(stage: Stage, browser: Browser) -> None:
    known = {
        "profiles-run.data": stage.run.id, "mirror-theme.data": "light",
        f"{Id.FIRST}.value": "2", f"{Id.SECOND}.value": "0",
    }  # fmt: skip
    told = browser.fire(Id.VERSUS, f"{Id.FIRST}.value", known)
    assert "They differ most in" in words(told[Id.VERSUS]["children"])
    assert said_of_the_address(told) == {"versus": "2-0"}
    same = browser.fire(Id.VERSUS, f"{Id.FIRST}.value", known | {f"{Id.FIRST}.value": "0"})
    assert "Two different segments" in words(same[Id.VERSUS]["children"])
    with stage.request():
        tree = importlib.import_module("pages.profiles").layout(versus="3-1")
    values = {one.id: one.value for one in of_type(tree, "Select")}
    assert (values[Id.FIRST], values[Id.SECOND]) == ("3", "1")
