"""Every category of every segment as a lift, and two segments head to head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go

from portal.figures.cells import cell_table, diverging_shade
from portal.figures.records import Caption, Segment
from portal.figures.rows import ROW, name_rows, name_width, row_axis
from portal.figures.theme import Theme, blank, figure, segment_color, token
from portal.figures.wording import listed, literal, lowered, number, percent

ROWS: Final = 20
_CUTS: Final = (np.log2(1.15), np.log2(1.5), 1.0)
"""A lift of 1.15, 1.5 and 2 (or their inverses) begins a darker step."""
_TELLING: Final = 0.4
_LENGTH: Final = 30


def lift_table(
    lifts: Sequence[Sequence[float]],
    shares: Sequence[Sequence[float]],
    overall: Sequence[float],
    *,
    segments: Sequence[Segment],
    categories: Sequence[str],
    theme: Theme = "light",
) -> go.Figure:
    """Categories × segments: how many times as common a category is as among everyone; those that tell most."""
    if not len(categories) or not segments:
        return blank(theme, 160, "No category to compare")
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.log2(np.asarray(lifts, dtype=float))
    order = most_telling(away, np.asarray(shares, dtype=float), np.asarray(overall, dtype=float))
    shades = [[diverging_shade(_bounded(value), theme, _CUTS) for value in away[i]] for i in order]
    texts = [[times(value) for value in lifts[i]] for i in order]
    hovers = [
        [
            f"<b>{literal(segment.name, 40)}</b><br>{literal(categories[i], 60)}<br>"
            f"{percent(share)} against {percent(overall[i])}"
            for segment, share in zip(segments, shares[i], strict=True)
        ]
        for i in order
    ]
    strong = np.abs(np.nan_to_num(away[order], posinf=2, neginf=-2)) >= _CUTS[2]
    return cell_table(
        shades, texts, hovers, row_names=[categories[i] for i in order], column_names=[s.name for s in segments],
        theme=theme, bold=strong, row_height=30, length=_LENGTH,
    )  # fmt: skip


def most_telling(away: np.ndarray, shares: np.ndarray, overall: np.ndarray) -> list[int]:
    """The rows in which some segment differs most (in shares, so that the rare do not crowd out the common)."""
    gap = np.nan_to_num(np.abs(np.sqrt(shares) - np.sqrt(overall)[:, None])).max(axis=1)
    return sorted(int(i) for i in np.argsort(-gap, kind="stable")[:ROWS])


def times(lift: float) -> str:
    """×2.1; – where nothing is known."""
    return f"×{number(lift, 1 if lift < 10 else 0)}" if np.isfinite(lift) else "–"


def lift_table_caption(
    lifts: Sequence[Sequence[float]],
    shares: Sequence[Sequence[float]],
    overall: Sequence[float],
    *,
    segments: Sequence[Segment],
    categories: Sequence[str],
) -> Caption:
    """Which category one segment has far more often than everyone."""
    reading = "How many times as common a category is in a segment as among everyone."
    best, found = 0.0, ""
    for i, category in enumerate(categories):
        for at, segment in enumerate(segments):
            gap = float(np.sqrt(shares[i][at]) - np.sqrt(overall[i]))
            if np.isfinite(gap) and gap > best and lifts[i][at] >= 1.25:
                often = number(lifts[i][at], 1 if lifts[i][at] < 10 else 0)
                best, found = gap, f"{category} is {often} times as common in {segment.name}"
    return Caption(found or "No category sets a segment apart", reading)


def _bounded(value: float) -> float:
    return float(np.clip(value, -9, 9)) if not np.isnan(value) else float("nan")


def head_to_head(
    first: Sequence[float],
    second: Sequence[float],
    *,
    pair: tuple[Segment, Segment],
    names: Sequence[str],
    words: Sequence[tuple[str, str]],
    theme: Theme = "light",
) -> go.Figure:
    """Two segments on each variable, in σ from everyone: one dot each, what differs most first.

    `words` are the two values of each row as the hover says them.
    """
    if not len(names):
        return blank(theme, 160, "Nothing to compare")
    left, rows = name_width(names, length=_LENGTH), list(range(len(names)))
    reach = max(1.0, *(abs(v) for v in (*first, *second) if np.isfinite(v))) * 1.1
    fig = figure(
        theme, len(rows) * (ROW + 2) + 40, dragmode=False, showlegend=False,
        margin={"l": left, "r": 12, "t": 4, "b": 36, "pad": 0}, yaxis=row_axis(len(rows)),
        xaxis={
            "range": [-reach, reach], "nticks": 5, "fixedrange": True, "showgrid": True, "zeroline": True,
            "zerolinecolor": token("n-400", theme), "title": {"text": "Standard deviations from everyone"},
        },
    )  # fmt: skip
    gaps_x = [value for i in rows for value in (first[i], second[i], None)]
    fig.add_trace(
        go.Scatter(
            x=gaps_x, y=[value for i in rows for value in (i, i, None)], mode="lines", hoverinfo="skip",
            line={"width": 1.75, "color": token("n-400", theme)},
        )
    )  # fmt: skip
    for at, (segment, x) in enumerate(zip(pair, (first, second), strict=True)):
        hover = [
            f"<b>{literal(segment.name, 40)}</b><br>{literal(names[i], 40)}: {literal(words[i][at])}" for i in rows
        ]
        fig.add_trace(
            go.Scatter(
                x=list(x), y=rows, mode="markers", name=literal(segment.name, 40), customdata=hover,
                marker={
                    "size": 10, "opacity": 1, "color": segment_color(segment.colour_slot, theme),
                    "symbol": "circle" if at == 0 else "diamond",
                },
                hovertemplate="%{customdata}<extra></extra>",
            )
        )  # fmt: skip
    name_rows(fig, names, theme=theme, width=left, length=_LENGTH)
    return fig


def head_to_head_caption(apart: Sequence[float], *, names: Sequence[str]) -> Caption:
    """In what two segments differ most."""
    reading = "One dot a segment, in standard deviations from everyone: the longer the line, the more they differ."
    telling = [lowered(name) for name, gap in zip(names, apart, strict=True) if abs(gap) >= _TELLING][:3]
    return Caption(f"They differ most in {listed(telling)}" if telling else "They hardly differ in any column", reading)
