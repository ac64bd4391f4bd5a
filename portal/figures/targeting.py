"""Which segments to serve: attractiveness against fit, each scored from 1 to 5 by the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from portal.figures.marks import Marks
from portal.figures.records import CUSTOMERS, Caption, People, Segment
from portal.figures.theme import Theme, blank, figure, halo, is_faint, segment_color, token
from portal.figures.wording import counted, elided, literal

_HEIGHT: Final = 380
_SMALL, _LARGE = 14.0, 44.0
"""Diameters in px of the smallest mark and of one that holds every customer."""
_LOW, _HIGH = 0.5, 5.5
_GOOD: Final = 3.5
"""From here on a score speaks for a segment."""
_APART: Final = 0.22
"""How far marks of equal scores are moved from one another."""
_NAME: Final = 24


@dataclass(frozen=True, slots=True)
class Scored:
    """A segment with its two scores, None where the team has not scored it."""

    segment: Segment
    attractiveness: int | None
    fit: int | None

    @property
    def complete(self) -> bool:
        """Whether it has a place in the matrix."""
        return self.attractiveness is not None and self.fit is not None


def targeting_matrix(
    scores: Sequence[Scored], *, theme: Theme = "light", height: int = _HEIGHT, people: People = CUSTOMERS
) -> go.Figure:
    """One mark for each scored segment, its area the number of customers; the upper right corner is where to go."""
    shown = [one for one in scores if one.complete]
    if not shown:
        return blank(theme, height, "No segment has both scores yet")
    axis: dict[str, Any] = {
        "range": [_LOW, _HIGH], "tickvals": [1, 2, 3, 4, 5], "fixedrange": True, "zeroline": False, "showgrid": True,
        "ticks": "",
    }  # fmt: skip
    fig = figure(
        theme, height, dragmode=False, showlegend=False, margin={"l": 56, "r": 16, "t": 12, "b": 48},
        xaxis={**axis, "title": {"text": "Fit: how well we can serve them"}},
        yaxis={**axis, "title": {"text": "Attractiveness: what they are worth to us"}},
    )  # fmt: skip
    total = sum(one.segment.size for one in scores) or 1
    places = _places(shown)
    marks = Marks()
    marks.shape(
        type="rect", x0=_GOOD, x1=_HIGH, y0=_GOOD, y1=_HIGH, layer="below", line={"width": 0},
        fillcolor=token("surface-sunk", theme),
    )  # fmt: skip
    for one, (x, y) in zip(shown, places, strict=True):
        slot, size = one.segment.colour_slot, _LARGE * (one.segment.size / total) ** 0.5
        diameter = max(_SMALL, size)
        colour = segment_color(slot, theme)
        line = {"width": 1, "color": token("ink", theme)} if is_faint(slot, theme) else {"width": 0}
        fig.add_trace(
            go.Scatter(
                x=[x], y=[y], mode="markers", meta={"segment": one.segment.label},
                marker={"size": diameter, "color": colour, "line": line, "opacity": 1},
                hovertemplate=f"<b>{literal(one.segment.name, 40)}</b><br>Attractiveness {one.attractiveness}, "
                f"fit {one.fit}<br>{people.of(one.segment.size)}<extra></extra>",
            )
        )  # fmt: skip
        marks.note(
            text=literal(elided(one.segment.name, _NAME)), x=x, y=y, yshift=diameter / 2 + 2, yanchor="bottom",
            xanchor="left" if x < 1.6 else "right" if x > 4.4 else "center",
            xshift=-diameter / 2 if x < 1.6 else diameter / 2 if x > 4.4 else 0,
            font={"size": 12, "weight": 600, "color": token("ink", theme), "shadow": halo(theme)},
        )  # fmt: skip
    marks.onto(fig)
    return fig


def targeting_caption(scores: Sequence[Scored], *, people: People = CUSTOMERS) -> Caption:
    """Which segments have the case for them, and how many are not scored."""
    shown = [one for one in scores if one.complete]
    waiting = len(scores) - len(shown)
    rest = f" {counted(waiting, 'segment').capitalize()} not scored yet." if waiting else ""
    if not shown:
        return Caption("Which segments to serve", "Score each segment's attractiveness and fit from 1 to 5.")
    reading = f"Upper right: attractive, and we can serve them. The area is the number of {people.many}.{rest}"
    good = [one for one in shown if min(_scores(one)) >= _GOOD]
    if not good:
        return Caption("No segment is both attractive and a good fit", reading)
    best = max(good, key=lambda one: (sum(_scores(one)), one.segment.size))
    if len(good) == 1:
        return Caption(f"{best.segment.name} is attractive and fits", reading)
    said = counted(len(good), "segment").capitalize()
    return Caption(f"{said} are attractive and fit, {best.segment.name} most", reading)


def _scores(one: Scored) -> tuple[int, int]:
    return one.attractiveness or 0, one.fit or 0


def _places(shown: Sequence[Scored]) -> list[tuple[float, float]]:
    """Where the marks stand: on their scores, those of equal scores side by side."""
    met: dict[tuple[int, int], int] = {}
    together = [_scores(one) for one in shown]
    places = []
    for y, x in together:
        place, among = met.get((y, x), 0), together.count((y, x))
        met[y, x] = place + 1
        places.append((x + _APART * (place - (among - 1) / 2), y + _APART * (place - (among - 1) / 2)))
    return places
