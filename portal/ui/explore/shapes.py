"""The distributions as small multiples: a histogram with its box for numbers, bars for categories."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from dash import ALL, Input, Output, State, callback, html

from portal.engine.columns import Column
from portal.figures.categories import category_bars, category_caption
from portal.figures.distributions import distribution_caption, histogram
from portal.figures.records import Caption, People
from portal.figures.theme import Theme, graph_config, token, translucent
from portal.figures.values import levels
from portal.figures.wording import number
from portal.services import datasets, exploring
from portal.services.datasets import Dataset
from portal.services.exploring import Filter, Filters
from portal.ui import mirrors
from portal.ui.components import chart_card, graph
from portal.ui.explore import state
from portal.ui.explore.ids import Id, shape, shape_words
from portal.ui.explore.marking import TOP
from portal.ui.people import called
from portal.ui.session import workspace

HEIGHT = 200
_BAR = 27
MOST = 24
"""Charts drawn at once: the variables come first."""


def number_shape(
    values: pd.Series[Any], everyone: pd.Series[Any] | None, name: str, own: Filter | None, theme: Theme, people: People
) -> go.Figure:
    """Histogram and box; a brush over it chooses a range, which is shaded."""
    figure = histogram(values, name=name, theme=theme, height=HEIGHT, everyone=everyone, people=people)
    if everyone is not None:
        _as_shares(figure)
    figure.update_layout(dragmode="select", selectdirection="h", newselection={"line": {"width": 1}})
    if own is not None:
        # An open end reaches the edge of the picture.
        low, high = figure.layout.xaxis.range or (None, None)
        ends = (low if own.low is None else own.low, high if own.high is None else own.high)
        figure.add_vrect(
            x0=ends[0], x1=ends[1], layer="below", line_width=0, fillcolor=translucent(token("accent", theme), 0.12)
        )
    return figure


def _as_shares(figure: go.Figure) -> None:
    """Heights as shares of each group: a handful of customers would vanish beside everybody's counts."""
    bars = [trace for trace in figure.data if trace.type == "bar"]
    for trace in bars:
        heights = np.asarray(trace.y, dtype=np.float64)
        trace.y = heights / max(heights.sum(), 1.0)
    if len(bars) > 1:
        bars[-1].opacity = 0.72
    figure.update_layout(yaxis_tickformat=".0%")


def bars_height(column: Column) -> int:
    """Room for the bars of a category; filters may leave fewer, never more."""
    # One gathered category would be no shorter than its own name, so up to TOP + 1 stand alone.
    rows = min(column.distinct, TOP + 1) + bool(column.missing)
    return 20 + _BAR * max(2, rows)


def category_shape(
    values: pd.Series[Any], name: str, own: Filter | None, theme: Theme, height: int, people: People
) -> go.Figure:
    """Bars by frequency; with a filter of its own the bars that are not chosen are faint."""
    figure = category_bars(values, name=name, theme=theme, height=height, top=TOP, people=people)
    if not figure.data:
        return figure
    rows = len(figure.data[0].y)
    figure.update_layout(margin_b=max(8, height - 8 - _BAR * rows))
    if own is not None:
        found = levels(values, TOP).names
        colours = list(figure.data[0].marker.color)
        faint = token("n-200", theme)
        figure.data[0].marker.color = [
            colour if place < len(found) and found[place] in own.values else faint
            for place, colour in enumerate(colours)
        ]
    return figure


def shape_card(position: int, column: Column, *, scale: bool) -> html.Section:
    """One column's card before its picture: the callback below fills it, and fills it anew for every filter."""
    name = state.named(column.name)
    picture = graph(
        shape(position),
        name=f"Distribution of {name}",
        height=HEIGHT if scale else bars_height(column),
        config=graph_config(f"{name} distribution") | {"displayModeBar": False},
    )
    return chart_card(
        html.Span(name, id=shape_words("title", position)),
        reading=html.Span("\u00a0", id=shape_words("reading", position)),
        graph=picture,
        foot=html.Span(name, id=shape_words("foot", position)),
        card_id=f"explore-shape-card-{position}",
    )


def shape_cards(dataset: Dataset, most: int) -> list[html.Section]:
    """The cards of the first `most` columns worth drawing."""
    table = datasets.frame(workspace(), dataset.id)
    places = {column.name: place for place, column in enumerate(dataset.columns)}
    return [
        shape_card(places[column.name], column, scale=state.on_scale(column, table[column.name]))
        for column in exploring.drawable(dataset)[:most]
    ]


class Drawn(NamedTuple):
    """A column's picture and the words around it."""

    figure: go.Figure
    title: str
    reading: str
    foot: str


def drawn(
    column: Column, table: pd.DataFrame, chosen: pd.DataFrame, filters: Filters, theme: Theme, people: People
) -> Drawn:
    """One column for the chosen customers."""
    name = state.named(column.name)
    own = next((item for item in filters if item.column == column.name), None)
    if state.on_scale(column, table[column.name]):
        values = chosen[column.name]
        figure = number_shape(values, table[column.name] if filters else None, name, own, theme, people)
        caption = distribution_caption(values, name=name) if len(values) else _nobody(name, people)
    else:
        # The others' filters only: the bars that are not chosen stay, faint, to be chosen too.
        others = exploring.without(filters, column.name)
        values = table.loc[exploring.mask(table, others), column.name] if own else chosen[column.name]
        figure = category_shape(values, name, own, theme, bars_height(column), people)
        caption = category_caption(values, name=name) if len(values) else _nobody(name, people)
    # Many small charts side by side: each title names its column, also where the finding alone would do.
    title = caption.title if name.lower() in caption.title.lower() else f"{name}: {caption.title}"
    return Drawn(figure, title, caption.reading, people.of(len(values)))


def register_callbacks() -> None:
    """The callback that draws the distributions."""

    @callback(
        Output(shape(ALL), "figure"),
        Output(shape_words("title", ALL), "children"),
        Output(shape_words("reading", ALL), "children"),
        Output(shape_words("foot", ALL), "children"),
        Input(Id.FILTERS, "data"),
        mirrors.theme("explore"),
        State(shape(ALL), "id"),
        State(Id.DATASET, "data"),
    )
    def draw_shapes(
        written: str | None, theme: Theme | None, ids: list[dict[str, Any]], dataset_id: str | None
    ) -> tuple[list[Any], ...]:
        """Draw every distribution of the chosen customers over everybody's."""
        if not ids or not dataset_id:
            return [], [], [], []
        known, filters, chosen = state.chosen(dataset_id, written)
        table = datasets.frame(workspace(), dataset_id)
        columns = [known.columns[int(one["column"])] for one in ids]
        pictures = [drawn(column, table, chosen, filters, theme or "light", called(known)) for column in columns]
        return tuple(list(part) for part in zip(*pictures, strict=True))


def aside(count: int, shown: int) -> str:
    """What a reader can do with the charts, and how many of the columns are drawn."""
    part = f"The first {number(shown)} of {number(count)} columns. " if shown < count else ""
    return f"{part}Click a bar or drag over a histogram to filter; dark then is the chosen, grey everyone, as shares."


def _nobody(name: str, people: People) -> Caption:
    return Caption(name, f"No {people.one} meets all filters.")
