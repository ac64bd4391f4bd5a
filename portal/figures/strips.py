"""Observed against what would be there anyway: a grey line for each simulated value, a black one for the table's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import plotly.graph_objects as go

from portal.figures.marks import Marks
from portal.figures.records import Segment
from portal.figures.rows import name_rows, name_width, row_axis
from portal.figures.theme import Theme, blank, figure, token
from portal.figures.wording import literal, number, text_width

ROW: Final = 44
_DRAWN: Final = 120


@dataclass(frozen=True, slots=True)
class Strip:
    """One row: its name, the observed value, what it is compared with, and words at the right."""

    name: str
    observed: float
    draws: tuple[float, ...]
    words: str = ""
    quiet: bool = False


def strips(
    rows: Sequence[Strip],
    *,
    axis_title: str,
    drawn_as: str,
    digits: int = 2,
    limits: tuple[float, float] | None = None,
    bounds: Sequence[float] = (),
    segments: Sequence[Segment] | None = None,
    theme: Theme = "light",
    height: int | None = None,
) -> go.Figure:
    """One strip for each row, all on one axis.

    Parameters
    ----------
    drawn_as : what a grey line is, for the hover
    limits : range of the axis, from the values when not given
    bounds : dotted lines at values that mean something
    segments : swatches before the names
    """
    if not rows:
        return blank(theme, height or 160, "Nothing to compare")
    left = name_width([row.name for row in rows], swatch=segments is not None)
    right = round(max(text_width(row.words) for row in rows)) + 16 if any(row.words for row in rows) else 16
    low, high = limits or _limits(rows)
    tall = height or len(rows) * ROW + 56
    fig = figure(
        theme, tall, margin={"l": left, "r": right, "t": 16, "b": 40, "pad": 0}, dragmode=False,
        xaxis={"range": [low, high], "title": {"text": axis_title}, "nticks": 5, "fixedrange": True},
        yaxis=row_axis(len(rows)),
    )  # fmt: skip
    ink, grey = token("ink", theme), token("n-400", theme)
    draws = [(at, value) for at, row in enumerate(rows) for value in _thinned(row.draws)]
    fig.add_trace(
        go.Scatter(
            x=[round(value, 4) for _, value in draws], y=[at for at, _ in draws], mode="markers", name=drawn_as,
            marker={"symbol": "line-ns", "size": 11, "opacity": 0.55, "line": {"width": 1, "color": grey}},
            hovertemplate=f"{drawn_as}<br>%{{x:.{digits}f}}<extra></extra>",
        )
    )  # fmt: skip
    fig.add_trace(
        go.Scatter(
            x=[row.observed for row in rows], y=list(range(len(rows))), mode="markers+text", name="Observed",
            text=[f"<b>{number(row.observed, digits)}</b>" for row in rows], textposition="top center",
            textfont={"size": 12, "color": ink}, cliponaxis=False,
            marker={"symbol": "line-ns", "size": 20, "opacity": 1, "line": {"width": 2.5, "color": ink}},
            customdata=[literal(row.name) for row in rows],
            hovertemplate=f"<b>%{{customdata}}</b><br>observed %{{x:.{digits}f}}<extra></extra>",
        )
    )  # fmt: skip
    quiet = [at for at, row in enumerate(rows) if row.quiet]
    name_rows(fig, [row.name for row in rows], theme=theme, width=left, segments=segments, quiet=quiet)
    marks = Marks()
    for at, row in enumerate(rows):
        marks.shape(
            type="line", xref="paper", x0=0, x1=1, y0=at + 0.19, y1=at + 0.19, layer="below",
            line={"width": 1, "color": token("line", theme), "dash": "solid"},
        )  # fmt: skip
        if row.words:
            marks.note(
                text=literal(row.words), x=1, xref="paper", xanchor="right", xshift=right - 2, y=at, yanchor="middle",
                font={"size": 12, "color": token("ink-3" if row.quiet else "ink-2", theme)},
            )  # fmt: skip
    for bound in bounds:
        marks.shape(
            type="line", yref="paper", y0=0, y1=1, x0=bound, x1=bound, layer="below",
            line={"width": 1, "color": token("n-300", theme), "dash": "3px,3px"},
        )  # fmt: skip
    marks.onto(fig)
    return fig


def _limits(rows: Sequence[Strip]) -> tuple[float, float]:
    values = np.array([value for row in rows for value in (row.observed, *row.draws)], dtype=float)
    low, high = float(values.min()), float(values.max())
    spread = max(high - low, 1e-6)
    return min(0.0, low) if low < 0.3 * high else low - 0.08 * spread, high + 0.08 * spread


def _thinned(draws: tuple[float, ...]) -> list[float]:
    """No more lines than the eye tells apart; the extremes are kept."""
    if len(draws) <= _DRAWN:
        return list(draws)
    ordered = np.sort(draws)
    return [float(value) for value in ordered[np.linspace(0, len(ordered) - 1, _DRAWN).round().astype(int)]]
