"""What sets segments apart: standardised differences for all, and for one in depth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.cells import cell_table, diverging_shade
from portal.figures.records import Caption, Segment
from portal.figures.rows import ROW, name_rows, name_width, row_axis
from portal.figures.theme import Theme, blank, figure, segment_color, token
from portal.figures.wording import listed, literal, lowered, signed

Array = npt.NDArray[np.floating[Any]]
_VARIABLES: Final = 24
_NAME_LENGTH: Final = 28
_NEUTRAL: Final = 0.2
_STRONG: Final = 1.2
_SCALE: Final = 2.0
_MANY: Final = 6


def difference_heatmap(
    differences: Array,
    *,
    segments: Sequence[Segment],
    variables: Sequence[str],
    theme: Theme = "light",
) -> go.Figure:
    """Segments × variables: how many σ of everyone each segment's average lies from everyone's."""
    values = np.asarray(differences, dtype=float).reshape(len(segments), len(variables))
    if not values.size:
        return blank(theme, 160, "No segment to describe")
    shown = most_telling(values, _VARIABLES)
    values, names = values[:, shown], [variables[int(i)] for i in shown]
    shades = [[diverging_shade(value, theme) for value in line] for line in values]
    texts = [[signed(value) for value in line] for line in values]
    hovers = [
        [_hover(segment.name, name, value) for name, value in zip(names, line, strict=True)]
        for segment, line in zip(segments, values, strict=True)
    ]
    size = np.nan_to_num(np.abs(values))
    return cell_table(
        shades, texts, hovers, row_names=[s.name for s in segments], column_names=names, theme=theme,
        segments=segments, bold=size >= _STRONG, quiet=size < _NEUTRAL, row_height=42, length=_NAME_LENGTH,
        text_size=12 if len(names) < _MANY else 11,
    )  # fmt: skip


def most_telling(differences: Array, most: int) -> npt.NDArray[np.intp]:
    """The variables in which some segment differs most, in their own order."""
    largest = np.nan_to_num(np.abs(differences)).max(axis=0)
    return np.sort(np.argsort(-largest, kind="stable")[:most])


def _hover(segment: str, variable: str, value: float) -> str:
    head = f"<b>{literal(segment, 40)}</b><br>{literal(variable, 40)}"
    if not np.isfinite(value):
        return f"{head}: not known"
    side = "above" if value > 0 else "below"
    return f"{head} {signed(abs(value)).lstrip('+')} σ {side} everyone"


def differences_caption(differences: Array, *, segments: Sequence[Segment], variables: Sequence[str]) -> Caption:
    """Whether every group has something of its own, or which variables tell the groups apart."""
    reading = "Difference from the average of everyone, in standard deviations."
    neutral = Caption("How each segment differs from everyone", reading)
    kept = [place for place, segment in enumerate(segments) if not segment.is_unassigned]
    values = np.nan_to_num(np.asarray(differences, dtype=float).reshape(len(segments), len(variables)))[kept]
    if not values.size:
        return neutral
    strongest = np.abs(values).max(axis=1)
    if len(kept) > 1 and (strongest >= _STRONG).all():
        return Caption("Every group is extreme in something of its own", reading)
    if (strongest < 0.6).all():
        return Caption("No segment is far from everyone in any variable", reading)
    telling = [int(i) for i in np.argsort(-np.abs(values).max(axis=0), kind="stable")]
    telling = [i for i in telling if np.abs(values[:, i]).max() >= 0.6][:3]
    if len(kept) > 1 and len(telling) < len(variables):
        names = listed([lowered(variables[i]) for i in telling])
        return Caption(f"The groups are told apart by {names}", reading)
    return neutral


def profile_bars(
    differences: Array,
    *,
    segment: Segment,
    variables: Sequence[str],
    theme: Theme = "light",
    height: int | None = None,
    most: int = 12,
) -> go.Figure:
    """One segment's standardised differences as bars to the left and right of everyone, the largest first."""
    values = np.asarray(differences, dtype=float)
    known = [int(i) for i in np.argsort(-np.abs(np.nan_to_num(values)), kind="stable") if np.isfinite(values[i])][:most]
    if not known:
        return blank(theme, height or 120, "No numeric variable to compare")
    names, drawn = [variables[i] for i in known], values[known]
    # Numbers stand outside the bars on both sides: the range leaves them room.
    reach = max(_SCALE, float(np.abs(drawn).max())) * 1.25
    left = name_width(names)
    fig = figure(
        theme, height or len(names) * ROW + 16, dragmode=False, bargap=0.46,
        margin={"l": left, "r": 8, "t": 8, "b": 8, "pad": 0}, yaxis=row_axis(len(names)),
        xaxis={"visible": False, "range": [-reach, reach], "fixedrange": True},
    )  # fmt: skip
    colour = segment_color(segment.colour_slot, theme)
    fig.add_trace(
        go.Bar(
            orientation="h", x=drawn, y=list(range(len(names))), name=literal(segment.name, 40),
            marker={"color": colour}, text=[signed(value) for value in drawn], textposition="outside",
            textfont={"size": 12, "color": token("ink", theme)},
            customdata=[_hover(segment.name, name, value) for name, value in zip(names, drawn, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    fig.add_shape(
        type="line", x0=0, x1=0, yref="paper", y0=0, y1=1,
        line={"width": 1, "color": token("n-300", theme), "dash": "solid"},
    )  # fmt: skip
    name_rows(fig, names, theme=theme, width=left)
    return fig


def profile_caption(differences: Array, *, segment: Segment, variables: Sequence[str]) -> Caption:
    """In what the segment differs from everyone, strongest first."""
    values = np.nan_to_num(np.asarray(differences, dtype=float))
    reading = "Difference from the average of everyone, in standard deviations."
    order = [int(i) for i in np.argsort(-np.abs(values), kind="stable") if abs(values[i]) >= 0.6][:3]
    if not order:
        return Caption(f"{segment.name} is close to everyone in every variable", reading)
    parts = [f"{'high' if values[i] > 0 else 'low'} {lowered(variables[i])}" for i in order]
    return Caption(f"{segment.name}: {listed(parts)}", reading)
