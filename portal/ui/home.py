"""What Home shows: the finding, the map, who the segments are, what to do next; or what is missing."""

from __future__ import annotations

from typing import Any

import dash
from dash import dcc, html

from portal.engine.params import ConsensusParams, RfmParams
from portal.figures.wording import counted, in_words, listed, megabytes, number, percent, sentence
from portal.services import worth
from portal.services.opinions import Opinion, opinions
from portal.services.segments import Portrait
from portal.ui.components import (
    chart_card,
    graph,
    page_head,
    section,
    share_bar,
    step,
)
from portal.ui.icons import icon
from portal.ui.keeping import gallery
from portal.ui.portraits import address, export_address, people_of, segments_of
from portal.ui.segment_cards import segment_cards
from portal.ui.session import workspace
from portal.ui.structure.card import evidence_card

MAP_HEIGHT = 400
AGREES, PARTLY = 0.8, 0.5
"""Adjusted Rand index from which two divisions count as the same, and as the same in part."""

SCALING = {
    "standard": "standard scaling",
    "robust": "robust scaling",
    "minmax": "min–max scaling",
    "none": "no scaling",
}


def finding(portrait: Portrait, others: tuple[Opinion, ...] = ()) -> str:
    """“Five segments cover 95% of 3,000 customers”; groups that only one method sees are not called found."""
    count, people = len(portrait.segments), f"{number(portrait.placed)} {people_of(portrait)}"
    if count == 0:
        return f"No group stands out among {people}"
    said, ending = sentence(counted(count, "segment")), "s" if count == 1 else ""
    if count > 1 and others and all(one.agreement < PARTLY for one in others):
        return f"{said} of {people}, confirmed by no other method"
    if portrait.noise == 0:
        return f"{said} divide{ending} all {people}" if count > 1 else f"One segment holds all {people}"
    return f"{said} cover{ending} {percent(portrait.covered)} of {people}"


def lead(portrait: Portrait, others: tuple[Opinion, ...]) -> str:
    """“Found by HDBSCAN on six variables, standard scaling. K-Means and DBSCAN agree.”"""
    preparation = portrait.run.spec.preparation
    variables = counted(len(preparation.features), "variable")
    params = portrait.run.spec.params
    by = portrait.run.title
    if isinstance(params, ConsensusParams):
        by = f"a consensus of {counted(len(params.runs), 'run')}"
    if isinstance(params, RfmParams):
        by = "fifths of recency, frequency and money; shown"
    found = f"{'Found' if portrait.segments else 'Looked for'} by {by} on {variables}"
    return f"{found}, {SCALING.get(preparation.scaling, preparation.scaling)}. {agreement_words(others)}".strip()


def agreement_words(others: tuple[Opinion, ...]) -> str:
    """Which methods agree, in one sentence."""
    if not others:
        return ""
    same = [one.title for one in others if one.agreement >= AGREES]
    part = [one.title for one in others if PARTLY <= one.agreement < AGREES]
    other = [one.title for one in others if one.agreement < PARTLY]
    parts = [
        f"{listed(names)} {verb if len(names) > 1 else verbs}"
        for names, verb, verbs in (
            (same, "agree", "agrees"),
            (part, "agree in part", "agrees in part"),
            (other, "do not", "does not"),
        )
        if names
    ]
    if other and not same and not part:
        return f"{listed(other)} {'find' if len(other) > 1 else 'finds'} something else."
    return f"{', '.join(parts)}."


def full(portrait: Portrait, *, map_id: str, card_id: str, evidence_id: str, people_id: str) -> list[Any]:
    """The whole page about a run."""
    others = opinions(workspace(), portrait.run)
    parts: list[Any] = [
        page_head(
            portrait.dataset.name,
            finding(portrait, others),
            lead(portrait, others),
            dcc.Link("Read the profiles", href=address("/profiles", portrait), className="btn btn-primary")
            if portrait.segments and _has("/profiles")
            else None,
        )
    ]
    if portrait.segments:
        parts.append(share_bar(segments_of(portrait)))
    parts += [
        html.Div(
            [
                _map_card(portrait, map_id, card_id),
                html.Div(evidence_card(workspace(), portrait), id=evidence_id, className="fills"),
            ],
            className="home-top",
        ),
        html.Div(people(portrait), id=people_id),
        gallery.gallery(),
        _next(portrait),
    ]
    return parts


def _map_card(portrait: Portrait, map_id: str, card_id: str) -> Any:
    dimensions = len(portrait.run.spec.preparation.features)
    foot = f"First two of {in_words(dimensions)} principal components" if dimensions > 2 else "Principal components"
    name = f"Map of {number(portrait.placed)} {people_of(portrait)} coloured by segment"
    return chart_card(
        f"{sentence(people_of(portrait))} on the first two components",
        reading="Near means similar.",
        graph=graph(map_id, name=name, height=MAP_HEIGHT),
        foot=foot,
        card_id=card_id,
        heading=2,
    )


def people(portrait: Portrait) -> Any:
    """A card for each segment: its traits, its worth, and how far it returns once that is known."""
    column = worth.default_column(portrait)
    cards = segment_cards(workspace(), portrait, column)
    if not cards:
        return None
    return section(
        "Who they are",
        html.Div(cards, className="grid-3"),
        aside="Three traits that set each apart from everyone" if portrait.segments else None,
    )


def _next(portrait: Portrait) -> Any:
    steps: list[Any] = []
    if portrait.segments and _has("/profiles"):
        words = "Averages, categories and a suggested strategy for each, with everybody beside it."
        steps.append(step(icon("people"), "Read each segment in depth", words, address("/profiles", portrait)))
    if portrait.segments:
        steps.append(_download(portrait))
    if _has("/pca"):
        words = f"Lasso any {people_of(portrait)} on the map and read who they are."
        steps.append(step(icon("bullseye"), "Look closer at the map", words, address("/pca", portrait)))
    if _has("/data"):
        limit = workspace().settings.upload_limit_mb
        words = (
            f"A CSV, Excel, ODS or Parquet file of up to {megabytes(limit)}, or a database; "
            "or look around in a fictional table of students, patients, donors."
        )
        steps.append(step(icon("upload"), "Bring a table of your own", words, "/data"))
    return section("What to do next", html.Div(steps, className="panel steps")) if steps else None


def _download(portrait: Portrait) -> html.A:
    largest = portrait.segments[0]
    words = f"The {number(largest.size)} {people_of(portrait)} of “{largest.name}”, ready as CSV."
    return html.A(
        [icon("download"), html.Div(["Export an audience", html.P(words)]), icon("arrow-right")],
        href=export_address(portrait, largest.label),
        className="step",
        download="",
    )


def _has(path: str) -> bool:
    """Whether there is such a page: no link leads nowhere."""
    return any(page["path"] == path for page in dash.page_registry.values())
