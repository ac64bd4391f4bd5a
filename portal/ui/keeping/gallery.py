"""The kept segmentations as cards: sizes in the colours of the segments, evidence, status; retired ones folded away."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from portal.errors import NotFoundError
from portal.figures.records import UNASSIGNED, Segment
from portal.figures.wording import counted, number
from portal.services import evidence, segmentations
from portal.services.segmentations import Segmentation
from portal.ui.components import section, share_strip, verdict_chip
from portal.ui.icons import icon
from portal.ui.keeping.words import address, moment, status_chip
from portal.ui.people import called_in
from portal.ui.session import workspace
from portal.ui.structure.words import UNJUDGED

NAMED = 3
"""Segments that a card names."""


def gallery(*, link: bool = True) -> Any:
    """A card for each version in use or being worked on; None while nothing is kept. `link` leads to comparing them."""
    ws = workspace()
    shown, retired = segmentations.listed(ws), segmentations.listed(ws, retired=True)
    if not shown and not retired:
        return None
    parts: list[Any] = [html.Div([card(one) for one in shown], className="grid-3")] if shown else []
    if retired:
        cards = html.Div([card(one) for one in retired], className="grid-3")
        words = f"Archive: {counted(len(retired), 'retired version')}"
        parts.append(html.Details([html.Summary(words), cards], className="kept-archive"))
    way = dcc.Link("Compare versions", href="/segmentations", className="link-quiet") if link else None
    return section("Kept segmentations", parts, aside=way)


def card(kept: Segmentation) -> Any:
    """One version: what it is called, how sure its segments are, how large they are, and where it stands."""
    pairs = list(zip(kept.plans, kept.sizes, strict=True))
    segments = [Segment(plan.label, plan.name, size) for plan, size in pairs]
    named = [one for one in segments if one.label != UNASSIGNED]
    first = " · ".join(one.name for one in named[:NAMED])
    more = f" · {number(len(named) - NAMED)} more" if len(named) > NAMED else ""
    facts = (
        f"Version {kept.version}, {counted(len(named), 'segment')}, {called_in(kept.dataset_id).of(sum(kept.sizes))}"
    )
    return dcc.Link(
        [
            html.H3(kept.name),
            html.Div([status_chip(kept.status), evidence_chip(kept)], className="kept-chips"),
            share_strip(segments),
            html.P(facts, className="chart-reading num"),
            html.P(f"{first}{more}", className="seg-about"),
            html.Div(
                [html.Span(f"{kept.dataset_name}, {moment(kept.changed_at)}"), icon("arrow-right")], className="foot"
            ),
        ],
        href=address(kept),
        className="seg-card kept-card",
    )


def evidence_chip(kept: Segmentation) -> Any:
    """The verdict of the run, or why there is none."""
    ws = workspace()
    try:
        verdict = evidence.verdict_of(ws, segmentations.run_of(ws, kept))
    except NotFoundError:
        return html.Span("Table deleted", className="chip chip-error")
    return verdict_chip(verdict.value) if verdict else html.Span(UNJUDGED, className="chip chip-open")
