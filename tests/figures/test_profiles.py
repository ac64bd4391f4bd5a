from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portal.figures.components import loadings_caption, loadings_heatmap, scree, scree_caption
from portal.figures.lift import lift_caption, lift_dumbbell
from portal.figures.profiles import (
    difference_heatmap,
    differences_caption,
    profile_bars,
    profile_caption,
)
from portal.figures.records import Segment
from portal.figures.theme import Theme, tokens
from tests.figures.checks import checked, notes
from tests.figures.conftest import HOSTILE

VARIABLES = ["Age", "Income", "Score"]
AWAY = np.array([[1.3, 0.1, -0.7], [-0.3, 1.9, 0.0], [0.5, -0.1, -2.4]])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_differences_fall_into_seven_steps(segments, theme: Theme) -> None:
    fig = checked(difference_heatmap(AWAY, segments=segments[:3], variables=VARIABLES, theme=theme), theme)
    heat, words = fig.data
    ink = tokens(theme)
    scale = {round(place, 6): colour for place, colour in heat.colorscale}
    shown = [[scale[round((z - 0.5) / heat.zmax, 6)] for z in line] for line in heat.z]
    assert shown[0] == [ink["div-pos-3"], ink["div-0"], ink["div-neg-2"]]
    assert shown[2] == [ink["div-pos-1"], ink["div-0"], ink["div-neg-3"]]
    assert list(words.text[:3]) == ["+1.3", "+0.1", "−0.7"]
    assert words.textfont.color[0] == ink["surface"]
    assert words.textfont.color[1] == ink["ink-3"]
    assert list(words.textfont.weight[:3]) == [600, 400, 400]


def test_differences_in_words(segments) -> None:
    def title(values: np.ndarray) -> str:
        return differences_caption(values, segments=segments[:3], variables=VARIABLES).title

    assert title(AWAY) == "Every group is extreme in something of its own"
    assert title(AWAY * [1, 0.1, 0.1]) == "The groups are told apart by age"
    assert title(AWAY * 0.1) == "No segment is far from everyone in any variable"


def test_differences_with_gaps_and_many_variables() -> None:
    named = [Segment(0, HOSTILE, 4), Segment(-1, "Unassigned", 1)]
    values = np.full((2, 40), np.nan)
    values[0, 7] = 2.0
    fig = checked(difference_heatmap(values, segments=named, variables=[f"{HOSTILE}{i}" for i in range(40)]))
    assert len(fig.data[0].x) == 24
    assert "–" in fig.data[1].text
    assert notes(checked(difference_heatmap(np.empty((0, 3)), segments=[], variables=VARIABLES)))
    assert differences_caption(np.empty((0, 3)), segments=[], variables=VARIABLES).title


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_profile_bars_run_to_both_sides(segments, theme: Theme) -> None:
    fig = checked(profile_bars(AWAY[0], segment=segments[0], variables=VARIABLES, theme=theme), theme)
    assert list(fig.data[0].text) == ["+1.3", "−0.7", "+0.1"]
    assert fig.data[0].marker.color == tokens(theme)["seg-1"]
    assert profile_caption(AWAY[0], segment=segments[0], variables=VARIABLES).title == "Savers: high age and low score"
    flat = profile_caption(AWAY[0] * 0, segment=segments[0], variables=VARIABLES)
    assert flat.title == "Savers is close to everyone in every variable"
    assert notes(checked(profile_bars(AWAY[0] * np.nan, segment=segments[0], variables=VARIABLES)))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lift_is_hollow_for_everyone_and_filled_for_the_segment(frame, labels, segments, theme: Theme) -> None:
    everyone, members = frame["category"], frame["category"][labels == 1]
    fig = checked(lift_dumbbell(everyone, members, segment=segments[1], theme=theme), theme)
    _, hollow, filled = fig.data
    assert hollow.marker.color == tokens(theme)["surface"]
    assert filled.marker.color == tokens(theme)["seg-2"]
    assert filled.x[0] == pytest.approx(1.0)
    assert any(text.startswith("×") for text in notes(fig))
    title = lift_caption(everyone, members, segment=segments[1], name="Category").title
    assert title.startswith("Category: Sports is ")
    assert title.endswith(" as common as among everyone")


def test_lift_without_a_finding(frame, segments) -> None:
    same = lift_caption(frame["region"], frame["region"], segment=segments[0], name="Region")
    assert same.title == "Region hardly differs from everyone"
    few = lift_caption(frame["region"], frame["region"][:2], segment=segments[0], name="Region")
    assert few.title == "Region of Savers"
    empty = pd.Series([], dtype=str)
    assert notes(checked(lift_dumbbell(frame["region"], empty, segment=segments[0]))) == ["No category to compare"]
    levels = pd.Series([f"{HOSTILE}{i}" for i in range(10_000)])
    assert len(checked(lift_dumbbell(levels, levels[:10], segment=segments[0])).data[1].x) == 13


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_scree(theme: Theme) -> None:
    fig = checked(scree(np.array([0.42, 0.31, 0.15, 0.12]), theme=theme), theme)
    bars, line = fig.data
    assert list(bars.text) == ["42%", "31%", "15%", "12%"]
    assert line.y[-1] == pytest.approx(1)
    assert scree_caption(np.array([0.42, 0.31, 0.15, 0.12])) == (
        "Two components carry 73% of the variation",
        "Bars: each component's share of the variation. Line: all so far. Three are needed for 80%.",
    )
    assert scree_caption(np.full(6, 1 / 6)).title == "All six components carry about the same"
    assert scree_caption(np.array([1.0])).title == "One component carries 100% of the variation"
    assert notes(checked(scree(np.array([])))) == ["No components to show"]


def test_loadings() -> None:
    loadings = np.array([[0.9, -0.4, 0.1], [0.1, 0.8, -0.6]])
    fig = checked(loadings_heatmap(loadings, variables=[*VARIABLES[:2], HOSTILE]))
    assert list(fig.data[1].text) == [".90", ".10", "−.40", ".80", ".10", "−.60"]
    assert loadings_caption(loadings, variables=VARIABLES).title == "Component 1 is mostly age"
    assert loadings_caption(np.ones((1, 9)), variables=list("abcdefghi")).title == "What the components are made of"
    assert notes(checked(loadings_heatmap(np.empty((0, 0)), variables=[]))) == ["No components to show"]
    wide = np.random.default_rng(0).normal(size=(3, 80))
    assert len(checked(loadings_heatmap(wide, variables=[str(i) for i in range(80)])).data[0].y) == 24
