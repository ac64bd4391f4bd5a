"""The evidence card: verdict, finding, three strips of observed against chance, and the way to the rest."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from portal.engine.evidence.verdict import LEVEL, STABLE
from portal.figures.wording import number
from portal.services import evidence
from portal.services.evidence import Evidence
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import skeleton_lines
from portal.ui.structure import words
from portal.ui.structure.badge import address, chip

EDGE = 0.08
"""Room beside the outermost line, as a share of the strip."""


def evidence_card(ws: Workspace, portrait: Portrait) -> html.Section:
    """What is known of the run's segments, at a glance."""
    known = evidence.evidence_of(ws, portrait.run)
    parts: list[Any] = [
        chip(portrait.run),
        html.H2(words.finding(known, len(portrait.segments)), className="chart-title"),
        html.P(words.lead(known), className="chart-reading"),
        *_strips(ws, portrait, known),
        html.P(_foot(known), className="help"),
        dcc.Link("See the evidence", href=address(portrait.run), className="btn btn-block"),
    ]
    return html.Section(parts, className="panel verdict-card")


def _strips(ws: Workspace, portrait: Portrait, known: Evidence) -> list[Any]:
    assessment, stability, weakest = known.assessment, known.stability, known.weakest
    if assessment is None:
        return [html.Div(skeleton_lines(6), className="ev")]
    view = assessment.silhouette.telling
    found = [strip("Groups stand out", words.p_words(assessment.p_silhouette), view.observed, view.null, "no groups")]
    if assessment.dips:
        best = min(assessment.dips, key=lambda test: test.p)
        humps = sum(test.p <= LEVEL / 2 for test in assessment.dips)
        aside = f"{humps} of {len(assessment.dips)} columns"
        found.append(strip("Two humps in a column", aside, best.dip, best.null, "one hump", digits=3))
    if stability is not None and weakest is not None:
        dealt = evidence.by_chance(ws, portrait.run, stability, weakest)
        found.append(
            strip("Found again", "worst segment", stability.jaccard[weakest], dealt, "by chance", stable_from=STABLE)
        )
    return found


def strip(
    name: str,
    aside: str,
    observed: float,
    draws: tuple[float, ...],
    floor: str,
    *,
    digits: int = 2,
    stable_from: float | None = None,
) -> html.Div:
    """Grey lines for what is there anyway, a black one for what was observed; from 0 to 1 where a bound is given."""
    values = [observed, *draws] if stable_from is None else [0.0, 1.0]
    low, high = min(values), max(values)
    spread = max(high - low, 1e-9)
    low, spread = low - EDGE * spread, spread * (1 + 2 * EDGE)

    def at(value: float) -> float:
        return round(100 * (value - low) / spread, 1)

    bound = [] if stable_from is None else [html.I(className="bound", style={"left": f"{at(stable_from)}%"})]
    middle = sorted(draws)[len(draws) // 2] if draws else observed
    said = (
        f"{name}: {number(observed, digits)} observed; {floor}: {number(min(draws), digits)} to "
        f"{number(max(draws), digits)}"
        if draws
        else f"{name}: {number(observed, digits)}"
    )
    return html.Div(
        [
            html.Div([html.B(name), html.Span(aside, className="num")]),
            html.Div(
                [
                    *(html.I(style={"left": f"{place}%"}) for place in sorted({at(value) for value in draws})),
                    *bound,
                    html.I(className="mark", style={"left": f"{at(observed)}%"}),
                    html.B(number(observed, digits), className="num", style=_beside(at(observed), 24)),
                    html.Span(floor, style=_beside(at(middle), 32)),
                ],
                className="strip",
                role="img",
                **{"aria-label": said},
            ),
        ],
        className="ev",
    )


def _foot(known: Evidence) -> str:
    if known.assessment is None:
        return "The verdict appears here by itself."
    legend = "A grey line is one simulated table, the black line is yours; from the dotted line on a segment is stable."
    return f"{words.gap_words(known.assessment.gap_k)}. {legend}"


def _beside(place: float, half: int) -> dict[str, str]:
    """Centred on a place, but inside the strip."""
    return {"left": f"clamp({half}px, {place}%, 100% - {half}px)"}
