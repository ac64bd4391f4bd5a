"""The look of every figure: template, tokens, segment colours, marker sizes and the graph's config."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import plotly.graph_objects as go

from portal.figures.records import UNASSIGNED

Theme = Literal["light", "dark"]

LOOK: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "look.json").read_text(encoding="utf-8"))
OWN_COLOURS: Final = 9
"""Slots that have a colour of their own at full distance; the next three rely on their symbol as well."""


@cache
def template(theme: Theme = "light") -> go.layout.Template:
    """The plotly template of a theme."""
    return go.layout.Template(LOOK[theme])


def tokens(theme: Theme = "light") -> dict[str, str]:
    """The design tokens that a figure may use, by name: ink, ink-2, surface, seg-1…9, noise, div-0…"""
    return dict(LOOK["tokens"][theme])


def token(name: str, theme: Theme) -> str:
    """One design token."""
    return str(LOOK["tokens"][theme][name])


def figure(theme: Theme, height: int, **layout: Any) -> go.Figure:
    """An empty figure in the theme; `layout` goes on top of the template."""
    return go.Figure(layout={"template": template(theme), "height": height, **layout})


def blank(theme: Theme, height: int, message: str = "No values to show") -> go.Figure:
    """A figure without axes that says in words why nothing is drawn."""
    hidden = {"visible": False, "range": [0, 1], "fixedrange": True}
    empty = figure(theme, height, xaxis=hidden, yaxis=hidden)
    empty.add_annotation(
        text=message, x=0.5, y=0.5, xref="paper", yref="paper", font={"color": token("ink-3", theme), "size": 13}
    )
    return empty


def palette(theme: Theme = "light") -> tuple[str, ...]:
    """Twelve segment colours: nine of their own and the extension."""
    own = [token(f"seg-{number}", theme) for number in range(1, OWN_COLOURS + 1)]
    return (*own, *LOOK["segment_extension"][theme])


def segment_color(slot: int, theme: Theme = "light") -> str:
    """The colour of a slot: 0 is the largest segment at first run, −1 the unassigned."""
    if slot <= UNASSIGNED:
        return token("noise", theme)
    colours = palette(theme)
    return colours[slot % len(colours)]


def segment_symbol(slot: int) -> str:
    """Circles for the nine slots with colours of their own; each later round of colours has its own shape."""
    if slot <= UNASSIGNED:
        return str(LOOK["noise_trace"]["marker"]["symbol"])
    symbols = LOOK["segment_symbols"]
    round_of = 0 if slot < OWN_COLOURS else 1 + (slot - OWN_COLOURS) // (OWN_COLOURS + 3)
    return str(symbols[round_of % len(symbols)])


@cache
def is_faint(slot: int, theme: Theme) -> bool:
    """Whether a slot's colour stays below 3:1 on the surface, so that its markers need an ink line."""
    return contrast(segment_color(slot, theme), token("surface", theme)) < 3


def contrast(colour: str, other: str) -> float:
    """WCAG contrast ratio of two #rrggbb colours."""
    bright, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def translucent(colour: str, alpha: float) -> str:
    """A #rrggbb colour as rgba()."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def halo(theme: Theme) -> str:
    """The text shadow that keeps a label readable over marks."""
    surface = token("surface", theme)
    near = ", ".join(f"{x}px {y}px 1px {surface}" for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y)
    return f"{near}, 0 0 4px {surface}, 0 0 4px {surface}"


def marker_size(rows: int) -> float:
    """Marker diameter in px for this many rows."""
    return float(_by_rows("marker_size_by_rows", rows))


def marker_opacity(rows: int) -> float:
    """Marker opacity for this many rows."""
    return float(_by_rows("marker_opacity_by_rows", rows))


def _by_rows(table: str, rows: int) -> float:
    steps: list[tuple[int, float]] = LOOK[table]
    return next((value for limit, value in steps if rows <= limit), steps[-1][1])


def sequential(theme: Theme) -> list[list[float | str]]:
    """A blue scale for marks: its low end still stands out from the surface."""
    return [[0.0, token("div-neg-2", theme)], [0.5, token("div-neg-3", theme)], [1.0, LOOK["sequential_end"][theme]]]


def diverging(theme: Theme) -> list[list[float | str]]:
    """The seven-step scale for −2 to 2 σ, cut at 0.2, 0.6 and 1.2."""
    return [list(step) for step in LOOK["diverging_steps"][theme]]


def graph_config(name: str) -> dict[str, Any]:
    """The dcc.Graph config; `name` becomes the file name of the PNG."""
    config: dict[str, Any] = copy.deepcopy(LOOK["config"])
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "chart"
    # Plotly's “Share chart” would send the customers' data to another host.
    config |= {"showSendToCloud": False, "plotlyServerURL": ""}
    config["toImageButtonOptions"] = {"format": "png", "filename": slug[:80], "scale": 2}
    return config
