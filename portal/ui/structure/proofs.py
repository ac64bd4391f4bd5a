"""Are there segments at all? Each test as one picture of observed against null, and one plain sentence."""

from __future__ import annotations

from typing import Any, Final

from dash import html

from portal.engine.evidence.verdict import LEVEL, StructureAssessment
from portal.figures.evidence import gap, gap_caption
from portal.figures.records import Caption
from portal.figures.strips import Strip, strips
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import counted, humanised, in_words, number, sentence
from portal.ui.components import chart_card, graph, section
from portal.ui.structure import words
from portal.ui.structure.head import to_come
from portal.ui.structure.ids import Id, card

MOST: Final = 12
"""Columns whose dips are drawn."""
BESIDE: Final = 540
VIEWS: Final = {"variables": "All variables", "components": "Two components"}


def proof_section(assessment: StructureAssessment | None, theme: Theme) -> html.Section:
    """The three tests."""
    if assessment is None:
        cards: list[Any] = [to_come("Against tables without groups"), to_come("Humps of each column")]
        return section("Are there segments at all?", html.Div(cards, className="grid-2"))
    left = html.Div([_null_card(assessment, theme), _gap_card(assessment, theme)], className="stack")
    return section(
        "Are there segments at all?",
        html.Div([left, _dips_card(assessment, theme)], className="grid-2"),
        aside="The first two tests decide, at five false alarms in a hundred together; the gap rule looks on",
    )


def null_caption(assessment: StructureAssessment) -> Caption:
    """Whether the table divides better than tables without groups."""
    view = assessment.silhouette.telling
    reached = sum(value >= view.observed for value in view.null)
    of = f"{number(len(view.null))} tables with the same columns and no groups"
    where = "" if view.name == "variables" else " in the plane of the first two components"
    told = f"none of {of} reaches it" if not reached else f"{number(reached)} of {of} reach it"
    reading = f"Best silhouette of 2 to 6 groups{where}: {number(view.observed, 2)}; {told}."
    if assessment.p_silhouette <= LEVEL / 2:
        return Caption("The table divides better than without groups", reading)
    return Caption("Tables without groups divide as well", reading)


def dips_caption(assessment: StructureAssessment) -> Caption:
    """How many columns have more than one hump."""
    reading = (
        "How far each column is from a single hump. Grey: columns of the same length with one hump. "
        "The p-values allow for the number of columns."
    )
    count = len(words.humped(assessment))
    if not count:
        return Caption("No column has more than one hump", reading)
    of = in_words(len(assessment.dips))
    return Caption(f"{sentence(in_words(count))} of {of} columns {'has' if count == 1 else 'have'} two humps", reading)


def _null_card(assessment: StructureAssessment, theme: Theme) -> html.Section:
    rows = [Strip(VIEWS[view.name], view.observed, view.null) for view in assessment.silhouette.views]
    figure = strips(
        rows, axis_title="Best mean silhouette", drawn_as="A table without groups", theme=theme,
        height=72 + 52 * len(rows),
    )  # fmt: skip
    caption = null_caption(assessment)
    tail = assessment.silhouette.tail
    kind = "Gaussian copula" if tail is None else f"t copula, {number(tail)} degrees of freedom"
    twice = ", smaller of two looks counted double" if len(rows) > 1 else ""
    rows_said = f" · {number(assessment.sampled_rows)} of {number(assessment.rows)} rows"
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=_graph(Id.NULL, "Silhouette against tables without groups", figure),
        foot=f"{words.p_words(assessment.p_silhouette)}{twice} · {kind}"
        + (rows_said if assessment.sampled_rows < assessment.rows else ""),
        card_id=card(Id.NULL),
    )


def _dips_card(assessment: StructureAssessment, theme: Theme) -> html.Section:
    caption = dips_caption(assessment)
    tests = sorted(assessment.dips, key=lambda test: test.p)[:MOST]
    rows = [
        Strip(humanised(test.variable), test.dip, test.null, words.p_words(test.p), quiet=test.p > LEVEL / 2)
        for test in tests
    ]
    # As tall as the two cards beside it.
    tall = max(BESIDE, len(rows) * 44 + 56)
    figure = strips(rows, axis_title="Dip", drawn_as="A column with one hump", digits=3, theme=theme, height=tall)
    more = f" · {len(tests)} of {len(assessment.dips)} columns shown" if len(tests) < len(assessment.dips) else ""
    title = caption.title if rows else "No column can be tested for humps"
    reading = caption.reading if rows else "The test needs a number with at least three different values."
    return chart_card(
        title,
        reading=reading,
        graph=_graph(Id.DIPS, "Dip of each column against columns with one hump", figure),
        foot=f"Dip test, Bonferroni{more}",
        card_id=card(Id.DIPS),
    )


def _gap_card(assessment: StructureAssessment, theme: Theme) -> html.Section:
    caption = gap_caption(assessment.gap_k)
    figure = gap(assessment.gap.gap, assessment.gap.error, chosen=assessment.gap_k, theme=theme)
    return chart_card(
        caption.title,
        reading=caption.reading,
        graph=_graph(Id.GAP, "Gap statistic over the number of groups", figure),
        foot=f"Corroboration only · first within one standard error · {counted(len(assessment.gap.gap), 'size')} tried",
        card_id=card(Id.GAP),
    )


def _graph(picture: Id, name: str, figure: Any) -> html.Div:
    return graph(picture, name=name, height=int(figure.layout.height), figure=figure, config=graph_config(name))
