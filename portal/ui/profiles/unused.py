"""How the segments differ in what they were not made from: tested, with effect sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from dash import html

from portal.engine.evidence.descriptors import DescriptorTest
from portal.figures.records import People
from portal.figures.wording import coefficient, counted, humanised, listed, lowered, number, sentence
from portal.services import guarding
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import Col, Row, chart_card, hinted, section, tbl
from portal.ui.people import called
from portal.ui.structure.words import p_words

LEVEL: Final = 0.05
NOTABLE: Final = {"Cramér's V": 0.1, "ε²": 0.01}
"""Effects below these are called none, whatever the p-value of many rows says (Cohen 1988: small)."""


def unused_section(ws: Workspace, portrait: Portrait) -> Any:
    """The section; None when there is no column that was not used."""
    tests = guarding.descriptor_tests(ws, portrait.run)
    if not tests:
        return None
    return section(
        "In what they were not made from",
        chart_card(
            finding(tests),
            reading="Columns that had no part in making the segments. The variables themselves are never tested: "
            "segments differ in those by construction.",
            body=_table(tests, called(portrait.dataset)),
            foot="Chi-square or Kruskal–Wallis, p-values after Holm; the effect (0 to 1) says how much",
            card_id="profiles-unused-card",
            flush=True,
        ),
    )


def finding(tests: Sequence[DescriptorTest]) -> str:
    """“The segments also differ in product category”."""
    names = [lowered(humanised(test.name)) for test in tests if notable(test)]
    if not names:
        return "The segments do not differ in anything else"
    more = f" and {counted(len(names) - 3, 'further column')}" if len(names) > 3 else ""
    return f"The segments also differ in {', '.join(names[:3]) if more else listed(names)}{more}"


def notable(test: DescriptorTest) -> bool:
    """Whether a difference is neither chance nor trifling."""
    return test.p_holm <= LEVEL and test.effect >= NOTABLE[test.effect_name]


def _table(tests: Sequence[DescriptorTest], people: People) -> html.Div:
    heads = [Col("Column"), Col("Effect", number=True), Col("Measure"), Col("p after Holm", number=True)]
    heads += [Col("Test"), Col(sentence(people.many), number=True)]
    rows = [
        Row(
            [
                hinted(humanised(test.name), f"few {people.many} in some cells: read the effect")
                if test.sparse
                else humanised(test.name),
                coefficient(test.effect) if test.test != "none" else "–",
                test.effect_name if test.test != "none" else "–",
                p_words(test.p_holm).removeprefix("p ").removeprefix("= ") if test.test != "none" else "–",
                test.test if test.test != "none" else "nothing to compare",
                number(test.rows),
            ],
            best={1} if notable(test) else (),
        )
        for test in tests
    ]
    return tbl(heads, rows, name="Differences in columns that were not used")
