"""Parameter maps and cross-tables as pictures, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest

from portal.figures.crossing import crossing, crossing_caption
from portal.figures.parameter_map import (
    Shown,
    radius_map,
    radius_map_caption,
    size_map,
    size_map_caption,
    written,
)
from portal.figures.records import Segment
from portal.figures.theme import Theme
from tests.figures.checks import checked

SIZES, NEAR = (2, 10, 50), (1, 10)
CLUSTERS = np.array([[9.0, 4.0, 4.0], [5.0, 4.0, 0.0]])
NOISE = np.array([[0.4, 0.1, 0.05], [0.3, 0.12, 1.0]])
VALIDITY = np.array([[-0.2, 0.3, 0.41], [0.1, 0.4, np.nan]])
VALUES: dict[Shown, np.ndarray] = {"clusters": CLUSTERS, "noise": NOISE, "validity": VALIDITY}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("shown", ["clusters", "noise", "validity"])
def test_maps_of_every_measure(shown: Shown, theme: Theme) -> None:
    fig = size_map(VALUES[shown], shown=shown, sizes=SIZES, neighbours=NEAR, chosen=(40, 9), theme=theme)
    checked(fig, theme)
    outline = fig.layout.shapes[-1]
    assert (outline.x0, outline.y0) == (1.5, 0.5)
    checked(radius_map(VALUES[shown][1], shown=shown, radii=(0.1, 0.2, 0.3), chosen=0.2, theme=theme), theme)


def test_words_are_true_of_the_numbers() -> None:
    grid = {"sizes": SIZES, "neighbours": NEAR}
    assert size_map_caption(CLUSTERS, CLUSTERS, shown="clusters", **grid).title == "Four segments in 3 of 6 settings"
    assert size_map_caption(VALIDITY, CLUSTERS, shown="validity", **grid).title == "Validity peaks at 0.41"
    assert "At least 5%" in size_map_caption(NOISE, CLUSTERS, shown="noise", **grid).title
    line = np.array([7.0, 3.0, 3.0, 3.0, 1.0])
    radii = (0.1, 0.2, 0.3, 0.4, 0.5)
    assert radius_map_caption(line, line, shown="clusters", radii=radii).title == "Three segments from 0.20 to 0.40"
    none = np.zeros(3)
    assert radius_map_caption(none, none, shown="noise", radii=radii[:3]).title == "No radius gives two segments"
    assert size_map_caption(none[None], none[None], shown="clusters", **grid).title == "No setting gives two segments"


def test_unknown_values_are_dashes() -> None:
    assert written("validity", float("nan")) == "–"
    assert written("noise", 0.12) == "12%"


def test_crossing_writes_every_count() -> None:
    left = [Segment(0, "One"), Segment(1, "Two"), Segment(-1, "Unassigned", slot=-1)]
    counts = np.array([[40, 0], [1, 30], [2, 3]])
    matched = np.array([[True, False], [False, True], [False, False]])
    fig = checked(crossing(counts, left, left[:2], matched=matched))
    assert list(fig.data[1].text) == ["40", "·", "1", "30", "2", "3"]
    caption = crossing_caption(counts, matched=matched, left_title="A", right_title="B")
    assert caption.title == "70 of 76 customers are in matching segments"
    assert crossing(counts * 0, left, left[:2], matched=matched).layout.annotations
