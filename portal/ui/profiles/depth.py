"""The lower half of Profiles: one segment against everybody, variable by variable and category by category."""

from __future__ import annotations

from typing import Any, Final

import dash_bootstrap_components as dbc
import pandas as pd
from dash import html

from portal.engine.columns import Kind
from portal.figures.densities import densities, standardised
from portal.figures.lift import lift_caption, lift_dumbbell, shares
from portal.figures.records import UNASSIGNED, Segment
from portal.figures.theme import Theme, graph_config
from portal.figures.values import finite, is_number, numbers
from portal.figures.wording import compact, humanised, listed, lowered, number, percent, sentence, signed
from portal.services import evidence, profiling, worth
from portal.services.segments import UNASSIGNED_NAME, Portrait, Strategy
from portal.services.workspace import Workspace
from portal.ui.components import Col, chart_card, colour, graph, seg_name, tbl
from portal.ui.icons import icon
from portal.ui.portraits import export_address, people_of
from portal.ui.structure.bands import band_chip
from portal.ui.structure.standing import reason_words

MINIS: Final = 12
MINI_HEIGHT: Final = 126
CATEGORIES: Final = 3


def pills(segment_id: str, portrait: Portrait, chosen: int) -> html.Fieldset:
    """The choice of a segment; radio buttons, so arrow keys move."""
    radio = dbc.RadioItems(id=segment_id, options=options(portrait), value=str(chosen), className="pills")
    return html.Fieldset([html.Legend("Segment", className="vh"), radio], className="field")


def options(portrait: Portrait) -> list[dict[str, Any]]:
    """The segments to choose from, the unassigned last."""
    found = [{"value": str(one.label), "label": seg_name(one.name, one.label)} for one in portrait.segments]
    if portrait.noise:
        found.append({"value": str(UNASSIGNED), "label": seg_name(UNASSIGNED_NAME, UNASSIGNED)})
    return found


def depth(ws: Workspace, portrait: Portrait, label: int, theme: Theme) -> list[Any]:
    """Everything about one segment."""
    one = portrait.segment(label)
    segment = Segment(label, one.name if one else UNASSIGNED_NAME, one.size if one else portrait.noise)
    everyone, members = profiling.people(ws, portrait, label)
    columns = profiling.profiled_columns(portrait)
    parts: list[Any] = [
        html.Div(
            [
                _distributions(portrait, segment, everyone, members, theme),
                _plan(ws, portrait, segment, one.strategy if one else portrait.aside),
            ],
            className="depth",
        )
    ]
    words = [c.name for c in columns if c.kind in (Kind.CATEGORY, Kind.BOOLEAN) and everyone[c.name].nunique() > 1]
    cards = [_categories(segment, name, everyone, members, theme) for name in _strongest(words, everyone, members)]
    if cards:
        parts.append(html.Div(cards, className="depth-rest"))
    return parts


def _distributions(
    portrait: Portrait, segment: Segment, everyone: pd.DataFrame, members: pd.DataFrame, theme: Theme
) -> html.Section:
    names = [
        c.name for c in profiling.profiled_columns(portrait) if c.kind == Kind.NUMBER and is_number(everyone[c.name])
    ]
    names = [name for name in names if len(finite(numbers(everyone[name])))][:MINIS]
    minis, rows = [], []
    for name in names:
        base, own = finite(numbers(everyone[name])), finite(numbers(members[name]))
        if not len(own):
            continue
        away = f"{signed(standardised(base, own))} σ"
        means = compact(float(own.mean())), compact(float(base.mean()))
        rows.append([humanised(name), *means, away])
        figure = densities(
            everyone, members, columns=[name], segment=segment, theme=theme, per_row=1, heads=False
        )  # fmt: skip
        said = f"{humanised(name)}: {means[0]} in this segment, {means[1]} for everyone"
        minis.append(
            html.Div(
                [
                    html.Div([html.Span(humanised(name)), html.B(means[0], className="num")], className="mini-h"),
                    html.Div([f"everyone {means[1]}", html.Span(away)], className="mini-s num"),
                    graph(
                        {"type": "profiles-mini", "column": name},
                        name=said, height=MINI_HEIGHT, figure=figure, config={"displayModeBar": False},
                    ),
                ],
                className="mini",
            )
        )  # fmt: skip
    heads = [Col("Variable"), *(Col(text, number=True) for text in ("This segment", "Everyone", "Difference"))]
    return chart_card(
        title_of(portrait, segment),
        reading="Filled grey is everyone, the line is this segment. Ticks mark the averages.",
        body=html.Div(minis, className="minis")
        if minis
        else html.P("No numeric variable to compare.", className="help"),
        pictures=bool(minis),
        foot=f"{number(segment.size)} {people_of(portrait)} against {number(portrait.placed)}",
        table=tbl(heads, rows, name=f"Averages of {segment.name} and of everyone") if rows else None,
        card_id="profiles-distributions",
    )


