"""Parts of pages as plain HTML: what needs the portal falls away, pictures wait for the report's own script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from dash.development.base_component import Component
from plotly.io import to_json

from portal.ui.components import save_as_csv

HTML: Final = "dash_html_components"
GONE: Final = frozenset({"Store", "Interval", "Button", "Dialog", "Script", "Iframe"})
KEPT: Final = ("png", "svg", "csv")
"""Acts that need no portal: saving a picture or a table."""
ALONE: Final = frozenset({"br", "hr", "img"})
WRITTEN: Final = {"className": "class", "title": "title", "role": "role", "scope": "scope", "colSpan": "colspan",
                  "rowSpan": "rowspan", "tabIndex": "tabindex", "lang": "lang", "open": "open"}  # fmt: skip
"""Attributes that are kept. Ids are not: what they were for stays behind, and a part may come twice."""
_UPPER: Final = re.compile(r"([A-Z])")


class Markup:
    """Turns components into HTML and remembers the figures they hold."""

    def __init__(self) -> None:
        self.figures: list[str] = []

    def html(self, part: Any) -> str:
        """The HTML of a component, a text, or a list of them."""
        if part is None or isinstance(part, bool):
            return ""
        if isinstance(part, Component):
            return self._component(part)
        if isinstance(part, Iterable) and not isinstance(part, str):
            return "".join(self.html(one) for one in part)
        return escape(str(part), quote=False)

    def _component(self, part: Component) -> str:
        kind, name = part._type, getattr(part, "className", None) or ""
        # Only within the portal is there something to press or to follow.
        act = getattr(part, "data-act", None)
        if act in KEPT:
            name = act.upper()
            return f'<button type="button" class="link" data-act="{act}" aria-label="Save as {name}">{name}</button>'
        if kind in GONE or "btn" in name.split() or "bi" in name.split():
            return ""
        if kind == "Graph":
            return self._figure(part)
        if "chart-table" in name:
            return self._numbers(part)
        tag = kind.lower() if part._namespace == HTML and kind != "A" else "span"
        start = f"<{tag}{self._attributes(part)}>"
        return start if tag in ALONE else f"{start}{self.html(getattr(part, 'children', None))}</{tag}>"

    def _figure(self, part: Component) -> str:
        figure = getattr(part, "figure", None)
        self.figures.append(to_json(figure, validate=False, engine="json").replace("</", "<\\/"))
        return f'<div class="drawing" data-figure="{len(self.figures) - 1}"></div>'

    def _numbers(self, part: Component) -> str:
        table = self.html(getattr(part, "children", None))
        save = self.html(save_as_csv())
        return f'<details class="numbers"><summary>Numbers</summary>{table}{save}</details>' if table else ""

    def _attributes(self, part: Component) -> str:
        found = []
        for name, value in part.to_plotly_json()["props"].items():
            written = WRITTEN.get(name) or (name if name.startswith("aria-") and name != "aria-labelledby" else "")
            if name == "style" and isinstance(value, dict):
                found.append(f' style="{escape(css(value))}"')
            elif written and value is not None and value != "":
                found.append(f' {written}="{escape(str(value))}"')
        if getattr(part, "role", None) == "figure":
            # The drawing in it is one picture to those who do not see it.
            found = [one.replace('role="figure"', 'role="img"') for one in found]
        return "".join(found)


def css(style: dict[str, Any]) -> str:
    """A style as CSS; names of variables stay as they are."""
    return ";".join(
        f"{name if name.startswith('--') else _UPPER.sub(lambda found: '-' + found[1].lower(), name)}:{value}"
        for name, value in style.items()
    )


def script_data(figures: list[str]) -> str:
    """The figures as data that a browser never takes for a script."""
    return "".join(
        f'<script type="application/json" id="figure-{place}">{text}</script>' for place, text in enumerate(figures)
    )


def in_script(value: Any) -> str:
    """A value inside a script."""
    return json.dumps(value).replace("</", "<\\/")
