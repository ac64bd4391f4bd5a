"""The map on Home: every customer up to a number that a page opens with quickly, then a sample of them."""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go

from portal.figures.map_captions import map_caption
from portal.figures.records import Caption
from portal.figures.segment_map import LABELLED, extent_of, segment_map
from portal.figures.theme import Theme
from portal.figures.values import sampled
from portal.figures.wording import number, percent
from portal.services import runs
from portal.services.segments import Portrait
from portal.services.workspace import Workspace
from portal.ui.people import called
from portal.ui.portraits import segments_of

DOTS: Final = 20_000


def axis_title(place: int, share: float) -> str:
    """“Component 1 · 36%”."""
    return f"Component {place + 1} · {percent(share)}"


def drawn(
    ws: Workspace, portrait: Portrait, theme: Theme, height: int = 400, most: int = DOTS
) -> tuple[go.Figure, Caption]:
    """The map of `most` customers, and its words."""
    structure = runs.structure_of(ws, portrait.run.spec)
    assert structure is not None  # there is no portrait without it
    components = structure.components
    kept = sampled(structure.matrix.n, most)
    points, labels = components.scores[kept, :2], portrait.cut.matrix_labels[kept]
    titles = [axis_title(i, float(components.explained[i])) for i in range(min(2, components.m))]
    figure = segment_map(
        points,
        labels,
        segments=segments_of(portrait),
        axis_titles=(titles[0], titles[1] if len(titles) > 1 else ""),
        theme=theme,
        height=height,
        # The share bar above the map names the segments where the map itself can not.
        labels_on=len(portrait.segments) <= LABELLED,
        extent=extent_of(components.scores[:, :2]) if components.m > 1 else None,
        revision=portrait.run.id,
    )
    caption = map_caption(points, labels, segments=segments_of(portrait), people=called(portrait.dataset))
    if len(kept) < structure.matrix.n:
        words = f"{caption.reading} {number(len(kept))} of {number(structure.matrix.n)} are drawn."
        caption = Caption(caption.title, words)
    return figure, caption
