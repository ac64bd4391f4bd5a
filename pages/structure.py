"""Structure: are these segments really there, and how far can each one be trusted?

The analyst learns the verdict and every reason behind it: each test against tables without
segments, how far each segment returns from other samples, and which number of segments the
evidence supports, if any.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from portal.services import evidence
from portal.services.segments import Portrait
from portal.ui import missing
from portal.ui.mirrors import mirrors
from portal.ui.session import workspace
from portal.ui.structure import working
from portal.ui.structure.head import head, meanings, to_come
from portal.ui.structure.ids import PAGE, Id

register_page(__name__, path="/structure", name="Structure", title="Structure · Segments", order=3)


def layout(dataset: str | None = None, run: str | None = None, **_: str) -> Any:
    """The evidence about the run that the address asks for."""
    portrait = missing.portrait_or_words("Structure", "/structure", dataset, run)
    if not isinstance(portrait, Portrait):
        return portrait
    known = evidence.evidence_of(workspace(), portrait.run)
    cards = [to_come("Against tables without groups"), to_come("Humps of each column")]
    return html.Div(
        [
            html.Div(head(portrait, known), id=Id.HEAD),
            working.work_area(),
            # Pictures come with the theme, which the browser knows.
            html.Div(html.Div(cards, className="grid-2"), id=Id.TESTS),
            html.Div(id=Id.STABILITY),
            html.Div(id=Id.CHOOSING),
            meanings(),
            dcc.Store(id=Id.RUN, data=portrait.run.id),
            dcc.Store(id=Id.SHOWN),
            dcc.Store(id=Id.PENDING),
            *mirrors(PAGE),
        ]
    )


working.register_callbacks()
