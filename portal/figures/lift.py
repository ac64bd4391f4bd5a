"""How often a segment's members choose each category, against everyone: hollow for everyone, filled for the segment."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from portal.figures.marks import Marks
from portal.figures.records import Caption, Segment
from portal.figures.rows import ROW, name_rows, name_width, row_axis
from portal.figures.theme import Theme, blank, figure, segment_color, token
from portal.figures.values import TOP, Floats, levels
from portal.figures.wording import literal, number, percent, sentence

_ENOUGH: Final = 5
"""A category with fewer members in the segment supports no finding."""


def shares(everyone: pd.Series, members: pd.Series, top: int = TOP) -> tuple[tuple[str, ...], Floats, Floats]:
    """Names of the categories, their share among everyone and among the members (known values only)."""
    found = levels(everyone, top)
    names = found.all_names
    if not names:
        return (), np.empty(0), np.empty(0)
    base = np.array([*found.counts, *([found.others_count] if found.others else [])], dtype=float)
    place = {name: code for code, name in enumerate(found.names)}
    words = members.dropna().astype(str)
    codes = words.map(place).fillna(len(found.names)).to_numpy(dtype=np.int64)
    own = np.bincount(np.minimum(codes, len(names) - 1), minlength=len(names)).astype(float)
    return names, base / max(base.sum(), 1), own / max(own.sum(), 1)


def lift_dumbbell(
    everyone: pd.Series,
    members: pd.Series,
    *,
    segment: Segment,
    theme: Theme = "light",
    height: int | None = None,
    top: int = TOP,
) -> go.Figure:
    """One row per category of the column, the most over-represented first, with the ratio at its end."""
    names, base, own = shares(everyone, members, top)
    if not names or not members.notna().any():
        return blank(theme, height or 160, "No category to compare")
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(base > 0, own / base, np.nan)
    order = [int(i) for i in np.argsort(-np.nan_to_num(ratio), kind="stable")]
    names, base, own, ratio = tuple(names[i] for i in order), base[order], own[order], ratio[order]
    left, rows = name_width(names), list(range(len(names)))
    fig = figure(
        theme, height or len(names) * (ROW + 6) + 36, dragmode=False,
        margin={"l": left, "r": 52, "t": 4, "b": 26, "pad": 0}, yaxis={**row_axis(len(names))},
        xaxis={
            "range": [0, max(float(base.max()), float(own.max())) * 1.08], "tickformat": ".0%", "nticks": 4,
            "showgrid": True, "showline": False, "rangemode": "tozero", "fixedrange": True,
        },
    )  # fmt: skip
    colour, ink, surface = segment_color(segment.colour_slot, theme), token("ink-2", theme), token("surface", theme)
    gaps_x = [value for i in rows for value in (float(base[i]), float(own[i]), None)]
    gaps_y = [value for i in rows for value in (i, i, None)]
    # Greyer where the segment falls behind: the eye goes to what it prefers.
    fig.add_trace(
        go.Scatter(
            x=gaps_x, y=gaps_y, mode="lines", hoverinfo="skip", name="Difference",
            line={"width": 1.75, "color": token("n-400", theme)},
        )
    )  # fmt: skip
    hover = [
        f"<b>{literal(name, 40)}</b><br>{literal(segment.name, 40)} {percent(float(own[i]))}<br>"
        f"everyone {percent(float(base[i]))}"
        for i, name in enumerate(names)
    ]
    for label, x, fill, line in (("Everyone", base, surface, ink), (literal(segment.name, 40), own, colour, colour)):
        fig.add_trace(
            go.Scatter(
                x=x, y=rows, mode="markers", name=label, customdata=hover,
                marker={"size": 9, "opacity": 1, "color": fill, "line": {"width": 1.5, "color": line}},
                hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    marks = Marks()
    for i in rows:
        marks.note(
            text=_times(float(ratio[i])), x=1, xref="paper", xanchor="right", xshift=52, y=i, yanchor="middle",
            font={"size": 12, "weight": 600, "color": token("ink", theme)},
        )  # fmt: skip
    marks.onto(fig)
    name_rows(fig, names, theme=theme, width=left)
    return fig


def _times(ratio: float) -> str:
    return f"×{number(ratio, 1 if ratio < 10 else 0)}" if np.isfinite(ratio) else "–"


def lift_caption(everyone: pd.Series, members: pd.Series, *, segment: Segment, name: str) -> Caption:
    """The category that the segment prefers most, if any clearly."""
    reading = "Share of each category. Hollow: everyone. Filled: this segment."
    neutral = Caption(f"{sentence(name)} of {segment.name}", reading)
    names, base, own = shares(everyone, members)
    known = int(members.notna().sum())
    if not names or not known:
        return neutral
    usable = [i for i in range(len(names)) if base[i] > 0 and own[i] * known >= _ENOUGH]
    if not usable:
        return neutral
    best = max(usable, key=lambda i: own[i] / base[i])
    ratio = float(own[best] / base[best])
    noise = float(np.sqrt(base[best] * (1 - base[best]) / known))
    if ratio < 1.25 or own[best] - base[best] < 3 * noise:
        return Caption(f"{sentence(name)} hardly differs from everyone", reading)
    often = "twice" if 1.9 <= ratio <= 2.1 else f"{number(ratio, 1)} times"
    return Caption(f"{sentence(name)}: {names[best]} is {often} as common as among everyone", reading)
