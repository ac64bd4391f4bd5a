"""A segment in sentences, and the members who are most and least like it."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np
from dash import html

from portal.engine.surrogate import SegmentRules, Surrogate
from portal.figures.records import UNASSIGNED
from portal.figures.values import is_number
from portal.figures.wording import compact, counted, humanised, number, percent, sentence
from portal.services import datasets, explaining, members
from portal.services.members import Member
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import Col, Row, chart_card, seg_name, tbl
from portal.ui.people import called
from portal.ui.profiles.opening import name_of

SURE = 0.9
"""Precision from which a rule is called a definition rather than a hint."""


def segment_in_rules(ws: Workspace, portrait: Portrait, label: int) -> Any:
    """The rules of a segment, and its typical and borderline members."""
    if label == UNASSIGNED:
        about = "Rules are told of segments. The unassigned are those who are in none."
        return html.P(about, className="help")
    found = explaining.rules(ws, portrait)
    own = found.segments.get(label)
    return html.Div(
        [_rules_card(portrait, found, own) if own else _too_many(found), *_member_cards(ws, portrait, label)],
        className="stack",
    )


def rule_title(rules: SegmentRules) -> str:
    """“Age < 42 and income ≥ 88,000: 92% right”."""
    if not rules.rules:
        return "No rule describes this segment"
    first = rules.rules[0]
    return f"{sentence(first.sentence)}: {percent(first.precision)} right"


def _rules_card(portrait: Portrait, found: Surrogate, own: SegmentRules) -> html.Section:
    together = (
        f"Together they catch {percent(own.coverage)} of the segment, and {percent(own.precision)} of those whom they "
        "catch are in it."
        if len(own.rules) > 1
        else "Read it as a description: the run itself is not made of rules."
    )
    rows = [
        Row([sentence(rule.sentence), number(rule.caught), percent(rule.coverage), percent(rule.precision)],
            best={3} if rule.precision >= SURE else ())
        for rule in own.rules
    ]  # fmt: skip
    heads = [Col("Rule", wrap=True), *(Col(head, number=True) for head in ("Meet it", "Of the segment", "Right"))]
    return chart_card(
        rule_title(own),
        reading=f"A tree of at most three questions, told in sentences and counted on everyone. {together}",
        body=tbl(heads, rows, name=f"Rules of {name_of(portrait, own.segment)}", extra_class="rules"),
        foot=f"All segments' rules place {percent(found.fidelity)} of {called(portrait.dataset).of(portrait.placed)} "
        f"as the run does; guessing the largest group, {percent(found.baseline)}",
        card_id="profiles-rules-card",
        flush=True,
    )


def _too_many(found: Surrogate) -> html.P:
    said = f"Rules are told of the {counted(len(found.segments), 'largest segment')}; this one is smaller."
    return html.P(said, className="help")


def _member_cards(ws: Workspace, portrait: Portrait, label: int) -> list[html.Div]:
    found = members.members(ws, portrait, label)
    frame = datasets.frame(ws, portrait.dataset.id, list(found.columns))
    heads = [Col(humanised(name), number=is_number(frame[name])) for name in found.columns]
    who = humanised(portrait.dataset.id_column or called(portrait.dataset).one)
    near = f"The medoids of {name_of(portrait, label)}: nearest on average to all other members."
    edge = "The least certain members. Margin 1: nowhere else near; 0: right between; below 0: nearer to the other."
    cards = [
        chart_card(
            "Typical members",
            reading=near,
            body=tbl([Col(who), *heads], [_cells(one) for one in found.typical], name="Typical members"),
            foot="Distances between prepared variables",
            card_id="profiles-typical",
            flush=True,
        )
    ]
    if found.borderline:
        rows = [_bordering(portrait, one) for one in found.borderline]
        cards.append(
            chart_card(
                "Borderline members",
                reading=edge,
                body=tbl(
                    [Col(who), Col("Nearly in", wrap=True), Col("Margin", number=True), *heads],
                    rows,
                    name="Borderline members",
                ),
                foot="(Distance to the other − to the own) / their sum",
                card_id="profiles-borderline",
                flush=True,
            )
        )
    return [html.Div(cards, className="grid-2")]


def _bordering(portrait: Portrait, one: Member) -> Sequence[Any]:
    name, *values = _cells(one)
    other = one.nearest if one.nearest is not None else UNASSIGNED
    margin = number(one.margin, 2) if one.margin is not None else "–"
    return [name, seg_name(name_of(portrait, other), other), margin, *values]


def _cells(one: Member) -> list[str]:
    return [one.name, *(cell_words(value) for value in one.values)]


def cell_words(value: Any) -> str:
    """A cell of the table as a person reads it."""
    if value is None:
        return "–"
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    return compact(float(value)) if isinstance(value, Real) else str(value)
