"""Notes and shapes gathered first and put on a figure at once: plotly re-checks all of them at every addition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go


@dataclass(slots=True)
class Marks:
    """What is to be written and drawn over a figure's traces."""

    notes: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)

    def note(self, **fields: Any) -> None:
        """One layout annotation, without an arrow unless it asks for one."""
        self.notes.append({"showarrow": False, **fields})

    def shape(self, **fields: Any) -> None:
        """One layout shape."""
        self.shapes.append(fields)

    def onto(self, fig: go.Figure) -> None:
        """Add everything to what the figure already has."""
        if self.notes:
            fig.layout.annotations = [*fig.layout.annotations, *self.notes]
        if self.shapes:
            fig.layout.shapes = [*fig.layout.shapes, *self.shapes]
