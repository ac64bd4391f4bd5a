"""PCA draws any components, keeps its view in the address, and says who is inside an outline."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from portal.ui.inspector.ids import Part
from portal.ui.pca_opening import opened
from portal.ui.pca_view import view_of
from tests.pages.conftest import Stage
from tests.pages.firing import Browser, said_of_the_address
from tests.pages.firing import words as said
from tests.pages.reading import ids, of_type, words

CHOICES = ("2d", "0", "1", "2", "segment", "off", "everyone")
EVERYWHERE = "-50,-50_50,-50_50,50_-50,50"


@pytest.fixture
def page(stage: Stage) -> Any:
    return importlib.import_module("pages.pca")


def called(stage: Stage, page: Any, name: str, *arguments: Any, by: str | None = None) -> Any:
    """A callback, called as if `by` had triggered it."""
    from contextvars import copy_context

    from dash._callback_context import context_value
    from dash._utils import AttributeDict

    def run() -> Any:
        triggered = [{"prop_id": f"{by}.value", "value": None}] if by else []
        context_value.set(AttributeDict(triggered_inputs=triggered))
        with stage.request():
            return getattr(page, name)(*arguments)

    return copy_context().run(run)


def test_the_page_opens_with_what_the_map_shows(stage: Stage, page: Any) -> None:
    with stage.request():
        tree = page.layout()
    assert "components carry" in of_type(tree, "H1")[0].children
    there = [one for one in ids(tree) if isinstance(one, str)]
    assert set(page.Id) == set(there)


def test_the_address_restores_the_view(stage: Stage, page: Any) -> None:
    with stage.request():
        tree = page.layout(view="3d", x="2", y="3", colour="income", arrows="on", segment="1", select=EVERYWHERE)
    values = {one.id: one.value for one in [*of_type(tree, "Select"), *of_type(tree, "RadioItems")]}
    assert values[page.Id.SPACE] == "3d"
    assert values[page.Id.X] == "1"
    assert values[page.Id.Y] == "2"
    assert values[page.Id.COLOUR] == "income"
    assert values[page.Id.ARROWS] == "on"
    assert values[page.Id.AMONG] == "1"


def test_what_an_address_asks_for_in_vain_is_left_at_its_default(stage: Stage, page: Any) -> None:
    portrait, structure = _opened(stage)
    hostile = {"x": "99", "y": "-1", "z": "x", "colour": "<b>", "segment": "77", "view": "5d", "arrows": "maybe"}
    assert view_of(portrait, structure.components.m, hostile) == view_of(portrait, structure.components.m, {})


def test_a_broken_outline_in_the_address_is_one_sentence(stage: Stage, page: Any) -> None:
    with stage.request():
        assert "Draw it again" in words(page.layout(select="nonsense"))


@pytest.mark.parametrize("space", ["2d", "3d"])
@pytest.mark.parametrize("colour", ["segment", "income", "gender", "signup_date"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_in_two_and_three_dimensions(stage: Stage, page: Any, space: str, colour: str, theme: str) -> None:
    choices = (space, "0", "1", "2", colour, "on", "everyone")
    figure, _, title, reading, how, flat = called(stage, page, "draw_map", theme, 0, *choices, None, stage.run.id, None)
    assert {trace.type for trace in figure.data} == {"scattergl" if space == "2d" else "scatter3d"}
    assert sum(len(trace.x) for trace in figure.data) == 900
    assert all(trace.hovertemplate.endswith("<extra></extra>") for trace in figure.data)
    assert title
    assert reading
    assert how
    assert flat == (space == "2d")


def test_arrows_and_outline_lie_on_the_map(stage: Stage, page: Any) -> None:
    choices = ("2d", "0", "1", "2", "segment", "on", "everyone")
    figure = called(stage, page, "draw_map", "light", 0, *choices, EVERYWHERE, stage.run.id, None)[0]
    assert len(figure.layout.selections) == 1
    assert sum(one.name.startswith("arrow-") for one in figure.layout.annotations if one.name) == 6


def test_an_outline_belongs_to_the_axes_it_was_drawn_on(stage: Stage, page: Any) -> None:
    figure = called(stage, page, "draw_map", "light", 0, *CHOICES, EVERYWHERE, stage.run.id, None, by=page.Id.X)[0]
    assert not figure.layout.selections
    told = Browser(stage.app).fire(page.Id.SELECT, f"{page.Id.X}.value", {f"{page.Id.SELECT}.data": EVERYWHERE})
    assert told[page.Id.SELECT]["data"] is None


def test_a_lasso_is_kept_and_told(stage: Stage, page: Any) -> None:
    box = {"selections": [{"type": "rect", "x0": -50, "x1": 50, "y0": -50, "y1": 50}]}
    kept = Browser(stage.app).fire(page.Id.SELECT, f"{page.Id.MAP}.relayoutData", {f"{page.Id.MAP}.relayoutData": box})
    assert kept[page.Id.SELECT]["data"] == EVERYWHERE
    told = selected(stage, page, EVERYWHERE)
    assert "900 customers selected" in said(told["body"])
    assert "100% of 900" in said(told["body"])
    assert (told["form"], told["nobody"]) == (False, False)
    assert told["predicate"]["dataset"] == stage.retail
    assert told["predicate"]["predicate"]["axes"] == ["component 1", "component 2"]
    assert [name for name, value in told["news"].items() if value] == ["select"]


def test_a_segment_is_chosen_without_a_mouse(stage: Stage, page: Any) -> None:
    portrait, _ = _opened(stage)
    first = portrait.segments[0]
    told = selected(stage, page, None, among="0")
    assert f"{first.size:,} customers selected" in said(told["body"])
    assert first.name in said(told["body"])
    assert "Furthest from the rest" in said(told["body"])
    assert {name: value for name, value in told["news"].items() if value} == {"segment": "0"}


def test_nobody_is_selected_at_first_and_the_address_stays_clean(stage: Stage, page: Any) -> None:
    told = selected(stage, page, None)
    assert "Nobody is selected" in said(told["body"])
    assert (told["predicate"], told["form"], told["nobody"]) == (None, True, True)
    assert not any(told["news"].values())


def test_a_broken_drawing_is_a_sentence_not_a_crash(stage: Stage, page: Any) -> None:
    broken = {f"{page.Id.MAP}.relayoutData": {"selections": [{"type": "path"}]}}
    told = Browser(stage.app).fire(page.Id.SELECT, f"{page.Id.MAP}.relayoutData", broken)
    assert "Draw it again on the map" in str(told)


def selected(stage: Stage, page: Any, drawn: str | None, *, among: str = "everyone") -> dict[str, Any]:
    """What the inspector says of a selection, by what it is."""
    names = ("SPACE", "X", "Y", "Z", "COLOUR", "ARROWS", "AMONG")
    known = {f"{page.Id[name]}.value": value for name, value in zip(names, (*CHOICES[:-1], among), strict=True)}
    known |= {f"{page.Id.SELECT}.data": drawn, f"{page.Id.RUN}.data": stage.run.id}
    parts = {"body": Part.BODY, "predicate": Part.PREDICATE, "form": Part.FORM}
    told = Browser(stage.app).fire(Part.BODY, f"{page.Id.SELECT}.data", known)
    found = {
        name: next(iter(next(value for key, value in told.items() if str(kind) in key).values()))
        for name, kind in parts.items()
    }
    found["nobody"] = told[page.Id.CLEAR]["hidden"]
    return found | {"news": said_of_the_address(told)}


def test_scree_and_loadings_have_sentences(stage: Stage, page: Any) -> None:
    scree, about, _, loadings, made, _ = called(stage, page, "draw_axes", "light", *CHOICES[:4], stage.run.id)
    assert len(scree.data[0].x) == 6
    assert "components carry" in about
    assert loadings.data
    assert "Component 1" in made or "components" in made


def _opened(stage: Stage) -> Any:
    with stage.request():
        return opened(stage.run.id)
