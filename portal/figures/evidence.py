"""The pictures of the evidence: gap curve, how well divisions return, where the segments of k + 1 come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import plotly.graph_objects as go

from portal.figures.choosing import chosen_point
from portal.figures.records import CUSTOMERS, Caption, People
from portal.figures.theme import Theme, blank, figure, token
from portal.figures.wording import counted, in_words, listed, number, sentence

STABLE: Final = 0.75


def gap(
    gaps: Sequence[float], errors: Sequence[float], *, chosen: int, theme: Theme = "light", height: int = 220
) -> go.Figure:
    """Gap statistic for k = 1, 2, … with its standard errors, the chosen k in blue."""
    if not gaps:
        return blank(theme, height, "Not computed for this table")
    ks = list(range(1, len(gaps) + 1))
    ink = token("ink-2", theme)
    low = min(value - error for value, error in zip(gaps, errors, strict=True))
    high = max(value + error for value, error in zip(gaps, errors, strict=True))
    room = 0.14 * max(high - low, 1e-9)
    fig = figure(
        theme, height, margin={"t": 16, "r": 12}, dragmode=False,
        xaxis={"tickvals": ks, "range": [0.6, ks[-1] + 0.4], "fixedrange": True, "title": {"text": "Groups"}},
        yaxis={"range": [low - room, high + 1.6 * room], "nticks": 4, "fixedrange": True},
    )  # fmt: skip
    fig.add_trace(
        go.Scatter(
            x=ks, y=list(gaps), mode="lines+markers", name="Gap", line={"color": ink},
            marker={"size": 6, "color": token("surface", theme), "opacity": 1, "line": {"width": 1.5, "color": ink}},
            error_y={"array": list(errors), "color": token("n-400", theme), "thickness": 1, "width": 3},
            hovertemplate="<b>%{x} groups</b><br>gap %{y:.3f}<br>± %{error_y.array:.3f}<extra></extra>",
        )
    )  # fmt: skip
    value = gaps[chosen - 1]
    fig.add_trace(chosen_point(chosen, value, f"<b>{chosen}, by the rule</b><br>gap {number(value, 3)}", theme))
    fig.add_annotation(
        x=chosen, y=value + errors[chosen - 1], text=f"{chosen}, by the rule", yanchor="bottom", yshift=4,
        xanchor="left" if chosen == 1 else "right" if chosen == ks[-1] else "center",
        font={"size": 12, "weight": 500, "color": token("ink", theme)},
    )  # fmt: skip
    return fig


def gap_caption(chosen: int) -> Caption:
    """What the rule says, and that it decides nothing."""
    reading = "How much tighter k groups are than in an evenly filled box; the rule takes the first that is enough."
    if chosen == 1:
        return Caption("The gap rule finds one group", f"{reading} One group means none.")
    return Caption(f"The gap rule finds {in_words(chosen)} groups", reading)


def returns(
    by_k: Mapping[int, Sequence[float]],
    run: Sequence[float],
    *,
    run_name: str,
    theme: Theme = "light",
    height: int = 300,
) -> go.Figure:
    """Box plots of the index between two samples' divisions: K-Means for each k, and the current run in blue."""
    known = {k: values for k, values in by_k.items() if len(values)}
    if not known and not len(run):
        return blank(theme, height, "Nothing to divide again")
    ink, accent = token("ink-2", theme), token("accent", theme)
    boxes = [(f"{k}", values, ink) for k, values in sorted(known.items())]
    if len(run):
        boxes.append(("this run", run, accent))
    values = np.concatenate([np.asarray(each, dtype=float) for _, each, _ in boxes])
    low = min(0.0, float(values.min()))
    fig = figure(
        theme, height, margin={"t": 16, "r": 12, "b": 48}, dragmode=False,
        xaxis={
            "tickvals": list(range(len(boxes))), "ticktext": [name for name, _, _ in boxes],
            "range": [-0.6, len(boxes) - 0.4], "fixedrange": True, "title": {"text": "K-Means groups"},
        },
        yaxis={"range": [low - 0.03, 1.04], "nticks": 5, "fixedrange": True},
    )  # fmt: skip
    for at, (name, each, colour) in enumerate(boxes):
        quarters = np.percentile(np.asarray(each, dtype=float), (0, 25, 50, 75, 100))
        said = run_name if name == "this run" else f"{name} groups"
        fig.add_trace(
            go.Box(
                x=[at], lowerfence=[quarters[0]], q1=[quarters[1]], median=[quarters[2]], q3=[quarters[3]],
                upperfence=[quarters[4]], name=said, line={"color": colour, "width": 1.5}, width=0.5,
                fillcolor=token("n-100", theme), whiskerwidth=0.4, hoverinfo="skip",
            )
        )  # fmt: skip
        hover = f"<b>{said}</b><br>median {number(quarters[2], 2)}<br>half lie in {number(quarters[1], 2)} to "
        fig.add_trace(
            go.Scatter(
                x=[at], y=[quarters[2]], mode="markers", marker={"size": 14, "opacity": 0}, name=f"{said}, median",
                hovertemplate=f"{hover}{number(quarters[3], 2)}<extra></extra>",
            )
        )  # fmt: skip
    fig.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=STABLE, y1=STABLE, layer="below",
        line={"color": token("n-400", theme), "dash": "3px,3px", "width": 1},
    )  # fmt: skip
    return fig


def returns_caption(by_k: Mapping[int, Sequence[float]], run: Sequence[float], *, run_name: str) -> Caption:
    """Whether the run returns, and which numbers of groups do."""
    reading = (
        "Two samples of the table, divided separately: 1 is the same division, 0 what chance gives. Dotted: stable."
    )
    medians = {k: float(np.median(values)) for k, values in sorted(by_k.items()) if len(values)}
    good = [str(k) for k, value in medians.items() if value >= STABLE]
    if medians:
        said = f"K-Means returns with {listed(good)} groups." if good else "K-Means returns with no number of groups."
        reading = f"{reading} {said}"
    if not len(run):
        return Caption("This run has no two segments that could return", reading)
    own = float(np.median(run))
    if own >= STABLE:
        return Caption(f"{run_name} finds the same division in other samples", reading)
    return Caption(f"{run_name} divides other samples otherwise", reading)


def solutions_caption(stability: Mapping[int, Sequence[float]], *, people: People = CUSTOMERS) -> Caption:
    """From which number of groups on segments are torn apart."""
    reading = (
        f"Bands are {people.many}. A segment fed by one band was split off; one fed by many was put together anew. "
        "The number under a column is its stability, 1 where every segment comes from one."
    )
    means = {k: float(np.mean(values)) for k, values in sorted(stability.items()) if len(values)}
    weak = [k for k, value in means.items() if value < STABLE]
    if not means:
        return Caption("Where the segments come from", reading)
    if not weak:
        return Caption("Segments only split as their number grows", reading)
    if weak == list(means):
        return Caption("Every further group shuffles the segments", reading)
    return Caption(f"{sentence(counted(weak[0], 'group'))} are no longer a split of {in_words(weak[0] - 1)}", reading)
