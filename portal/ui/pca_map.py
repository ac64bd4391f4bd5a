"""The map of the PCA page: two or three components, coloured by segment or column, with arrows and outlines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from dash import Patch

from portal.figures.colored_map import colored_map
from portal.figures.colored_map_3d import colored_map_3d
from portal.figures.components import with_arrows
from portal.figures.map_3d import segment_map_3d
from portal.figures.map_captions import colored_caption, map_caption
from portal.figures.raster import Grid, image, raster
from portal.figures.records import Caption, Extent
from portal.figures.segment_map import extent_of, marker_of, segment_map, traced, two_columns
from portal.figures.theme import Theme
from portal.figures.values import sampled
from portal.figures.wording import humanised, lowered, number, percent, sentence
from portal.services import datasets, maps
from portal.services.segments import Portrait
from portal.services.selection import Outline
from portal.services.structures import Structure
from portal.services.workspace import Workspace
from portal.ui.pca_view import BY_SEGMENT, View
from portal.ui.people import called
from portal.ui.portraits import segments_of

HEIGHT: Final = 520
DOTS: Final = 50_000
"""So many are drawn when a column colours them."""
GRID: Final = Grid(840, 478)
"""Cells of a picture: about a pixel each on a wide card."""
DOTS_IN_SPACE: Final = 8_000


def axis_title(structure: Structure, place: int) -> str:
    """“Component 1 · 36%”."""
    return f"Component {place + 1} · {percent(float(structure.components.explained[place]))}"


def points_of(structure: Structure, view: View) -> np.ndarray[Any, np.dtype[np.float32]]:
    """(m, 2) the rows on the two chosen components; a single one is spread as the figures spread it."""
    scores = structure.components.scores
    return two_columns(scores[:, [view.x, view.y]] if structure.components.m > 1 else scores)


def drawn(
    ws: Workspace,
    portrait: Portrait,
    structure: Structure,
    view: View,
    outlines: tuple[Outline, ...],
    *,
    theme: Theme,
    revision: str,
    seen: Sequence[float] | None = None,
) -> tuple[go.Figure, Caption]:
    """The figure and its words; `seen` is the part of the plane that is looked at (left, right, bottom, top)."""
    pictured = is_picture(structure, view)
    kept = sampled(structure.matrix.n, _most(view, pictured))
    labels = portrait.cut.matrix_labels[kept]
    words = None
    if view.colour != BY_SEGMENT:
        column = datasets.frame(ws, portrait.dataset.id, [view.colour])[view.colour]
        values = column.iloc[structure.matrix.index[kept]].reset_index(drop=True)
        words = humanised(view.colour)
    flat = points_of(structure, view)
    if view.space:
        axes = [view.x, view.y, view.z]
        space: dict[str, Any] = {
            "axis_titles": tuple(axis_title(structure, place) for place in axes),
            "theme": theme, "height": HEIGHT, "revision": revision,
        }  # fmt: skip
        points = structure.components.scores[kept][:, axes]
        if words is None:
            figure = segment_map_3d(points, labels, segments=segments_of(portrait), selected=view.among, **space)
        else:
            figure = colored_map_3d(points, values, name=words, **space)
    else:
        single = structure.components.m < 2
        plane: dict[str, Any] = {
            "axis_titles": (axis_title(structure, view.x), "" if single else axis_title(structure, view.y)),
            "theme": theme, "height": HEIGHT, "dragmode": "lasso", "revision": revision,
        }  # fmt: skip
        if words is None:
            extent = extent_of(flat)
            figure = segment_map(
                flat[kept], labels, segments=segments_of(portrait), selected=view.among, extent=extent, **plane
            )
            if pictured:
                # The picture shows everybody; the dots are only there to be pointed at.
                figure.update_traces(marker_opacity=0, marker_size=4)
                figure.update_layout(images=[picture(portrait, structure, view, seen or extent, theme)])
        else:
            figure = colored_map(flat[kept], values, name=words, **plane)
        if seen:
            # The graph draws itself again after each zoom, and plotly then forgets that the zoom was the reader's.
            figure.update_layout(xaxis_range=list(seen[:2]), yaxis_range=list(seen[2:]))
        if view.arrows and not single:
            names = [humanised(name) for name in structure.matrix.columns]
            loadings = structure.components.loadings.T
            figure = with_arrows(figure, loadings, variables=names, axes=(view.x, view.y), theme=theme)
        figure.update_layout(selections=[_drawn_outline(one) for one in outlines], selectionrevision=revision)
    caption = _caption(portrait, flat[kept], labels, view, None if words is None else values, words)
    if len(kept) < structure.matrix.n and not pictured:
        everyone = called(portrait.dataset).of(structure.matrix.n)
        base = f"{number(len(kept))} of {everyone} are drawn; a selection counts everyone."
        caption = Caption(caption.title, f"{caption.reading} {base}")
    return figure, caption


def is_picture(structure: Structure, view: View) -> bool:
    """Whether there are too many customers for dots: a picture of all of them is then made here."""
    return maps.is_raster(structure) and not view.space and view.colour == BY_SEGMENT


def picture(
    portrait: Portrait, structure: Structure, view: View, seen: Sequence[float], theme: Theme
) -> dict[str, Any]:
    """Everybody in the part of the plane that is `seen`."""
    extent = Extent(*seen)
    labels, shown = portrait.cut.matrix_labels, segments_of(portrait)
    flat = points_of(structure, view)
    pixels = raster(flat, labels, segments=shown, extent=extent, grid=GRID, theme=theme, selected=view.among)
    return image(pixels, extent)


def closer(portrait: Portrait, structure: Structure, view: View, seen: Sequence[float], theme: Theme) -> Patch:
    """The picture alone, for another part of the plane."""
    patch = Patch()
    patch["layout"]["images"] = [picture(portrait, structure, view, seen, theme)]
    return patch


def dimmed(portrait: Portrait, structure: Structure, view: View, theme: Theme) -> Patch:
    """Which segment stands out, without sending anybody's place again."""
    patch = Patch()
    rows = min(structure.matrix.n, maps.RASTER_FROM)
    for place, segment in enumerate(traced(segments_of(portrait))):
        aside = view.among not in (None, segment.label)
        patch["data"][place]["marker"] = marker_of(segment, theme, rows, dimmed=aside)
    return patch


def _most(view: View, pictured: bool) -> int:
    if view.space:
        return DOTS_IN_SPACE
    if pictured:
        return maps.POINTED
    return maps.RASTER_FROM if view.colour == BY_SEGMENT else DOTS


def _caption(portrait: Portrait, points: Any, labels: Any, view: View, values: Any, words: str | None) -> Caption:
    people = called(portrait.dataset)
    subject = "three components" if view.space else f"components {view.x + 1} and {view.y + 1}"
    if view.space:
        by = f"Each dot is {people.any}, coloured by {lowered(words)}." if words else f"Each dot is {people.any}."
        return Caption(f"{sentence(people.many)} on {subject}", f"{by} Near means similar.")
    if values is not None and words is not None:
        return colored_caption(points, values, name=words, people=people)
    return map_caption(points, labels, segments=segments_of(portrait), subject=subject, people=people)


def _drawn_outline(outline: Outline) -> dict[str, Any]:
    path = "M" + "L".join(f"{x:.6g},{y:.6g}" for x, y in outline) + "Z"
    return {"type": "path", "path": path, "xref": "x", "yref": "y"}
