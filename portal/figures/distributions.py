"""How the values of one number are spread: a histogram with its box above, on one axis."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from portal.figures.records import CUSTOMERS, Caption, People
from portal.figures.theme import Theme, blank, figure, token
from portal.figures.values import Floats, is_date, numbers
from portal.figures.wording import compact, literal, lowered, number, percent, sentence

_BINS: Final = 28
_NICE: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


def histogram(
    values: pd.Series,
    *,
    name: str,
    theme: Theme = "light",
    height: int = 220,
    everyone: pd.Series | None = None,
    people: People = CUSTOMERS,
) -> go.Figure:
    """The histogram and box of a number or date. With `everyone`, `values` are a choice drawn over all in grey."""
    plain = numbers(values)
    chosen = plain[np.isfinite(plain)]
    base = chosen
    if everyone is not None:
        base = numbers(everyone)
        base = base[np.isfinite(base)]
    if not len(base):
        return blank(theme, height, f"No value of {literal(lowered(name), 40)} is known")
    edges = bin_edges(base)
    dated = is_date(values)
    fig = figure(theme, height, **_layout(edges, dated))
    if everyone is not None:
        fig.add_trace(_bars(base, edges, "Everyone", token("n-200", theme), dated, people))
    shade = token("n-300" if everyone is None else "n-500", theme)
    fig.add_trace(_bars(chosen, edges, sentence(name) if everyone is None else "Chosen", shade, dated, people))
    if len(chosen):
        fig.add_trace(_box(chosen, theme, dated))
    return fig


def bin_edges(values: Floats, most: int = _BINS) -> Floats:
    """Bin edges at round numbers; whole numbers of a short range get a bin each."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        half = 0.5 if low == 0 else max(abs(low) * 0.05, 1e-9)
        return np.array([low - half, low + half])
    if high - low <= most and bool((values == np.round(values)).all()):
        return np.arange(low - 0.5, high + 1.0)
    step = _nice((high - low) / min(most, max(6, int(np.sqrt(len(values))))))
    first = np.floor(low / step)
    count = int(np.ceil(high / step) - first)
    edges = (first + np.arange(count + 1)) * step
    # At the far end of float64 a step may vanish; plain even bins never do.
    return edges if np.all(np.diff(edges) > 0) and len(edges) > 1 else np.linspace(low, high, most + 1)


def _nice(rough: float) -> float:
    scale = 10.0 ** np.floor(np.log10(rough))
    return float(next(step for step in _NICE if step * scale >= rough * 0.999) * scale)


def _bars(values: Floats, edges: Floats, label: str, colour: str, dated: bool, people: People) -> go.Bar:
    counts = np.histogram(values, edges)[0]
    total = max(1, int(counts.sum()))
    hover = [
        f"<b>{_value(start, dated)} to {_value(end, dated)}</b><br>{people.of(int(count))}<br>{percent(count / total)}"
        for start, end, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    return go.Bar(
        x=(edges[:-1] + edges[1:]) / 2, y=counts, width=np.diff(edges), name=literal(label, 40),
        marker={"color": colour, "cornerradius": 0}, customdata=hover, hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _box(values: Floats, theme: Theme, dated: bool) -> go.Box:
    q1, median, q3 = np.quantile(values, [0.25, 0.5, 0.75])
    reach = 1.5 * (q3 - q1)
    inside = values[(values >= q1 - reach) & (values <= q3 + reach)]
    return go.Box(
        q1=[q1], median=[median], q3=[q3], lowerfence=[inside.min()], upperfence=[inside.max()], y=[0],
        orientation="h", yaxis="y2", name="Half of all", width=0.6, boxpoints=False,
        line={"color": token("ink-2", theme), "width": 1.25}, fillcolor=token("surface", theme),
        hoverinfo="skip" if dated else "x", hoverlabel={"namelength": 0}, xhoverformat=",.3~f",
    )  # fmt: skip


def _layout(edges: Floats, dated: bool) -> dict[str, Any]:
    margin = float(edges[-1] - edges[0]) * 0.01
    return {
        "barmode": "overlay", "bargap": 0, "margin": {"l": 8, "r": 8, "t": 4, "b": 8},
        "xaxis": {
            "range": [float(edges[0]) - margin, float(edges[-1]) + margin], "fixedrange": True, "anchor": "y",
            "type": "date" if dated else "linear", "nticks": 8,
        },
        "yaxis": {"domain": [0, 0.8], "rangemode": "tozero", "nticks": 4, "fixedrange": True},
        "yaxis2": {"domain": [0.84, 1], "anchor": "x", "visible": False, "range": [-0.5, 0.5], "fixedrange": True},
        "dragmode": False,
    }  # fmt: skip


def _value(value: float, dated: bool) -> str:
    if dated:
        return f"{pd.Timestamp(value, unit='ms'):%d %b %Y}"
    return number(value)


def distribution_caption(values: pd.Series, *, name: str) -> Caption:
    """The shape of the distribution where it is clear, and where the middle half lies."""
    plain = numbers(values)
    known = plain[np.isfinite(plain)]
    neutral = sentence(name)
    if not len(known):
        return Caption(neutral, "Every value is missing.")
    missing = 1 - len(known) / len(plain)
    gap = f" {percent(missing)} missing." if missing else ""
    if is_date(values):
        first, last = (f"{pd.Timestamp(edge, unit='ms'):%d %b %Y}" for edge in (known.min(), known.max()))
        return Caption(neutral, f"From {first} to {last}.{gap}")
    if known.min() == known.max():
        return Caption(f"{neutral} is always {number(known[0])}", f"A constant tells nobody apart.{gap}")
    q1, median, q3 = np.quantile(known, [0.25, 0.5, 0.75])
    reading = f"Half of all lie between {compact(q1)} and {compact(q3)}, the median is {compact(median)}.{gap}"
    return Caption(_shape(known, neutral), reading)


def _shape(known: Floats, neutral: str) -> str:
    if len(known) < 30 or len(np.unique(known)) < 5:
        return neutral
    # At the far end of float64 the squares overflow; the shape is then unknown and compares as False below.
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = (known - known.mean()) / known.std()
        skew, kurtosis = float((scaled**3).mean()), float((scaled**4).mean() - 3)
    if skew > 1:
        return f"{neutral} has a long tail of high values"
    if skew < -1:
        return f"{neutral} has a long tail of low values"
    counts = np.histogram(known, 8)[0]
    if abs(skew) < 0.2 and abs(kurtosis + 1.2) < 0.15 and counts.min() > 0.7 * counts.mean():
        return f"{neutral} is spread evenly"
    return neutral
