"""What the report tells: verdict, segments side by side and one by one, evidence, method. The parts are the pages'."""

from __future__ import annotations

from typing import Any, Final

from dash import html

from portal.figures.profiles import difference_heatmap, differences_caption
from portal.figures.records import Caption
from portal.figures.sizes import size_bars, sizes_caption
from portal.figures.wording import humanised, number, percent, sentence, tied
from portal.services import evidence, profiling, runs
from portal.services.segments import SegmentPortrait
from portal.services.takeaway.subject import Subject
from portal.services.workspace import Workspace
from portal.ui import home_map
from portal.ui.components import chart_card, graph, page_head, section, swatch, verdict_chip
from portal.ui.people import called
from portal.ui.portraits import segments_of
from portal.ui.profiles import depth, summary
from portal.ui.structure import words
from portal.ui.structure.proofs import proof_section
from portal.ui.structure.returning import returning_section

DOTS: Final = 2_500
"""Customers that the map draws: each is a shape on paper."""
TOLD: Final = 12
"""Segments that have a chapter of their own, the largest."""
THEME: Final = "light"


def cover(ws: Workspace, subject: Subject) -> list[Any]:
    """What was found, by whom it may be believed, and what it is about."""
    portrait = subject.portrait
    verdict = evidence.verdict_of(ws, subject.run)
    people, kept = called(subject.dataset), subject.segmentation
    version = f" · version {kept.version}, {kept.status}" if kept else ""
    covered = f"{percent(portrait.covered)} of {people.of(portrait.placed)} are in a segment."
    facts = [
        (sentence(people.many), number(portrait.placed)),
        ("Segments", number(len(portrait.segments))),
        ("In a segment", percent(portrait.covered)),
        ("Method", subject.run.title),
    ]
    return [
        page_head(
            f"{subject.name}{version}",
            summary.finding(portrait, profiling.differences(ws, portrait)),
            f"{subject.run.title} on {subject.dataset.name}. {covered}",
        ),
        html.P(verdict_chip(verdict.value) if verdict else html.Span(words.UNJUDGED, className="chip")),
        html.Dl([html.Div([html.Dt(name), html.Dd(said, className="num")]) for name, said in facts], className="cover"),
    ]


def verdict_chapter(ws: Workspace, subject: Subject) -> Any:
    """Whether the segments are there, in two sentences."""
    known = evidence.evidence_of(ws, subject.run)
    said = [words.lead(known), words.MEANINGS[known.verdict] if known.verdict else f"{words.UNJUDGED}."]
    return section(words.finding(known, len(subject.portrait.segments)), [html.P(text) for text in said])


def evidence_chapters(ws: Workspace, subject: Subject) -> list[Any]:
    """Every test behind the verdict."""
    known = evidence.evidence_of(ws, subject.run)
    parts: list[Any] = []
    if known.assessment:
        parts.append(html.Div(proof_section(known.assessment, THEME), className="new-page"))
    if known.stability and evidence.solutions_of(ws, subject.run):
        parts.append(returning_section(ws, subject.portrait, THEME))
    return parts


def segments_chapter(ws: Workspace, subject: Subject) -> Any:
    """All segments side by side."""
    portrait = subject.portrait
    shown = segments_of(portrait)
    verdict = evidence.verdict_of(ws, subject.run)
    found = profiling.differences(ws, portrait)
    names = [humanised(name) for name in found.variables]
    people = called(subject.dataset)
    sizes, drawn = sizes_caption(shown, people=people), home_map.drawn(ws, portrait, THEME, height=420, most=DOTS)
    named = segments_of(portrait, aside=False)
    heat = difference_heatmap(found.values, segments=named, variables=names, theme=THEME)
    words_of_heat = differences_caption(found.values, segments=named, variables=names)
    # The chosen row is none: a report has no reader's choice.
    table = summary.summary_table(portrait, profiling.summary(ws, portrait), None, verdict)
    return section(
        "The segments side by side",
        [
            _card(sizes, size_bars(shown, theme=THEME, people=people), "Size of each segment"),
            table,
            _card(words_of_heat, heat, "Difference of each segment from everyone", wide=True),
            _card(drawn[1], drawn[0], f"Map of the {people.many} on the two main components"),
        ],
    )


