"""PCA draws any components, keeps its view in the address, and says who is inside an outline."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from portal.errors import ParameterError
from portal.ui.pca_view import view_of
from tests.pages.conftest import Stage
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
    portrait, structure = _opened(stage, page)
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
    assert called(stage, page, "outline", None, 0, *CHOICES[:4], EVERYWHERE, by=page.Id.X) is None


def test_a_lasso_is_kept_and_told(stage: Stage, page: Any) -> None:
    box = {"selections": [{"type": "rect", "x0": -50, "x1": 50, "y0": -50, "y1": 50}]}
    kept = called(stage, page, "outline", box, 0, *CHOICES[:4], None, by=page.Id.MAP)
    assert kept == EVERYWHERE
    told, predicate, form, nobody, search = called(
        stage, page, "tell_selection", kept, *CHOICES, stage.run.id, "?dataset=d"
    )
    assert "900 customers selected" in words(told)
    assert "100% of 900" in words(told)
    assert (form, nobody) == (False, False)
    assert predicate["dataset"] == stage.retail
    assert predicate["predicate"]["axes"] == ["component 1", "component 2"]
    assert search.startswith("?dataset=d&select=")


def test_a_segment_is_chosen_without_a_mouse(stage: Stage, page: Any) -> None:
    portrait, _ = _opened(stage, page)
    first = portrait.segments[0]
    choices = (*CHOICES[:-1], "0")
    told, _, _, _, search = called(stage, page, "tell_selection", None, *choices, stage.run.id, "")
    assert f"{first.size:,} customers selected" in words(told)
    assert first.name in words(told)
    assert "Furthest from the rest" in words(told)
    assert search == "?segment=0"


def test_nobody_is_selected_at_first_and_the_address_stays_clean(stage: Stage, page: Any) -> None:
    from dash import no_update

    told, predicate, form, nobody, search = called(stage, page, "tell_selection", None, *CHOICES, stage.run.id, "")
    assert "Nobody is selected" in words(told)
    assert (predicate, form, nobody) == (None, True, True)
    assert search is no_update


def test_a_broken_drawing_is_a_sentence_not_a_crash(stage: Stage, page: Any) -> None:
    with pytest.raises(ParameterError):
        called(stage, page, "outline", {"selections": [{"type": "path"}]}, 0, *CHOICES[:4], None, by=page.Id.MAP)


def test_scree_and_loadings_have_sentences(stage: Stage, page: Any) -> None:
    scree, about, _, loadings, made, _ = called(stage, page, "draw_axes", "light", *CHOICES[:4], stage.run.id)
    assert len(scree.data[0].x) == 6
    assert "components carry" in about
    assert loadings.data
    assert "Component 1" in made or "components" in made


def _opened(stage: Stage, page: Any) -> Any:
    with stage.request():
        return page._opened(stage.run.id)
