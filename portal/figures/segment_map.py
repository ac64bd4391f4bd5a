"""Every customer as a dot on two axes, one trace per segment, the names written beside the groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.map_labels import LABEL_LENGTH, kept_inside, place_labels
from portal.figures.marks import Marks
from portal.figures.records import UNASSIGNED, Extent, Segment
from portal.figures.theme import (
    LOOK,
    Theme,
    blank,
    figure,
    halo,
    is_faint,
    marker_opacity,
    marker_size,
    segment_color,
    segment_symbol,
    token,
)
from portal.figures.wording import literal

Points = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.integer[Any]]
Drag = Literal["pan", "zoom", "lasso", "select"]

LABELLED: Final = 9
"""So many segments, the largest, are named on the map; if there are more, a legend names all."""
_LEGEND_FROM: Final = 320
_DIMMED: Final = 0.12
_ASIDE: Final = Segment(UNASSIGNED, "Unassigned")


def segment_map(
    points: Points | None = None,
    labels: Labels | None = None,
    *,
    segments: Sequence[Segment],
    axis_titles: tuple[str, str] = ("Component 1", "Component 2"),
    theme: Theme = "light",
    height: int = 360,
    labels_on: bool = True,
    selected: int | None = None,
    extent: Extent | None = None,
    rows: int | None = None,
    dragmode: Drag = "pan",
    revision: str = "map",
) -> go.Figure:
    """The map of `points` (n, 2) coloured by `labels` (n,).

    Without points the traces are styled but empty, in the order [unassigned, segment, segment, …] with
    `meta={"segment": label, "slot": colour}`: the browser fills them. `selected` dims all other segments.
    Rows labelled −2 (left out) are not drawn.
    """
    drawn = traced(segments)
    if points is not None:
        points = two_columns(points)
        extent = extent or extent_of(points)
    total = rows or (len(points) if points is not None else sum(segment.size for segment in drawn))
    fig = figure(theme, height, **map_layout(theme, axis_titles, extent, dragmode, revision))
    traces = []
    for segment in drawn:
        x, y = _members(points, labels, segment.label)
        traces.append(
            go.Scattergl(
                x=x, y=y, mode="markers", name=literal(segment.name, 40),
                meta={"segment": segment.label, "slot": segment.colour_slot},
                marker=marker_of(segment, theme, total, dimmed=selected not in (None, segment.label)),
                hovertemplate=_hover(segment, axis_titles),
            )
        )  # fmt: skip
    fig.add_traces(traces)
    named = [segment for segment in drawn if not segment.is_unassigned]
    if labels_on:
        write_names(fig, points, labels, named[:LABELLED], theme, height)
        fig.update_layout(showlegend=len(named) > LABELLED and height >= _LEGEND_FROM)
    title_axes(fig, axis_titles, theme)
    return fig


def traced(segments: Sequence[Segment]) -> list[Segment]:
    """The segments in the order of their traces: the unassigned first, then by label."""
    aside = next((segment for segment in segments if segment.is_unassigned), _ASIDE)
    return [aside, *sorted((s for s in segments if not s.is_unassigned), key=lambda s: s.label)]


def two_columns(points: Points) -> Points:
    """The first two columns; a single variable is spread over an even, repeatable second one."""
    plain = np.asarray(points)
    if plain.ndim == 1:
        plain = plain[:, None]
    if plain.shape[1] < 2:
        # The golden ratio's multiples fill the unit interval evenly without a random generator.
        spread = (np.arange(len(plain)) * 0.6180339887498949) % 1.0
        plain = np.column_stack([plain, spread])
    return plain[:, :2].astype(np.float32)


def extent_of(points: Points, margin: float = 0.05) -> Extent:
    """Ranges that show every finite point with a margin on each side."""
    plain = np.asarray(points, dtype=np.float64)
    plain = plain[np.isfinite(plain).all(axis=1)]
    if not len(plain):
        return Extent(-1.0, 1.0, -1.0, 1.0)
    low, high = plain.min(axis=0), plain.max(axis=0)
    pad = np.where(high > low, (high - low) * margin, np.maximum(np.abs(high), 1.0) * margin)
    (left, bottom), (right, top) = low - pad, high + pad
    return Extent(float(left), float(right), float(bottom), float(top))


def marker_of(segment: Segment, theme: Theme, rows: int, *, dimmed: bool = False) -> dict[str, Any]:
    """The marker of a segment on a map of this many rows."""
    marker: dict[str, Any] = {
        "color": segment_color(segment.colour_slot, theme),
        "symbol": segment_symbol(segment.colour_slot),
        "size": marker_size(rows),
        "opacity": _DIMMED if dimmed else marker_opacity(rows),
    }
    if segment.is_unassigned:
        noise = LOOK["noise_trace"]["marker"]
        marker |= {"line": noise["line"], "opacity": _DIMMED if dimmed else noise["opacity"]}
    elif is_faint(segment.colour_slot, theme):
        marker["line"] = {"width": 1, "color": token("ink", theme)}
    return marker


def _members(points: Points | None, labels: Labels | None, label: int) -> tuple[Any, Any]:
    if points is None or labels is None:
        return [], []
    inside = np.asarray(labels) == label
    return points[inside, 0], points[inside, 1]


def _hover(segment: Segment, axis_titles: tuple[str, str]) -> str:
    first, second = (literal(title, 40) for title in axis_titles)
    return f"<b>{literal(segment.name, 40)}</b><br>{first}  %{{x:,.3~g}}<br>{second}  %{{y:,.3~g}}<extra></extra>"


def map_layout(
    theme: Theme, axis_titles: tuple[str, str], extent: Extent | None, dragmode: Drag, revision: str
) -> dict[str, Any]:
    """Axes without grid and ticks, on fixed ranges when they are known."""
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    horizontal = {**bare, "showline": True}
    vertical = {**bare, "showline": False}
    if extent is not None:
        horizontal["range"] = [extent.left, extent.right]
        vertical["range"] = [extent.bottom, extent.top]
    return {
        "xaxis": horizontal, "yaxis": vertical, "dragmode": dragmode, "uirevision": revision,
        "margin": {"l": 4, "r": 4, "t": 16, "b": 26},
    }  # fmt: skip


def title_axes(fig: go.Figure, axis_titles: tuple[str, str], theme: Theme) -> None:
    """Name both axes on the line below the map, as there are no ticks to stand beside."""
    font = {"size": 11, "color": token("ink-3", theme)}
    marks = Marks()
    below = {"xref": "paper", "yref": "paper", "y": 0, "yanchor": "top", "yshift": -5, "font": font}
    marks.note(text=literal(axis_titles[0], 32), x=0, xanchor="left", **below)
    if axis_titles[1]:
        marks.note(text="↑ " + literal(axis_titles[1], 32), x=1, xanchor="right", **below)
    marks.onto(fig)


def write_names(
    fig: go.Figure,
    points: Points | None,
    labels: Labels | None,
    named: Sequence[Segment],
    theme: Theme,
    height: int,
) -> None:
    """The names beside their groups, clear of one another; out of sight while there are no points."""
    places = place_labels(points, labels, named, height) if points is not None and labels is not None else {}
    marks = Marks()
    left, right = fig.layout.xaxis.range or (0.0, 1.0)
    for segment in named:
        place = places.get(segment.label)
        across = (place.x - left) / (right - left) if place and right > left else 0.5
        marks.note(
            name=f"segment-{segment.label}", text=literal(segment.name, LABEL_LENGTH), visible=place is not None,
            x=place.x if place else 0, y=place.y if place else 0, yanchor=place.anchor if place else "bottom",
            xshift=round(kept_inside(segment.name, across)),
            font={"size": 12, "weight": 600, "color": token("ink", theme), "shadow": halo(theme)},
        )  # fmt: skip
    marks.onto(fig)


def no_map(theme: Theme, height: int) -> go.Figure:
    """Shown where there is no row to draw."""
    return blank(theme, height, "Nobody to show")
