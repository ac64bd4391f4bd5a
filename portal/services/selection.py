"""Who is inside a shape that somebody drew on a map, and how they differ from the rest.

The browser sends the outline, never the points: the same answer holds for a hundred customers and a million.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Kind
from portal.errors import ParameterError
from portal.services.datasets import Dataset
from portal.services.runs import LEFT_OUT

Floats = npt.NDArray[np.floating[Any]]
Mask = npt.NDArray[np.bool_]
Outline = tuple[tuple[float, float], ...]

CORNERS = 120
"""Corners that an outline keeps: enough for a hand's precision, short enough for an address."""
MOST_OUTLINES = 12
SHOWN_LEVELS = 200


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the chosen are in a segment, beside the segment's share of everyone."""

    label: int
    count: int
    share: float
    share_of_all: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One column in which the chosen differ from the rest.

    `level` is the category it is about, None for numbers; `chosen` and `rest` are averages or shares;
    `effect` is their difference in standard deviations of everyone.
    """

    column: str
    level: str | None
    chosen: float
    rest: float
    effect: float


@dataclass(frozen=True, slots=True)
class Selection:
    """Who was chosen: how many of how many, from which segments, and what sets them apart most."""

    count: int
    total: int
    mix: tuple[Share, ...]
    differences: tuple[Difference, ...]

    @property
    def share(self) -> float:
        """Share of everyone on the map."""
        return self.count / self.total if self.total else 0.0


def outlines_of(relayout: Mapping[str, Any] | None, known: Sequence[Outline] = ()) -> tuple[Outline, ...] | None:
    """The outlines after a graph's relayoutData: () when they were taken away, None when it is about something else.

    Plotly names all outlines when one is drawn, but only the moved one when one is dragged: `known` are the others.
    """
    if not relayout:
        return None
    if "selections" in relayout:
        return tuple(_outline(one) for one in (relayout["selections"] or [])[-MOST_OUTLINES:])
    moved: dict[int, dict[str, Any]] = {}
    for key, value in relayout.items():
        if match := re.fullmatch(r"selections\[(\d+)\]\.(path|x0|x1|y0|y1)", key):
            moved.setdefault(int(match[1]), {})[match[2]] = value
    if not moved:
        return None
    outlines = list(known)
    for place, parts in moved.items():
        outline = _outline(parts | {"type": "path" if "path" in parts else "rect"})
        outlines[place : place + 1] = [outline]
    return tuple(outlines[:MOST_OUTLINES])


def written(outlines: Sequence[Outline]) -> str | None:
    """The outlines as a word for the address; None when there are none."""
    return "~".join("_".join(f"{x:.5g},{y:.5g}" for x, y in outline) for outline in outlines) or None


def read(text: str | None) -> tuple[Outline, ...]:
    """The outlines of `written`; ParameterError when somebody has broken the word."""
    if not text:
        return ()
    try:
        pairs = [[tuple(map(float, corner.split(","))) for corner in part.split("_")] for part in text.split("~")]
        outlines = tuple(tuple((x, y) for x, y in part) for part in pairs[:MOST_OUTLINES])
    except ValueError:
        raise _unreadable() from None
    return tuple(_checked(outline) for outline in outlines)


def inside(points: Floats, outlines: Sequence[Outline]) -> Mask:
    """Which of `points` (n, 2) lie in any of the outlines (even-odd rule).

    One pass over the points in each outline's bounding box per corner: no n × corners table is made.
    """
    chosen = np.zeros(len(points), dtype=np.bool_)
    for outline in outlines:
        corners = np.asarray(outline, dtype=np.float64)
        low, high = corners.min(axis=0), corners.max(axis=0)
        near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
        chosen[near] |= _within(points[near].astype(np.float64), corners)
    return chosen


def mixed(labels: npt.NDArray[np.integer[Any]], chosen: Mask) -> Selection:
    """Count and segment mix of the `chosen` rows (n,), without what sets them apart."""
    chosen = chosen & (labels > LEFT_OUT)
    count, total = int(np.count_nonzero(chosen)), int(np.count_nonzero(labels > LEFT_OUT))
    return Selection(count, total, _mix(labels, chosen, count, total), ())


def described(
    frame: pd.DataFrame, dataset: Dataset, labels: npt.NDArray[np.integer[Any]], chosen: Mask, columns: Sequence[str]
) -> Selection:
    """Count, segment mix and strongest differences of the `chosen` table rows (n,); left-out rows do not count."""
    placed = labels > LEFT_OUT
    chosen, rest = chosen & placed, placed & ~chosen
    count, total = int(np.count_nonzero(chosen)), int(np.count_nonzero(placed))
    found: list[Difference] = []
    if count and count < total:
        for name in columns:
            if dataset.column(name).kind in (Kind.NUMBER, Kind.BOOLEAN) and _is_number(frame[name]):
                found += _of_number(name, frame[name], chosen, rest)
            elif dataset.column(name).kind in (Kind.CATEGORY, Kind.BOOLEAN):
                found += _of_category(name, frame[name], chosen, rest)
    found.sort(key=lambda difference: -abs(difference.effect))
    return Selection(count, total, _mix(labels, chosen, count, total), tuple(found))


def _outline(drawn: Mapping[str, Any]) -> Outline:
    try:
        if drawn.get("type") == "rect":
            left, right, low, high = (float(drawn[edge]) for edge in ("x0", "x1", "y0", "y1"))
            return _checked(((left, low), (right, low), (right, high), (left, high)))
        numbers = [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", str(drawn["path"]))]
    except (KeyError, TypeError, ValueError):
        raise _unreadable() from None
    corners = list(zip(numbers[::2], numbers[1::2], strict=False))
    every = max(1, -(-len(corners) // CORNERS))
    return _checked(tuple(corners[::every]))


def _checked(outline: Outline) -> Outline:
    if not 3 <= len(outline) <= 4 * CORNERS or not all(math.isfinite(v) for corner in outline for v in corner):
        raise _unreadable()
    return outline


def _unreadable() -> ParameterError:
    return ParameterError("The outline of this selection can not be read. Draw it again on the map.")


def _within(points: npt.NDArray[np.float64], corners: npt.NDArray[np.float64]) -> Mask:
    x, y = points.T
    odd = np.zeros(len(points), dtype=np.bool_)
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        odd ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return odd


def _mix(labels: npt.NDArray[np.integer[Any]], chosen: Mask, count: int, total: int) -> tuple[Share, ...]:
    whole = np.bincount(labels[labels > LEFT_OUT] + 1)
    own = np.bincount(labels[chosen] + 1, minlength=len(whole))
    shares = [
        Share(place - 1, int(own[place]), own[place] / count if count else 0.0, whole[place] / total)
        for place in range(len(whole))
        if own[place]
    ]
    return tuple(sorted(shares, key=lambda share: (-share.count, share.label)))


def _is_number(values: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values.dtype))


def _of_number(name: str, values: pd.Series[Any], chosen: Mask, rest: Mask) -> list[Difference]:
    plain = values.to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(plain)
    spread = float(plain[known].std()) if known.any() else 0.0
    if spread == 0 or not (known & chosen).any() or not (known & rest).any():
        return []
    own, other = float(plain[known & chosen].mean()), float(plain[known & rest].mean())
    return [Difference(name, None, own, other, (own - other) / spread)]


def _of_category(name: str, values: pd.Series[Any], chosen: Mask, rest: Mask) -> list[Difference]:
    """The one category whose share differs most; a share is the average of a yes-or-no number."""
    codes, levels = pd.factorize(values)
    if not 2 <= len(levels) <= SHOWN_LEVELS:
        return []
    known = codes >= 0
    own = np.bincount(codes[known & chosen], minlength=len(levels)).astype(np.float64)
    other = np.bincount(codes[known & rest], minlength=len(levels)).astype(np.float64)
    if not own.sum() or not other.sum():
        return []
    share = (own + other) / (own.sum() + other.sum())
    own, other = own / own.sum(), other / other.sum()
    effects = (own - other) / np.sqrt(np.maximum(share * (1 - share), 1e-12))
    best = int(np.argmax(np.abs(effects)))
    return [Difference(name, str(levels[best]), float(own[best]), float(other[best]), float(effects[best]))]
