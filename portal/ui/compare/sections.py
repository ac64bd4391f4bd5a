"""The lower half of the Compare page, before its figures arrive."""

from __future__ import annotations

from typing import Any

from dash import html

from portal.figures.theme import graph_config
from portal.ui.compare.ids import Id
from portal.ui.compare.methods import TITLES
from portal.ui.components import chart_card, graph, section, segmented
from portal.ui.components.fields import Option

PAIRS = ("kmeans-hdbscan", "kmeans-dbscan", "dbscan-hdbscan")


def sections(pair: str) -> list[Any]:
    """The two lower sections with their cards, empty."""
    return [
        section(
            "How far they agree",
            [
                html.Div(
                    [
                        chart_card(
                            "Scores side by side",
                            body=html.Div(id=Id.SCORES, style={"minHeight": "312px"}),
                            card_id=Id.SCORES_CARD,
                            flush=True,
                            foot=html.Span(id=Id.SCORES_FOOT),
                        ),
                        chart_card(
                            "How far the methods agree",
                            graph=graph(
                                Id.AGREEMENT,
                                name="Agreement between the methods",
                                height=300,
                                config=graph_config("agreement"),
                            ),
                            card_id=Id.AGREEMENT_CARD,
                            foot="Unassigned counted as a group",
                        ),
                    ],
                    className="pair-wide",
                ),
                html.Div(
                    [
                        chart_card(
                            "Who moves",
                            graph=graph(
                                Id.FLOWS, name="Moves between two results", height=340, config=graph_config("moves")
                            ),
                            body=None,
                            card_id=Id.FLOWS_CARD,
                            foot="Same colour, same group",
                            links=segmented(
                                Id.PAIR,
                                "Which two results",
                                [Option(name, _pair_words(name)) for name in PAIRS],
                                pair,
                                hide_label=True,
                            ),
                        ),
                        chart_card(
                            "Whom the results dispute",
                            body=html.Div(id=Id.DISPUTED, style={"minHeight": "300px"}),
                            card_id=Id.DISPUTED_CARD,
                            flush=True,
                        ),
                    ],
                    className="pair-wide",
                ),
            ],
            aside="First in scores, then in people",
        ),
        section(
            "Why these settings",
            html.Div(
                [
                    _reason(Id.SILHOUETTE, Id.SILHOUETTE_CARD, "Silhouette over the number of groups", "K-Means"),
                    _reason(
                        Id.ELBOW,
                        Id.ELBOW_CARD,
                        "Spread over the number of groups",
                        "K-Means, shown but not decisive",
                        name="Within-group spread over the number of groups",
                    ),
                    _reason(
                        Id.RADIUS,
                        Id.RADIUS_CARD,
                        "Distance to the neighbours",
                        "DBSCAN",
                        name="Sorted distance to the neighbours",
                    ),
                    _reason(Id.TREE, Id.TREE_CARD, "Branches", "HDBSCAN", name="Condensed tree", height=260),
                ],
                className="grid-2",
            ),
            aside="A triangle under a slider marks the recommended value",
        ),
    ]


def _reason(picture: Id, card: Id, title: str, foot: str, *, name: str | None = None, height: int = 220) -> Any:
    """A card that shows why a method's settings are recommended; `name` where the field's term is another."""
    drawn = graph(picture, name=name or title, height=height, config=graph_config(name or title))
    return chart_card(title, graph=drawn, card_id=card, foot=foot)


def _pair_words(pair: str) -> str:
    first, second = pair.split("-")
    return f"{TITLES[first]} – {TITLES[second]}"
