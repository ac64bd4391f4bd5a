"""How many customers each segment holds, the unassigned apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from portal.figures.bars import Bar, bar_rows
from portal.figures.records import Caption, Segment
from portal.figures.theme import Theme, blank, figure, is_faint, segment_color, token
from portal.figures.wording import counted, literal, number, percent, sentence

_SHOWN: Final = 30


def size_bars(
    segments: Sequence[Segment], *, theme: Theme = "light", height: int | None = None, limit: float | None = None
) -> go.Figure:
    """One bar per segment, the unassigned last and outlined; `limit` makes several charts comparable."""
    ordered = by_size(segments)
    total = sum(segment.size for segment in ordered)
    if not total:
        return blank(theme, height or 120, "Nobody to show")
    if len(ordered) > _SHOWN:
        aside = [segment for segment in ordered if segment.is_unassigned]
        ordered = [*ordered[: _SHOWN - len(aside)], *aside]
    bars = [
        Bar(
            name=segment.name,
            value=segment.size,
            text=number(segment.size) if segment.size else "–",
            hover=f"<b>{literal(segment.name, 40)}</b><br>{number(segment.size)} customers<br>"
            f"{percent(segment.size / total)} of {number(total)}",
            colour=segment_color(segment.colour_slot, theme),
            outlined=segment.is_unassigned,
            apart=segment.is_unassigned,
        )
        for segment in ordered
    ]
    return bar_rows(bars, theme=theme, height=height, segments=ordered, limit=limit)


def share_bar(segments: Sequence[Segment], *, theme: Theme = "light", height: int = 28) -> go.Figure:
    """All customers as one bar, a piece per segment, the unassigned outlined at the end."""
    ordered = [segment for segment in by_size(segments) if segment.size]
    total = sum(segment.size for segment in ordered)
    if not total:
        return blank(theme, height, "Nobody to show")
    hidden = {"visible": False, "fixedrange": True}
    fig = figure(
        theme, height, barmode="stack", bargap=0, dragmode=False,
        margin={"l": 0, "r": 0, "t": 8, "b": 8, "pad": 0},
        xaxis={**hidden, "range": [0, total]}, yaxis={**hidden, "range": [-0.5, 0.5]},
    )  # fmt: skip
    for segment in ordered:
        colour = segment_color(segment.colour_slot, theme)
        faint = is_faint(segment.colour_slot, theme)
        fig.add_trace(
            go.Bar(
                orientation="h", x=[segment.size], y=[0], name=literal(segment.name, 40),
                meta={"segment": segment.label, "slot": segment.colour_slot},
                marker={
                    "color": "rgba(0,0,0,0)" if segment.is_unassigned else colour,
                    # A line in the colour of the page separates neighbours without a gap in the axis.
                    "line": {
                        "width": 1 if segment.is_unassigned or faint else 2,
                        "color": colour if segment.is_unassigned
                        else token("ink-3" if faint else "surface", theme),
                    },
                },
                hovertemplate=f"<b>{literal(segment.name, 40)}</b><br>{number(segment.size)} customers<br>"
                f"{percent(segment.size / total)}<extra></extra>",
            )
        )  # fmt: skip
    return fig


def by_size(segments: Sequence[Segment]) -> list[Segment]:
    """In the order of their labels, which follow size; the unassigned last."""
    return sorted(segments, key=lambda segment: (segment.is_unassigned, segment.label))


def sizes_caption(segments: Sequence[Segment]) -> Caption:
    """Who holds most of the customers, and how many fit no segment."""
    named = [segment for segment in by_size(segments) if not segment.is_unassigned]
    total = sum(segment.size for segment in segments)
    aside = total - sum(segment.size for segment in named)
    if not total:
        return Caption("Size of the segments", "Nobody to show.")
    reading = f"{number(aside)} of {number(total)} customers ({percent(aside / total)}) fit no group."
    if not aside:
        reading = f"All {number(total)} customers have a segment."
    if not named:
        return Caption("Nobody fits a group", reading)
    sizes = sorted((segment.size for segment in named), reverse=True)
    largest = max(named, key=lambda segment: segment.size)
    if len(named) == 1:
        return Caption(f"One segment holds {percent(sizes[0] / total)} of all customers", reading)
    if sizes[0] > total / 2:
        return Caption(f"{largest.name} holds {percent(sizes[0] / total)} of all customers", reading)
    if sizes[-1] > 0.75 * sizes[0]:
        return Caption(f"{sentence(counted(len(named), 'segment'))} of about the same size", reading)
    held, needed = 0, 0
    while held < total / 2 and needed < len(sizes):
        held, needed = held + sizes[needed], needed + 1
    if held >= total / 2 and needed < len(named):
        return Caption(f"{sentence(counted(needed, 'segment'))} hold {percent(held / total)} of all customers", reading)
    return Caption("Size of the segments", reading)
