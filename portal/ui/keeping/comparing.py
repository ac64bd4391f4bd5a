"""Two versions beside each other: who moved, what was decided otherwise, which segments came and went."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from portal.figures.agreement import flows_caption
from portal.figures.flows import flows
from portal.figures.records import Segment
from portal.figures.theme import Theme
from portal.figures.wording import counted, number, sentence
from portal.services.segmentations import Segmentation
from portal.services.versions import FIELDS as COMPARED
from portal.services.versions import Pair, Versions
from portal.ui.components import Col, Row, chart_card, graph, saved, seg_name, tbl
from portal.ui.keeping.gallery import evidence_chip
from portal.ui.keeping.ids import Comparing
from portal.ui.keeping.words import FIELDS, address, status_chip, value
from portal.ui.people import called_in

HEIGHT = 380


def finding(found: Versions) -> str:
    """Whether anybody moved, and how much was decided otherwise."""
    changed = sum(len(pair.changed) for pair in found.pairs)
    decided = f"{counted(changed, 'decision')} changed" if changed else "no decision changed"
    if found.same_run:
        return sentence(f"Nobody moved, {decided}")
    if found.moves is None:
        return "Two divisions, one of which is not computed here"
    moved = found.moves.placed - found.moves.keep
    return f"{number(moved)} of {called_in(found.after.dataset_id).of(found.moves.placed)} moved, {decided}"


def title_of(kept: Segmentation) -> str:
    """“Version 2”, with its name where that could be mistaken."""
    return f"{kept.name}, version {kept.version}"


def lead(found: Versions) -> list[Any]:
    """Which two they are, each with its status and the verdict on its segments."""
    said: list[Any] = []
    for words, kept in (("", found.before), ("against", found.after)):
        said += [words, dcc.Link(title_of(kept), href=address(kept)), status_chip(kept.status), evidence_chip(kept)]
    return [html.Span(said, className="kept-pair")]


def moves_card(found: Versions) -> Any:
    """The Sankey; None where both versions keep one run."""
    if found.moves is None:
        return None
    names = (
        f"{sentence(called_in(found.after.dataset_id).many)} from {title_of(found.before)} to {title_of(found.after)}"
    )
    return chart_card(
        "Who moved",
        graph=graph(Comparing.FLOWS, name=names, height=HEIGHT),
        foot=f"Adjusted Rand index {number(found.ari or 0.0, 2)}; 1 is the same division, 0 is chance",
        card_id=Comparing.FLOWS_CARD,
        heading=2,
    )


def drawn(found: Versions, theme: Theme) -> tuple[Any, Any]:
    """The picture of who moved, and its caption; a segment has one colour on both sides."""
    moves = found.moves
    if moves is None:
        raise ValueError("both versions keep one run: there is nothing to draw")
    before, after = _segments(found)
    left = [before[label] for label in moves.left]
    right = [after[label] for label in moves.right]
    titles = _titles(found)
    people = called_in(found.after.dataset_id)
    words: dict[str, Any] = {"left_title": titles[0], "right_title": titles[1], "people": people}
    figure = flows(moves.counts, left, right, theme=theme, height=HEIGHT, **words)
    return figure, flows_caption(moves.counts, left, right, **words)


def _titles(found: Versions) -> tuple[str, str]:
    if found.before.series_id != found.after.series_id:
        return (found.before.name, found.after.name)
    return (f"Version {found.before.version}", f"Version {found.after.version}")


def _segments(found: Versions) -> tuple[dict[int, Segment], dict[int, Segment]]:
    """The segments of both sides by label; a counterpart has the colour of the earlier version's segment."""
    before = {plan.label: Segment(plan.label, plan.name, size) for plan, size in _sized(found.before)}
    spare = len(before)
    after: dict[int, Segment] = {}
    for pair in found.pairs:
        if pair.after is None:
            continue
        slot = pair.before.label if pair.before else spare
        spare += 0 if pair.before else 1
        after[pair.after.label] = Segment(pair.after.label, pair.after.name, pair.sizes[1], slot)
    return before, after


def _sized(kept: Segmentation) -> Any:
    return zip(kept.plans, kept.sizes, strict=True)


def changes_table(found: Versions) -> Any:
    """Every segment with its sizes and what was decided otherwise."""
    heads = [
        Col("Segment"),
        *(Col(title, number=True) for title in _titles(found)),
        Col("What changed", wrap=True),
    ]
    rows = [Row(_cells(pair)) for pair in found.pairs]
    return saved(tbl(heads, rows, name="What changed in each segment"))


def _cells(pair: Pair) -> list[Any]:
    plan = pair.after or pair.before
    if plan is None:
        raise ValueError("a pair has at least one segment")
    sizes = [number(size) if there else "–" for size, there in zip(pair.sizes, (pair.before, pair.after), strict=True)]
    return [seg_name(plan.name, plan.label), *sizes, _changes(pair)]


def _changes(pair: Pair) -> Any:
    if pair.before is None:
        return "New: no counterpart before"
    if pair.after is None:
        return "Gone: no counterpart after"
    if not pair.changed:
        return html.Span("Nothing", className="dim")
    lines = [
        html.Li([f"{FIELDS[field]}: ", value(getattr(pair.before, field)), " → ", value(getattr(pair.after, field))])
        for field in COMPARED
        if field in pair.changed
    ]
    return html.Ul(lines, className="kept-changes")
