"""The icons that assets/21-icons.css carries."""

from __future__ import annotations

from typing import Literal, get_args

from dash import html

IconName = Literal[
    "activity", "arrow-clockwise", "arrow-repeat", "arrow-right", "bar-chart", "bullseye", "check2",
    "check2-circle", "chevron-down", "chevron-expand", "chevron-right", "circle-half", "collection",
    "database", "download", "exclamation-triangle", "file-earmark-text", "filetype-csv", "funnel",
    "hourglass-split", "house", "info-circle", "layout-three-columns", "link-45deg", "list", "moon-stars",
    "pencil", "people", "pin-angle", "plus-lg", "search", "shield-check", "stop-circle", "sun", "table",
    "three-dots", "trash3", "upload", "x-circle", "x-lg",
]  # fmt: skip

ICONS: frozenset[str] = frozenset(get_args(IconName))


def icon(name: IconName, *, className: str = "") -> html.I:
    """A decorative icon in the colour of the text around it."""
    if name not in ICONS:
        raise KeyError(f"There is no icon {name!r} in assets/21-icons.css. Choose one of: {', '.join(sorted(ICONS))}.")
    return html.I(className=f"bi bi-{name} {className}".strip(), **{"aria-hidden": "true"})
