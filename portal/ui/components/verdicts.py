"""The verdict: dot, word and colour all say it."""

from __future__ import annotations

from typing import Any, Literal

from dash import dcc, html

Verdict = Literal["natural", "reproducible", "constructive"]

WORDS: dict[Verdict, str] = {"natural": "Natural", "reproducible": "Reproducible", "constructive": "Constructive"}


def verdict_chip(verdict: Verdict, *, href: str | None = None, said: str | None = None) -> Any:
    """The chip; with `href` it is the way to the evidence."""
    word = said or WORDS[verdict]
    name = f"chip verdict verdict-{verdict}"
    return dcc.Link(word, href=href, className=name) if href else html.Span(word, className=name)
