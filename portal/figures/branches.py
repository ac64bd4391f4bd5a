"""The condensed tree of HDBSCAN as branches: width is customers, length is how long a group holds together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.marks import Marks
from portal.figures.records import CUSTOMERS, Caption, People, Segment
from portal.figures.theme import Theme, blank, figure, halo, segment_color, token
from portal.figures.wording import elided, in_words, literal, number, sentence, text_width

Array = npt.NDArray[Any]
MOST: Final = 120
"""Branches drawn: the chosen ones, their ancestors and the largest of the rest."""
_WIDTH: Final = 250.0
"""Assumed width of the plot in px, to keep room for the names under the leaves."""
_LINE: Final = 14


@dataclass(frozen=True, slots=True)
class _Branch:
    """One node, laid out: where it stands, how wide it is, from where to where it lives."""

    node: int
    middle: float
    width: float
    birth: float
    death: float


def branches(
    parent: Array,
    birth: Array,
    death: Array,
    size: Array,
    selected: Array,
    *,
    segments: Sequence[Segment] = (),
    final_size: Array | None = None,
    theme: Theme = "light",
    height: int = 240,
    people: People = CUSTOMERS,
) -> go.Figure:
    """Nodes in arrays of one length: `parent` index (−1: root), distances of `birth` and `death` (birth ≥ death),
    `size` in customers, label of the segment that the node was `selected` as (−1: none).

    `final_size` (customers still inside at death) makes the branches taper.
    """
    if not len(parent):
        return blank(theme, height, "The tree has no branches")
    births, deaths = _finite_distances(np.asarray(birth, float), np.asarray(death, float))
    kept = _kept(np.asarray(parent), np.asarray(size), np.asarray(selected))
    laid = _layout(np.asarray(parent), np.asarray(size, float), births, deaths, kept)
    named = {segment.label: segment for segment in segments if not segment.is_unassigned}
    fig = _frame(laid, theme, height)
    fig.add_trace(_joints(laid, np.asarray(parent), theme))
    last = np.asarray(size, float) if final_size is None else np.asarray(final_size, float)
    rest = [branch for branch in laid.values() if int(selected[branch.node]) < 0]
    grey = token("n-300", theme)
    drawn = [_shape(rest, size, last, grey, "No segment", "<b>Not a segment</b>", theme, people)]
    for branch in sorted(laid.values(), key=lambda b: int(selected[b.node])):
        label = int(selected[branch.node])
        if label < 0:
            continue
        segment = named.get(label, Segment(label, f"Segment {label + 1}"))
        colour = segment_color(segment.colour_slot, theme)
        title = f"<b>{literal(segment.name, 40)}</b>"
        drawn.append(_shape([branch], size, last, colour, literal(segment.name, 40), title, theme, people, label=label))
    fig.add_traces(drawn)
    _name(fig, laid, selected, named, theme, height)
    return fig


def _finite_distances(birth: Array, death: Array) -> tuple[Array, Array]:
    """The root is born at no finite distance: it starts a little above everything else."""
    known = np.concatenate([birth[np.isfinite(birth)], death[np.isfinite(death)]])
    top = float(known.max()) if len(known) else 1.0
    births = np.where(np.isfinite(birth), birth, top * 1.08 or 1.0)
    deaths = np.where(np.isfinite(death), death, 0.0)
    return births, np.minimum(deaths, births)


def _kept(parent: Array, size: Array, selected: Array) -> list[int]:
    """Parents before children, each with its whole way to the root."""
    order = sorted(range(len(parent)), key=lambda node: (selected[node] < 0, -int(size[node]), node))
    kept: set[int] = set()
    for node in order:
        way: list[int] = []
        step = node
        while step >= 0 and step not in kept and len(way) <= len(parent):
            way.append(step)
            step = int(parent[step])
        if len(kept) + len(way) > MOST and selected[node] < 0:
            continue
        kept.update(way)
    depth = dict.fromkeys(kept, 0)
    for node in kept:
        step = int(parent[node])
        while step >= 0:
            depth[node] += 1
            step = int(parent[step])
    return sorted(kept, key=lambda node: (depth[node], node))


def _layout(parent: Array, size: Array, birth: Array, death: Array, kept: Sequence[int]) -> dict[int, _Branch]:
    """Leaves side by side, as wide as they hold customers and with room between; parents over their children."""
    children: dict[int, list[int]] = {node: [] for node in kept}
    roots: list[int] = []
    for node in kept:
        children.get(int(parent[node]), roots).append(node)
    leaves: list[int] = []
    stack = list(reversed(roots))
    while stack:
        node = stack.pop()
        # The larger child first, so that the picture does not depend on the order of the rows.
        below = sorted(children[node], key=lambda child: (-size[child], child))
        stack.extend(reversed(below))
        if not below:
            leaves.append(node)
    total = float(sum(size[leaf] for leaf in leaves)) or 1.0
    gap = 1.4 / max(len(leaves), 1)
    middle: dict[int, float] = {}
    edge = 0.0
    for leaf in leaves:
        wide = float(size[leaf]) / total
        middle[leaf] = edge + (wide + gap) / 2
        edge += wide + gap
    for node in reversed(kept):
        if children[node]:
            middle[node] = float(np.mean([middle[child] for child in children[node]]))
    width = size / total / edge
    return {
        node: _Branch(node, middle[node] / edge, float(width[node]), float(birth[node]), float(death[node]))
        for node in kept
    }


def _frame(laid: dict[int, _Branch], theme: Theme, height: int) -> go.Figure:
    top = max(branch.birth for branch in laid.values())
    bottom = min(branch.death for branch in laid.values())
    room = (top - bottom) * 0.32 or 1.0
    fig = figure(
        theme, height, margin={"l": 52, "r": 8, "t": 8, "b": 8, "pad": 0}, dragmode=False,
        xaxis={"visible": False, "range": [-0.02, 1.02], "fixedrange": True},
        yaxis={"visible": False, "range": [bottom - room, top + room * 0.15], "fixedrange": True},
    )  # fmt: skip
    font = {"size": 11, "color": token("ink-3", theme)}
    for text, y, anchor in (("sparse", top, "top"), ("dense", bottom, "bottom")):
        fig.add_annotation(text=text, x=0, xref="paper", xanchor="left", xshift=-44, y=y, yanchor=anchor, font=font)
    fig.add_shape(
        type="line", xref="paper", x0=-50, x1=-50, xsizemode="pixel", xanchor=0, y0=bottom, y1=top,
        line={"color": token("n-300", theme), "width": 1, "dash": "solid"},
    )  # fmt: skip
    return fig


def _joints(laid: dict[int, _Branch], parent: Array, theme: Theme) -> go.Scatter:
    """Thin lines from where a branch splits to where its children begin."""
    x: list[float | None] = []
    y: list[float | None] = []
    for branch in laid.values():
        above = laid.get(int(parent[branch.node]))
        if above is not None:
            x += [above.middle, branch.middle, None]
            y += [above.death, branch.birth, None]
    return go.Scatter(
        x=x, y=y, mode="lines", hoverinfo="skip", name="Splits",
        line={"width": 1, "color": token("n-300", theme), "shape": "hv"},
    )  # fmt: skip


def _shape(
    drawn: Sequence[_Branch], size: Array, last: Array, colour: str, name: str, title: str, theme: Theme,
    people: People, *, label: int = -1,
) -> go.Scatter:  # fmt: skip
    x: list[float | None] = []
    y: list[float | None] = []
    for branch in drawn:
        half = max(branch.width / 2, 0.002)
        share = float(last[branch.node]) / max(float(size[branch.node]), 1.0)
        end = max(half * share, 0.0015)
        m = branch.middle
        x += [m - half, m + half, m + end, m - end, m - half, None]
        y += [branch.birth, branch.birth, branch.death, branch.death, branch.birth, None]
    hover = title
    if len(drawn) == 1:
        only = drawn[0]
        held = f"holds from distance {number(only.birth)} to {number(only.death)}"
        hover += f"<br>{people.of(int(size[only.node]))}<br>{held}"
    return go.Scatter(
        x=x, y=y, mode="lines", fill="toself", fillcolor=colour, name=name, meta={"segment": label},
        line={"width": 0.5, "color": colour}, hoveron="fills", text=hover, hoverinfo="text",
    )  # fmt: skip


def _name(
    fig: go.Figure, laid: dict[int, _Branch], selected: Array, named: dict[int, Segment], theme: Theme, height: int
) -> None:
    """Names under the chosen branches, lowered until they touch neither one another nor a branch."""
    low, high = fig.layout.yaxis.range
    chosen = [branch for branch in laid.values() if int(selected[branch.node]) in named]
    scale = (height - 16) / (high - low)
    # Left, right, upper and lower edge in px, counted from the top.
    taken = [
        (
            (b.middle - b.width / 2) * _WIDTH, (b.middle + b.width / 2) * _WIDTH,
            (high - b.birth) * scale, (high - b.death) * scale,
        )
        for b in laid.values()
    ]  # fmt: skip
    marks = Marks()
    for branch in sorted(chosen, key=lambda b: -b.death):
        segment = named[int(selected[branch.node])]
        half = text_width(elided(segment.name, 18), 11) / 2 + 2
        middle = min(max(branch.middle * _WIDTH, half), _WIDTH - half)
        upper = (high - branch.death) * scale + 3
        box = (middle - half, middle + half, upper, upper + _LINE)
        while any(_overlap(box, other) for other in taken) and box[3] + 4 <= height - 10:
            box = (*box[:2], box[2] + 4, box[3] + 4)
        taken.append(box)
        marks.note(
            text=literal(segment.name, 18), x=middle / _WIDTH, y=branch.death, yanchor="top", yshift=upper - 3 - box[2],
            name=f"segment-{segment.label}",
            font={"size": 11, "color": token("ink-2", theme), "shadow": halo(theme)},
        )  # fmt: skip
    marks.onto(fig)


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[1] and one[1] > other[0] and one[2] < other[3] and one[3] > other[2]


def branches_caption(parent: Array, size: Array, selected: Array, *, people: People = CUSTOMERS) -> Caption:
    """How many branches were taken, and whether any of them splits again."""
    reading = f"Width is {people.many}, length is how long a group holds together."
    chosen = [node for node in range(len(parent)) if int(selected[node]) >= 0]
    if not chosen:
        return Caption("No branch lasts", reading)
    parents = {int(step) for step in parent}
    split = sum(node in parents for node in chosen)
    last = "branch lasts" if len(chosen) == 1 else "branches last"
    count = sentence(in_words(len(chosen)))
    if not split:
        return Caption(f"{count} {last}; none splits again", reading)
    return Caption(f"{count} {last}", f"{reading} {sentence(in_words(split))} of them would split further.")
