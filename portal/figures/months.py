"""Money by month, or events: how much was bought when, or how much happened, and in which month most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go

from portal.figures.records import Caption
from portal.figures.theme import Theme, blank, figure, token
from portal.figures.wording import compact, literal, number

NAMES: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def month_bars(
    months: Sequence[str],
    money: Sequence[float],
    *,
    unit: str = "",
    counts: bool = False,
    theme: Theme = "light",
    height: int = 240,
) -> go.Figure:
    """One bar a month from zero, the highest one labelled; `months` are ``"2010-12"``.

    Where lines were counted (`counts`), `money` is the number of events.
    """
    if not len(months):
        return blank(theme, height)
    values = np.asarray(money, dtype=float)
    best = int(values.argmax())
    fig = figure(
        theme, height, margin={"t": 24, "r": 8}, bargap=0.35, dragmode=False,
        xaxis={"type": "category", "fixedrange": True, "tickvals": _ticks(months),
               "ticktext": [short(month) for month in _ticks(months)], "showgrid": False, "tickangle": 0},
        yaxis={"rangemode": "tozero", "nticks": 4, "fixedrange": True, "tickformat": "~s"}
        # A few events have no halves.
        | ({"dtick": 1} if counts and values[best] <= 4 else {}),
    )  # fmt: skip
    fig.add_trace(
        go.Bar(
            x=list(months), y=values, name="Events" if counts else "Money",
            marker={"color": token("n-400", theme), "line": {"width": 0}},
            text=[_much(values[best], unit, counts) if i == best else "" for i in range(len(values))],
            textposition="outside", textangle=0, constraintext="none", cliponaxis=False,
            textfont={"size": 12, "color": token("ink", theme)},
            customdata=[f"<b>{named(month)}</b><br>{literal(_exact(value, unit, counts))}"
                        for month, value in zip(months, values, strict=True)],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    return fig


def month_caption(
    months: Sequence[str],
    money: Sequence[float],
    *,
    unit: str = "",
    counts: bool = False,
    first_day: str = "",
    last_day: str = "",
) -> Caption:
    """The month with the most, and whether the last one is whole.

    Purchases before the first month or after the last one (`first_day` and `last_day` are the days of the first and the
    last of all) are said to be left out.
    """
    name = "Events by month" if counts else "Money by month"
    if not len(months):
        return Caption(name, f"No line counts as {'an event' if counts else 'a purchase'}.")
    values = np.asarray(money, dtype=float)
    best = int(values.argmax())
    how = "busiest" if counts else "best"
    title = f"{named(months[best])} was the {how} month, with {_much(float(values[best]), unit, counts)}"
    end = _end(months[-1], last_day)
    if first_day and first_day[:7] < months[0]:
        end += f" What is dated before {named(months[0])} is not shown."
    shown = "Events of each month." if counts else "Money of the purchases of each month."
    return Caption(title if len(months) > 1 else name, f"{shown}{end}")


def _end(month: str, last_day: str) -> str:
    if not last_day or last_day[:7] == month:
        whole = not last_day or int(last_day[8:]) >= 28
        return "" if whole else f" {named(month)} ends on day {int(last_day[8:])}."
    return f" What is dated after {named(month)} is not shown."


def named(month: str) -> str:
    """“December 2010” for “2010-12”."""
    return f"{NAMES[int(month[5:7]) - 1]} {month[:4]}"


def short(month: str) -> str:
    """“Dec 2010” for “2010-12”."""
    return f"{NAMES[int(month[5:7]) - 1][:3]} {month[:4]}"


def _ticks(months: Sequence[str]) -> list[str]:
    every = -(-len(months) // 5)
    return list(months[::every])


def _much(value: float, unit: str, counts: bool) -> str:
    if counts:
        return f"{compact(value)} event{'' if value == 1 else 's'}"
    return f"{unit}{compact(value)}" if len(unit) == 1 else f"{compact(value)} {unit}".strip()


def _exact(value: float, unit: str, counts: bool) -> str:
    if counts:
        return f"{number(value)} event{'' if value == 1 else 's'}"
    return f"{unit}{number(value, 2)}" if len(unit) == 1 else f"{number(value, 2)} {unit}".strip()
