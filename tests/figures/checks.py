"""What is true of every figure of the portal."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go

from portal.figures.theme import template


def checked(fig: go.Figure, theme: str = "light") -> go.Figure:
    """The figure, after the rules of the house: template, hovers, no title, names shown literally, real JSON."""
    text = fig.to_json()
    plain = json.loads(text)
    assert fig.layout.template.layout.font.color == template(theme).layout.font.color
    assert fig.layout.title.text is None
    assert fig.layout.height > 0
    for trace in fig.data:
        hover = getattr(trace, "hovertemplate", None)
        if isinstance(hover, str) and hover:
            assert hover.endswith("<extra></extra>")
        if trace.type == "sankey":
            assert trace.node.hovertemplate.endswith("<extra></extra>")
            assert trace.link.hovertemplate.endswith("<extra></extra>")
    assert "<b>x</b>" not in text
    assert "NaN" not in text
    assert plain["data"] is not None
    return fig


def notes(fig: go.Figure) -> list[str]:
    """The words that are written on the figure."""
    return [note.text for note in fig.layout.annotations]


def colours(trace: Any) -> list[str]:
    """The colours of a trace's marks."""
    found = trace.marker.color
    return [found] if isinstance(found, str) else list(found)
