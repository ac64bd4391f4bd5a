"""Why this number of groups: elbow and silhouette over k."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from portal.figures.records import Caption
from portal.figures.theme import Theme, blank, figure, token, translucent
from portal.figures.wording import compact, in_words, number, sentence

_WEAK: Final = 0.25
"""Below this silhouette the groups overlap (Kaufman and Rousseeuw, 1990: 'no substantial structure')."""


def elbow(
    k: Sequence[int], inertia: Sequence[float], *, chosen: int, theme: Theme = "light", height: int = 220
) -> go.Figure:
    """Within-group spread over the number of groups, the chosen number in blue."""
    label = "{value} at k = {k}"
    fig = _over_k(k, inertia, chosen, theme, height, "Within-group spread", label, form=compact)
    # The curve comes down from the left: the free side is the right.
    fig.update_annotations(xanchor="right" if chosen == max(k, default=0) else "left", xshift=4)
    return fig


def silhouette_by_k(
    k: Sequence[int],
    silhouette: Sequence[float],
    *,
    chosen: int,
    errors: Sequence[float] | None = None,
    theme: Theme = "light",
    height: int = 220,
) -> go.Figure:
    """Mean silhouette over the number of groups; `errors` (standard errors of a sample) become a grey band."""
    fig = _over_k(k, silhouette, chosen, theme, height, "Silhouette", "{value} at k = {k}", form=_two)
    if errors is not None and len(fig.data):
        x, y, spread = np.asarray(k), np.asarray(silhouette, dtype=float), 1.96 * np.asarray(errors, dtype=float)
        known = np.isfinite(y) & np.isfinite(spread)
        x, y, spread = x[known], y[known], spread[known]
        band = go.Scatter(
            x=np.concatenate([x, x[::-1]]), y=np.concatenate([y + spread, (y - spread)[::-1]]), mode="none",
            fill="toself", fillcolor=translucent(token("n-400", theme), 0.3), hoverinfo="skip", name="95% range",
        )  # fmt: skip
        fig = go.Figure(data=[band, *fig.data], layout=fig.layout)
    return fig


def _two(value: float) -> str:
    return number(value, 2)


def _over_k(
    k: Sequence[int], values: Sequence[float], chosen: int, theme: Theme, height: int,
    title: str, label: str, *, form: Any,
) -> go.Figure:  # fmt: skip
    x, y = np.asarray(k, dtype=int), np.asarray(values, dtype=float)
    known = np.isfinite(y)
    x, y = x[known], y[known]
    if not len(x):
        return blank(theme, height, "Not computed for these rows")
    low, high = min(0.0, float(y.min())), max(float(y.max()), 1e-9)
    fig = figure(
        theme, height, margin={"t": 24, "r": 12},
        xaxis={"tickvals": list(x) if len(x) <= 12 else None, "range": [x[0] - 0.4, x[-1] + 0.4], "fixedrange": True},
        yaxis={"range": [low * 1.05, high * 1.12], "nticks": 4, "fixedrange": True}, dragmode=False,
    )  # fmt: skip
    ink, surface = token("ink-2", theme), token("surface", theme)
    fig.add_trace(
        go.Scatter(
            x=x, y=y, mode="lines+markers", name=title, line={"color": ink},
            marker={"size": 6, "color": surface, "opacity": 1, "line": {"width": 1.5, "color": ink}},
            customdata=[form(float(value)) for value in y],
            hovertemplate=f"<b>%{{x}} groups</b><br>{title} %{{customdata}}<extra></extra>",
        )
    )  # fmt: skip
    if chosen in x:
        value = float(y[x == chosen][0])
        fig.add_trace(chosen_point(chosen, value, f"<b>{chosen} groups, chosen</b><br>{title} {form(value)}", theme))
        edge = "left" if chosen == x[0] else "right" if chosen == x[-1] else "center"
        _note(fig, chosen, value, label.format(value=form(value), k=chosen), theme, edge)
    return fig


def chosen_point(x: float, y: float, hover: str, theme: Theme) -> go.Scatter:
    """The chosen value on a curve: the only blue of the picture."""
    return go.Scatter(
        x=[x], y=[y], mode="markers", name="Chosen", hovertemplate=f"{hover}<extra></extra>",
        marker={"size": 9, "color": token("accent", theme), "opacity": 1},
    )  # fmt: skip


def _note(fig: go.Figure, x: float, y: float, text: str, theme: Theme, edge: str) -> None:
    fig.add_annotation(
        x=x, y=y, text=text, yanchor="bottom", yshift=7, xanchor=edge,
        font={"size": 12, "weight": 500, "color": token("ink", theme)},
    )  # fmt: skip


def silhouette_caption(k: Sequence[int], silhouette: Sequence[float], *, chosen: int) -> Caption:
    """Whether one number of groups stands out, and whether the chosen one is it."""
    reading = "Mean silhouette for each number of groups."
    values = {int(n): float(s) for n, s in zip(k, silhouette, strict=True) if np.isfinite(s)}
    if len(values) < 2:
        return Caption("Silhouette over the number of groups", reading)
    ranked = sorted(values, key=lambda n: -values[n])
    best, second = ranked[0], ranked[1]
    lead = values[best] - values[second]
    groups = sentence(in_words(best))
    if values[best] < _WEAK:
        return Caption(
            "No number of groups stands out",
            f"{reading} The highest, {number(values[best], 2)} at k = {best}, is what overlapping groups have.",
        )
    if lead >= 0.02:
        other = "" if chosen == best else f" You chose {chosen} ({number(values.get(chosen, np.nan), 2)})."
        return Caption(f"{groups} groups is the clear peak", reading + other)
    return Caption(
        "Silhouette over the number of groups",
        f"{reading} k = {best} and k = {second} are within {number(max(lead, 0.001), 3)} of each other.",
    )


def elbow_caption(k: Sequence[int], inertia: Sequence[float]) -> Caption:
    """Where the curve bends, if it bends sharply."""
    reading = "How far everyone lies from the nearest centre in total: it always falls, so look for the bend."
    x, y = np.asarray(k, dtype=float), np.asarray(inertia, dtype=float)
    neutral = Caption("Within-group spread over the number of groups", reading)
    if len(x) < 4 or not np.isfinite(y).all() or y[0] <= y[-1]:
        return neutral
    gains = -np.diff(y)
    ratios = gains[:-1] / np.maximum(gains[1:], 1e-12)
    bend = int(np.argmax(ratios))
    if ratios[bend] < 2.5:
        return neutral
    return Caption(f"The curve bends at {in_words(int(x[bend + 1]))} groups", reading)
