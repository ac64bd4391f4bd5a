"""All segments in pictures, each with its table: profiles, separation, categories, lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from dash import html

from portal.engine.effects import speaks_for_itself
from portal.engine.profile_plot import ProfilePlot
from portal.figures.contrasts import lift_table, lift_table_caption, times
from portal.figures.profile_plot import (
    parallel_caption,
    parallel_lines,
    profile_panel,
    profile_plot_caption,
)
from portal.figures.separation import separation_caption, separation_plot
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import compact, humanised, number, percent
from portal.services import picturing
from portal.services.picturing import CategoryLift
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import Col, chart_card, graph, seg_name, tbl
from portal.ui.portraits import people_of, segments_of

PANELS: Final = 12
"""Segments that are drawn; the tables hold all."""
HEIGHT: Final = 420


def pictures(ws: Workspace, portrait: Portrait, theme: Theme) -> list[Any]:
    """The cards about all segments."""
    plot = picturing.profiles_of(ws, portrait)
    parts: list[Any] = []
    if plot.variables:
        parts.append(profile_card(portrait, plot, theme))
        parts.append(
            html.Div([separation_card(ws, portrait, theme), lines_card(ws, portrait, plot, theme)], className="grid-2")
        )
    else:
        parts.append(separation_card(ws, portrait, theme))
    lifts = picturing.lifts_of(ws, portrait)
    if lifts:
        parts.append(lifts_card(portrait, lifts, theme))
    return parts


def profile_card(portrait: Portrait, plot: ProfilePlot, theme: Theme) -> html.Section:
    """The segment profile plot."""
    shown, names = segments_of(portrait, aside=False), [humanised(name) for name in plot.variables]
    panels = []
    for segment in shown[:PANELS]:
        means = plot.means[segment.label]
        values = [
            f"{_average(mean, share)}, everyone {_average(base, share)}"
            for mean, base, share in zip(means, plot.everyone, plot.binary, strict=True)
        ]
        figure = profile_panel(
            plot.heights[segment.label], plot.level, plot.marked[segment.label],
            segment=segment, variables=names, values=values, theme=theme,
        )  # fmt: skip
        panels.append(
            html.Div(
                [
                    html.Div([seg_name(segment.name, segment.colour_slot), percent(segment.size / portrait.placed)],
                             className="mini-h"),
                    graph(
                        {"type": "profiles-panel", "segment": segment.label}, figure=figure,
                        name=f"Profile of {segment.name}", height=int(figure.layout.height),
                        config={"displayModeBar": False},
                    ),
                ],
                className="mini",
            )
        )  # fmt: skip
    caption = profile_plot_caption(plot.marked, segments=shown)
    heads = [Col("Variable"), *(Col(segment.name, number=True) for segment in shown), Col("Everyone", number=True)]
    rows = [
        [name, *(_average(mean, share) for mean in plot.means[:, i]), _average(plot.everyone[i], share)]
        for i, (name, share) in enumerate(zip(names, plot.binary, strict=True))
    ]
    return chart_card(
        caption.title,
        reading=caption.reading,
        body=html.Div(panels, className="minis panels"),
        pictures=True,
        foot="Segment profile plot (Dolnicar, Grün & Leisch 2018). Marked from 0.5 σ; shares from 25 points or 50%",
        table=tbl(heads, rows, name="Averages of all segments"),
        card_id="profiles-panels-card",
    )


def separation_card(ws: Workspace, portrait: Portrait, theme: Theme) -> html.Section:
    """The separation plot."""
    shown = segments_of(portrait, aside=False)
    plot = picturing.separation_of(ws, portrait)
    ties = [(tie.first, tie.second, tie.strength) for tie in plot.found.ties]
    figure = separation_plot(
        plot.points, plot.labels, centres=plot.found.centres, hulls=plot.found.hulls,
        ties=[tie for tie in ties if max(tie[:2]) < PANELS], segments=shown[:PANELS], theme=theme, height=HEIGHT,
    )  # fmt: skip
    caption = separation_caption(ties, segments=shown)
    names = {one.label: one.name for one in shown}
    rows = [[names[first], names[second], percent(strength)] for first, second, strength in ties]
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=drawn("profiles-separation", figure, "Segments on the first two components", portrait),
        foot="Separation plot (Dolnicar, Grün & Leisch 2018), ties after Leisch (2006)",
        table=tbl([Col("Segment"), Col("Neighbour"), Col("Tie", number=True)], rows, name="Neighbouring segments")
        if rows
        else html.P("No two segments are neighbours.", className="help"),
        card_id="profiles-separation-card",
    )


def lines_card(ws: Workspace, portrait: Portrait, plot: ProfilePlot, theme: Theme) -> html.Section:
    """Parallel coordinates."""
    shown, names = segments_of(portrait, aside=False), [humanised(name) for name in plot.variables]
    lines = picturing.lines_of(ws, portrait, plot)
    figure = parallel_lines(
        lines.lines[:PANELS], lines.medians[:PANELS], segments=shown[:PANELS], variables=names, theme=theme,
        height=HEIGHT,
    )  # fmt: skip
    caption = parallel_caption(lines.medians, variables=names)
    rows = [
        [seg_name(segment.name, segment.colour_slot), *(percent(float(value)) for value in lines.medians[i])]
        for i, segment in enumerate(shown)
    ]
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=drawn("profiles-lines", figure, "Segments over all variables", portrait),
        body=html.Ul([html.Li(seg_name(one.name, one.colour_slot)) for one in shown[:PANELS]], className="legend"),
        foot=f"Up to {picturing.LINES} {people_of(portrait)} of each segment; axes from the lowest to the highest 1%",
        table=tbl([Col("Median at"), *(Col(name, number=True) for name in names)], rows, name="Medians on the axes"),
        card_id="profiles-lines-card",
    )


def lifts_card(portrait: Portrait, found: tuple[CategoryLift, ...], theme: Theme) -> html.Section:
    """Every category of every segment."""
    shown, categories = segments_of(portrait, aside=False), category_names(found)
    lifts, shares = [one.lifts for one in found], [one.shares for one in found]
    overall = [one.overall for one in found]
    kept = range(min(PANELS, len(shown)))
    figure = lift_table(
        [[line[i] for i in kept] for line in lifts], [[line[i] for i in kept] for line in shares], overall,
        segments=shown[:PANELS], categories=categories, theme=theme,
    )  # fmt: skip
    caption = lift_table_caption(lifts, shares, overall, segments=shown, categories=categories)
    rows = [
        [name, percent(one.overall), *(f"{percent(share)} {times(lift)}" for share, lift in zip(one.shares, one.lifts,
                                                                                                strict=True))]
        for name, one in zip(categories, found, strict=True)
    ]  # fmt: skip
    heads = [Col("Category"), Col("Everyone", number=True), *(Col(segment.name, number=True) for segment in shown)]
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=drawn("profiles-lifts", figure, "Lift of the categories in each segment", portrait),
        foot=f"{number(len(found))} categories; those that tell most are drawn, the table has all",
        table=tbl(heads, rows, name="Share and lift of every category"),
        card_id="profiles-lifts-card",
        extra_class="wide-figure",
    )


def drawn(graph_id: str, figure: Any, name: str, portrait: Portrait) -> html.Div:
    """A picture without tools, its file named for the table."""
    config = graph_config(f"{portrait.dataset.name} {graph_id.removeprefix('profiles-')}") | {"displayModeBar": False}
    return graph(graph_id, name=name, height=int(figure.layout.height), figure=figure, config=config)


def _average(value: float, share: bool) -> str:
    if not np.isfinite(value):
        return "–"
    return percent(float(value)) if share else compact(float(value))


def category_names(found: Sequence[CategoryLift]) -> list[str]:
    """The categories, with their column where the level does not stand for itself."""
    levels = Counter(one.level.lower() for one in found)
    return [
        one.level
        if levels[one.level.lower()] == 1 and speaks_for_itself(one.level)
        else f"{humanised(one.column)}: {one.level}"
        for one in found
    ]
