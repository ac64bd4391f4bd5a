"""The segment profile plot and parallel coordinates: all variables of all segments on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.records import Caption, Segment
from portal.figures.rows import name_rows, name_width, row_axis
from portal.figures.theme import Theme, blank, figure, segment_color, token, translucent
from portal.figures.wording import counted, listed, literal, lowered

Floats = npt.NDArray[np.float64]
ROW: Final = 22
_FAINT: Final = 0.3
_NAMES: Final = 18


def profile_panel(
    heights: Floats,
    level: Floats,
    marked: npt.NDArray[np.bool_],
    *,
    segment: Segment,
    variables: Sequence[str],
    values: Sequence[str],
    theme: Theme = "light",
) -> go.Figure:
    """One segment: a bar for each variable, a dot for everyone; marker variables in full colour.

    `heights` and `level` (v,) lie between 0 and 1; `values` say them in words for the hover.
    """
    if not len(variables):
        return blank(theme, 120, "No numeric variable to compare")
    left, rows = name_width(variables, length=_NAMES), list(range(len(variables)))
    fig = figure(
        theme, len(rows) * ROW + 8, dragmode=False, bargap=0.4,
        margin={"l": left, "r": 4, "t": 4, "b": 4, "pad": 0}, yaxis=row_axis(len(rows)),
        xaxis={"visible": False, "range": [0, 1.02], "fixedrange": True},
    )  # fmt: skip
    colour = segment_color(segment.colour_slot, theme)
    hover = [f"<b>{literal(name, 40)}</b><br>{literal(text)}" for name, text in zip(variables, values, strict=True)]
    fig.add_trace(
        go.Bar(
            orientation="h", x=np.nan_to_num(heights), y=rows, name=literal(segment.name, 40), customdata=hover,
            marker={"color": [colour if mark else translucent(colour, _FAINT) for mark in marked]},
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    fig.add_trace(
        go.Scatter(
            x=level, y=rows, mode="markers", name="Everyone", hoverinfo="skip",
            marker={
                "size": 8, "opacity": 1, "color": token("surface", theme),
                "line": {"width": 1.5, "color": token("ink-2", theme)},
            },
        )
    )  # fmt: skip
    name_rows(fig, variables, theme=theme, width=left, length=_NAMES, quiet=[i for i in rows if not marked[i]])
    return fig


def profile_plot_caption(marked: npt.NDArray[np.bool_], *, segments: Sequence[Segment]) -> Caption:
    """Whether every segment has variables that mark it."""
    reading = (
        "Bars: averages of the segment, from the lowest to the highest 1% of everyone. Dots: everyone. Full colour: "
        "variables that mark the segment."
    )
    counts = marked.sum(axis=1) if marked.size else np.zeros(len(segments))
    bare = [segment.name for segment, count in zip(segments, counts, strict=True) if not count]
    if not len(segments) or len(bare) == len(segments):
        return Caption("No variable marks any segment", reading)
    if not bare:
        several = "Every segment is marked by variables of its own"
        return Caption(several if len(segments) > 1 else "What marks the segment", reading)
    who = listed(bare) if len(bare) < 3 else counted(len(bare), "segment")
    return Caption(f"Nothing marks {who}", reading)


def parallel_lines(
    lines: Sequence[Floats],
    medians: Floats,
    *,
    segments: Sequence[Segment],
    variables: Sequence[str],
    theme: Theme = "light",
    height: int = 380,
) -> go.Figure:
    """Parallel coordinates: thin lines for some customers of each segment, a thick one for its medians."""
    if not len(variables) or not segments:
        return blank(theme, height, "No numeric variable to compare")
    across = list(range(len(variables)))
    fig = figure(
        theme, height, dragmode=False, showlegend=False, margin={"l": 72, "r": 20, "t": 12, "b": 76},
        xaxis={
            "range": [-0.2, len(variables) - 0.8], "tickmode": "array", "tickvals": across, "fixedrange": True,
            "ticktext": [literal(name, 16) for name in variables], "showgrid": True, "autotickangles": [0, -40],
        },
        yaxis={
            "range": [-0.03, 1.03], "fixedrange": True, "tickmode": "array", "tickvals": [0, 1],
            "ticktext": ["low", "high"], "showgrid": False, "automargin": True,
        },
    )  # fmt: skip
    for segment, rows in zip(segments, lines, strict=True):
        x = [value for _ in rows for value in (*across, None)]
        y = [value for row in rows for value in (*(None if np.isnan(v) else round(float(v), 3) for v in row), None)]
        fig.add_trace(
            go.Scatter(
                x=x, y=y, mode="lines", hoverinfo="skip", showlegend=False, legendgroup=str(segment.label),
                line={"width": 0.8, "color": translucent(segment_color(segment.colour_slot, theme), 0.25)},
            )
        )  # fmt: skip
    for segment, middle in zip(segments, medians, strict=True):
        name = literal(segment.name, 28)
        fig.add_trace(
            go.Scatter(
                x=across, y=[None if np.isnan(v) else round(float(v), 3) for v in middle], mode="lines+markers",
                name=name, legendgroup=str(segment.label), customdata=[literal(v, 40) for v in variables],
                line={"width": 2.5, "color": segment_color(segment.colour_slot, theme)},
                marker={"size": 6, "opacity": 1, "color": segment_color(segment.colour_slot, theme)},
                hovertemplate=f"<b>{name}</b><br>%{{customdata}}<br>median at %{{y:.0%}} of the range<extra></extra>",
            )
        )  # fmt: skip
    return fig


def parallel_caption(medians: Floats, *, variables: Sequence[str]) -> Caption:
    """On which variable the lines fan out most."""
    reading = "Thick: medians of a segment. Thin: some of its members, drawn at random. Each axis from low to high."
    if medians.size and len(medians) > 1:
        fan = np.nan_to_num(np.nanmax(medians, axis=0) - np.nanmin(medians, axis=0))
        if float(fan.max()) >= 0.25:
            return Caption(f"The lines part most at {lowered(variables[int(fan.argmax())])}", reading)
    return Caption("The segments over all variables", reading)
