"""The rail, the tab bar, and which pages they lead to."""

from __future__ import annotations

from dataclasses import dataclass

import dash
from dash import dcc, html

from portal.ui.icons import IconName, icon


@dataclass(frozen=True, slots=True)
class Place:
    """A page as the rail shows it."""

    name: str
    path: str
    icon: IconName


GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("", (Place("Home", "/", "house"),)),
    ("Understand the data", (Place("Data", "/data", "table"), Place("Explore", "/explore", "bar-chart"))),
    (
        "Find segments",
        (
            Place("Structure", "/structure", "shield-check"),
            Place("Compare", "/compare", "layout-three-columns"),
            Place("PCA", "/pca", "bullseye"),
        ),
    ),
    (
        "Act on them",
        (
            Place("Profiles", "/profiles", "people"),
            Place("Segmentations", "/segmentations", "collection"),
            Place("Audiences", "/audiences", "funnel"),
        ),
    ),
)

TABS = ("/", "/data", "/explore", "/compare", "/profiles")
"""Places of the tab bar on small screens; the rest is behind Home and the links of the pages."""


def link_id(bar: str, path: str) -> dict[str, str]:
    """Id of a link; nav.js keeps its query and its aria-current."""
    return {"type": "shell-link", "bar": bar, "path": path}


def groups() -> list[tuple[str, list[Place]]]:
    """The groups with those places that have a page."""
    there = {page["path"] for page in dash.page_registry.values()}
    kept = [(title, [place for place in places if place.path in there]) for title, places in GROUPS]
    return [(title, places) for title, places in kept if places]


def rail() -> html.Nav:
    """The rail of wide screens."""
    return html.Nav(
        [
            dcc.Link(
                [html.Span(className="brand-mark", **{"aria-hidden": "true"}), "Segments"],
                href="/",
                id=link_id("brand", "/"),
                className="brand",
            ),
            *(_group(title, places) for title, places in groups()),
            html.P(
                "Everything shown is computed from the chosen run. The address bar is the link.", className="rail-foot"
            ),
        ],
        className="rail",
        **{"aria-label": "Pages"},
    )


def tabbar() -> html.Nav:
    """The bar at the foot of small screens."""
    places = [place for _, group in groups() for place in group if place.path in TABS]
    return html.Nav([_link("tab", place, "") for place in places], className="tabbar", **{"aria-label": "Main pages"})


def _group(title: str, places: list[Place]) -> html.Div:
    head = [html.Div(title, className="rail-head")] if title else []
    return html.Div([*head, *(_link("rail", place, "rail-link") for place in places)], className="rail-group")


def _link(bar: str, place: Place, name: str) -> dcc.Link:
    return dcc.Link([icon(place.icon), place.name], href=place.path, id=link_id(bar, place.path), className=name)
