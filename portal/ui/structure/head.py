"""The head of the Structure page, its skeleton, and what the three words mean."""

from __future__ import annotations

from typing import Any

from dash import html

from portal.engine.evidence.verdict import Verdict
from portal.services.evidence import Evidence
from portal.services.segments import Portrait
from portal.ui.components import page_head, section, skeleton, verdict_chip
from portal.ui.structure import words


def head(portrait: Portrait, known: Evidence) -> html.Div:
    """The finding, with the verdict beside the page's name."""
    verdict = known.verdict
    mark = verdict_chip(verdict.value) if verdict else html.Span(words.UNJUDGED, className="chip chip-open")
    eyebrow = html.Span(["Structure", mark], className="eyebrow-chip")
    return page_head(eyebrow, words.finding(known, len(portrait.segments)), words.lead(known))


def to_come(title: str, height: int = 220) -> html.Section:
    """A card whose evidence is on its way."""
    return html.Section(
        [
            html.H3(title, className="chart-title"),
            html.P("Appears when this has been judged.", className="chart-reading"),
            html.Div(skeleton(height), className="chart-body"),
        ],
        className="chart-card",
    )


def meanings() -> html.Section:
    """The three words explained."""

    def meaning(verdict: Verdict) -> Any:
        return html.Div([verdict_chip(verdict.value), html.P(words.MEANINGS[verdict])], className="panel meaning")

    return section(
        "What the three words claim",
        html.Div([meaning(verdict) for verdict in Verdict], className="grid-3"),
        aside="After Dolnicar and Leisch, 2010",
    )
