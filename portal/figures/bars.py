"""Horizontal bars with the value at the end and no value axis: the shared drawing of sizes, categories, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from portal.figures.records import Segment
from portal.figures.rows import ROW, name_rows, name_width, row_axis
from portal.figures.theme import Theme, blank, figure, token
from portal.figures.wording import literal, text_width


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, its length, the words at its end and the lines of its hover."""

    name: str
    value: float
    text: str
    hover: str
    colour: str
    outlined: bool = False
    apart: bool = False
    """Separated by a gap from the bars above: the unassigned, the missing, the gathered rest."""


def bar_rows(
    bars: Sequence[Bar],
    *,
    theme: Theme,
    height: int | None = None,
    segments: Sequence[Segment] | None = None,
    limit: float | None = None,
    row: int = ROW,
) -> go.Figure:
    """The bars from top to bottom; `limit` fixes the length of the axis so that several charts compare."""
    if not bars:
        return blank(theme, height or 120)
    left = name_width([bar.name for bar in bars], swatch=segments is not None)
    right = round(max(text_width(bar.text) for bar in bars)) + 10
    fig = figure(
        theme,
        height or len(bars) * row + 16,
        margin={"l": left, "r": right, "t": 8, "b": 8, "pad": 0},
        xaxis={"visible": False, "fixedrange": True, "range": [0, limit or max(bar.value for bar in bars) or 1]},
        yaxis=row_axis(len(bars)),
        bargap=0.46,
        dragmode=False,
    )
    fig.add_trace(
        go.Bar(
            orientation="h",
            x=[bar.value for bar in bars],
            y=list(range(len(bars))),
            text=[literal(bar.text) for bar in bars],
            textposition="outside",
            textfont={"size": 12, "color": token("ink", theme)},
            customdata=[bar.hover for bar in bars],
            hovertemplate="%{customdata}<extra></extra>",
            marker={
                "color": ["rgba(0,0,0,0)" if bar.outlined else bar.colour for bar in bars],
                "line": {
                    "width": [1 if bar.outlined else 0 for bar in bars],
                    "color": [bar.colour for bar in bars],
                },
            },
        )
    )
    quiet = [position for position, bar in enumerate(bars) if bar.apart]
    name_rows(fig, [bar.name for bar in bars], theme=theme, width=left, segments=segments, quiet=quiet)
    if quiet and quiet[0] > 0:
        fig.add_shape(
            type="line", xref="paper", x0=0, x1=1, y0=quiet[0] - 0.5, y1=quiet[0] - 0.5,
            line={"width": 1, "color": token("line-soft", theme), "dash": "solid"},
        )  # fmt: skip
    return fig
