"""Small multiples: one segment's distribution against everybody's, variable by variable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from portal.figures.marks import Marks
from portal.figures.records import Caption, Segment
from portal.figures.theme import Theme, blank, figure, segment_color, token, translucent
from portal.figures.values import Floats, is_number, numbers
from portal.figures.wording import compact, humanised, literal, lowered, signed

_GRID: Final = 160
_PANEL: Final = 96
_HEAD: Final = 44
_FOOT: Final = 26


def densities(
    everyone: pd.DataFrame,
    members: pd.DataFrame,
    *,
    columns: Sequence[str],
    segment: Segment,
    theme: Theme = "light",
    per_row: int = 3,
    heads: bool = True,
    names: dict[str, str] | None = None,
) -> go.Figure:
    """Grey fill: everyone. Outline and light fill: the segment. Ticks: the averages.

    One panel per numeric column of `columns`, `per_row` in a row; `heads` writes name, averages and the
    standardised difference above each panel. For a grid that folds on a phone, draw one column per figure.
    """
    drawn = [column for column in columns if column in everyone and is_number(everyone[column])]
    panels = [(column, *_pair(everyone, members, column)) for column in drawn]
    panels = [panel for panel in panels if len(panel[1])]
    if not panels:
        return blank(theme, _PANEL, "No numeric variable to compare")
    per_row = max(1, min(per_row, len(panels)))
    rows = -(-len(panels) // per_row)
    head = _HEAD if heads else 4
    each = head + _PANEL + _FOOT
    fig = figure(theme, rows * each, margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0}, dragmode=False)
    marks, traces, axes = Marks(), list[go.Scatter](), dict[str, Any]()
    for position, (column, base, own) in enumerate(panels):
        row, place = divmod(position, per_row)
        gap = 0.06 if per_row > 1 else 0.0
        wide = (1 - gap * (per_row - 1)) / per_row
        left = place * (wide + gap)
        top = 1 - (row * each + head) / (rows * each)
        box = (left, left + wide, top - _PANEL / (rows * each), top)
        name = (names or {}).get(column) or humanised(column)
        lines, pair = _panel(marks, position, box, base, own, name=name, segment=segment, theme=theme)
        traces += lines
        axes |= pair
        if heads:
            _head(marks, (box[0], box[1], box[3]), base, own, name, theme)
    fig.add_traces(traces)
    fig.update_layout(axes)
    marks.onto(fig)
    return fig


def _pair(everyone: pd.DataFrame, members: pd.DataFrame, column: str) -> tuple[Floats, Floats]:
    base, own = numbers(everyone[column]), numbers(members[column])
    return base[np.isfinite(base)], own[np.isfinite(own)]


def density(values: Floats, grid: Floats) -> Floats:
    """A Gaussian kernel density on an even `grid`, by binning and convolving; a third wider than Silverman's bandwidth,
    which shows bumps in whole numbers that are no finding.
    """
    step = float(grid[1] - grid[0])
    spread = float(np.std(values))
    quartiles = np.quantile(values, [0.25, 0.75])
    robust = float(quartiles[1] - quartiles[0]) / 1.349
    width = 1.2 * min(spread, robust or spread) * len(values) ** -0.2
    width = max(width, 1.5 * step)
    edges = np.concatenate([grid - step / 2, [grid[-1] + step / 2]])
    counts = np.histogram(values, edges)[0].astype(np.float64)
    reach = np.arange(-len(grid), len(grid) + 1) * step
    kernel = np.exp(-0.5 * (reach / width) ** 2)
    smooth = np.convolve(counts, kernel / kernel.sum())
    start = (len(smooth) - len(counts)) // 2
    kept: Floats = smooth[start : start + len(counts)] / (max(1, len(values)) * step)
    return kept


def _panel(
    marks: Marks, position: int, box: tuple[float, float, float, float], base: Floats, own: Floats,
    *, name: str, segment: Segment, theme: Theme,
) -> tuple[list[go.Scatter], dict[str, Any]]:  # fmt: skip
    """The lines of one panel and its two axes."""
    left, right, bottom, top = box
    low, high = _range(base)
    grid = np.linspace(low, high, _GRID)
    colour = segment_color(segment.colour_slot, theme)
    axis = "" if position == 0 else str(position + 1)
    hidden: dict[str, Any] = {"visible": False, "fixedrange": True}
    drawn = [("Everyone", base, token("n-200", theme), "rgba(0,0,0,0)", token("n-500", theme))]
    if len(own):
        drawn.append((literal(segment.name, 40), own, translucent(colour, 0.22), colour, colour))
    tallest = 0.0
    lines = []
    for label, values, fill, line, tick in drawn:
        heights = density(values, grid)
        tallest = max(tallest, float(heights.max()))
        lines.append(
            go.Scatter(
                x=grid.astype(np.float32), y=heights.astype(np.float32), xaxis=f"x{axis}", yaxis=f"y{axis}",
                mode="lines", fill="tozeroy", fillcolor=fill, line={"color": line, "width": 1.5}, name=label,
                hovertemplate=f"<b>{label}</b><br>{literal(name, 40)} %{{x:,.3~g}}<extra></extra>",
            )
        )  # fmt: skip
        mean = float(values.mean())
        marks.shape(
            type="line", xref=f"x{axis}", yref=f"y{axis}", ysizemode="pixel", yanchor=0,
            x0=mean, x1=mean, y0=-5, y1=5, line={"color": tick, "width": 2, "dash": "solid"},
        )  # fmt: skip
    marks.shape(
        type="line", xref=f"x{axis}", yref=f"y{axis}", x0=low, x1=high, y0=0, y1=0, layer="below",
        line={"color": token("n-300", theme), "width": 1, "dash": "solid"},
    )  # fmt: skip
    flat = {"showgrid": False, "showticklabels": False, "fixedrange": True, "zeroline": False, "showline": False}
    height = {"domain": [bottom, top], "anchor": f"x{axis}", "range": [-0.06 * tallest, tallest or 1]}
    axes = {
        f"xaxis{axis}": {**flat, "domain": [left, right], "anchor": f"y{axis}", "range": [low, high]},
        f"yaxis{axis}": {**hidden, **height},
    }
    small = {"size": 11, "color": token("ink-3", theme)}
    under = {"yref": "paper", "xref": "paper", "y": bottom, "yanchor": "top", "yshift": -5, "font": small}
    marks.note(text=compact(low), x=left, xanchor="left", **under)
    marks.note(text=compact(high), x=right, xanchor="right", **under)
    return lines, axes


def _range(base: Floats) -> tuple[float, float]:
    """All values, but not more than a tenth beyond the middle 99%: one outlier does not flatten the picture."""
    low, high = (float(edge) for edge in np.quantile(base, [0.005, 0.995]))
    room = 0.1 * (high - low) or np.inf
    low, high = max(float(base.min()), low - room), min(float(base.max()), high + room)
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def _head(marks: Marks, box: tuple[float, float, float], base: Floats, own: Floats, name: str, theme: Theme) -> None:
    left, right, top = box
    ink, grey = token("ink", theme), token("ink-3", theme)
    at = {"xref": "paper", "yref": "paper", "y": top, "yanchor": "bottom"}
    upper, lower = {**at, "yshift": 19}, {**at, "yshift": 3}
    marks.note(text=literal(name, 22), x=left, xanchor="left", font={"size": 12, "weight": 500, "color": ink}, **upper)
    marks.note(
        text=f"everyone {compact(float(base.mean()))}",
        x=left,
        xanchor="left",
        font={"size": 11, "color": grey},
        **lower,
    )
    if len(own):
        mean = compact(float(own.mean()))
        marks.note(text=mean, x=right, xanchor="right", font={"size": 14, "weight": 600, "color": ink}, **upper)
        away = f"{signed(standardised(base, own))} σ"
        marks.note(text=away, x=right, xanchor="right", font={"size": 11, "color": grey}, **lower)


def standardised(base: Floats, own: Floats) -> float:
    """How many standard deviations of everyone the members' average lies from everyone's."""
    spread = float(base.std()) if len(base) else 0.0
    return float((own.mean() - base.mean()) / spread) if spread > 0 and len(own) else 0.0


def densities_caption(
    everyone: pd.DataFrame, members: pd.DataFrame, *, columns: Sequence[str], segment: Segment
) -> Caption:
    """In which variable the segment is furthest from everyone."""
    reading = "Filled grey is everyone, the line is this segment. Ticks mark the averages."
    away = {
        column: standardised(*_pair(everyone, members, column))
        for column in columns
        if column in everyone and is_number(everyone[column])
    }
    strong = [column for column in sorted(away, key=lambda c: -abs(away[c])) if abs(away[column]) >= 0.6][:2]
    if not strong:
        return Caption(f"{segment.name} against everyone", reading)
    parts = [f"{lowered(humanised(c))} ({signed(away[c])} σ)" for c in strong]
    return Caption(f"Furthest from everyone in {' and '.join(parts)}", reading)
