"""The map as a picture: everybody counted, segments in their colours, the same each time."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import pytest

from portal.figures.raster import Grid, image, png, raster
from portal.figures.records import Extent, Segment
from portal.figures.theme import segment_color

EXTENT = Extent(0.0, 10.0, 0.0, 5.0)
GRID = Grid(100, 50)
SEGMENTS = [Segment(0, "First", 2), Segment(1, "Second", 2), Segment(-1, "Unassigned", 1)]


def colour_of(pixels: np.ndarray, x: float, y: float) -> tuple[int, ...]:
    return tuple(int(v) for v in pixels[int((EXTENT.top - y) * 10), int(x * 10)])


def near(found: tuple[int, ...], hexed: str) -> bool:
    return all(abs(found[i] - int(hexed[1 + 2 * i : 3 + 2 * i], 16)) <= 8 for i in range(3))


def drawn(points: list[list[float]], labels: list[int], **options) -> np.ndarray:
    given = {"segments": SEGMENTS, "extent": EXTENT, "grid": GRID} | options
    return raster(np.array(points, dtype=np.float32), np.array(labels, dtype=np.int16), **given)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_segment_has_its_colour_where_it_is(theme: str) -> None:
    pixels = drawn([[2.05, 4.05], [8.05, 1.05], [5.05, 2.55]], [0, 1, -1], theme=theme)
    assert pixels.shape == (50, 100, 4)
    for place, slot in (((2.05, 4.05), 0), ((8.05, 1.05), 1), ((5.05, 2.55), -1)):
        assert near(colour_of(pixels, *place), segment_color(slot, theme))
        assert colour_of(pixels, *place)[3] > 0
    assert colour_of(pixels, 0.5, 0.5) == (0, 0, 0, 0)


def test_a_shared_cell_blends_and_the_unassigned_hardly_count() -> None:
    mixed = colour_of(drawn([[2.05, 4.05]] * 2, [0, 1]), 2.05, 4.05)
    for channel in range(3):
        ends = [int(segment_color(slot)[1 + 2 * channel : 3 + 2 * channel], 16) for slot in (0, 1)]
        assert min(ends) - 8 <= mixed[channel] <= max(ends) + 8
    with_noise = np.array(colour_of(drawn([[2.05, 4.05]] * 2, [0, -1]), 2.05, 4.05)[:3])
    own, grey = (np.array([int(segment_color(s)[i : i + 2], 16) for i in (1, 3, 5)]) for s in (0, -1))
    assert np.abs(with_noise - own).sum() < np.abs(with_noise - grey).sum()


def test_the_left_out_the_nowhere_and_those_outside_are_not_drawn() -> None:
    pixels = drawn([[2.0, 4.0], [np.nan, 1.0], [50.0, 1.0], [-0.01, 1.0]], [-2, 0, 0, 0])
    assert not pixels.any()


def test_more_customers_are_less_see_through_and_one_is_still_seen() -> None:
    points = [[2.05, 4.05]] * 500 + [[8.05, 1.05]]
    pixels = drawn(points, [0] * 501)
    assert colour_of(pixels, 8.05, 1.05)[3] > 90
    assert colour_of(pixels, 2.05, 4.05)[3] > colour_of(pixels, 8.05, 1.05)[3]


def test_one_segment_can_stand_out() -> None:
    pixels = drawn([[2.05, 4.05], [8.05, 1.05]], [0, 1], selected=1)
    assert colour_of(pixels, 8.05, 1.05)[3] > 3 * colour_of(pixels, 2.05, 4.05)[3]
    assert near(colour_of(pixels, 8.05, 1.05), segment_color(1))


def test_labels_beyond_the_last_segment_look_like_it_and_hundreds_of_segments_cost_nothing() -> None:
    assert np.array_equal(drawn([[2.05, 4.05]], [9]), drawn([[2.05, 4.05]], [1]))
    many = [Segment(i, f"Segment {i}", 1) for i in range(5_000)]
    rng = np.random.default_rng(0)
    pixels = drawn(rng.random((5_000, 2)).tolist(), list(range(5_000)), segments=many)
    assert pixels.any()


def test_all_that_is_in_view_fills_finer_cells_the_more_there_is() -> None:
    rng = np.random.default_rng(0)
    few, many = (rng.random((n, 2)).astype(np.float32) * [10, 5] for n in (50, 60_000))
    alone = raster(few, np.zeros(50, np.int16), segments=SEGMENTS, extent=EXTENT, grid=GRID)
    assert 50 < np.count_nonzero(alone[..., 3]) <= 50 * 9
    full = raster(many, np.zeros(60_000, np.int16), segments=SEGMENTS, extent=EXTENT, grid=GRID)
    assert np.count_nonzero(full[..., 3]) == GRID.width * GRID.height


def test_the_picture_is_a_png_that_lies_on_its_extent() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 4)).astype(np.uint8)
    entry = image(pixels, EXTENT)
    assert (entry["x"], entry["y"], entry["sizex"], entry["sizey"]) == (0.0, 5.0, 10.0, 5.0)
    file = base64.b64decode(entry["source"].removeprefix("data:image/png;base64,"))
    assert file == png(pixels)
    assert np.array_equal(decoded(file), pixels)


def decoded(file: bytes) -> np.ndarray:
    assert file[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, {}
    while at < len(file):
        (length,), kind = struct.unpack(">I", file[at : at + 4]), file[at + 4 : at + 8]
        body = file[at + 8 : at + 8 + length]
        assert struct.unpack(">I", file[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        parts[kind] = body
        at += 12 + length
    width, height, depth, form, *_ = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert (depth, form) == (8, 6)
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, 1 + 4 * width)
    assert not lines[:, 0].any()
    return lines[:, 1:].reshape(height, width, 4)
