"""The map of customers coloured by any column, a number or a category."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from portal.figures.segment_map import Drag, Points, extent_of, map_layout, no_map, title_axes, two_columns
from portal.figures.theme import (
    LOOK,
    OWN_COLOURS,
    Theme,
    figure,
    marker_opacity,
    marker_size,
    segment_color,
    sequential,
    token,
)
from portal.figures.values import is_date, is_number, levels, numbers
from portal.figures.wording import literal

_HOVER: Final = "{first}  %{{x:,.3~g}}<br>{second}  %{{y:,.3~g}}<extra></extra>"


def colored_map(
    points: Points,
    values: pd.Series,
    *,
    name: str,
    axis_titles: tuple[str, str] = ("Component 1", "Component 2"),
    theme: Theme = "light",
    height: int = 420,
    dragmode: Drag = "pan",
    revision: str = "map",
) -> go.Figure:
    """`points` (n, 2) coloured by `values` (n,): a blue scale for numbers, up to nine colours for categories."""
    if not len(points):
        return no_map(theme, height)
    points = two_columns(points)
    fig = figure(theme, height, **map_layout(theme, axis_titles, extent_of(points), dragmode, revision))
    hover = _HOVER.format(first=literal(axis_titles[0], 40), second=literal(axis_titles[1], 40))
    for trace in colour_traces(points, values, name=name, theme=theme, hover=hover):
        fig.add_trace(trace)
    with_colour_key(fig, values, name=name, theme=theme)
    title_axes(fig, axis_titles, theme)
    return fig


def colour_traces(
    points: npt.NDArray[Any], values: pd.Series, *, name: str, theme: Theme, hover: str
) -> list[go.Scattergl]:
    """One trace per category, or one on the colour axis; rows without a value first, hollow and grey."""
    size, opacity = marker_size(len(points)), marker_opacity(len(points))
    title = literal(name, 40)

    def trace(inside: npt.NDArray[np.bool_], label: str, marker: dict[str, Any], row: str, **more: Any) -> go.Scattergl:
        return go.Scattergl(
            x=points[inside, 0], y=points[inside, 1], mode="markers", name=label,
            marker={"size": size, "opacity": opacity, **marker}, hovertemplate=f"{row}<br>{hover}", **more,
        )  # fmt: skip

    aside = {**LOOK["noise_trace"]["marker"], "size": size, "color": token("noise", theme)}
    if is_number(values):
        plain = numbers(values)
        known = np.isfinite(plain)
        form = "%{marker.color|%d %b %Y}" if is_date(values) else "%{marker.color:,.3~f}"
        blank = trace(~known, f"{title} missing", aside, f"<b>{title} missing</b>", showlegend=False)
        shades = {"color": plain[known].astype(np.float64 if is_date(values) else np.float32), "coloraxis": "coloraxis"}
        return [blank, trace(known, title, shades, f"<b>{title} {form}</b>", showlegend=False)]
    found = levels(values, OWN_COLOURS)
    traces = [trace(found.codes < 0, "Missing", aside, f"<b>{title}: missing</b>", showlegend=bool(found.missing))]
    for code, level in enumerate(found.all_names):
        # Ten categories do not become nine and "1 other": the tenth has its own name, and grey.
        colour = segment_color(code, theme) if code < OWN_COLOURS else token("noise", theme)
        label = literal(level, 24)
        traces.append(trace(found.codes == code, label, {"color": colour}, f"<b>{title}: {label}</b>"))
    return traces


def with_colour_key(fig: go.Figure, values: pd.Series, *, name: str, theme: Theme) -> None:
    """A legend for categories, a slim colour bar for numbers (2nd to 98th percentile, so that outliers do not rule)."""
    if not is_number(values):
        fig.update_layout(showlegend=True, margin={"t": 36})
        return
    plain = numbers(values)
    plain = plain[np.isfinite(plain)]
    low, high = np.quantile(plain, [0.02, 0.98]) if len(plain) else (0.0, 1.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    bar: dict[str, Any] = {
        "orientation": "h", "thickness": 8, "len": 0.5, "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom",
        "nticks": 4, "title": {"text": literal(name, 32), "side": "top", "font": {"size": 12}}, "ypad": 4, "xpad": 0,
    }  # fmt: skip
    if is_date(values):
        ticks = np.quantile([low, high], [0.1, 0.5, 0.9])
        bar |= {"tickvals": list(ticks), "ticktext": [f"{pd.Timestamp(t, unit='ms'):%b %Y}" for t in ticks]}
    axis = {"colorscale": sequential(theme), "cmin": float(low), "cmax": float(high), "colorbar": bar}
    fig.update_layout(coloraxis=axis, margin={"t": 60})
