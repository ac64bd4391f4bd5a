"""HDBSCAN cuts against hdbscan's own extraction from the same tree."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from portal.engine.density import condensed_tree, cut_hdbscan, strengths
from portal.engine.params import HdbscanParams
from tests.engine.density.reference import built, extracted, linkage, same_partition, table


def grid(heights: np.ndarray, n: int) -> list[HdbscanParams]:
    # Between two neighbouring heights: on a height, hdbscan's 1 / (1 / height) decides by rounding.
    steps = np.unique(heights)
    low, high = (float(steps[i : i + 2].mean()) for i in (len(steps) // 2, len(steps) * 19 // 20))
    return [
        HdbscanParams(min_cluster_size=c, min_samples=m, method=method, epsilon=epsilon, max_cluster_size=most)
        for c, m, method, epsilon, most in itertools.product(
            (2, 3, 5, 10, 25), (1, 4, 10), ("eom", "leaf"), (0.0, low, high), (0, n // 3)
        )
        if c <= n and m <= min(n, 25)
    ]


@pytest.mark.parametrize("part", range(10))
def test_labels_and_strengths_are_hdbscans(part: int) -> None:
    for seed in range(part * 10, part * 10 + 10):
        values = table(seed, most=250, kind=("blobs", "uniform")[seed % 2])
        if len(values) < 5:
            continue
        density = built(values)
        trees = {m: linkage(density.level(m)) for m in (1, 4, 10) if m <= density.max_min_samples}
        tried = grid(np.sqrt(density.gap[min(4, density.max_min_samples) - 1, 1:]), density.n)
        for params in tried[seed % 3 :: 3]:
            labels, probabilities = extracted(trees[params.min_samples], params)
            cut = cut_hdbscan(density, params)
            assert same_partition(cut.labels, labels), (seed, params)
            assert cut.n_clusters == labels.max() + 1
            np.testing.assert_allclose(strengths(density, params), probabilities, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_repeated_rows_as_hdbscan_where_no_split_is_at_distance_zero(seed: int) -> None:
    """With at most two copies of a row, no cluster of three or more is born among identical rows."""
    values = np.repeat(table(seed, most=120, kind="blobs"), 2, axis=0)
    density = built(values)
    for c, m, method in itertools.product((3, 5, 9), (3, 6), ("eom", "leaf")):
        if m > density.max_min_samples:
            continue
        params = HdbscanParams(min_cluster_size=c, min_samples=m, method=method)
        labels, _ = extracted(linkage(density.level(m)), params)
        assert same_partition(cut_hdbscan(density, params).labels, labels), params


def test_numbered_by_smallest_row() -> None:
    rng = np.random.default_rng(3)
    values = rng.permutation(np.concatenate([rng.normal(c, 0.2, size=(80, 2)) for c in (0, 5, 10)]))
    labels = cut_hdbscan(built(values), HdbscanParams(min_cluster_size=20, min_samples=5)).labels
    seen = [int(x) for x in dict.fromkeys(labels[labels >= 0].tolist())]
    assert seen == [0, 1, 2]


def test_identical_rows_are_never_split() -> None:
    values = np.concatenate([np.zeros((40, 2)), np.full((40, 2), 9.0), np.random.default_rng(1).uniform(size=(20, 2))])
    cut = cut_hdbscan(built(values), HdbscanParams(min_cluster_size=5, min_samples=3, method="leaf"))
    assert len(set(cut.labels[:40].tolist())) == 1
    assert len(set(cut.labels[40:80].tolist())) == 1


def test_condensed_tree_accounts_for_every_chosen_row() -> None:
    params = HdbscanParams(min_cluster_size=8, min_samples=4)
    density = built(table(4, kind="blobs"))
    tree = condensed_tree(density, params)
    labels = cut_hdbscan(density, params).labels
    order = density.level(4).order
    for c in np.flatnonzero(tree.label >= 0):
        rows = order[tree.first[c] : tree.first[c] + tree.size[c]]
        assert (labels[rows] == tree.label[c]).all()
    chosen = tree.label >= 0
    assert tree.size[chosen].sum() == (labels >= 0).sum()
    assert (tree.death <= tree.birth).all()
    inner = tree.parent >= 0
    assert (tree.birth[inner] <= tree.birth[tree.parent[inner]]).all()
    assert tree.parent[0] == -1
    assert tree.size[0] == density.n


def test_a_size_above_the_table_gives_noise() -> None:
    cut = cut_hdbscan(built(table(4)), HdbscanParams(min_cluster_size=5000, min_samples=2))
    assert cut.n_clusters == 0
    assert (cut.labels == -1).all()
