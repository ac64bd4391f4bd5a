"""The map of customers on three components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from portal.figures.map_labels import LABEL_LENGTH
from portal.figures.records import Segment
from portal.figures.segment_map import LABELLED, Labels, Points, no_map, traced
from portal.figures.theme import (
    Theme,
    figure,
    halo,
    marker_opacity,
    segment_color,
    segment_symbol,
    token,
)
from portal.figures.wording import literal

_SYMBOLS: Final = {"circle", "circle-open", "diamond", "square", "cross", "x"}
"""The shapes that plotly has in three dimensions."""
CAMERA: Final = {"eye": {"x": 1.3, "y": 1.3, "z": 0.8}, "center": {"x": 0, "y": 0, "z": -0.12}}


def segment_map_3d(
    points: Points,
    labels: Labels,
    *,
    segments: Sequence[Segment],
    axis_titles: tuple[str, str, str] = ("Component 1", "Component 2", "Component 3"),
    theme: Theme = "light",
    height: int = 520,
    labels_on: bool = True,
    selected: int | None = None,
    revision: str = "map-3d",
) -> go.Figure:
    """The first three columns of `points` (n, 3) coloured by `labels` (n,); fewer columns are filled with zeros."""
    points = three_columns(points)
    if not len(points):
        return no_map(theme, height)
    fig = figure(theme, height, uirevision=revision, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    names: list[dict[str, Any]] = []
    drawn = traced(segments)
    named = labels_on and len(drawn) <= LABELLED + 1
    for segment in drawn:
        inside = (np.asarray(labels) == segment.label) & np.isfinite(points).all(axis=1)
        own = points[inside]
        symbol = segment_symbol(segment.colour_slot)
        dimmed = selected not in (None, segment.label)
        fig.add_trace(
            go.Scatter3d(
                x=own[:, 0], y=own[:, 1], z=own[:, 2], mode="markers", name=literal(segment.name, 40),
                meta={"segment": segment.label, "slot": segment.colour_slot},
                marker={
                    "color": segment_color(segment.colour_slot, theme),
                    "symbol": symbol if symbol in _SYMBOLS else "diamond",
                    "size": 3.0 if len(points) <= 5000 else 2.0,
                    "opacity": 0.08 if dimmed else marker_opacity(len(points)),
                },
                hovertemplate=_hover(segment, axis_titles),
            )
        )  # fmt: skip
        if named and len(own) and not segment.is_unassigned:
            x, y, z = np.median(own, axis=0)
            names.append(
                {
                    "text": literal(segment.name, LABEL_LENGTH), "x": float(x), "y": float(y), "z": float(z),
                    "showarrow": False, "name": f"segment-{segment.label}",
                    "font": {"size": 12, "weight": 600, "color": token("ink", theme), "shadow": halo(theme)},
                }
            )  # fmt: skip
    axes = {f"{letter}axis": axis_3d(title) for letter, title in zip("xyz", axis_titles, strict=True)}
    scene = {**axes, "annotations": names, "aspectmode": "cube", "camera": CAMERA}
    fig.update_layout(showlegend=labels_on and not named, scene=scene)
    return fig


def three_columns(points: Points) -> Points:
    """The first three columns as float32; missing ones are zeros."""
    plain = np.asarray(points, dtype=np.float32)
    plain = (plain[:, None] if plain.ndim == 1 else plain)[:, :3]
    return np.pad(plain, ((0, 0), (0, 3 - plain.shape[1])))


def axis_3d(title: str) -> dict[str, Any]:
    """An axis of a map in space: named, without numbers."""
    return {"title": {"text": literal(title, 32)}, "showticklabels": False, "showspikes": False, "nticks": 5}


def _hover(segment: Segment, axis_titles: tuple[str, str, str]) -> str:
    rows = [f"{literal(title, 40)}  %{{{letter}:,.3~g}}" for letter, title in zip("xyz", axis_titles, strict=True)]
    return f"<b>{literal(segment.name, 40)}</b><br>{'<br>'.join(rows)}<extra></extra>"
