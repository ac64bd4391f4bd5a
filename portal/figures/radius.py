"""Why this radius: the sorted distances to the k-th neighbour and where their curve turns."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.choosing import chosen_point
from portal.figures.records import CUSTOMERS, Caption, People
from portal.figures.theme import Theme, blank, figure, token
from portal.figures.wording import number, sentence

_DRAWN: Final = 400


def k_distance(
    distances: npt.NDArray[np.floating],
    *,
    eps: float,
    min_samples: int,
    theme: Theme = "light",
    height: int = 220,
    people: People = CUSTOMERS,
) -> go.Figure:
    """Sorted distances to the neighbour number `min_samples`, the chosen radius as a dashed blue line."""
    values = np.sort(np.asarray(distances, dtype=float))
    values = values[np.isfinite(values)]
    if not len(values):
        return blank(theme, height, "No distances to show")
    # Most of the curve is flat: even steps along it, and every one of the last rows, where it turns.
    rows = np.unique(np.r_[np.linspace(0, len(values) - 1, _DRAWN // 2).astype(int), _tail(len(values))])
    top = max(float(values[-1]), eps) * 1.08 or 1.0
    fig = figure(
        theme, height, margin={"t": 12, "r": 12}, dragmode=False,
        xaxis={"range": [0, len(values) * 1.02], "nticks": 4, "fixedrange": True},
        yaxis={"range": [0, top], "nticks": 4, "fixedrange": True},
    )  # fmt: skip
    fig.add_trace(
        go.Scatter(
            x=rows + 1, y=values[rows].astype(np.float32), mode="lines", line={"color": token("ink-2", theme)},
            name=f"Distance to neighbour {min_samples}",
            hovertemplate=f"<b>{sentence(people.one)} %{{x:,}} of {number(len(values))}</b><br>"
            f"neighbour {min_samples} at %{{y:.3~g}}<extra></extra>",
        )
    )  # fmt: skip
    within = int(np.searchsorted(values, eps, side="right"))
    accent = token("accent", theme)
    fig.add_shape(type="line", xref="paper", x0=0, x1=1, y0=eps, y1=eps, line={"color": accent})
    reached = f"{number(within)} of {number(len(values))} have {min_samples} neighbours within it"
    hover = f"<b>Your radius {number(eps, 2)}</b><br>{reached}"
    fig.add_trace(chosen_point(within, eps, hover, theme))
    low = eps > 0.85 * top
    fig.add_annotation(
        x=0, xref="paper", xanchor="left", xshift=4, y=eps, yanchor="top" if low else "bottom", yshift=-3 if low else 3,
        text=f"your radius, {number(eps, 2)}", font={"size": 12, "color": token("ink", theme)},
    )  # fmt: skip
    return fig


def _tail(count: int) -> npt.NDArray[np.intp]:
    return np.unique(np.linspace(max(0, int(count * 0.9)), count - 1, _DRAWN // 2).astype(np.intp))


def knee(distances: npt.NDArray[np.floating]) -> float:
    """The distance at which the sorted curve is furthest below its chord (Satopää et al., 2011)."""
    values = np.sort(np.asarray(distances, dtype=float))
    values = values[np.isfinite(values)]
    if len(values) < 3 or values[0] == values[-1]:
        return float(values[-1]) if len(values) else float("nan")
    height = (values - values[0]) / (values[-1] - values[0])
    return float(values[int(np.argmax(np.linspace(0, 1, len(values)) - height))])


def k_distance_caption(
    distances: npt.NDArray[np.floating], *, eps: float, min_samples: int, people: People = CUSTOMERS
) -> Caption:
    """Where the chosen radius lies on the curve."""
    values = np.sort(np.asarray(distances, dtype=float))
    values = values[np.isfinite(values)]
    reading = f"Distance to neighbour {number(min_samples)}, {people.many} in order."
    if not len(values):
        return Caption("Distance to the neighbours", reading)
    within = float((values <= eps).mean())
    bend = knee(values)
    if within < 0.5:
        return Caption(
            f"The radius leaves most {people.many} out", f"{reading} The curve bends near {number(bend, 2)}."
        )
    if within >= 1:
        return Caption("The radius takes everybody in", f"{reading} The curve bends near {number(bend, 2)}.")
    if 0.85 <= eps / bend <= 1.0:
        return Caption("The radius sits just before the knee", reading)
    if 1.0 < eps / bend <= 1.15:
        return Caption("The radius sits at the knee", reading)
    side = "below" if eps < bend else "above"
    return Caption(f"The radius lies {side} the knee", f"{reading} The curve bends near {number(bend, 2)}.")