def segment_chapter(ws: Workspace, subject: Subject, one: SegmentPortrait) -> Any:
    """One segment: traits, distributions, categories, and what was decided about it."""
    portrait = subject.portrait
    traits = [html.Li([html.B(f"{head}: "), tied(rest)]) for head, rest in one.traits]
    decided = _decided(subject, one.label)
    return html.Section(
        [
            html.Div(
                [
                    html.H2(html.Span([swatch(one.label), html.Span(one.name)], className="seg-name")),
                    html.P(f"{called(subject.dataset).of(one.size)}, {percent(one.share)} of all"),
                ],
                className="section-head",
            ),
            html.Ul(traits, className="traits") if traits else None,
            *depth.depth(ws, portrait, one.label, THEME),
            listed(decided) if decided else None,
        ],
        className="section segment-chapter",
    )


def method_chapter(ws: Workspace, subject: Subject) -> Any:
    """How the segments were made, setting by setting."""
    spec, structure = subject.run.spec, runs.structure_of(ws, subject.run.spec)
    preparation, people = spec.preparation, called(subject.dataset)
    facts = [
        ("Method", subject.run.title),
        *((name, _value(value)) for name, value in runs.describe(subject.run).items()),
        ("Variables", ", ".join(map(humanised, preparation.features))),
        ("Scaling", preparation.scaling),
        ("Logarithm of", ", ".join(map(humanised, preparation.log)) or "none"),
        ("Missing values", MISSING[preparation.missing].format(many=people.many)),
        ("Seed", str(spec.seed)),
    ]
    if structure is not None and structure.sample is not None and spec.algorithm != "kmeans":
        facts.append(("Sample", f"{people.of(len(structure.sample))}; the others follow the nearest of them"))
    if subject.cut.left_out:
        facts.append(("Left out", f"{people.of(subject.cut.left_out)} with missing values"))
    return section("Method and parameters", listed(facts))


MISSING: Final = {
    "median": "filled with the median, or the most frequent category",
    "drop": "{many} with an empty cell are left out",
    "refuse": "none allowed",
}


def listed(facts: list[tuple[str, str]]) -> html.Dl:
    """Names and what holds for them."""
    return html.Dl([html.Div([html.Dt(name), html.Dd(said)]) for name, said in facts], className="listed")


def _card(caption: Caption, figure: Any, name: str, *, wide: bool = False) -> Any:
    drawing = graph("report", name=name, height=int(figure.layout.height), figure=figure)
    if wide:
        # Scrolls sideways on a phone, where its cells would not hold their numbers.
        inner = html.Div(drawing, className="wide")
        drawing = html.Div(inner, className="scroll-x", tabIndex=0, role="region", **{"aria-label": f"{name}, scrolls"})
    return chart_card(caption.title, reading=caption.reading, graph=drawing, card_id="report")


def _decided(subject: Subject, label: int) -> list[tuple[str, str]]:
    if subject.segmentation is None:
        return []
    plan = next((plan for plan in subject.segmentation.plans if plan.label == label), None)
    if plan is None:
        return []
    scores = [("Attractiveness", plan.attractiveness), ("Fit", plan.fit)]
    told = [("Owner", plan.owner), ("Note", plan.note), *((name, f"{n} of 5") for name, n in scores if n is not None)]
    return [(name, said) for name, said in told if said]


def _value(value: Any) -> str:
    return number(value) if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)


def told(subject: Subject) -> tuple[SegmentPortrait, ...]:
    """The segments that have a chapter."""
    return subject.portrait.segments[:TOLD]
