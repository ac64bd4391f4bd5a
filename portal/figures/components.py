"""Principal components: how much each carries, what each is made of, and the variables as arrows over the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.cells import cell_table, diverging_shade
from portal.figures.marks import Marks
from portal.figures.records import Caption
from portal.figures.theme import Theme, blank, figure, halo, token
from portal.figures.wording import coefficient, in_words, listed, literal, lowered, percent, sentence, signed

Array = npt.NDArray[np.floating[Any]]
SHOWN: Final = 10
_CUTS: Final = (0.15, 0.35, 0.6)
_VARIABLES: Final = 24
_ARROWS: Final = 8
_BEHIND: Final = 0.6
"""Dots step back behind the arrows."""


def scree(ratio: Array, *, kept: int = 2, theme: Theme = "light", height: int = 240) -> go.Figure:
    """Share of the variation per component (bars) and of all so far (line); the first `kept` bars are darker."""
    shares = np.asarray(ratio, dtype=float)
    shares = shares[np.isfinite(shares)]
    if not len(shares):
        return blank(theme, height, "No components to show")
    total = np.cumsum(shares)
    count = min(len(shares), SHOWN)
    x = np.arange(1, count + 1)
    fig = figure(
        theme, height, dragmode=False, margin={"t": 20, "r": 40},
        xaxis={"tickvals": list(x), "range": [0.4, count + 0.6], "title": {"text": "Component"}, "fixedrange": True},
        yaxis={"range": [0, 1.08], "tickvals": [0, 0.5, 1], "tickformat": ".0%", "fixedrange": True}, bargap=0.4,
    )  # fmt: skip
    fig.add_trace(
        go.Bar(
            x=x, y=shares[:count], name="Share", text=[percent(share) for share in shares[:count]],
            # A tall bar ends where the line begins: its number goes inside.
            textposition=["inside" if share >= 0.12 else "outside" for share in shares[:count]],
            insidetextanchor="middle", constraintext="none", textangle=0,
            textfont={"size": 11, "color": token("ink", theme)},
            marker={"color": [token("n-400" if place <= kept else "n-200", theme) for place in x]},
            hovertemplate="<b>Component %{x}</b><br>%{y:.1%} of the variation<extra></extra>",
        )
    )  # fmt: skip
    ink = token("ink-2", theme)
    fig.add_trace(
        go.Scatter(
            x=x, y=total[:count], mode="lines+markers", name="So far", line={"color": ink},
            marker={"size": 6, "color": token("surface", theme), "opacity": 1, "line": {"width": 1.5, "color": ink}},
            hovertemplate="<b>The first %{x}</b><br>%{y:.1%} of the variation<extra></extra>",
        )
    )  # fmt: skip
    fig.add_annotation(
        x=count, y=total[count - 1], xanchor="left", xshift=8, text="so far" if count > 1 else "",
        font={"size": 11, "color": token("ink-3", theme)},
    )  # fmt: skip
    return fig


def scree_caption(ratio: Array, *, kept: int = 2) -> Caption:
    """How much the map on the first components shows."""
    shares = np.asarray(ratio, dtype=float)
    reading = "Bars: each component's share of the variation. Line: all so far."
    if not len(shares):
        return Caption("Variation carried by each component", reading)
    kept = min(kept, len(shares))
    held = float(shares[:kept].sum())
    needed = int(np.searchsorted(np.cumsum(shares), 0.8 - 1e-9)) + 1
    if kept == 1:
        return Caption(f"One component carries {percent(held)} of the variation", reading)
    if shares.max() - shares.min() < 0.25 / len(shares):
        title = f"All {in_words(len(shares))} components carry about the same"
        return Caption(title, f"{reading} A map of {in_words(kept)} shows {percent(held)}.")
    title = f"{sentence(in_words(kept))} components carry {percent(held)} of the variation"
    if needed > kept:
        return Caption(title, f"{reading} {sentence(in_words(needed))} are needed for 80%.")
    return Caption(title, reading)


def loadings_heatmap(
    loadings: Array, *, variables: Sequence[str], components: int = 5, theme: Theme = "light"
) -> go.Figure:
    """Correlation-like weights of `loadings` (components, variables): variables in rows, components in columns."""
    weights = np.atleast_2d(np.asarray(loadings, dtype=float))[:components]
    if not weights.size:
        return blank(theme, 160, "No components to show")
    shown = _strongest(weights, _VARIABLES)
    table = weights[:, shown].T
    names = [variables[int(i)] for i in shown]
    heads = [f"C{place + 1}" for place in range(table.shape[1])]
    shades = [[diverging_shade(value, theme, _CUTS) for value in line] for line in table]
    texts = [[coefficient(value) for value in line] for line in table]
    hovers = [
        [
            f"<b>{literal(name, 40)}</b><br>weight {signed(value, 2)} in component {place + 1}"
            for place, value in enumerate(line)
        ]
        for name, line in zip(names, table, strict=True)
    ]
    return cell_table(
        shades, texts, hovers, row_names=names, column_names=heads, theme=theme,
        bold=np.abs(table) >= _CUTS[2], quiet=np.abs(table) < _CUTS[0], row_height=34, length=18,
    )  # fmt: skip


def _strongest(weights: Array, most: int) -> npt.NDArray[np.intp]:
    """The variables with the largest weight on any of the components, in their own order."""
    order = np.argsort(-np.abs(weights).max(axis=0), kind="stable")[:most]
    return np.sort(order)


def loadings_caption(loadings: Array, *, variables: Sequence[str], component: int = 0) -> Caption:
    """Which variables a component is mostly made of."""
    reading = "Weights run from −1 to +1; variables with the same sign rise together along a component."
    weights = np.atleast_2d(np.asarray(loadings, dtype=float))
    if component >= len(weights) or not weights.size:
        return Caption("What the components are made of", reading)
    own = weights[component]
    order = [int(i) for i in np.argsort(-np.abs(own), kind="stable")]
    held = np.cumsum(own[order] ** 2) / max(float((own**2).sum()), 1e-12)
    needed = int(np.searchsorted(held, 0.6)) + 1
    if needed > 3 or len(order) < 2:
        return Caption("What the components are made of", reading)
    top = order[:needed]
    names = [lowered(variables[i]) for i in top]
    return Caption(f"Component {component + 1} is mostly {listed(names)}", reading)


def with_arrows(
    fig: go.Figure,
    loadings: Array,
    *,
    variables: Sequence[str],
    axes: tuple[int, int] = (0, 1),
    theme: Theme = "light",
    most: int = _ARROWS,
) -> go.Figure:
    """The figure of a map with the `most` strongest variables as arrows from the middle of the axes' ranges.

    The arrows' lengths are relative to one another; they share the map's space, not its units.
    """
    weights = np.atleast_2d(np.asarray(loadings, dtype=float))
    biplot = go.Figure(fig)
    if max(axes) >= len(weights):
        return biplot
    pair = weights[list(axes)]
    lengths = np.hypot(*pair)
    order = [int(i) for i in np.argsort(-lengths, kind="stable")[:most] if lengths[i] > 0]
    if not order or biplot.layout.xaxis.range is None:
        return biplot
    (left, right), (bottom, top) = biplot.layout.xaxis.range, biplot.layout.yaxis.range
    # The origin of the components, kept inside the picture if the ranges do not hold it.
    origin = (min(max(0.0, left), right), min(max(0.0, bottom), top))
    reach = 0.8 * min(right - origin[0], origin[0] - left, top - origin[1], origin[1] - bottom)
    reach = reach if reach > 0 else 0.35 * min(right - left, top - bottom)
    ink = token("ink", theme)
    biplot.for_each_trace(lambda trace: trace.marker.update(opacity=trace.marker.opacity * _BEHIND))
    scale = reach / lengths[order[0]]
    tips = {i: (origin[0] + float(pair[0, i] * scale), origin[1] + float(pair[1, i] * scale)) for i in order}
    marks = Marks()
    for i, tip in tips.items():
        marks.note(
            x=tip[0], y=tip[1], ax=origin[0], ay=origin[1], axref="x", ayref="y", xref="x", yref="y", text="",
            showarrow=True, arrowhead=2, arrowsize=0.9, arrowwidth=1.4, arrowcolor=ink, opacity=0.9, name=f"arrow-{i}",
        )  # fmt: skip
    for i, tip in tips.items():
        # Near an edge a name stands across its tip: beside it, a phone would cut it off.
        side = (tip[0] - left) / (right - left)
        anchor = "center" if side < 0.3 or side > 0.7 else "left" if tip[0] >= origin[0] else "right"
        near = [
            y
            for j, (x, y) in tips.items()
            if j != i and abs(x - tip[0]) < 0.25 * (right - left) and abs(y - tip[1]) < 0.06 * (top - bottom)
        ]
        # Two arrows into the same corner: the upper name stands above its tip, the lower one below.
        above = tip[1] >= max(near) if near else tip[1] >= origin[1]
        marks.note(
            x=tip[0], y=tip[1], text=literal(variables[i], 22), name=f"variable-{i}",
            xanchor=anchor, xshift={"left": 4, "right": -4, "center": 0}[anchor],
            yanchor="bottom" if above else "top", yshift=2 if above else -2,
            font={"size": 11, "weight": 500, "color": ink, "shadow": halo(theme)},
        )  # fmt: skip
    marks.onto(biplot)
    return biplot
