"""Row names at the left of bars, heatmaps and dumbbells: swatch plus ink, aligned on one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from portal.figures.marks import Marks
from portal.figures.records import Segment
from portal.figures.theme import Theme, segment_color, token
from portal.figures.wording import elided, literal, text_width

ROW: Final = 26
"""Height of one row in px."""
NAME_LENGTH: Final = 22
_SWATCH: Final = 17


def name_width(names: Sequence[str], *, swatch: bool = False, length: int = NAME_LENGTH) -> int:
    """Width in px that a column of names needs, gap to the marks included."""
    longest = max((text_width(elided(name, length)) for name in names), default=0.0)
    return round(longest) + 10 + (_SWATCH if swatch else 0)


def name_rows(
    fig: go.Figure,
    names: Sequence[str],
    *,
    theme: Theme,
    width: int,
    segments: Sequence[Segment] | None = None,
    quiet: Sequence[int] = (),
    length: int = NAME_LENGTH,
) -> None:
    """Write the names at y = 0, 1, 2… in the left margin of `width` px; rows in `quiet` are written in grey."""
    swatch = _SWATCH if segments is not None else 0
    marks = Marks()
    for row, name in enumerate(names):
        colour = token("ink-3" if row in quiet else "ink-2", theme)
        if segments is not None:
            _swatch(marks, segments[row], theme, left=-width + 1, y=row)
        marks.note(
            text=literal(name, length), x=0, xref="paper", xanchor="left", xshift=-width + swatch,
            y=row, yref="y", yanchor="middle", align="left", font={"size": 12, "color": colour},
            hovertext=literal(name) if len(name) > length else None,
        )  # fmt: skip
    marks.onto(fig)


def _swatch(marks: Marks, segment: Segment, theme: Theme, *, left: int, y: float) -> None:
    """A square in the segment's colour, a ring for the unassigned, `left` px from the plot's left edge."""
    colour = segment_color(segment.colour_slot, theme)
    ring = segment.is_unassigned
    marks.shape(
        type="circle" if ring else "rect", xref="paper", yref="y", xsizemode="pixel", ysizemode="pixel",
        xanchor=0, yanchor=y, x0=left, x1=left + 9, y0=-4.5, y1=4.5,
        fillcolor="rgba(0,0,0,0)" if ring else colour,
        line={"width": 1 if ring else 0, "color": colour, "dash": "solid"},
    )  # fmt: skip


def row_axis(count: int) -> dict[str, object]:
    """A y axis for `count` rows, the first at the top, without ticks or grid."""
    return {"range": [count - 0.5, -0.5], "visible": False, "fixedrange": True}
