"""A card for each segment of a run: name, size, stability, three traits, worth."""

from __future__ import annotations

from typing import Any

import dash
from dash import dcc

from portal.figures.records import UNASSIGNED, Segment
from portal.figures.wording import humanised, in_words, lowered, percent
from portal.services import evidence
from portal.services import worth as worths
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.services.workspace import Workspace
from portal.ui.components import segment_card
from portal.ui.portraits import address, people_of
from portal.ui.structure.bands import again, band_chip


def segment_cards(ws: Workspace, portrait: Portrait, column: str | None) -> list[Any]:
    """The cards, the unassigned last; `column` is what their worth is a share of."""
    stability = evidence.stability_of(ws, portrait.run)
    shares = worths.shares(ws, portrait, column)
    cards = [
        segment_card(
            Segment(one.label, one.name, one.size),
            total=portrait.placed,
            traits=[(head, rest if place == 0 else briefly(rest)) for place, (head, rest) in enumerate(one.traits[:3])],
            about=None if one.traits else "Close to everyone in every variable.",
            foot=again(stability, one.label) or one.strategy.title,
            chip=band_chip(stability, one.label),
            href=address("/profiles", portrait, segment=one.label) if _profiled() else None,
            worth=worth_words(column, shares.get(one.label)),
            noun=people_of(portrait),
        )
        for one in portrait.segments
    ]
    if portrait.noise:
        cards.append(_unassigned(portrait, worth_words(column, shares.get(UNASSIGNED))))
    return cards


def worth_words(column: str | None, share: float | None) -> str | None:
    """“41% of all last purchase amount”; None where nothing can be shared out."""
    if column is None or share is None:
        return None
    return f"{percent(share)} of all {lowered(humanised(column))}"


def briefly(text: str) -> str:
    """“1.1 σ below”: after the first trait of a card the reader knows whom it is compared with."""
    return text.removesuffix(" for everyone").removesuffix(" everyone").replace(" on average", "")


def _unassigned(portrait: Portrait, worth: str | None) -> Any:
    others = "the other segment" if len(portrait.segments) == 1 else f"the other {in_words(len(portrait.segments))}"
    about = (
        f"They resemble no group closely enough. Forcing them in would blur {others}, "
        "so nothing is proposed for them by default."
        if portrait.segments
        else "With these settings nobody is close enough to enough others to make a group."
    )
    foot = (
        dcc.Link("See who they are", href=address("/profiles", portrait, segment=UNASSIGNED), className="link-quiet")
        if portrait.segments and _profiled()
        else None
    )
    aside = Segment(UNASSIGNED, UNASSIGNED_NAME, portrait.noise)
    return segment_card(aside, total=portrait.placed, about=about, foot=foot, worth=worth, noun=people_of(portrait))


def _profiled() -> bool:
    """Whether there is such a page: no link leads nowhere."""
    return any(page["path"] == "/profiles" for page in dash.page_registry.values())
