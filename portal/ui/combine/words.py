"""What the Combine page says: how far tables match, who is on one side only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from portal.engine.combining.keys import Match, Side
from portal.figures.records import People
from portal.figures.wording import counted, elided, listed, number, percent, sentence
from portal.ui.components import Col, saved, tbl


def asked(name: str, people: People) -> str:
    """The question while there is one table only."""
    return f"What else is known of the {people.many} in “{elided(name, 50)}”?"


def finding(matches: Sequence[Match], people: People) -> str:
    """How much of the first table the others know."""
    shares = [_share(one) for one in matches]
    if len(shares) == 1:
        return f"{percent(shares[0])} of {people.of(matches[0].left.keys)} are in both tables"
    low, high = percent(min(shares)), percent(max(shares))
    span = low if low == high else f"{low} to {high}"
    return f"The other tables know {span} of the {people.many}"


def lead(matches: Sequence[Match], names: Sequence[str], people: People) -> str:
    """The worst of it, or that nothing is wrong."""
    lost = [(one, name) for one, name in zip(matches, names, strict=True) if one.matched == 0]
    if lost:
        return f"No id of “{elided(lost[0][1], 40)}” is in the first table. Choose other id columns."
    many = ["the first table"] if matches and matches[0].left.most > 1 else []
    many += [f"“{elided(name, 40)}”" for one, name in zip(matches, names, strict=True) if one.right.most > 1]
    if many:
        tables = listed(many)
        return f"Many lines of {people.any} in {tables} become one by the rules below."
    return f"Each {people.one} has one line in each table."


def match_table(matches: Sequence[Match], names: Sequence[str], people: People) -> html.Div:
    """A row for each further table, and the unmatched ids of both sides in words."""
    heads = [
        Col("Table"), Col(sentence(people.many), number=True), Col("In both", number=True),
        Col("Of the first", number=True), Col("Only in the first", number=True),
        Col("Only here", number=True), Col("Most lines of one", number=True),
    ]  # fmt: skip
    rows = [
        [
            elided(name, 40), number(one.right.keys), number(one.matched), percent(_share(one)),
            number(one.left.unmatched), number(one.right.unmatched), number(one.right.most),
        ]
        for one, name in zip(matches, names, strict=True)
    ]  # fmt: skip
    said: list[Any] = _kept_apart("the first table", matches[0].left) if matches else []
    for one, name in zip(matches, names, strict=True):
        short = f"“{elided(name, 40)}”"
        said += [_alone("Only in the first table, not in " + short, one.left), _alone(f"Only in {short}", one.right)]
        said += _kept_apart(short, one.right)
        if one.zeros:
            more = (
                f"{sentence(counted(one.zeros, 'more id', 'more ids'))} of {short} would match without zeros in front"
            )
            said.append(f"{more}: where those mean nothing, read both id columns as numbers on Data first.")
    notes = html.Ul([html.Li(one) for one in said if one], className="data-notes")
    return html.Div([saved(tbl(heads, rows, name="How far the tables match")), notes])


def _kept_apart(where: str, side: Side) -> list[str]:
    """Rows of a table that are left out, and ids that are taken as one though they are written otherwise."""
    said = []
    if side.missing:
        said.append(f"{sentence(counted(side.missing, 'row'))} of {where} without an id: left out.")
    if side.respelt:
        ids, is_ = sentence(counted(side.respelt, "id")), "is" if side.respelt == 1 else "are"
        ways = ", ".join(f"“{way}”" for way in side.spellings)
        said.append(f"{ids} of {where} {is_} written in several ways and taken as one, such as {ways}.")
    return said


def _alone(where: str, side: Side) -> str:
    if not side.unmatched:
        return ""
    more = ", …" if side.unmatched > len(side.examples) else "."
    return f"{where}: {number(side.unmatched)}, such as {', '.join(side.examples)}{more}"


def _share(match: Match) -> float:
    return match.matched / match.left.keys if match.left.keys else 0.0
