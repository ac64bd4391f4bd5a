"""The targeting matrix shows what has been scored, says what has not, and hides no segment behind another."""

from __future__ import annotations

import pytest

from portal.figures.records import Segment
from portal.figures.targeting import Scored, targeting_caption, targeting_matrix
from portal.figures.theme import Theme
from tests.figures.checks import checked, notes
from tests.figures.conftest import HOSTILE


def scored(label: int, attractiveness: int | None, fit: int | None, name: str = "") -> Scored:
    return Scored(Segment(label, name or f"Segment {label}", 100 - label), attractiveness, fit)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_only_what_has_both_scores_is_drawn(theme: Theme) -> None:
    fig = checked(targeting_matrix([scored(0, 5, 4), scored(1, 2, None), scored(2, 1, 1, HOSTILE)], theme=theme), theme)
    assert [trace.meta["segment"] for trace in fig.data] == [0, 2]
    assert (fig.data[0].x[0], fig.data[0].y[0]) == (4, 5)
    assert len(notes(fig)) == 2


def test_equal_scores_stand_side_by_side() -> None:
    fig = targeting_matrix([scored(label, 3, 3) for label in range(4)])
    places = {(trace.x[0], trace.y[0]) for trace in fig.data}
    assert len(places) == 4
    assert all(abs(x - 3) < 0.5 and abs(y - 3) < 0.5 for x, y in places)


def test_nothing_scored_says_so() -> None:
    assert notes(checked(targeting_matrix([scored(0, None, 3)]))) == ["No segment has both scores yet"]
    assert targeting_caption([scored(0, None, 3)]).title == "Which segments to serve"


def test_the_title_names_whom_to_serve() -> None:
    assert targeting_caption([scored(0, 5, 2), scored(1, 1, 1)]).title.startswith("No segment is both")
    one = targeting_caption([scored(0, 5, 4), scored(1, 1, None)])
    assert one.title == "Segment 0 is attractive and fits"
    assert one.reading.endswith("One segment not scored yet.")
    assert (
        targeting_caption([scored(0, 4, 4), scored(1, 5, 4)]).title
        == "Two segments are attractive and fit, Segment 1 most"
    )
