"""How many customers each segment holds, the unassigned apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from portal.figures.bars import Bar, bar_rows
from portal.figures.records import CUSTOMERS, Caption, People, Segment
from portal.figures.theme import Theme, blank, segment_color
from portal.figures.wording import counted, literal, number, percent, sentence

_SHOWN: Final = 30


def size_bars(
    segments: Sequence[Segment],
    *,
    theme: Theme = "light",
    height: int | None = None,
    limit: float | None = None,
    people: People = CUSTOMERS,
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
            hover=f"<b>{literal(segment.name, 40)}</b><br>{people.of(segment.size)}<br>"
            f"{percent(segment.size / total)} of {number(total)}",
            colour=segment_color(segment.colour_slot, theme),
            outlined=segment.is_unassigned,
            apart=segment.is_unassigned,
        )
        for segment in ordered
    ]
    return bar_rows(bars, theme=theme, height=height, segments=ordered, limit=limit)


def by_size(segments: Sequence[Segment]) -> list[Segment]:
    """In the order of their labels, which follow size; the unassigned last."""
    return sorted(segments, key=lambda segment: (segment.is_unassigned, segment.label))


def sizes_caption(segments: Sequence[Segment], *, people: People = CUSTOMERS) -> Caption:
    """Who holds most of the customers, and how many fit no segment."""
    named = [segment for segment in by_size(segments) if not segment.is_unassigned]
    total = sum(segment.size for segment in segments)
    aside = total - sum(segment.size for segment in named)
    if not total:
        return Caption("Size of the segments", "Nobody to show.")
    reading = f"{number(aside)} of {people.of(total)} ({percent(aside / total)}) fit no group."
    if not aside:
        reading = f"All {people.of(total)} have a segment."
    if not named:
        return Caption("Nobody fits a group", reading)
    sizes = sorted((segment.size for segment in named), reverse=True)
    largest = max(named, key=lambda segment: segment.size)
    if len(named) == 1:
        return Caption(f"One segment holds {percent(sizes[0] / total)} of all {people.many}", reading)
    if sizes[0] > total / 2:
        return Caption(f"{largest.name} holds {percent(sizes[0] / total)} of all {people.many}", reading)
    if sizes[-1] > 0.75 * sizes[0]:
        return Caption(f"{sentence(counted(len(named), 'segment'))} of about the same size", reading)
    held, needed = 0, 0
    while held < total / 2 and needed < len(sizes):
        held, needed = held + sizes[needed], needed + 1
    if held >= total / 2 and needed < len(named):
        return Caption(
            f"{sentence(counted(needed, 'segment'))} hold {percent(held / total)} of all {people.many}", reading
        )
    return Caption("Size of the segments", reading)
