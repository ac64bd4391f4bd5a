"""The map of a method's card: dots that the browser paints, or above 200,000 customers a picture of what is in view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from dash import html

from portal.figures.raster import Grid, image, raster
from portal.figures.records import Extent, People, Segment
from portal.figures.segment_map import segment_map
from portal.figures.theme import Theme
from portal.figures.wording import counted, listed, number, percent
from portal.services import maps, runs, selection
from portal.services.comparing import Recut
from portal.services.structures import Structure
from portal.services.workspace import Workspace
from portal.ui.compare import cards
from portal.ui.compare.messages import drawn_apart, frame_key, labels_message
from portal.ui.people import called_in

GRID: Final = Grid(480, 238)
"""Cells of a picture: about a pixel each on a card."""
NAMED: Final = 4
INSPECTED: Final = "compare-inspected"
"""The place of the inspector, which tells more of them."""
FRAMES: Final = 128
"""Maps without points that are remembered: plotly takes 25 ms to check one, and sliders come back."""


def message(structure: Structure, recut: Recut) -> dict[str, Any]:
    """Labels of the customers whom the browser holds."""
    return labels_message(recut.cut.matrix_labels[maps.sent(structure)])


def frame(recut: Recut, place: Mapping[str, Any], theme: Theme, known: str | None) -> tuple[dict[str, Any] | None, str]:
    """The map without its points and its key; no map when the browser has that of this key."""
    segments = tuple(replace(one, size=0) for one in drawn_apart(cards.segments_of(recut)))
    key = frame_key(segments, theme)
    if key == known:
        return None, key
    return _frame(segments, tuple(place["axes"]), tuple(place["extent"]), recut.cut.rows, place["raster"], theme), key


@lru_cache(maxsize=FRAMES)
def _frame(
    segments: tuple[Segment, ...],
    axes: tuple[str, str],
    extent: tuple[float, ...],
    rows: int,
    is_raster: bool,
    theme: Theme,
) -> dict[str, Any]:
    figure = segment_map(
        segments=segments, axis_titles=axes, extent=Extent(*extent), rows=rows, height=cards.MAP_HEIGHT, theme=theme
    )
    if is_raster:
        # The picture shows everybody; the dots are only there to be pointed at.
        figure.update_traces(marker_opacity=0, marker_size=4)
    plain: dict[str, Any] = figure.to_dict()
    return plain


def picture(
    structure: Structure, recut: Recut, place: Mapping[str, Any], view: Sequence[float] | None, theme: Theme
) -> dict[str, Any] | None:
    """Everybody within `view` ([left, right, bottom, top], None for all) as a picture; None where dots are drawn."""
    if not place["raster"]:
        return None
    extent = Extent(*(view or place["extent"]))
    pixels = raster(
        maps.plane(structure),
        recut.cut.matrix_labels,
        segments=cards.segments_of(recut),
        extent=extent,
        grid=GRID,
        theme=theme,
    )
    return image(pixels, extent)


def inside(ws: Workspace, recut: Recut, drawn: str | None) -> Any:
    """How many customers are within what was drawn, and in which segments of this method."""
    outlines = selection.read(drawn)
    structure = runs.structure_of(ws, recut.spec)
    if not outlines or structure is None:
        return None
    chosen = selection.inside(maps.plane(structure), outlines)
    found = selection.mixed(recut.cut.matrix_labels, chosen)
    names = {segment.label: segment.name for segment in recut.segments}
    parts = [f"{names[share.label]} {percent(share.share)}" for share in found.mix[:NAMED]]
    if len(found.mix) > NAMED:
        parts.append(f"{counted(len(found.mix) - NAMED, 'other')}")
    said = f"{number(found.count)} of {called_in(recut.spec.dataset_id).of(found.total)} are inside"
    more = html.A("Who they are", href=f"#{INSPECTED}", className="link-quiet")
    return html.P([html.B(said), f": {listed(parts)}. " if parts else ". ", more], className="help m-inside")


def sampled_words(structure: Structure, people: People) -> str | None:
    """What the density methods rest on where the table is above the row budget."""
    if structure.sample is None or structure.agreement is None:
        return None
    return (
        f"DBSCAN and HDBSCAN are computed on {number(len(structure.sample))} of {people.of(structure.matrix.n)}, "
        "drawn at random; everyone else joins the nearest of them. A second sample agrees to "
        f"{number(structure.agreement, 2)} (adjusted Rand index, 1 is the same). Neighbours are counted in the sample; "
        f"sizes are those of all {people.many}."
    )
