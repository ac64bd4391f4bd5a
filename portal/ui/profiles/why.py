"""Why is this customer here? One id, and the answer in words and numbers."""

from __future__ import annotations

from typing import Any, Final

from dash import html

from portal.figures.records import UNASSIGNED
from portal.figures.wording import humanised, lowered, number, percent, sentence
from portal.services import explaining
from portal.services.explaining import Pull, Reason
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.components import Col, chart_card, seg_name, tbl
from portal.ui.people import called
from portal.ui.profiles.opening import name_of
from portal.ui.profiles.rules import cell_words

WEAK: Final = 0.02
"""Pulls below this share of all are called none."""


def reason_card(ws: Workspace, portrait: Portrait, customer: str) -> html.Section:
    """The answer about one customer; PortalError when there is none of this id."""
    found = explaining.reason(ws, portrait, customer)
    own, other = found.label, found.nearest
    heads = [Col("Variable", wrap=True), Col(named(portrait, found), number=True)]
    if own != UNASSIGNED:
        heads.append(Col(seg_name(name_of(portrait, own), own), number=True))
    if other is not None:
        heads.append(Col(seg_name(name_of(portrait, other), other), number=True))
    heads.append(Col("Pull", wrap=True))
    return chart_card(
        title_of(portrait, found),
        reading=" ".join([rule_words(found), distance_words(portrait, found)]),
        body=tbl(
            heads, [_row(portrait, found, pull) for pull in found.pulls], name=f"What places {named(portrait, found)}"
        ),
        foot="Averages of members; of a category, the share who have the same. Distances between prepared variables"
        + (", to the mean of a segment" if found.by == "mean" else ", to the ten nearest members"),
        card_id="profiles-why-card",
        flush=True,
    )


def title_of(portrait: Portrait, found: Reason) -> str:
    """“C-0042 is in Older, careful spending: age and income put it there”."""
    strong = [lowered(humanised(pull.column)) for pull in found.pulls[:2] if abs(pull.share) >= WEAK]
    if found.label == UNASSIGNED:
        far = f": {' and '.join(strong)} keep it apart" if strong else ""
        return f"{named(portrait, found)} fits no segment{far}"
    towards = [lowered(humanised(pull.column)) for pull in found.pulls if pull.share >= WEAK][:2]
    name = name_of(portrait, found.label)
    return f"{named(portrait, found)} is in {name}" + (f": {' and '.join(towards)} put it there" if towards else "")


def named(portrait: Portrait, found: Reason) -> str:
    """“Customer 8” for a bare number, else the id itself."""
    if any(char.isalpha() for char in found.name):
        return found.name
    return f"{sentence(called(portrait.dataset).one)} {found.name}"


def rule_words(found: Reason) -> str:
    """Which rule of its segment a customer meets."""
    if found.label == UNASSIGNED:
        return "Nobody near enough is like it."
    if found.rule is None:
        return "It meets none of the segment's rules: they do not catch everyone."
    return f"It meets the rule “{found.rule.sentence}”, right for {percent(found.rule.precision)} of those who do."


def distance_words(portrait: Portrait, found: Reason) -> str:
    """How far the customer is from its own and the next segment."""
    if found.nearest is None or found.other_distance is None:
        return "There is no other segment to be near."
    other = name_of(portrait, found.nearest)
    if found.own_distance is None:
        return (
            f"The nearest segment is {other}, {number(found.other_distance, 2)} away; "
            f"{percent(found.outside)} of its members are nearer to it."
        )
    return (
        f"Distance {number(found.own_distance, 2)} to its own segment, {number(found.other_distance, 2)} to the next, "
        f"{other}; {percent(found.outside)} of its own segment are nearer to it."
    )


def _row(portrait: Portrait, found: Reason, pull: Pull) -> list[Any]:
    is_word = isinstance(pull.value, str)
    averages = [pull.own] if found.label != UNASSIGNED else []
    averages += [pull.other] if found.nearest is not None else []
    shown = [("–" if one is None else percent(one) if is_word else cell_words(one)) for one in averages]
    return [humanised(pull.column), cell_words(pull.value), *shown, pull_words(portrait, found, pull)]


def pull_words(portrait: Portrait, found: Reason, pull: Pull) -> str:
    """“62% of the difference, towards its own”."""
    if abs(pull.share) < WEAK or found.nearest is None:
        return "hardly"
    side = (
        "keeps it away"
        if found.label == UNASSIGNED
        else "to its own"
        if pull.share > 0
        else f"to {name_of(portrait, found.nearest)}"
    )
    return sentence(f"{percent(abs(pull.share))} {side}")
