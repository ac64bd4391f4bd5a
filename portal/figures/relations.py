"""Any two columns against each other, coloured by a third: dots, boxes or cells, as their kinds ask."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from portal.figures.cells import cell_table, mixed
from portal.figures.colored_map import colour_traces, with_colour_key
from portal.figures.groups import boxes
from portal.figures.records import CUSTOMERS, People
from portal.figures.segment_map import Drag
from portal.figures.theme import Theme, blank, figure, marker_opacity, marker_size, token
from portal.figures.values import is_date, is_number, levels, numbers, sampled
from portal.figures.wording import humanised, literal, number, percent

DRAWN: Final = 20_000
"""Most dots drawn; beyond that a seeded sample of the rows stands for all."""
_LEVELS: Final = 8


def relation(
    frame: pd.DataFrame,
    x: str,
    y: str,
    *,
    color: str | None = None,
    theme: Theme = "light",
    height: int = 420,
    names: dict[str, str] | None = None,
    dragmode: Drag = "pan",
    people: People = CUSTOMERS,
) -> go.Figure:
    """Column `y` against column `x`: two numbers as dots, a number and a category as boxes, two categories as cells."""
    titles = {column: (names or {}).get(column) or humanised(column) for column in (x, y, *([color] if color else []))}
    across, upward = is_number(frame[x]), is_number(frame[y])
    if not len(frame) or frame[x].isna().all() or frame[y].isna().all():
        return blank(theme, height, "No row has a value in both columns")
    if across and upward:
        return _dots(frame, x, y, color, titles, theme, height, dragmode)
    if across or upward:
        category, value = (y, x) if across else (x, y)
        third = frame[color] if color and color != category else None
        return boxes(
            frame[value], frame[category], third, name=titles[value],
            third_name=titles[color] if color else "", theme=theme, height=height,
        )  # fmt: skip
    third = frame[color] if color and is_number(frame[color]) else None
    return _cells(frame[x], frame[y], third, titles[x], titles[y], titles[color] if color else "", theme, people)


def _dots(
    frame: pd.DataFrame, x: str, y: str, color: str | None, titles: dict[str, str],
    theme: Theme, height: int, dragmode: Drag,
) -> go.Figure:  # fmt: skip
    rows = sampled(len(frame), DRAWN)
    points = np.column_stack([numbers(frame[x])[rows], numbers(frame[y])[rows]])
    known = np.isfinite(points).all(axis=1)
    points, rows = points[known], rows[known]
    if not len(points):
        return blank(theme, height, "No row has a value in both columns")
    dated = {"x": is_date(frame[x]), "y": is_date(frame[y])}
    fig = figure(
        theme, height, dragmode=dragmode, uirevision=f"{x}|{y}", margin={"t": 12, "b": 44},
        xaxis=_axis(titles[x], dated=dated["x"]), yaxis={**_axis(titles[y], dated=dated["y"]), "showgrid": True},
    )  # fmt: skip
    # Dates need all their digits, and what lies beyond float32 its size.
    exact = any(dated.values()) or np.abs(points).max() > np.finfo(np.float32).max
    drawn: Any = points if exact else points.astype(np.float32)
    rows_of_hover = [
        f"{literal(titles[column], 40)}  %{{{letter}{'|%d %b %Y' if dated[letter] else ':,.6~g'}}}"
        for letter, column in (("x", x), ("y", y))
    ]
    hover = "<br>".join(rows_of_hover) + "<extra></extra>"
    if color is None:
        marker = {
            "color": token("n-500", theme), "size": marker_size(len(points)), "opacity": marker_opacity(len(points))
        }  # fmt: skip
        fig.add_trace(go.Scattergl(x=drawn[:, 0], y=drawn[:, 1], mode="markers", marker=marker, hovertemplate=hover))
        return fig
    shades = frame[color].iloc[rows]
    for trace in colour_traces(drawn, shades, name=titles[color], theme=theme, hover=hover):
        fig.add_trace(trace)
    with_colour_key(fig, shades, name=titles[color], theme=theme)
    return fig


def _axis(title: str, *, dated: bool) -> dict[str, Any]:
    return {"title": {"text": literal(title, 48)}, "type": "date" if dated else "linear", "nticks": 8}


def _cells(
    x: pd.Series, y: pd.Series, third: pd.Series | None, across: str, upward: str, third_name: str,
    theme: Theme, people: People,
) -> go.Figure:  # fmt: skip
    """Counts of every pair with their share of the row, or the average of a third number per pair."""
    columns, rows = levels(x, _LEVELS), levels(y, _LEVELS)
    names, lines = columns.all_names, rows.all_names
    known = (columns.codes >= 0) & (rows.codes >= 0)
    cell = rows.codes[known] * len(names) + columns.codes[known]
    counts = np.bincount(cell, minlength=len(names) * len(lines)).reshape(len(lines), len(names))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    strength = shares / max(float(shares.max()), 1e-12)
    texts = [[percent(share) for share in line] for line in shares]
    extra = [["" for _ in names] for _ in lines]
    if third is not None:
        values = numbers(third)[known]
        usable = np.isfinite(values)
        size = counts.size
        sums = np.bincount(cell[usable], values[usable], minlength=size)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = (sums / np.bincount(cell[usable], minlength=size)).reshape(counts.shape)
        span = np.nanmax(means) - np.nanmin(means) if np.isfinite(means).any() else 0.0
        low = np.nanmin(means) if np.isfinite(means).any() else 0.0
        strength = np.nan_to_num((means - low) / span if span > 0 else means * 0)
        texts = [[number(float(mean)) for mean in line] for line in means]
        extra = [[f"<br>average {literal(third_name, 40)} {text}" for text in line] for line in texts]
    shades = [[mixed(token("div-neg-3", theme), token("div-0", theme), float(s)) for s in line] for line in strength]
    hovers = [
        [
            f"<b>{literal(line, 40)}, {literal(name, 40)}</b><br>{people.of(int(counts[i, j]))}<br>"
            f"{percent(float(shares[i, j]))} of {literal(line, 40)}{extra[i][j]}"
            for j, name in enumerate(names)
        ]
        for i, line in enumerate(lines)
    ]
    return cell_table(shades, texts, hovers, row_names=list(lines), column_names=list(names), theme=theme, text_size=11)
