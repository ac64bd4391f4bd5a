"""A map of more customers than a browser draws: counted into cells, the colours of a cell's segments blended.

The picture is a PNG in `layout.images`, made anew for every part of the map that is looked at.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from portal.figures.records import Extent, Segment
from portal.figures.segment_map import Labels, Points
from portal.figures.theme import Theme, segment_color

Pixels = npt.NDArray[np.uint8]
NOISE_WEIGHT: Final = 0.2
"""Of the unassigned, in a cell that they share with a segment."""
FAINTEST: Final = 0.45
"""Opacity of a cell with one customer; the fullest cells are opaque."""
_DIMMED: Final = 0.15
_GRAIN: Final = ((40_000, 1), (6_000, 2), (0, 3))
"""Width of a cell in px by the customers in view: single ones must still be seen."""


class Grid(NamedTuple):
    """A picture's width and height in px."""

    width: int
    height: int


def raster(
    points: Points,
    labels: Labels,
    *,
    segments: Sequence[Segment],
    extent: Extent,
    grid: Grid,
    theme: Theme = "light",
    selected: int | None = None,
) -> Pixels:
    """(height, width, 4) RGBA of the customers within `extent`, the topmost row first.

    `selected` dims the cells without anybody of that segment. Labels that no segment has count as unassigned
    (those beyond the last segment as the last); rows labelled −2 (left out) are not drawn.
    """
    column, row, inside = _cells(points, extent, grid)
    inside &= labels > -2
    if not inside.all():
        column, row, labels = column[inside], row[inside], labels[inside]
    grain = next(width for least, width in _GRAIN if len(labels) >= least)
    wide, high = -(-grid.width // grain), -(-grid.height // grain)
    paint = _Paint(segments, theme, selected)
    cell = paint.place(labels)
    cell *= wide * high
    cell += (row // grain) * wide + column // grain
    counts = np.bincount(cell, minlength=len(paint.colours) * wide * high).reshape(-1, high, wide)
    picture = paint.blended(counts)
    return picture.repeat(grain, axis=0).repeat(grain, axis=1)[-grid.height :, : grid.width]


def png(pixels: Pixels) -> bytes:
    """A PNG file of (height, width, 4) RGBA."""
    height, width, _ = pixels.shape
    lines = np.zeros((height, 1 + 4 * width), dtype=np.uint8)  # each line begins with its filter: none
    lines[:, 1:] = pixels.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(lines.tobytes(), 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def image(pixels: Pixels, extent: Extent) -> dict[str, Any]:
    """The entry of `layout.images` that lays the pixels on the map."""
    return {
        "source": "data:image/png;base64," + base64.b64encode(png(pixels)).decode("ascii"),
        "xref": "x", "yref": "y", "x": extent.left, "y": extent.top, "xanchor": "left", "yanchor": "top",
        "sizex": extent.right - extent.left, "sizey": extent.top - extent.bottom, "sizing": "stretch", "layer": "below",
    }  # fmt: skip


def _cells(points: Points, extent: Extent, grid: Grid) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """Column and row (from the top) of each point, and whether it is in the picture."""
    across = (np.asarray(points[:, 0]) - np.float32(extent.left)) * np.float32(
        grid.width / (extent.right - extent.left)
    )
    down = (np.float32(extent.top) - np.asarray(points[:, 1])) * np.float32(grid.height / (extent.top - extent.bottom))
    # NaN compares false, so rows without a place are outside.
    inside = (across >= 0) & (across < grid.width) & (down >= 0) & (down < grid.height)
    with np.errstate(invalid="ignore"):
        return across.astype(np.int32), down.astype(np.int32), inside


class _Paint:
    """Segments gathered by colour, so that the work does not grow with their number."""

    def __init__(self, segments: Sequence[Segment], theme: Theme, selected: int | None) -> None:
        named = [segment for segment in segments if not segment.is_unassigned]
        last = max((segment.label for segment in named), default=-1)
        hexes = [segment_color(-1, theme)]
        self._place = np.zeros(last + 2, dtype=np.int32)  # one place for the unassigned, which −1 does not reach
        for segment in named:
            colour = segment_color(segment.colour_slot, theme)
            key = f"{colour}*" if segment.label == selected else colour
            if key not in hexes:
                hexes.append(key)
            self._place[segment.label + 1] = hexes.index(key)
        self.colours = np.array([[int(one[i : i + 2], 16) for i in (1, 3, 5)] for one in hexes], dtype=np.float64)
        self._selected: npt.NDArray[np.bool_] | None = None
        if selected is not None:
            self._selected = np.array([one.endswith("*") for one in hexes])
            self._selected[0] = selected == -1

    def place(self, labels: Labels) -> npt.NDArray[np.int32]:
        """Which colour each label has."""
        return np.asarray(self._place[np.minimum(labels, len(self._place) - 2) + 1], dtype=np.int32)

    def blended(self, counts: npt.NDArray[np.int64]) -> Pixels:
        """(h, w, 4) from customers by colour and cell (c, h, w)."""
        weights = counts.astype(np.float32)
        total = weights.sum(axis=0)
        weights[0] *= NOISE_WEIGHT
        if self._selected is not None:
            chosen = weights[self._selected].sum(axis=0)
            weights[~self._selected] *= np.where(chosen > 0, _DIMMED, 1.0)
        mixed = np.tensordot(weights, self.colours.astype(np.float32), axes=(0, 0))
        mixed /= np.maximum(weights.sum(axis=0), 1e-9)[..., None]
        filled = total[total > 0]
        full = max(float(np.quantile(filled, 0.98)), 2.0) if filled.size else 2.0
        depth = FAINTEST + (1 - FAINTEST) * np.minimum(np.log(np.maximum(total, 1)) / np.log(full), 1)
        if self._selected is not None:
            depth = np.where(chosen > 0, depth, depth * _DIMMED)
        out = np.zeros((*total.shape, 4), dtype=np.uint8)
        # Coarser steps than an eye sees, so that the picture packs well.
        out[..., :3] = np.minimum(mixed + 4, 255).astype(np.uint8) & 0xF8
        out[..., 3] = np.where(total > 0, depth * 255, 0).astype(np.uint8) & 0xF0
        out[total == 0] = 0
        return out
