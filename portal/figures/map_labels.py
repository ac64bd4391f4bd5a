"""Where the names of the groups stand on a map: above or below each group, clear of one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from portal.figures.records import Segment
from portal.figures.wording import elided, text_width

_LINE: Final = 18.0
"""Height of a label in px."""
_BOLD: Final = 1.06
_DRAWN: Final = 4000
_PHONE: Final = 300.0
"""Width of a map on a phone."""
LABEL_LENGTH: Final = 28
"""Characters of a name that a map writes: two traits side by side."""


class Place(NamedTuple):
    """Where a label stands, in data units, and which of its edges that is."""

    x: float
    y: float
    anchor: Literal["bottom", "middle", "top"]


def assumed_width(height: int) -> float:
    """Figures do not know the width that they will get; a low guess keeps labels apart on wide cards too."""
    return min(360.0, max(260.0, height * 1.25))


def kept_inside(name: str, across: float) -> float:
    """By how many px a label must move so that a phone does not cut it off; `across` is its place, 0 to 1.

    On wide maps the same few pixels are hardly seen.
    """
    half = (text_width(elided(name, LABEL_LENGTH)) * _BOLD + 6) / 2
    centre = across * _PHONE
    return max(0.0, half - centre) - max(0.0, centre + half - _PHONE)


def place_labels(
    points: npt.NDArray[np.floating[Any]],
    labels: npt.NDArray[np.integer[Any]],
    segments: Sequence[Segment],
    height: int,
) -> dict[int, Place]:
    """A place for each segment that has members: the candidate that hides fewest dots and no other label."""
    usable = np.isfinite(points).all(axis=1)
    dots, owners = points[usable].astype(np.float64), np.asarray(labels)[usable]
    if not len(dots):
        return {}
    low, span = dots.min(axis=0), np.maximum(np.ptp(dots, axis=0), 1e-12)
    # Everything below is in px, so that widths of words and gaps between groups compare.
    scale = np.array([assumed_width(height), max(height - 42.0, 60.0)])
    pixels = (dots - low) / span * scale
    thinned = pixels[:: max(1, len(pixels) // _DRAWN)]
    taken: list[npt.NDArray[np.float64]] = []
    places: dict[int, Place] = {}
    for segment in sorted(segments, key=lambda s: s.size, reverse=True):
        own = pixels[owners == segment.label]
        if not len(own):
            continue
        wide = text_width(elided(segment.name, LABEL_LENGTH)) * _BOLD + 6
        best = min(_candidates(own, scale), key=lambda c: _cost(c, wide, thinned, taken, scale))
        taken.append(_box(best, wide))
        x, y = np.array([best.x, best.y]) / scale * span + low
        places[segment.label] = Place(float(x), float(y), best.anchor)
    return places


def _candidates(own: npt.NDArray[np.float64], scale: npt.NDArray[np.float64]) -> list[Place]:
    x = float(np.median(own[:, 0]))
    low, middle, high = np.quantile(own[:, 1], [0.03, 0.5, 0.97])
    top = min(float(high) + 2, scale[1] - _LINE * 0.5)
    bottom = max(float(low) - 2, _LINE * 0.5)
    return [Place(x, top, "bottom"), Place(x, bottom, "top"), Place(x, float(middle), "middle")]


def _box(place: Place, wide: float) -> npt.NDArray[np.float64]:
    """[left, right, bottom, top] of a label in px."""
    lift = {"bottom": 0.0, "middle": -_LINE / 2, "top": -_LINE}[place.anchor]
    return np.array([place.x - wide / 2, place.x + wide / 2, place.y + lift, place.y + lift + _LINE])


def _cost(
    place: Place,
    wide: float,
    dots: npt.NDArray[np.float64],
    taken: Sequence[npt.NDArray[np.float64]],
    scale: npt.NDArray[np.float64],
) -> float:
    left, right, bottom, top = _box(place, wide)
    hidden = (dots[:, 0] > left) & (dots[:, 0] < right) & (dots[:, 1] > bottom) & (dots[:, 1] < top)
    clashes = sum(left < b[1] and right > b[0] and bottom < b[3] and top > b[2] for b in taken)
    outside = max(0.0, -bottom - 4) + max(0.0, top - scale[1] - 12)
    # Above the group is where readers look first; inside it a name hides what it names.
    habit = {"bottom": 0.0, "top": 0.004, "middle": 0.03}[place.anchor]
    return float(hidden.mean() + habit + 10.0 * clashes + outside)
