from __future__ import annotations

import numpy as np
import pytest

from portal.figures.evidence import gap, gap_caption, returns, returns_caption, solutions_caption
from portal.figures.records import Segment
from portal.figures.solutions import Node, solutions
from portal.figures.strips import Strip, strips
from portal.figures.theme import Theme
from tests.figures.checks import checked, notes
from tests.figures.conftest import HOSTILE


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_strips_set_the_observed_against_the_drawn(theme: Theme) -> None:
    rows = [Strip("Age", 0.5, tuple(np.linspace(0.1, 0.2, 500)), "p = .01"), Strip(HOSTILE, 0.1, (), quiet=True)]
    segments = [Segment(0, "Age"), Segment(1, HOSTILE)]
    fig = checked(strips(rows, axis_title="Dip", drawn_as="One", bounds=(0.3,), segments=segments, theme=theme), theme)
    drawn, observed = fig.data
    assert len(drawn.x) == 120
    assert min(drawn.x), max(drawn.x) == (0.1, 0.2)
    assert list(observed.x) == [0.5, 0.1]
    assert "p = .01" in notes(fig)
    assert fig.layout.xaxis.range[0] == 0.0


def test_nothing_to_compare_is_said() -> None:
    assert notes(strips([], axis_title="Dip", drawn_as="One")) == ["Nothing to compare"]
    assert notes(returns({}, (), run_name="K-Means")) == ["Nothing to divide again"]
    assert notes(gap((), (), chosen=1)) == ["Not computed for this table"]
    assert notes(solutions([], ks=[])) == ["Fewer than two divisions to compare"]


@pytest.mark.parametrize("chosen", [1, 2, 3])
def test_the_gap_rule_marks_its_choice(chosen: int) -> None:
    fig = checked(gap((0.1, 0.4, 0.5), (0.01, 0.02, 0.02), chosen=chosen))
    assert list(fig.data[1].x) == [chosen]
    assert notes(fig) == [f"{chosen}, by the rule"]
    assert "decides" not in gap_caption(chosen).title


def test_boxes_for_every_k_and_the_run() -> None:
    by_k = {2: (0.9, 0.95, 1.0), 3: (0.1, 0.2, 0.4)}
    fig = checked(returns(by_k, (0.8, 0.9, 0.95), run_name="HDBSCAN"))
    assert [trace.median[0] for trace in fig.data if trace.type == "box"] == [0.95, 0.2, 0.9]
    good = returns_caption(by_k, (0.8, 0.9), run_name="HDBSCAN")
    assert good.title == "HDBSCAN finds the same division in other samples"
    assert "K-Means returns with 2 groups." in good.reading
    assert "otherwise" in returns_caption(by_k, (0.1,), run_name="HDBSCAN").title
    assert "no two segments" in returns_caption({}, (), run_name="HDBSCAN").title


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_solutions_flow_from_k_to_k(theme: Theme) -> None:
    columns = [
        [Node(60, 0), Node(40, 1)],
        [Node(50, 0, (50, 0), 0.0, 1.0), Node(30, 1, (0, 30), 0.0, 1.0), Node(20, -1, (10, 10), 0.69, 0.0)],
    ]
    fig = checked(solutions(columns, ks=[2, 3], theme=theme), theme)
    (sankey,) = fig.data
    assert sum(sankey.link.value) == 100
    assert list(sankey.link.target) == [2, 3, 4, 4]
    assert notes(fig) == ["k = 2", "k = 3", "0.67"]
    assert all(0 < y < 1 for y in sankey.node.y)


def test_what_the_flow_says() -> None:
    assert solutions_caption({3: (1.0, 0.9)}).title == "Segments only split as their number grows"
    assert solutions_caption({3: (0.1,), 4: (0.2,)}).title == "Every further group shuffles the segments"
    assert solutions_caption({3: (1.0,), 4: (0.2,)}).title.startswith("Four groups are no")
    assert solutions_caption({}).title == "Where the segments come from"
