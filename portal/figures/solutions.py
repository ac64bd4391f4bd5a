"""From k to k + 1: a Sankey of customers through one division after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.marks import Marks
from portal.figures.records import CUSTOMERS, People
from portal.figures.theme import Theme, blank, figure, segment_color, token, translucent
from portal.figures.wording import number, percent

_TOP: Final = 28
_BOTTOM: Final = 30
_SIDE: Final = 24
_NODE: Final = 8
_LINK: Final = {"light": 0.18, "dark": 0.22}


@dataclass(frozen=True, slots=True)
class Node:
    """One segment of one division.

    Attributes
    ----------
    size : its customers
    slot : its colour
    origins : how many came from each segment of the division before; () in the first
    entropy, stability : of those origins; None in the first
    """

    size: int
    slot: int
    origins: tuple[int, ...] = ()
    entropy: float | None = None
    stability: float | None = None


def solutions(
    columns: Sequence[Sequence[Node]],
    *,
    ks: Sequence[int],
    theme: Theme = "light",
    height: int = 380,
    people: People = CUSTOMERS,
) -> go.Figure:
    """Bands from each division (column) to the next; colours are shared where segments correspond."""
    if len(columns) < 2:
        return blank(theme, height, "Fewer than two divisions to compare")
    inner = height - _TOP - _BOTTOM
    pad = min(12.0, 0.5 * inner / max(len(column) for column in columns))
    total = float(sum(node.size for node in columns[0]))
    scale = (inner - pad * (max(len(column) for column in columns) - 1)) / total
    fig = figure(theme, height, margin={"l": _SIDE, "r": _SIDE, "t": _TOP, "b": _BOTTOM, "pad": 0}, dragmode=False)
    starts = np.cumsum([0, *(len(column) for column in columns)]).tolist()
    fig.add_trace(_sankey(columns, ks, starts, total, scale, pad, inner, theme, people))
    marks = Marks()
    for place, (k, column) in enumerate(zip(ks, columns, strict=True)):
        at = {"x": place / (len(columns) - 1), "xref": "paper", "yref": "paper", "xanchor": "center"}
        ink = token("ink", theme)
        marks.note(
            text=f"k = {k}", y=1, yanchor="bottom", yshift=8, font={"size": 12, "weight": 600, "color": ink}, **at
        )
        known = [node.stability for node in column if node.stability is not None]
        if known:
            marks.note(
                text=number(float(np.mean(known)), 2), y=0, yanchor="top", yshift=-8,
                font={"size": 12, "color": token("ink-2", theme)}, **at,
            )  # fmt: skip
    marks.onto(fig)
    return fig


def _sankey(
    columns: Sequence[Sequence[Node]], ks: Sequence[int], starts: Sequence[int], total: float,
    scale: float, pad: float, inner: float, theme: Theme, people: People,
) -> go.Sankey:  # fmt: skip
    nodes = [node for column in columns for node in column]
    bands = [
        (starts[place - 1] + before, starts[place] + segment, count)
        for place in range(1, len(columns))
        for segment, node in enumerate(columns[place])
        for before, count in enumerate(node.origins)
        if count
    ]
    last = len(columns) - 1
    x = [min(max(place / last, 0.001), 0.999) for place, column in enumerate(columns) for _ in column]
    y = [float(middle) for column in columns for middle in _middles([n.size for n in column], scale, pad, inner)]
    return go.Sankey(
        arrangement="fixed",
        node={
            "label": [""] * len(nodes), "thickness": _NODE, "pad": pad, "line": {"width": 0},
            "color": [segment_color(node.slot, theme) for node in nodes], "x": x, "y": y,
            "customdata": [
                _said(node, k, total, people) for k, column in zip(ks, columns, strict=True) for node in column
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        link={
            "source": [source for source, _, _ in bands], "target": [target for _, target, _ in bands],
            "value": [count for _, _, count in bands],
            "color": [translucent(segment_color(nodes[source].slot, theme), _LINK[theme]) for source, _, _ in bands],
            "customdata": [
                f"{people.of(count)}<br>{percent(count / nodes[source].size)} of the left, "
                f"{percent(count / nodes[target].size)} of the right"
                for source, target, count in bands
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )  # fmt: skip


def _said(node: Node, k: int, total: float, people: People) -> str:
    lines = [f"<b>{people.of(node.size)}</b>, {percent(node.size / total)}", f"one of {k}"]
    if node.entropy is not None and node.stability is not None:
        lines.append(f"entropy of origins {number(node.entropy, 2)}, stability {number(node.stability, 2)}")
    return "<br>".join(lines)


def _middles(sizes: Sequence[int], scale: float, pad: float, inner: float) -> npt.NDArray[np.float64]:
    heights = np.asarray(sizes, dtype=np.float64) * scale
    used = float(heights.sum()) + pad * (len(sizes) - 1)
    tops = (inner - used) / 2 + np.concatenate([[0.0], np.cumsum(heights + pad)[:-1]])
    middles: npt.NDArray[np.float64] = (tops + heights / 2) / inner
    return np.clip(middles, 0.001, 0.999)
