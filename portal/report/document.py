"""The file itself: everything it needs is inside, so that it opens anywhere, now and in ten years."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from plotly.offline import get_plotlyjs

from portal.report.markup import Markup, script_data

ASSETS: Final = Path(__file__).parents[2] / "assets"
STYLES: Final = (
    "10-tokens", "20-base", "30-shell", "31-controls", "33-cards", "34-tables", "35-segments", "36-states", "40-pages",
    "43-profiles", "44-structure",
)  # fmt: skip
"""Of the portal's own look: what its parts stand on. Bootstrap, controls and icons stay behind."""
_FONT: Final = re.compile(r'url\("(fonts/[^"]+)"\)')

DRAW: Final = """
(() => {
  const drawn = [...document.querySelectorAll("[data-figure]")];
  const draw = (place) => {
    const figure = JSON.parse(document.getElementById("figure-" + place.dataset.figure).textContent);
    const layout = {...figure.layout, width: place.clientWidth, autosize: false};
    // What is drawn as pixels on a page is drawn as shapes here: sharp on paper, and readable for ever.
    const data = figure.data.map((trace) => trace.type === "scattergl" ? {...trace, type: "scatter"} : trace);
    return Plotly.newPlot(place, data, layout, {staticPlot: true});
  };
  const again = () => drawn.forEach((place) => place.clientWidth && Plotly.relayout(place, {width: place.clientWidth}));
  const done = () => { document.documentElement.dataset.drawn = drawn.length; };
  document.fonts.ready.then(() => Promise.all(drawn.map(draw))).then(done);
  window.addEventListener("resize", () => { clearTimeout(window.later); window.later = setTimeout(again, 150); });
})();
"""


def document(title: str, parts: list[Any]) -> bytes:
    """One HTML file of some parts of pages."""
    markup = Markup()
    body = "".join(markup.html(part) for part in parts)
    # A policy that refuses the network altogether: the file can not call home even if a table's text tried to.
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data: blob:; script-src 'unsafe-inline'"
    )
    return f"""<!DOCTYPE html>
<html lang="en" data-bs-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{styles()}</style>
</head>
<body class="report">
<main>{body}</main>
<noscript>The charts of this report are drawn by a script inside it. Switch JavaScript on to see them.</noscript>
{script_data(markup.figures)}
<script>{get_plotlyjs()}</script>
<script>{DRAW}</script>
<script>{saving()}</script>
</body>
</html>
""".encode()


@cache
def saving() -> str:
    """The portal's own scripts that save pictures and tables: they ask nobody for anything."""
    return "\n".join((ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in ("csv", "pictures"))


@cache
def styles() -> str:
    """The portal's look with its fonts inside, then the report's own."""
    look = "\n".join((ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)
    own = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
    return _FONT.sub(lambda found: f'url("{_inside(ASSETS / found[1])}")', look) + own


def _inside(font: Path) -> str:
    return f"data:font/woff2;base64,{base64.b64encode(font.read_bytes()).decode()}"
