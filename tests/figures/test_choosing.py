from __future__ import annotations

import numpy as np
import pytest

from portal.figures.agreement import agreement_caption, agreement_matrix, flows_caption
from portal.figures.branches import branches, branches_caption
from portal.figures.choosing import elbow, elbow_caption, silhouette_by_k, silhouette_caption
from portal.figures.flows import flows
from portal.figures.radius import k_distance, k_distance_caption, knee
from portal.figures.records import Segment
from portal.figures.theme import Theme, tokens
from tests.figures.checks import checked, notes
from tests.figures.conftest import HOSTILE

K = list(range(2, 11))
PEAK = [0.34, 0.45, 0.54, 0.58, 0.53, 0.43, 0.34, 0.335, 0.32]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_number_is_the_only_blue(theme: Theme) -> None:
    for fig in (
        silhouette_by_k(K, PEAK, chosen=5, errors=[0.01] * 9, theme=theme),
        elbow(K, list(range(900, 0, -100)), chosen=5, theme=theme),
    ):
        line, point = checked(fig, theme).data[-2:]
        assert line.line.color == tokens(theme)["ink-2"]
        assert point.marker.color == tokens(theme)["accent"]
        assert list(point.x) == [5]
    assert notes(silhouette_by_k(K, PEAK, chosen=5)) == ["0.58 at k = 5"]
    assert not notes(silhouette_by_k(K, PEAK, chosen=40))


def test_silhouette_in_words() -> None:
    assert silhouette_caption(K, PEAK, chosen=5).title == "Five groups is the clear peak"
    assert "You chose 3 (0.45)" in silhouette_caption(K, PEAK, chosen=3).reading
    assert silhouette_caption(K, [0.13] * 9, chosen=4).title == "No number of groups stands out"
    assert silhouette_caption(K, [0.5] * 9, chosen=4).title == "Silhouette over the number of groups"
    assert silhouette_caption([2], [np.nan], chosen=2).title == "Silhouette over the number of groups"


def test_elbow_in_words() -> None:
    assert elbow_caption([2, 3, 4, 5, 6], [100, 70, 40, 10, 9]).title == "The curve bends at five groups"
    assert elbow_caption([2, 3, 4, 5], [100, 80, 63, 50]).title.startswith("Within-group spread")


def test_curves_without_numbers() -> None:
    assert notes(checked(silhouette_by_k(K, [np.nan] * 9, chosen=5))) == ["Not computed for these rows"]
    assert notes(checked(elbow([], [], chosen=2))) == ["Not computed for these rows"]
    assert notes(checked(k_distance(np.array([]), eps=1, min_samples=5))) == ["No distances to show"]
    checked(k_distance(np.zeros(5), eps=0.0, min_samples=5))


def test_the_radius_on_its_curve() -> None:
    distances = np.r_[np.linspace(0.3, 0.8, 95_000), np.linspace(0.8, 6, 5000)]
    fig = checked(k_distance(distances, eps=0.78, min_samples=12))
    assert len(fig.data[0].x) <= 400
    assert fig.data[0].y[-1] == pytest.approx(6)
    assert notes(fig) == ["your radius, 0.78"]
    assert knee(distances) == pytest.approx(0.8, abs=0.02)

    def title(eps: float) -> str:
        return k_distance_caption(distances, eps=eps, min_samples=12).title

    assert title(0.78) == "The radius sits just before the knee"
    assert title(0.6) == "The radius lies below the knee"
    assert title(2.0) == "The radius lies above the knee"
    assert title(0.1) == "The radius leaves most customers out"
    assert title(9.0) == "The radius takes everybody in"


