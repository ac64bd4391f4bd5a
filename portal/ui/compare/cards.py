"""A method's card: sliders, map, sizes, and the button that makes it the current run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import dcc, html

from portal.engine.params import ALGORITHMS
from portal.figures.records import Segment
from portal.figures.theme import graph_config
from portal.figures.wording import counted, in_words, listed, percent
from portal.services.comparing import Reach, Recut
from portal.ui.compare.ids import part
from portal.ui.compare.methods import METHODS, Method, param_name
from portal.ui.components import Option, graph, param_row, segmented, size_bars
from portal.ui.components.cards import CardPart, card_part, ways_out
from portal.ui.people import called_in

MAP_HEIGHT = 280
MAP_STORES = ("labels", "frame", "frame-key", "image", "view", "drawn", "outline")
"""What a map is painted from, the part of it that is looked at, and what was drawn on it."""


def method_card(method: Method, reaches: Mapping[str, Reach], values: Mapping[str, Any], use: Any) -> html.Section:
    """One method: its sliders, its map, the sizes of its segments, and the button that makes it the current run."""
    bounds = ALGORITHMS[method.algorithm].bounds()

    def row(name: str) -> Any:
        if bounds[name].choices:
            return html.Div(
                segmented(
                    param_name(method.algorithm, name),
                    bounds[name].label,
                    [Option("eom", "Lasting"), Option("leaf", "Finest")],
                    values[name],
                    help=bounds[name].help,
                ),
                className="param-row",
            )
        reach = reaches[name]
        value = values[name]
        return param_row(
            param_name(method.algorithm, name),
            bounds[name],
            value=value,
            low=min(reach.low, value),
            high=max(reach.high, value),
            step=reach.step,
            recommended=None if name in method.more else reach.value,
            help=reach.help,
        )

    more = (
        html.Details([html.Summary("More settings"), *map(row, method.more)], className="more") if method.more else None
    )
    card = part("card", method.algorithm)
    return html.Section(
        [
            *(dcc.Store(id=part(kind, method.algorithm)) for kind in MAP_STORES),
            html.Header(
                [html.H2(method.title, className="chart-title"), html.P(method.about, className="chart-reading")]
            ),
            html.Div([*map(row, method.open), more], className="m-params"),
            html.Div(
                [
                    graph(
                        part("map", method.algorithm),
                        name=f"Map of the {method.title} segments on the first two components",
                        height=MAP_HEIGHT,
                        config=graph_config(f"{method.title} map"),
                        clear_on_unhover=True,
                    ),
                    html.Div(ways_out(), className="m-links"),
                    html.Div(id=part("inside", method.algorithm), **{"aria-live": "polite"}),
                    html.Div(id=card_part(card, CardPart.STATE), className="m-state"),
                ],
                className="m-plot",
            ),
            html.Div(
                html.Div(className="skeleton", style={"height": "120px"}),
                id=part("sizes", method.algorithm),
                className="m-size",
            ),
            html.Footer(use, id=part("use-place", method.algorithm)),
        ],
        id=card,
        className="panel method",
        **{"aria-label": method.title},
    )


def use_button(algorithm: str, *, is_current: bool) -> html.Button:
    """“Use this run”, or a quiet word that it is in use."""
    return html.Button(
        "Current run" if is_current else "Use this run",
        id=part("use", algorithm),
        type="button",
        n_clicks=0,
        disabled=is_current,
        className="btn btn-block",
    )


def segments_of(recut: Recut) -> list[Segment]:
    """Figure records of a recut, the unassigned last."""
    return [Segment(item.label, item.name, item.size, item.slot) for item in recut.segments]


def on_map(segments: list[Segment]) -> list[Segment]:
    """The segments with names short enough for a small map: their first trait, where it tells them apart."""
    short = [segment.name.split(",")[0] for segment in segments]
    return [
        replace(segment, name=name) if short.count(name) == 1 else segment
        for segment, name in zip(segments, short, strict=True)
    ]


def bars(recut: Recut) -> Any:
    """Sizes of a recut, with the left out in words."""
    left = recut.cut.left_out
    return [
        size_bars(segments_of(recut), name="Size of the segments", shown=8),
        html.P(f"{counted(left, *called_in(recut.spec.dataset_id))} left out for missing values.", className="help")
        if left
        else None,
    ]


def waiting() -> html.Div:
    """The cards in their size while there is nothing to show yet."""
    return html.Div(
        [
            html.Section(
                [
                    html.H2(method.title, className="chart-title"),
                    html.P(method.about, className="chart-reading"),
                    html.Div(className="skeleton", style={"height": "420px", "margin": "20px 0"}),
                ],
                className="panel method-waiting",
            )
            for method in METHODS
        ],
        className="methods",
    )


def finding(recuts: Mapping[str, Recut]) -> tuple[str, str]:
    """How many groups each method finds, and how many customers it leaves out."""
    counts = {name: recut.cut.n_segments for name, recut in recuts.items()}
    titles = {method.algorithm: method.title for method in METHODS}
    if len(set(counts.values())) == 1:
        found = f"Three methods find {counted_groups(next(iter(counts.values())))}"
    else:
        said = [f"{titles[name]} finds {in_words(count) if count else 'none'}" for name, count in counts.items()]
        found = listed([said[0], *(text.replace(" finds", "") for text in said[1:])])
    people = called_in(next(iter(recuts.values())).spec.dataset_id).many
    aside = [
        f"{titles[name]} leaves {percent(recut.cut.noise / max(1, len(recut.cut.matrix_labels)))} of the {people} out"
        for name, recut in recuts.items()
        if recut.cut.noise
    ]
    lead = (
        f"{listed(aside)}. K-Means gives everyone to the nearest centre." if aside else "Everyone has a place in each."
    )
    return found, lead


def counted_groups(count: int) -> str:
    """“five groups”."""
    return f"{in_words(count)} {'group' if count == 1 else 'groups'}" if count else "no groups"
