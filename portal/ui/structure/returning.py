"""Would the same segments come back? The run, each of its segments, and K-Means from one k to the next."""

from __future__ import annotations

from typing import Any, Final

from dash import html

from portal.engine.evidence.stability import BANDS, Stability, band
from portal.engine.evidence.verdict import STABLE
from portal.figures.evidence import returns, returns_caption, solutions_caption
from portal.figures.records import Caption
from portal.figures.solutions import Node, solutions
from portal.figures.strips import Strip, strips
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import coefficient, counted, in_words, number, sentence
from portal.services import evidence, tracing
from portal.services.evidence import Solutions
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import Col, chart_card, graph, section, tbl
from portal.ui.people import called
from portal.ui.portraits import segments_of
from portal.ui.structure.head import to_come
from portal.ui.structure.ids import Id, card

SCHEMES: Final = {
    "bootstrap": "bootstrap samples",
    "subsample": "samples of 63% of everyone",
    "joined": "samples of 63% of everyone, each joined run made anew",
}


def returning_section(ws: Workspace, portrait: Portrait, theme: Theme) -> html.Section:
    """Stability of the run, of its segments, and across k."""
    stability = evidence.stability_of(ws, portrait.run)
    solved = evidence.solutions_of(ws, portrait.run)
    upper = [
        _overlaps_card(portrait, stability, theme) if stability else to_come("How far each segment returns"),
        _returns_card(portrait, stability, solved, theme) if stability and solved else to_come("How divisions return"),
    ]
    across = _across_card(ws, portrait, solved, theme) if solved else to_come("Where the segments come from", 300)
    return section(
        "Would they come back?",
        [html.Div(upper, className="grid-2"), html.Div(across, className="section-gap")],
        aside=f"Other samples of the same {called(portrait.dataset).many}, divided anew",
    )


def overlaps_caption(stability: Stability) -> Caption:
    """How many segments return."""
    reading = (
        "Overlap of each segment with the one most like it in every sample; grey: each sample, black: the mean. "
        f"Dotted: {', '.join(coefficient(bound) for bound, _ in BANDS[:-1])}."
    )
    if not stability.jaccard:
        return Caption("There are no two segments that could return", "With these settings nothing can be compared.")
    good = sum(value >= STABLE for value in stability.jaccard)
    total = len(stability.jaccard)
    if good == total:
        return Caption(f"All {counted(total, 'segment')} return", reading)
    if good == 0:
        return Caption("No segment returns", reading)
    returned = f"{sentence(in_words(good))} of {counted(total, 'segment')}"
    return Caption(f"{returned} return{'s' if good == 1 else ''}", reading)


def _overlaps_card(portrait: Portrait, stability: Stability, theme: Theme) -> html.Section:
    caption = overlaps_caption(stability)
    shown = [one for one in segments_of(portrait, aside=False) if one.label < len(stability.jaccard)]
    rows = [
        Strip(one.name, stability.jaccard[one.label], stability.draws[one.label], band(stability.jaccard[one.label]))
        for one in shown
    ]
    figure = strips(
        rows, axis_title="Jaccard overlap", drawn_as="One sample", limits=(0.0, 1.02), segments=shown,
        bounds=[bound for bound, _ in BANDS[:-1]], theme=theme,
    )  # fmt: skip
    heads = [Col("Segment"), *(Col(name, number=True) for name in ("Mean overlap", "Found again")), Col("Word")]
    lines = [
        [
            one.name,
            number(stability.jaccard[one.label], 2),
            "{} of {}".format(*map(number, evidence.found_again(stability, one.label, STABLE))),
            band(stability.jaccard[one.label]),
        ]
        for one in shown
    ]
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=_graph(Id.OVERLAPS, "How far each segment returns", figure),
        foot=_base(portrait, stability),
        table=tbl(heads, lines, name="How far each segment returns") if lines else None,
        card_id=card(Id.OVERLAPS),
    )


def _returns_card(portrait: Portrait, stability: Stability, solved: Solutions, theme: Theme) -> html.Section:
    by_k = {k: found.ari for k, found in solved.stability.items()}
    name = "The consensus" if portrait.run.spec.algorithm == "consensus" else portrait.run.title
    figure = returns(by_k, stability.ari, run_name=name, theme=theme, height=_tall(len(stability.jaccard)))
    caption = returns_caption(by_k, stability.ari, run_name=name)
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=_graph(Id.RETURNS, "Agreement between the divisions of two samples", figure),
        foot=f"{number(len(next(iter(by_k.values()), ())))} pairs of samples · box: the middle half",
        card_id=card(Id.RETURNS),
    )


def _across_card(ws: Workspace, portrait: Portrait, solved: Solutions, theme: Theme) -> html.Section:
    columns = tracing.columns(ws, portrait.run, solved)
    ks = sorted(columns)
    by_k: dict[int, list[float]] = {}
    for origin in solved.origins:
        by_k.setdefault(origin.k, []).append(origin.stability)
    people = called(portrait.dataset)
    caption = solutions_caption(by_k, people=people)
    figure = solutions([[Node(*one) for one in columns[k]] for k in ks], ks=ks, theme=theme, people=people)
    heads = [
        Col(text, number=True)
        for text in ("Groups", "Segment", sentence(people.many), "Origins", "Entropy", "Stability")
    ]
    rows = [
        [
            number(one.k), number(one.segment + 1), number(one.size), number(sum(count > 0 for count in one.origins)),
            number(one.entropy, 2), number(one.stability, 2),
        ]
        for one in solved.origins
    ]  # fmt: skip
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=_graph(Id.ACROSS, f"{sentence(people.many)} from one number of groups to the next", figure),
        foot="K-Means · entropy of origins, Dolnicar and Leisch 2017 · colours as in this run",
        table=tbl(heads, rows, name="Origins of every segment"),
        card_id=card(Id.ACROSS),
    )


def _base(portrait: Portrait, stability: Stability) -> str:
    samples = len(stability.draws[0]) if stability.draws else 0
    said = f"{number(samples)} {SCHEMES.get(stability.scheme, stability.scheme)}"
    return said + (f" · {number(stability.rows)} rows" if stability.rows < portrait.placed else "")


def _tall(segments: int) -> int:
    """As tall as the card beside it."""
    return max(260, segments * 44 + 56)


def _graph(picture: Id, name: str, figure: Any) -> html.Div:
    return graph(picture, name=name, height=int(figure.layout.height), figure=figure, config=graph_config(name))
