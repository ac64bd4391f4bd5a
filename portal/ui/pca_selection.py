"""Who was selected on the map of components: by outlines, by a segment, or by both."""

from __future__ import annotations

from dash import html

from portal.services import selection
from portal.services.predicates import Outlined
from portal.services.segments import UNASSIGNED_NAME, Portrait
from portal.services.workspace import Workspace
from portal.ui.components import size_bars
from portal.ui.inspector import Told, told
from portal.ui.pca_view import View
from portal.ui.portraits import segments_of


def panel(ws: Workspace, portrait: Portrait, view: View) -> Told:
    """What the inspector says of the view."""
    outlines = () if view.space else selection.read(view.select)
    if not outlines and view.among is None:
        everyone = [
            html.H2("Nobody is selected", className="chart-title"),
            html.P(
                "Draw around dots on the map with the lasso or the box, or choose a segment above. "
                "Here is then who they are and what sets them apart.",
                className="chart-reading",
            ),
            html.H3("Everyone on the map", className="selection-head"),
            size_bars(segments_of(portrait), name="Size of the segments"),
        ]
        return Told(everyone, None)
    predicate = Outlined(portrait.run.spec, view.x, view.y, outlines, view.among)
    return told(ws, portrait.dataset, portrait, predicate, _who(portrait, view, bool(outlines)))


def _who(portrait: Portrait, view: View, drawn: bool) -> str:
    if view.among is None:
        return ""
    found = portrait.segment(view.among)
    name = found.name if found else UNASSIGNED_NAME
    return f", of {name} only" if drawn else f": {name}"
