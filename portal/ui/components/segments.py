"""Segments in HTML: name with swatch, card, share bar with legend, size bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from portal.figures.records import Segment
from portal.figures.wording import number, percent, tied
from portal.ui.icons import icon

COLOURS = 12
"""Segment colours that assets/10-tokens.css names; further slots begin again, as in portal.figures."""


def colour(slot: int) -> dict[str, str]:
    """Style that carries a slot's colour as `--c`; −1 is the grey of the unassigned."""
    return {"--c": "var(--noise)" if slot < 0 else f"var(--seg-{slot % COLOURS + 1})"}


def swatch(slot: int) -> html.I:
    """The small square (unassigned: ring) in a slot's colour."""
    name = "swatch swatch-noise" if slot < 0 else "swatch"
    return html.I(className=name, style=colour(slot), **{"aria-hidden": "true"})


def seg_name(name: str, slot: int) -> html.Span:
    """Swatch and name."""
    return html.Span([swatch(slot), html.Span(name)], className="seg-name")


def segment_card(
    segment: Segment,
    *,
    total: int,
    traits: Sequence[tuple[str, str]] = (),
    about: str | None = None,
    foot: str | Component | None = None,
    href: str | None = None,
    noun: str = "customers",
    chip: Component | None = None,
    worth: str | None = None,
) -> Component:
    """One segment: size, share, the traits that set it apart, what it is worth.

    Parameters
    ----------
    traits : (word, rest) pairs, “Oldest” and “57 years on average, 1.2 σ above everyone”
    about : a sentence instead of traits (the unassigned)
    href : where the whole card leads
    chip : a word about it, beside the size
    worth : its share of the money, in words
    """
    slot = segment.colour_slot
    share = segment.size / total if total else 0.0
    parts: list[Any] = [
        html.H3(seg_name(segment.name, slot)),
        html.Div(
            [
                html.B(number(segment.size), className="num"),
                html.Span(f"{noun}, {percent(share)}", className="num"),
                chip,
            ],
            className="seg-size",
        ),
        html.Div(html.I(style={"width": f"{share:.1%}"}), className="seg-meter"),
        _traits(traits),
        html.P(about, className="seg-about") if about else None,
        html.P(worth, className="seg-worth num") if worth else None,
        html.Div([html.Span(foot), icon("arrow-right") if href else None], className="foot") if foot or href else None,
    ]
    style = colour(slot)
    name = "seg-card seg-card-noise" if segment.is_unassigned else "seg-card"
    if href:
        return dcc.Link(parts, href=href, className=name, style=style)
    return html.Div(parts, className=name, style=style)


def _traits(traits: Sequence[tuple[str, str]]) -> Component | None:
    if not traits:
        return None
    return html.Ul([html.Li([html.B(f"{word}: "), tied(rest)]) for word, rest in traits], className="traits")


def share_bar(segments: Sequence[Segment]) -> html.Div:
    """All customers as one bar with its legend; the unassigned last and outlined."""
    shown = [segment for segment in _ordered(segments) if segment.size]
    return html.Div([share_strip(shown), legend(shown)], className="shares")


def share_strip(segments: Sequence[Segment]) -> html.Div:
    """The bar alone; its words are read out to those who do not see it."""
    shown = [segment for segment in _ordered(segments) if segment.size]
    total = sum(segment.size for segment in shown)
    said = ", ".join(f"{segment.name} {percent(segment.size / total)}" for segment in shown)
    return html.Div(
        [
            html.I(
                className="noise" if segment.is_unassigned else "",
                style={"flex": str(segment.size), **colour(segment.colour_slot)},
                title=f"{segment.name}: {number(segment.size)}",
            )
            for segment in shown
        ],
        className="share-bar",
        role="img",
        **{"aria-label": f"Share of each segment: {said}"},
    )


def legend(segments: Sequence[Segment]) -> html.Ul:
    """Names with their shares."""
    total = sum(segment.size for segment in segments) or 1
    return html.Ul(
        [
            html.Li(
                [seg_name(segment.name, segment.colour_slot), html.Span(percent(segment.size / total), className="num")]
            )
            for segment in _ordered(segments)
        ],
        className="legend",
    )


def size_bars(segments: Sequence[Segment], *, name: str, limit: int | None = None, shown: int = 12) -> html.Ul:
    """Name, bar and count of each segment; the unassigned apart.

    `limit` is the count that fills the width, so that neighbours compare; `shown` segments are listed.
    """
    ordered = _ordered(segments)
    named = [segment for segment in ordered if not segment.is_unassigned]
    longest = limit or max((segment.size for segment in ordered), default=1) or 1
    rows = [_bar(segment, longest) for segment in named[:shown]]
    if len(named) > shown:
        rest = sum(segment.size for segment in named[shown:])
        rows.append(_row(f"{len(named) - shown} smaller ones", None, rest, "rest"))
    rows += [_bar(segment, longest, "rest") for segment in ordered if segment.is_unassigned]
    return html.Ul(rows, className="bars", **{"aria-label": name})


def _bar(segment: Segment, longest: int, extra: str = "") -> html.Li:
    bar = html.Span(
        html.I(style={"width": f"{segment.size / longest:.1%}", **colour(segment.colour_slot)} | _hide(segment)),
        className="bar bar-noise" if segment.is_unassigned else "bar",
        **{"aria-hidden": "true"},
    )
    return _row(segment.name, bar, segment.size, extra)


def _hide(segment: Segment) -> dict[str, str]:
    return {} if segment.size else {"display": "none"}


def _row(name: str, bar: Component | None, size: int, extra: str) -> html.Li:
    words = html.Span(name, className="bar-name", title=name)
    count = html.Span(number(size) if size else "–", className="num")
    return html.Li([words, bar if bar is not None else html.Span(), count], className=extra)


def _ordered(segments: Sequence[Segment]) -> list[Segment]:
    return sorted(segments, key=lambda segment: (segment.is_unassigned, segment.label))