def title_of(portrait: Portrait, segment: Segment) -> str:
    """“Older, long-standing and careful spending”; the neutral name when nothing stands out."""
    one = portrait.segment(segment.label)
    heads = [lowered(head) for head, _ in one.traits[:3]] if one else []
    return sentence(listed(heads)) if heads else f"{segment.name} against everyone"


def _plan(ws: Workspace, portrait: Portrait, segment: Segment, strategy: Strategy) -> html.Section:
    known = evidence.evidence_of(ws, portrait.run)
    chip = band_chip(known.stability, segment.label) if not segment.is_unassigned else None
    column = worth.default_column(portrait)
    valued = worth.shares(ws, portrait, column).get(segment.label)
    share = percent(segment.size / portrait.placed if portrait.placed else 0.0)
    facts = [html.Div([html.Dt(f"Of all {people_of(portrait)}"), html.Dd(share, className="num")])]
    if column is not None and valued is not None:
        said = f"Of all {lowered(humanised(column))}, by value"
        facts.append(html.Div([html.Dt(said), html.Dd(percent(valued), className="num")]))
    rows = (("Offer", strategy.offer), ("Channel", strategy.channel), ("Measure", strategy.measure))
    return html.Section(
        [
            html.H3(strategy.title, className="chart-title"),
            html.P(reason_words(known.verdict, strategy.reason), className="chart-reading"),
            html.Div(chip, className="plan-band") if chip else None,
            html.Dl(facts, className="stat facts"),
            html.Dl([html.Div([html.Dt(name), html.Dd(text)]) for name, text in rows if text], className="plan"),
            html.A(
                [icon("download"), f"Export {number(segment.size)} {people_of(portrait)}"],
                href=export_address(portrait, segment.label), className="btn btn-primary btn-block", download="",
            ),
        ],
        className="panel plan-card",
        style=colour(segment.colour_slot),
    )  # fmt: skip


def _categories(
    segment: Segment, name: str, everyone: pd.DataFrame, members: pd.DataFrame, theme: Theme
) -> html.Section:
    words = humanised(name)
    figure = lift_dumbbell(everyone[name], members[name], segment=segment, theme=theme)
    caption = lift_caption(everyone[name], members[name], segment=segment, name=words)
    levels, base, own = shares(everyone[name], members[name])
    rows = [[level, percent(float(o)), percent(float(b))] for level, b, o in zip(levels, base, own, strict=True)]
    heads = [Col(words), Col("This segment", number=True), Col("Everyone", number=True)]
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=graph(
            {"type": "profiles-lift", "column": name},
            name=f"{words}: {segment.name} against everyone",
            height=int(figure.layout.height), figure=figure, config=graph_config(f"{segment.name} {words}"),
        ),
        foot=words,
        table=tbl(heads, rows, name=f"{words} of {segment.name} and of everyone"),
        card_id=f"profiles-lift-{name}",
    )  # fmt: skip


def _strongest(names: list[str], everyone: pd.DataFrame, members: pd.DataFrame) -> list[str]:
    """The category columns in which the segment differs most, in the table's order."""

    def distance(name: str) -> float:
        _, base, own = shares(everyone[name], members[name])
        return float(abs(base - own).sum())

    kept = sorted(names, key=lambda name: -distance(name))[:CATEGORIES]
    return [name for name in names if name in kept]
