"""The map of customers on three components, coloured by any column."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from portal.figures.colored_map import with_colour_key
from portal.figures.map_3d import CAMERA, axis_3d, three_columns
from portal.figures.segment_map import Points, no_map
from portal.figures.theme import OWN_COLOURS, Theme, figure, marker_opacity, segment_color, token
from portal.figures.values import is_number, levels, numbers
from portal.figures.wording import literal

_SIZE: Final = 3.0


def colored_map_3d(
    points: Points,
    values: pd.Series,
    *,
    name: str,
    axis_titles: tuple[str, str, str] = ("Component 1", "Component 2", "Component 3"),
    theme: Theme = "light",
    height: int = 520,
    revision: str = "map-3d",
) -> go.Figure:
    """`points` (n, 3) coloured by `values` (n,): a blue scale for numbers, up to nine colours for categories."""
    points = three_columns(points)
    if not len(points):
        return no_map(theme, height)
    fig = figure(theme, height, uirevision=revision)
    places = [f"{literal(title, 40)}  %{{{axis}:,.3~g}}" for axis, title in zip("xyz", axis_titles, strict=True)]
    hover = "<br>".join(places) + "<extra></extra>"
    plain = {"size": _SIZE, "opacity": marker_opacity(len(points))}
    title = literal(name, 40)

    def trace(inside: npt.NDArray[np.bool_], label: str, marker: dict[str, Any], row: str, **more: Any) -> None:
        own = points[inside]
        fig.add_trace(
            go.Scatter3d(
                x=own[:, 0], y=own[:, 1], z=own[:, 2], mode="markers", name=label,
                marker={**plain, **marker}, hovertemplate=f"{row}<br>{hover}", **more,
            )
        )  # fmt: skip

    aside = {"color": token("noise", theme), "symbol": "circle-open"}
    if is_number(values):
        column = numbers(values)
        known = np.isfinite(column)
        trace(~known, f"{title} missing", aside, f"<b>{title} missing</b>", showlegend=False)
        shades = {"color": column[known], "coloraxis": "coloraxis"}
        trace(known, title, shades, f"<b>{title} %{{marker.color:,.3~f}}</b>", showlegend=False)
    else:
        found = levels(values, OWN_COLOURS)
        trace(found.codes < 0, "Missing", aside, f"<b>{title}: missing</b>", showlegend=bool(found.missing))
        for code, level in enumerate(found.all_names):
            colour = segment_color(code, theme) if code < OWN_COLOURS else token("noise", theme)
            label = literal(level, 24)
            trace(found.codes == code, label, {"color": colour}, f"<b>{title}: {label}</b>")
    with_colour_key(fig, values, name=name, theme=theme)
    fig.update_layout(
        margin={"l": 0, "r": 0, "b": 0},
        scene={f"{axis}axis": axis_3d(title) for axis, title in zip("xyz", axis_titles, strict=True)}
        | {"aspectmode": "cube", "camera": CAMERA},
    )
    return fig
