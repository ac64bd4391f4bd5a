from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portal.figures.colored_map import colored_map
from portal.figures.components import with_arrows
from portal.figures.map_3d import segment_map_3d
from portal.figures.map_captions import colored_caption, map_caption
from portal.figures.records import Extent, Segment
from portal.figures.segment_map import extent_of, segment_map, two_columns
from portal.figures.theme import Theme, tokens
from tests.figures.conftest import HOSTILE


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_unassigned_first_then_segments_in_their_colours(points, labels, segments, theme: Theme) -> None:
    fig = segment_map(points, labels, segments=segments, theme=theme)
    assert [trace.meta["segment"] for trace in fig.data] == [-1, 0, 1, 2]
    ink = tokens(theme)
    assert [trace.marker.color for trace in fig.data] == [ink["noise"], ink["seg-1"], ink["seg-2"], ink["seg-3"]]
    assert fig.data[0].marker.symbol == "circle-open"
    assert [len(trace.x) for trace in fig.data] == [10, 120, 80, 40]
    assert all(trace.type == "scattergl" and trace.x.dtype == np.float32 for trace in fig.data)
    assert all(trace.hovertemplate.endswith("<extra></extra>") for trace in fig.data)


def test_order_and_colours_do_not_depend_on_the_order_of_the_segments(points, labels, segments) -> None:
    one = segment_map(points, labels, segments=segments)
    other = segment_map(points, labels, segments=segments[::-1])
    assert [(t.name, t.marker.color) for t in one.data] == [(t.name, t.marker.color) for t in other.data]


def test_a_matched_run_takes_the_slot_not_the_label(points, labels, segments) -> None:
    matched = [replace(segments[0], slot=4), *segments[1:]]
    trace = segment_map(points, labels, segments=matched).data[1]
    assert (trace.meta["segment"], trace.meta["slot"]) == (0, 4)
    assert trace.marker.color == tokens("light")["seg-5"]


def test_without_points_the_frame_is_styled_and_empty(segments) -> None:
    fig = segment_map(segments=segments, extent=Extent(-3, 3, -2, 2))
    assert [list(trace.x) for trace in fig.data] == [[], [], [], []]
    assert fig.layout.xaxis.range == (-3, 3)
    names = [note for note in fig.layout.annotations if note.name]
    assert [note.name for note in names] == ["segment-0", "segment-1", "segment-2"]
    assert not any(note.visible for note in names)
    assert fig.layout.uirevision == "map"


def test_names_stand_clear_of_one_another(points, labels, segments) -> None:
    fig = segment_map(points, labels, segments=segments)
    names = {note.name: note for note in fig.layout.annotations if note.name}
    assert len(names) == 3
    assert names["segment-2"].y > names["segment-0"].y
    assert all(note.font.shadow for note in names.values())
    assert not fig.layout.showlegend
    assert not segment_map(points, labels, segments=segments, labels_on=False).layout.annotations[0].name


def test_left_out_rows_are_not_drawn(points, labels, segments) -> None:
    some = labels.copy()
    some[:50] = -2
    assert sum(len(trace.x) for trace in segment_map(points, some, segments=segments).data) == len(labels) - 50


def test_selection_dims_the_others(points, labels, segments) -> None:
    opacity = [t.marker.opacity for t in segment_map(points, labels, segments=segments, selected=1).data]
    assert opacity[2] > 0.5
    assert max(opacity[0], opacity[1], opacity[3]) < 0.2


def test_more_than_nine_segments_get_a_legend_and_symbols() -> None:
    many = [Segment(label, f"Group {label}", 5) for label in range(14)]
    labels = np.repeat(np.arange(14), 5)
    spots = np.random.default_rng(0).normal(size=(70, 2))
    fig = segment_map(spots, labels, segments=many)
    assert fig.layout.showlegend
    assert len({trace.marker.symbol for trace in fig.data[1:]}) == 2
    assert not segment_map(spots, labels, segments=many, height=240).layout.showlegend


@pytest.mark.parametrize(
    "spots", [np.empty((0, 2)), np.zeros((1, 2)), np.full((4, 2), np.nan), np.zeros((3, 1)), np.arange(4.0)]
)
def test_degenerate_points(spots) -> None:
    labels = np.zeros(len(spots), dtype=int)
    named = [Segment(0, HOSTILE, len(spots))]
    for fig in (segment_map(spots, labels, segments=named), segment_map_3d(spots, labels, segments=named)):
        assert "<b>x</b>" not in json.dumps(fig.to_plotly_json(), default=str)
    assert all(np.isfinite(extent_of(two_columns(spots))))
    assert map_caption(spots, labels, segments=named).title


def test_three_dimensions(points, labels, segments) -> None:
    fig = segment_map_3d(np.c_[points, points[:, 0]], labels, segments=segments, selected=2)
    assert [trace.meta["segment"] for trace in fig.data] == [-1, 0, 1, 2]
    assert len(fig.layout.scene.annotations) == 3


def test_any_column_colours_the_map(points, frame) -> None:
    numeric = colored_map(points, frame["income"], name="Income")
    assert numeric.data[1].marker.coloraxis == "coloraxis"
    assert numeric.layout.coloraxis.cmin < numeric.layout.coloraxis.cmax
    regions = frame["region"].where(frame["age"] > 30)
    words = colored_map(points, regions, name="Region", theme="dark")
    assert [trace.name for trace in words.data[:1]] == ["Missing"]
    assert sum(len(trace.x) for trace in words.data) == len(points)
    assert words.layout.showlegend
    dated = colored_map(points, frame["signup"], name="Signup")
    assert all("20" in text for text in dated.layout.coloraxis.colorbar.ticktext)
    levels = pd.Series([f"{HOSTILE}{i}" for i in range(len(points))])
    assert len(colored_map(points, levels, name=HOSTILE).data) == 11
    assert colored_map(points, pd.Series([None] * len(points), dtype=float), name="Gap").data


def test_only_groups_with_space_between_are_said_to_lie_apart(points, labels, segments) -> None:
    assert "lie apart" in map_caption(points, labels, segments=segments).title
    even = np.random.default_rng(0).uniform(size=(2000, 2))
    quadrants = (even[:, 0] > 0.5).astype(int) + 2 * (even[:, 1] > 0.5)
    named = [Segment(label, str(label), 500) for label in range(4)]
    assert map_caption(even, quadrants, segments=named).title == "Customers on the first two components"
    assert map_caption(points, np.full(len(points), -1), segments=segments[-1:]).title == "No group stands out"


def test_a_column_that_grows_along_an_axis_is_named(points) -> None:
    grown = colored_caption(points, pd.Series(points[:, 0]), name="Income")
    assert grown.title == "Income grows towards the right"
    noise = pd.Series(np.random.default_rng(0).normal(size=len(points)))
    assert colored_caption(points, noise, name="Income").title == "Income on the map"


def test_arrows_lie_over_a_map_and_leave_it_alone(points, labels, segments) -> None:
    plain = segment_map(points, labels, segments=segments)
    loadings = np.array([[0.9, 0.1, 0.0], [0.1, 0.8, 0.0]])
    biplot = with_arrows(plain, loadings, variables=["Age", HOSTILE, "Flat"])
    arrows = [note for note in biplot.layout.annotations if note.showarrow]
    assert len(arrows) == 2
    assert not [note for note in plain.layout.annotations if note.showarrow]
    assert len(with_arrows(plain, loadings[:1], variables=["a", "b", "c"]).layout.annotations) == len(
        plain.layout.annotations
    )
