"""What a map shows, in words: only groups with an empty space between them are said to lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.figures.records import CUSTOMERS, Caption, People, Segment
from portal.figures.segment_map import Labels, Points, two_columns
from portal.figures.values import is_number, levels, numbers, sampled
from portal.figures.wording import listed, lowered, number, sentence

Floats = npt.NDArray[np.float64]
_APART: Final = 0.25
"""Groups lie apart when the middle between them holds at most this share of the dots that their centres hold."""
_ROWS: Final = 6000


def map_caption(
    points: Points,
    labels: Labels,
    *,
    segments: Sequence[Segment],
    subject: str = "the first two components",
    people: People = CUSTOMERS,
) -> Caption:
    """The title and reading of a segment map."""
    named = [segment for segment in segments if not segment.is_unassigned]
    aside = any(segment.is_unassigned and segment.size for segment in segments) or bool(
        (np.asarray(labels) == -1).any()
    )
    reading = f"Each dot is {people.any}; near means similar." + (" Rings fit no group." if aside else "")
    neutral = Caption(f"{sentence(people.many)} on {subject}", reading)
    if not len(points):
        return neutral
    if not named:
        return Caption("No group stands out", reading)
    if len(named) == 1:
        return neutral
    plain = two_columns(points).astype(np.float64)
    kept = sampled(len(plain), _ROWS)
    kept = kept[np.isfinite(plain[kept]).all(axis=1)]
    touching = _touching(plain[kept], np.asarray(labels)[kept], named)
    if not touching:
        return Caption("The groups lie apart, with little in between", reading)
    if len(touching) == 1 and len(named) > 2:
        first, second = touching[0]
        return Caption(f"{first.name} and {lowered(second.name)} touch, the others lie apart", reading)
    return neutral


def colored_caption(points: Points, values: pd.Series, *, name: str, people: People = CUSTOMERS) -> Caption:
    """The title and reading of a map coloured by a column: in which direction the column grows, if in any."""
    neutral = Caption(f"{sentence(name)} on the map", f"Each dot is {people.any}, coloured by {lowered(name)}.")
    if len(points) < 3:
        return neutral
    plain = two_columns(points).astype(np.float64)
    if not is_number(values):
        found = levels(values)
        return (
            neutral._replace(reading=f"Each dot is {people.any}; {listed(list(found.names[:1]))} is the most common.")
            if found.names
            else neutral
        )
    column = numbers(values)
    known = np.isfinite(column) & np.isfinite(plain).all(axis=1)
    if known.sum() < 3 or np.ptp(column[known]) == 0:
        return neutral
    slopes = [_rank_correlation(plain[known, axis], column[known]) for axis in (0, 1)]
    strongest = int(np.argmax(np.abs(slopes)))
    if abs(slopes[strongest]) < 0.5:
        return neutral
    direction = (("the left", "the right"), ("the bottom", "the top"))[strongest][int(slopes[strongest] > 0)]
    return Caption(
        f"{sentence(name)} grows towards {direction}",
        f"{neutral.reading} ρ = {number(slopes[strongest], 2)} along that axis.",
    )


def _rank_correlation(first: Floats, second: Floats) -> float:
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(pd.Series(first).rank().corr(pd.Series(second).rank()))


def _touching(points: Floats, labels: npt.NDArray[Any], named: Sequence[Segment]) -> list[tuple[Segment, Segment]]:
    """The pairs of groups without an emptier space between them."""
    members = {segment: points[labels == segment.label] for segment in named}
    present = [segment for segment in named if len(members[segment]) >= 3]
    return [
        (first, second)
        for first, second in combinations(present, 2)
        if _filled(members[first], members[second], points) > _APART
    ]


def _filled(first: Floats, second: Floats, points: Floats) -> float:
    """How full the emptiest place between two centres is, compared with the less full of the centres."""
    start, end = np.median(first, axis=0), np.median(second, axis=0)
    line = end - start
    length = float(np.hypot(*line))
    if length == 0:
        return 1.0
    along = (points - start) @ line / length**2
    across = np.abs((points - start) @ np.array([-line[1], line[0]])) / length
    tube = across < max(float(np.std(first, axis=0).mean() + np.std(second, axis=0).mean()) / 2, 1e-12)
    histogram = np.histogram(along[tube], bins=np.linspace(-0.1, 1.1, 13))[0]
    centres = max(1, min(int(histogram[:2].max()), int(histogram[-2:].max())))
    return float(histogram[2:-2].min() / centres)
