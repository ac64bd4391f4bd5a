"""How far single segments return, as chips and feet of their cards."""

from __future__ import annotations

from dash import html

from portal.engine.evidence.stability import Stability, band
from portal.engine.evidence.verdict import STABLE
from portal.figures.wording import coefficient, sentence
from portal.services import evidence
from portal.ui.structure import words


def band_chip(stability: Stability | None, segment: int) -> html.Span | None:
    """“Highly stable .97”; None while it is not known."""
    if stability is None or segment >= len(stability.jaccard):
        return None
    mean = stability.jaccard[segment]
    about = f"Mean overlap with its like in other samples: {coefficient(mean)}. Hennig's bounds are .60, .75 and .85."
    return html.Span(
        [sentence(band(mean)), html.Span(coefficient(mean), className="num")], className="chip", title=about
    )


def again(stability: Stability | None, segment: int) -> str | None:
    """“Reappears in 97 of 100 samples”: with an overlap of .75 or more."""
    if stability is None or segment >= len(stability.draws):
        return None
    return words.again_words(*evidence.found_again(stability, segment, STABLE))