TREE = {
    "parent": np.array([-1, 0, 0, 2, 2]),
    "birth": np.array([np.inf, 2.0, 2.0, 1.5, 1.5]),
    "death": np.array([2.0, 0.6, 1.5, 0.7, 0.9]),
    "size": np.array([250, 120, 130, 80, 40]),
    "selected": np.array([-1, 0, -1, 1, 2]),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_branches_have_the_colours_of_their_segments(segments, theme: Theme) -> None:
    fig = checked(branches(**TREE, segments=segments, theme=theme), theme)
    chosen = [trace for trace in fig.data if trace.meta and trace.meta["segment"] >= 0]
    assert [trace.fillcolor for trace in chosen] == [tokens(theme)[f"seg-{n}"] for n in (1, 2, 3)]
    assert [text for text in notes(fig) if text in ("Savers", "Regulars", "Collectors")] != []
    assert branches_caption(TREE["parent"], TREE["size"], TREE["selected"]) == (
        "Three branches last; none splits again",
        "Width is customers, length is how long a group holds together.",
    )


def test_a_large_tree_is_thinned_but_keeps_what_was_chosen() -> None:
    n = 4001
    parent = np.r_[-1, (np.arange(1, n) - 1) // 2]
    size = np.maximum(1, n - np.arange(n))
    selected = np.full(n, -1)
    selected[-3:] = [0, 1, 2]
    birth = 1 / np.log2(np.arange(n) + 2)
    fig = checked(branches(parent, birth, birth * 0.9, size, selected))
    assert sum(bool(trace.meta and trace.meta["segment"] >= 0) for trace in fig.data) == 3
    assert len(fig.to_json()) < 60_000


def test_trees_at_the_edge() -> None:
    none = np.array([], dtype=int)
    assert notes(checked(branches(none, none, none, none, none))) == ["The tree has no branches"]
    assert branches_caption(none, none, none).title == "No branch lasts"
    one = np.array([-1])
    checked(branches(one, np.array([np.inf]), np.array([0.0]), np.array([5]), np.array([0])))
    assert branches_caption(np.array([-1, 0]), np.array([5, 3]), np.array([0, -1])).title == "One branch lasts"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_agreement_shows_ari_above_and_ami_below(theme: Theme) -> None:
    ari = np.array([[1, 0.93, 0.94], [0.93, 1, 0.99], [0.94, 0.99, 1]])
    fig = checked(agreement_matrix(ari, ari - 0.02, names=["K-Means", "DBSCAN", HOSTILE], theme=theme), theme)
    assert list(fig.data[1].text) == ["·", "0.93", "0.94", "0.91", "·", "0.99", "0.92", "0.97", "·"]
    assert agreement_caption(ari, names=["a", "b", "c"]).title == "All three see nearly the same groups"
    apart = np.array([[1, 0.1, 0.0], [0.1, 1, 0.8], [0.0, 0.8, 1]])
    assert agreement_caption(apart, names=["a", "b", "c"]).title == "b and c agree most (0.80)"
    assert agreement_caption(apart[:2, :2], names=["a", "b"]).title == "The methods hardly agree"
    assert agreement_caption(np.full((2, 2), np.nan), names=["a", "b"]).title == "How far the methods agree"
    checked(agreement_matrix(np.full((2, 2), np.nan), np.full((2, 2), -0.2), names=["a", "b"]))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_flows_keep_colours_on_both_sides(segments, theme: Theme) -> None:
    counts = np.array([[118, 0, 0, 2], [0, 75, 0, 5], [0, 0, 40, 3], [0, 0, 0, 0]])
    fig = checked(flows(counts, segments, segments, left_title="K-Means", right_title="HDBSCAN", theme=theme), theme)
    node, link = fig.data[0].node, fig.data[0].link
    ink = tokens(theme)
    segment_colours = [ink["seg-1"], ink["seg-2"], ink["seg-3"]]
    # Nobody is unassigned on the left: that side has no such node.
    assert list(node.color) == [*segment_colours, *segment_colours, ink["noise"]]
    assert sum(link.value) == counts.sum()
    assert all(colour.startswith("rgba(") for colour in link.color)
    written = " ".join(notes(fig))
    assert "<b>120</b>" in written
    assert "K-Means" in written
    caption = flows_caption(counts, segments, segments, left_title="K-Means", right_title="HDBSCAN")
    assert caption == (
        "233 of 243 customers keep their segment",
        "Only the 10 whom one method leaves unassigned move; nobody changes groups.",
    )


def test_flows_at_the_edge() -> None:
    one = [Segment(0, HOSTILE, 3)]
    checked(flows(np.array([[3]]), one, one, left_title=HOSTILE, right_title="b"))
    assert flows_caption(np.array([[3]]), one, one, left_title="a", right_title="b").title == (
        "All 3 customers keep their segment"
    )
    assert notes(checked(flows(np.zeros((1, 1), int), one, one, left_title="a", right_title="b"))) == [
        "No customers to show"
    ]
    many = [Segment(label, f"Group {label}", 1) for label in range(60)]
    checked(flows(np.eye(60, dtype=int)[::-1], many, many, left_title="a", right_title="b"))
