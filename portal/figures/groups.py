"""A number by category: one box per category above its dots, split again by a third column."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from portal.figures.colored_map import with_colour_key
from portal.figures.rows import name_rows, name_width, row_axis
from portal.figures.theme import OWN_COLOURS, Theme, blank, figure, segment_color, token, translucent
from portal.figures.values import Floats, is_date, is_number, levels, numbers, sampled
from portal.figures.wording import literal

_ROWS: Final = 8
_PARTS: Final = 5
_DOTS: Final = 2500
_BAND: Final = 0.84
"""Share of a row that is drawn on: boxes above, dots below."""


class _Part(NamedTuple):
    """The rows that share one colour."""

    label: str
    colour: str
    inside: npt.NDArray[np.bool_]


def boxes(
    values: pd.Series,
    category: pd.Series,
    third: pd.Series | None = None,
    *,
    name: str,
    third_name: str = "",
    theme: Theme = "light",
    height: int = 420,
) -> go.Figure:
    """One row per category, the most frequent first; `third` splits the boxes (words) or shades the dots (numbers)."""
    plain = numbers(values)
    groups = levels(category, _ROWS)
    known = np.isfinite(plain) & (groups.codes >= 0)
    if not known.any():
        return blank(theme, height, "No row has a value in both columns")
    rows = groups.all_names
    parts = _parts(third, known, theme)
    left = name_width(rows)
    fig = figure(
        theme, height, dragmode=False, boxmode="overlay",
        margin={"l": left, "r": 12, "t": 12, "b": 44, "pad": 0}, yaxis=row_axis(len(rows)),
        xaxis={
            "type": "date" if is_date(values) else "linear",
            "showgrid": True, "showline": False, "nticks": 8, "fixedrange": True,
        },
    )  # fmt: skip
    shades = numbers(third) if third is not None and is_number(third) else None
    for place, part in enumerate(parts):
        offset = (place - (len(parts) - 1) / 2) * _BAND / len(parts)
        inside = part.inside & known
        fig.add_trace(_dots(plain, groups.codes, inside, part, offset, len(parts), shades))
        fig.add_trace(_boxes(plain, groups.codes, inside, part, offset, len(parts), theme, ink=len(parts) == 1))
    name_rows(fig, rows, theme=theme, width=left)
    # As a note: plotly would place an axis title before it makes room for a colour bar.
    fig.add_annotation(
        text=literal(name, 48), x=0.5, xref="paper", y=0, yref="paper", yanchor="top", yshift=-20,
        font={"size": 12, "color": token("ink-3", theme)},
    )  # fmt: skip
    if third is not None and shades is not None:
        with_colour_key(fig, third, name=third_name, theme=theme)
    elif len(parts) > 1:
        fig.update_layout(showlegend=True, margin={"t": 40})
    return fig


def _parts(third: pd.Series | None, known: npt.NDArray[np.bool_], theme: Theme) -> list[_Part]:
    if third is None or is_number(third):
        return [_Part("", token("n-400", theme), known)]
    found = levels(third, min(_PARTS, OWN_COLOURS))
    parts = [
        _Part(name, segment_color(code, theme) if code < OWN_COLOURS else token("noise", theme), found.codes == code)
        for code, name in enumerate(found.all_names)
    ]
    if found.missing:
        parts.append(_Part("Missing", token("noise", theme), found.codes < 0))
    return parts


def _dots(
    plain: Floats, codes: npt.NDArray[np.int64], inside: npt.NDArray[np.bool_], part: _Part,
    offset: float, parts: int, shade: Floats | None,
) -> go.Scatter:  # fmt: skip
    rows = np.flatnonzero(inside)
    rows = rows[sampled(len(rows), _DOTS // parts)]
    jitter = (0.04 + 0.4 * ((np.arange(len(rows)) * 0.6180339887498949) % 1.0)) * _BAND / parts
    marker: dict[str, Any] = {"size": 3, "opacity": 0.45, "color": part.colour}
    if shade is not None:
        marker |= {"size": 4, "opacity": 0.7, "color": shade[rows], "coloraxis": "coloraxis"}
    return go.Scatter(
        x=plain[rows], y=codes[rows] + offset + jitter, mode="markers", marker=marker,
        hoverinfo="skip", showlegend=False, name=literal(part.label, 24),
    )  # fmt: skip


def _boxes(
    plain: Floats, codes: npt.NDArray[np.int64], inside: npt.NDArray[np.bool_], part: _Part,
    offset: float, parts: int, theme: Theme, *, ink: bool,
) -> go.Box:  # fmt: skip
    rows = np.unique(codes[inside])
    summary = np.array([_five(plain[inside & (codes == row)]) for row in rows]).reshape(len(rows), 5)
    lower, q1, median, q3, upper = summary.T
    return go.Box(
        y=rows + offset - 0.22 * _BAND / parts, orientation="h",
        q1=q1, median=median, q3=q3, lowerfence=lower, upperfence=upper,
        width=0.36 * _BAND / parts, boxpoints=False, name=literal(part.label, 24), hoverinfo="x",
        xhoverformat="%d %b %Y" if plain.size and np.nanmax(np.abs(plain)) > 1e11 else ",.3~f",
        line={"color": token("ink-2", theme) if ink else part.colour, "width": 1.25},
        fillcolor=token("surface-sunk", theme) if ink else translucent(part.colour, 0.18), showlegend=not ink,
    )  # fmt: skip


def _five(values: Floats) -> tuple[float, float, float, float, float]:
    """Whiskers (1.5 times the middle half, ended at the last value inside), quartiles and median."""
    q1, median, q3 = np.quantile(values, [0.25, 0.5, 0.75])
    reach = 1.5 * (q3 - q1)
    kept = values[(values >= q1 - reach) & (values <= q3 + reach)]
    return float(kept.min()), float(q1), float(median), float(q3), float(kept.max())
