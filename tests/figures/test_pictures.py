"""Profile panels, separation, lines, lifts and two segments head to head."""

from __future__ import annotations

import numpy as np
import pytest

from portal.figures.contrasts import head_to_head, head_to_head_caption, lift_table, lift_table_caption
from portal.figures.profile_plot import parallel_caption, parallel_lines, profile_panel, profile_plot_caption
from portal.figures.records import Segment
from portal.figures.separation import separation_caption, separation_plot
from portal.figures.theme import Theme, tokens
from tests.figures.checks import checked, colours, notes
from tests.figures.conftest import HOSTILE

VARIABLES = ["Age", "Income", HOSTILE]
NAMED = [Segment(0, "Savers", 120), Segment(1, HOSTILE, 80)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_panel_marks_what_marks_the_segment(theme: Theme) -> None:
    heights, level = np.array([0.9, 0.4, np.nan]), np.array([0.5, 0.45, 0.2])
    marked = np.array([True, False, False])
    fig = checked(
        profile_panel(heights, level, marked, segment=NAMED[0], variables=VARIABLES, values=list("abc"), theme=theme),
        theme,
    )
    bars, dots = fig.data
    assert list(bars.x) == [0.9, 0.4, 0.0]
    assert colours(bars)[0] == tokens(theme)["seg-1"]
    assert colours(bars)[1].startswith("rgba(")
    assert list(dots.x) == list(level)
    none = np.empty(0)
    assert notes(checked(profile_panel(none, none, none, segment=NAMED[0], variables=[], values=[])))
    both = np.array([[True, False], [False, True]])
    assert profile_plot_caption(both, segments=NAMED).title == "Every segment is marked by variables of its own"
    assert profile_plot_caption(both & [[1], [0]], segments=NAMED[:2]).title.startswith("Nothing marks ")
    assert profile_plot_caption(both & False, segments=NAMED).title == "No variable marks any segment"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_and_medians(theme: Theme) -> None:
    lines = [np.array([[0.1, np.nan, 0.5]]), np.array([[0.9, 0.2, 0.4], [0.8, 0.3, 0.4]])]
    medians = np.array([[0.1, np.nan, 0.5], [0.85, 0.25, 0.4]])
    fig = checked(parallel_lines(lines, medians, segments=NAMED, variables=VARIABLES, theme=theme), theme)
    assert len(fig.data) == 4
    assert list(fig.data[0].y) == [0.1, None, 0.5, None]
    assert list(fig.data[3].y) == [0.85, 0.25, 0.4]
    assert parallel_caption(medians, variables=VARIABLES).title == "The lines part most at age"
    assert parallel_caption(medians[:1], variables=VARIABLES).title == "The segments over all variables"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_separation_draws_hulls_ties_and_names(points, labels, segments, theme: Theme) -> None:
    centres = np.array([points[labels == label].mean(axis=0) for label in range(3)])
    hulls = [points[labels == label][:4] for label in range(2)] + [np.empty((0, 2))]
    ties = [(0, 1, 0.62), (1, 2, 0.1)]
    fig = checked(
        separation_plot(points, labels, centres=centres, hulls=hulls, ties=ties, segments=segments[:3], theme=theme),
        theme,
    )
    assert sum(trace.fill == "toself" for trace in fig.data) == 2
    widths = [trace.line.width for trace in fig.data if trace.hovertemplate and "neighbours" in trace.hovertemplate]
    assert widths[0] > widths[1]
    assert set(notes(fig)) == {"Savers", "Regulars", "Collectors"}
    assert separation_caption(ties, segments=segments[:3]).title == "Savers and regulars are the hardest to tell apart"
    assert separation_caption(ties[1:], segments=segments[:3]).title == "Every segment stands for itself"
    assert separation_caption([], segments=segments[:3]).title == "No two segments border on each other"
    assert notes(checked(separation_plot(points[:0], labels[:0], centres=centres, hulls=[], ties=[], segments=[])))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lifts_of_all_categories(theme: Theme) -> None:
    shares, overall = [[0.42, 0.1], [0.0, 0.3], [np.nan, 0.2]], [0.2, 0.15, 0.2]
    lifts = [[share / base for share in line] for line, base in zip(shares, overall, strict=True)]
    words = {"segments": NAMED, "categories": ["Favourite: Electronics", HOSTILE, "Favourite: Home"]}
    fig = checked(lift_table(lifts, shares, overall, theme=theme, **words), theme)
    assert list(fig.data[1].text[:2]) == ["×2.1", "×0.5"]
    assert "×0.0" in fig.data[1].text
    assert "–" in fig.data[1].text
    title = lift_table_caption(lifts, shares, overall, **words).title
    assert title == "Favourite: Electronics is 2.1 times as common in Savers"
    assert notes(checked(lift_table([], [], [], segments=NAMED, categories=[])))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_head_to_head(theme: Theme) -> None:
    pair = NAMED[0], NAMED[1]
    words = [("57", "30"), ("1 k", "2 k"), ("a", "b")]
    fig = checked(
        head_to_head([1.2, -0.3, 0], [-0.8, 0.1, 0], pair=pair, names=VARIABLES, words=words, theme=theme), theme
    )
    assert [trace.marker.symbol for trace in fig.data[1:]] == ["circle", "diamond"]
    assert "57" in fig.data[1].customdata[0]
    assert head_to_head_caption([2.0, -0.4, 0], names=VARIABLES).title == "They differ most in age and income"
    assert head_to_head_caption([0.1], names=VARIABLES[:1]).title == "They hardly differ in any column"
    assert notes(checked(head_to_head([], [], pair=pair, names=[], words=[])))
