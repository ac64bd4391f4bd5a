"""A Sankey of customers between two results, names and counts written outside the bands."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.marks import Marks
from portal.figures.records import CUSTOMERS, People, Segment
from portal.figures.theme import Theme, blank, figure, segment_color, token, translucent
from portal.figures.wording import elided, literal, number, percent, text_width

_LENGTH: Final = 26
_LINE: Final = 14
_TWO_LINES: Final = 28
"""Px that two lines need."""
_TITLE: Final = 16
_NODE: Final = 6
_TOP: Final = 30
_BOTTOM: Final = 10
_LINK: Final = {"light": 0.16, "dark": 0.2}


def flows(
    contingency: npt.NDArray[np.integer],
    left: Sequence[Segment],
    right: Sequence[Segment],
    *,
    left_title: str,
    right_title: str,
    theme: Theme = "light",
    height: int = 340,
    people: People = CUSTOMERS,
) -> go.Figure:
    """Bands from `left` (rows of the table) to `right` (columns), coloured by the side that they leave.

    The unassigned take part as segments with label −1.
    """
    counts = np.asarray(contingency)
    if not counts.size or not counts.sum():
        return blank(theme, height, f"No {people.many} to show")
    rows, columns = np.flatnonzero(counts.sum(axis=1)), np.flatnonzero(counts.sum(axis=0))
    counts = counts[np.ix_(rows, columns)]
    starts, ends = [left[int(i)] for i in rows], [right[int(j)] for j in columns]
    sizes = (counts.sum(axis=1), counts.sum(axis=0))
    inner = height - _TOP - _BOTTOM
    pad = min(14.0, 0.5 * inner / max(len(starts), len(ends)))
    scale = (inner - pad * (max(len(starts), len(ends)) - 1)) / float(counts.sum())
    middles = [_middles(side, scale, pad, inner) for side in sizes]
    words = [
        [_words(segment, float(n), side, float(n) * scale) for segment, n in zip(segments, sizes[side], strict=True)]
        for side, segments in enumerate((starts, ends))
    ]
    titles = (left_title, right_title)
    room = [_margin(*pair) for pair in zip(words, titles, strict=True)]
    fig = figure(theme, height, margin={"l": room[0], "r": room[1], "t": _TOP, "b": _BOTTOM, "pad": 0}, dragmode=False)
    fig.add_trace(_sankey(counts, starts, ends, sizes, middles, pad, theme, people))
    marks = Marks()
    for side in (0, 1):
        outward = {"xref": "paper", "yref": "paper", "x": side, "xanchor": "left" if side else "right"}
        for text, middle in zip(words[side], middles[side], strict=True):
            marks.note(
                text=text, y=1 - float(middle), yanchor="middle", xshift=6 if side else -6,
                align="left" if side else "right", font={"size": 11, "color": token("ink-2", theme)}, **outward,
            )  # fmt: skip
        marks.note(
            text=literal(titles[side], _TITLE), y=1, yanchor="bottom", yshift=10, xshift=-_NODE if side else _NODE,
            font={"size": 12, "weight": 600, "color": token("ink", theme)}, **outward,
        )  # fmt: skip
    marks.onto(fig)
    return fig


def _middles(sizes: npt.NDArray[np.integer], scale: float, pad: float, inner: float) -> npt.NDArray[np.float64]:
    """The middle of each node as a share of the height from the top, the column itself centred."""
    heights = sizes * scale
    used = float(heights.sum()) + pad * (len(sizes) - 1)
    tops = (inner - used) / 2 + np.concatenate([[0.0], np.cumsum(heights + pad)[:-1]])
    middles: npt.NDArray[np.float64] = (tops + heights / 2) / inner
    return middles


def _words(segment: Segment, size: float, side: int, height: float) -> str:
    """Name and count, on two lines where the node is tall enough, so that a phone keeps room for the bands."""
    name, count = elided(segment.name, _LENGTH), f"<b>{number(size)}</b>"
    lines = textwrap.wrap(name, _LINE, break_long_words=False) if height >= _TWO_LINES else [elided(name, _LINE)]
    if side:
        lines[0] = f"{count} {literal(lines[0])}"
        return "<br>".join([lines[0], *map(literal, lines[1:])])
    return "<br>".join([*map(literal, lines[:-1]), f"{literal(lines[-1])} {count}"])


def _margin(words: Sequence[str], title: str) -> int:
    """Room for the longest line at one side; tags take none."""
    lines = [re.sub(r"</?b>", "", line) for text in words for line in text.split("<br>")]
    longest = max(text_width(html.unescape(line), 11) for line in lines)
    return round(max(longest + 4, text_width(elided(title, _TITLE), 12))) + 12


def _sankey(
    counts: npt.NDArray[np.integer], starts: Sequence[Segment], ends: Sequence[Segment],
    sizes: tuple[npt.NDArray[Any], npt.NDArray[Any]], middles: Sequence[npt.NDArray[np.float64]],
    pad: float, theme: Theme, people: People,
) -> go.Sankey:  # fmt: skip
    bands = [(i, j) for i in range(len(starts)) for j in range(len(ends)) if counts[i, j]]
    total = float(counts.sum())
    hover = [
        f"<b>{literal(starts[i].name, 40)} → {literal(ends[j].name, 40)}</b><br>"
        f"{people.of(int(counts[i, j]))}<br>"
        f"{percent(counts[i, j] / sizes[0][i])} of the left, {percent(counts[i, j] / sizes[1][j])} of the right"
        for i, j in bands
    ]
    nodes = [
        f"<b>{literal(segment.name, 40)}</b><br>{people.of(int(size))}<br>{percent(size / total)}"
        for side, segments in enumerate((starts, ends))
        for segment, size in zip(segments, sizes[side], strict=True)
    ]
    return go.Sankey(
        arrangement="fixed",
        node={
            "label": [""] * len(nodes), "thickness": _NODE, "pad": pad, "line": {"width": 0},
            "color": [segment_color(segment.colour_slot, theme) for segment in (*starts, *ends)],
            # plotly treats 0 as "not given".
            "x": [0.001] * len(starts) + [0.999] * len(ends), "y": [float(y) for y in np.concatenate(middles)],
            "customdata": nodes, "hovertemplate": "%{customdata}<extra></extra>",
        },
        link={
            "source": [i for i, _ in bands], "target": [len(starts) + j for _, j in bands],
            "value": [int(counts[i, j]) for i, j in bands],
            "color": [translucent(segment_color(starts[i].colour_slot, theme), _LINK[theme]) for i, _ in bands],
            "customdata": hover, "hovertemplate": "%{customdata}<extra></extra>",
        },
    )  # fmt: skip
