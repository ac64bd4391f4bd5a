"""Where other settings lead: a measure over two parameters as cells, over one as a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.cells import cell_table, mixed
from portal.figures.choosing import chosen_point
from portal.figures.records import Caption
from portal.figures.theme import Theme, blank, figure, token
from portal.figures.wording import coefficient, counted, in_words, number, percent, sentence

Shown = Literal["clusters", "noise", "validity"]
Values = npt.NDArray[np.floating]

TITLES: Final[dict[Shown, str]] = {"clusters": "Segments", "noise": "Unassigned", "validity": "DBCV, relative"}
_MANY: Final = 12
"""Segments from which on a cell is as dark as it gets."""
_ROW: Final = 30


def size_map(
    values: Values,
    *,
    shown: Shown,
    sizes: Sequence[int],
    neighbours: Sequence[int],
    chosen: tuple[int, int],
    theme: Theme = "light",
) -> go.Figure:
    """HDBSCAN: `values` (neighbours, sizes) as cells; the cell nearest to `chosen` (size, neighbours) is outlined.

    The x and y of a clicked cell are its column and row.
    """
    table = np.asarray(values, dtype=np.float64)
    if not table.size:
        return blank(theme, 160, "No settings to show")
    blue, surface, sunk = token("div-neg-3", theme), token("surface", theme), token("surface-sunk", theme)
    texts = [[written(shown, value, short=True) for value in line] for line in table]
    shades = [[mixed(blue, surface, _depth(shown, v)) if _depth(shown, v) else sunk for v in line] for line in table]
    hovers = [
        [
            f"<b>Smallest segment {number(size)}, {counted(near, 'neighbour')}</b><br>"
            f"{TITLES[shown]} {written(shown, table[i, j])}<br>Click to go there"
            for j, size in enumerate(sizes)
        ]
        for i, near in enumerate(neighbours)
    ]
    fig = cell_table(
        shades, texts, hovers, row_names=[number(near) for near in neighbours],
        column_names=[number(size) for size in sizes], theme=theme, row_height=_ROW, text_size=11,
    )  # fmt: skip
    column, row = _nearest(sizes, chosen[0]), _nearest(neighbours, chosen[1])
    fig.add_shape(
        type="rect", x0=column - 0.5, x1=column + 0.5, y0=row - 0.5, y1=row + 0.5,
        line={"color": token("accent", theme), "width": 2, "dash": "solid"}, layer="above",
    )  # fmt: skip
    return fig


def radius_map(
    values: Values, *, shown: Shown, radii: Sequence[float], chosen: float, theme: Theme = "light", height: int = 300
) -> go.Figure:
    """DBSCAN: `values` over the radius as a line; the `chosen` radius in blue. A click gives the radius as x."""
    x, y = np.asarray(radii, dtype=np.float64), np.asarray(values, dtype=np.float64)
    known = np.isfinite(y)
    if not known.any():
        return blank(theme, height, "No radius gives two segments")
    low, high = min(0.0, float(y[known].min())), max(float(y[known].max()), 1e-9)
    if shown == "noise":
        low, high = 0.0, 1.0
    fig = figure(
        theme, height, margin={"t": 16, "r": 12}, dragmode=False, hovermode="closest",
        xaxis={"title": {"text": "Radius"}, "nticks": 5, "fixedrange": True},
        yaxis={
            "range": [low * 1.1, high * 1.1], "nticks": 4, "fixedrange": True,
            "tickformat": {"clusters": "d", "noise": ".0%", "validity": ".1f"}[shown],
        },
    )  # fmt: skip
    ink = token("ink-2", theme)
    fig.add_trace(
        go.Scatter(
            x=x, y=np.where(known, y, np.nan), mode="lines+markers", name=TITLES[shown],
            line={"color": ink, "shape": "hv" if shown == "clusters" else "linear"}, marker={"size": 6, "color": ink},
            customdata=[written(shown, value) for value in y],
            hovertemplate=f"<b>Radius %{{x:.3~g}}</b><br>{TITLES[shown]} %{{customdata}}<br>Click to go there"
            "<extra></extra>",
        )
    )  # fmt: skip
    at = int(np.abs(x - chosen).argmin())
    if known[at]:
        hover = f"<b>Your radius {number(chosen, 2)}</b><br>{TITLES[shown]} {written(shown, y[at])}"
        fig.add_trace(chosen_point(float(x[at]), float(y[at]), hover, theme))
    return fig


def size_map_caption(
    values: Values, clusters: Values, *, shown: Shown, sizes: Sequence[int], neighbours: Sequence[int]
) -> Caption:
    """What most settings lead to, or where the best of them lies."""
    where = "A click goes there; the outline is nearest to your settings."
    reading = f"Across: smallest segment. Down: minimum neighbours. {where}"
    table = np.asarray(values, dtype=np.float64)
    if shown == "clusters":
        counts = Counter(int(n) for n in np.asarray(clusters).ravel() if n >= 2)
        if not counts:
            return Caption("No setting gives two segments", reading)
        most, often = max(counts.items(), key=lambda item: (item[1], -item[0]))
        return Caption(
            f"{sentence(in_words(most))} segments in {number(often)} of {number(table.size)} settings", reading
        )
    known = np.isfinite(table)
    if not known.any():
        return Caption("No setting gives two segments", reading)
    if shown == "noise":
        usable = np.where(np.asarray(clusters) >= 2, table, np.inf)
        if not np.isfinite(usable).any():
            return Caption("No setting gives two segments", reading)
        least = float(usable.min())
        if not least:
            return Caption("Some settings find segments and leave nobody out", reading)
        return Caption(f"At least {percent(least)} stay unassigned wherever there are segments", reading)
    i, j = np.unravel_index(int(np.where(known, table, -np.inf).argmax()), table.shape)
    best = f"smallest segment {number(sizes[int(j)])}, {counted(neighbours[int(i)], 'neighbour')}"
    return Caption(f"Validity peaks at {number(float(table[i, j]), 2)}", f"Highest at {best}. {reading}")


def radius_map_caption(values: Values, clusters: Values, *, shown: Shown, radii: Sequence[float]) -> Caption:
    """Over which radii the number of segments holds, or where the best radius lies."""
    reading = "Over the radius, at your minimum neighbours. A click goes there."
    held = _longest(np.asarray(clusters))
    if held is None:
        return Caption("No radius gives two segments", reading)
    first, last = held
    if shown == "clusters":
        count = in_words(int(np.asarray(clusters)[first]))
        if first == last:
            return Caption("The number of segments changes with every radius", reading)
        return Caption(
            f"{sentence(count)} segments from {number(radii[first], 2)} to {number(radii[last], 2)}", reading
        )
    if shown == "noise":
        share = float(np.asarray(values)[first])
        return Caption(f"{percent(share)} unassigned at {number(radii[first], 2)}, fewer beyond", reading)
    table = np.asarray(values, dtype=np.float64)
    best = int(np.where(np.isfinite(table), table, -np.inf).argmax())
    return Caption(
        f"Validity peaks at {number(float(table[best]), 2)}", f"At radius {number(radii[best], 2)}. {reading}"
    )


def written(shown: Shown, value: float, *, short: bool = False) -> str:
    """A measure as it stands in a cell."""
    if not np.isfinite(value):
        return "–"
    if shown == "noise":
        return percent(float(value)).rstrip("%" if short else "")
    if shown == "validity":
        return coefficient(float(value)) if short else number(float(value), 2)
    return number(float(value), 0)


def _depth(shown: Shown, value: float) -> float:
    """How dark a cell is, 0 (nothing to show) to 1."""
    if not np.isfinite(value):
        return 0.0
    if shown == "clusters":
        return 0.0 if value < 2 else 0.1 + 0.75 * float(np.log(min(value, _MANY) / 2) / np.log(_MANY / 2))
    if shown == "noise":
        return 0.04 + 0.8 * float(value)
    return max(0.0, 0.04 + 0.8 * float(value))


def _nearest(values: Sequence[int], wanted: int) -> int:
    return int(np.abs(np.log(np.asarray(values, dtype=np.float64)) - np.log(max(wanted, 1))).argmin())


def _longest(clusters: npt.NDArray[np.floating]) -> tuple[int, int] | None:
    """First and last place of the longest stretch with the same number of segments, two or more."""
    best: tuple[int, int] | None = None
    start = 0
    for i in range(len(clusters)):
        if clusters[i] != clusters[start]:
            start = i
        if clusters[i] >= 2 and (best is None or i - start > best[1] - best[0]):
            best = (start, i)
    return best
