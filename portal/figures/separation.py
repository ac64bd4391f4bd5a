"""The separation plot: the half of each segment that is nearest to its middle, and who borders on whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.records import Caption, Segment
from portal.figures.segment_map import extent_of, write_names
from portal.figures.theme import Theme, blank, figure, segment_color, segment_symbol, token, translucent
from portal.figures.wording import literal, lowered

Points = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.integer[Any]]
Tie = tuple[int, int, float]
"""Two segments and how much they are neighbours, 0 to 1."""
_WIDEST: Final = 9.0
_CLOSE: Final = 0.4


def separation_plot(
    points: Points,
    labels: Labels,
    *,
    centres: Points,
    hulls: Sequence[Points],
    ties: Sequence[Tie],
    segments: Sequence[Segment],
    axis_titles: tuple[str, str] = ("Component 1", "Component 2"),
    theme: Theme = "light",
    height: int = 420,
) -> go.Figure:
    """Some customers as dots, a hull around each segment's core, its middle numbered, ties as lines of their width."""
    if not len(points) or not segments:
        return blank(theme, height, "No segment to separate")
    extent = extent_of(points)
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False, "fixedrange": True}
    fig = figure(
        theme, height, dragmode=False, showlegend=False, margin={"l": 28, "r": 8, "t": 8, "b": 32},
        xaxis={**hidden, "range": [extent.left, extent.right], "title": {"text": axis_titles[0]}},
        yaxis={**hidden, "range": [extent.bottom, extent.top], "title": {"text": axis_titles[1]}},
    )  # fmt: skip
    for segment in segments:
        colour, own = segment_color(segment.colour_slot, theme), labels == segment.label
        hull = np.asarray(hulls[segment.label])
        fig.add_trace(
            go.Scatter(
                x=points[own, 0].round(3), y=points[own, 1].round(3), mode="markers", hoverinfo="skip",
                marker={"size": 4, "opacity": 0.45, "color": colour, "symbol": segment_symbol(segment.colour_slot)},
            )
        )  # fmt: skip
        if len(hull):
            ring = np.vstack([hull, hull[:1]]).round(3)
            fig.add_trace(
                go.Scatter(
                    x=ring[:, 0], y=ring[:, 1], mode="lines", fill="toself", hoverinfo="skip",
                    fillcolor=translucent(colour, 0.14), line={"width": 1.75, "color": colour},
                )
            )  # fmt: skip
    _draw_ties(fig, centres, ties, segments, theme)
    _draw_middles(fig, centres, segments, theme)
    write_names(fig, points, labels, segments, theme, height)
    return fig


def _draw_ties(fig: go.Figure, centres: Points, ties: Sequence[Tie], segments: Sequence[Segment], theme: Theme) -> None:
    names = {segment.label: literal(segment.name, 40) for segment in segments}
    ink = token("ink-2", theme)
    for first, second, strength in ties:
        x, y = (np.linspace(centres[first, axis], centres[second, axis], 3) for axis in (0, 1))
        said = f"<b>{names[first]}</b><br>{names[second]}<br>neighbours to {strength:.0%}"
        fig.add_trace(
            go.Scatter(
                x=x, y=y, mode="lines", line={"width": max(0.75, _WIDEST * strength), "color": translucent(ink, 0.55)},
                hovertemplate=f"{said}<extra></extra>",
            )
        )  # fmt: skip


def _draw_middles(fig: go.Figure, centres: Points, segments: Sequence[Segment], theme: Theme) -> None:
    fig.add_trace(
        go.Scatter(
            x=[float(centres[s.label, 0]) for s in segments], y=[float(centres[s.label, 1]) for s in segments],
            mode="markers", customdata=[literal(s.name, 40) for s in segments],
            hovertemplate="<b>%{customdata}</b><extra></extra>",
            marker={
                "size": 11, "opacity": 1, "color": [segment_color(s.colour_slot, theme) for s in segments],
                "line": {"width": 1.5, "color": token("ink", theme)},
            },
        )
    )  # fmt: skip


def separation_caption(ties: Sequence[Tie], *, segments: Sequence[Segment]) -> Caption:
    """Which two segments are the hardest to tell apart."""
    reading = (
        "Outlined: the half of a segment nearest to its middle. Lines: the thicker, the more stand between the two."
    )
    names = {segment.label: segment.name for segment in segments}
    if not ties:
        title = "No two segments border on each other" if len(segments) > 1 else "The segment on the first components"
        return Caption(title, reading)
    first, second, strength = ties[0]
    if strength < _CLOSE:
        return Caption("Every segment stands for itself", reading)
    return Caption(f"{names[first]} and {lowered(names[second])} are the hardest to tell apart", reading)
