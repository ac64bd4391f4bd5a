"""Recommendations and validity."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import adjusted_rand_score

from portal.engine.density import (
    Level,
    cut_dbscan,
    cut_hdbscan,
    k_distances,
    recommended_eps,
    recommended_min_cluster_size,
    relative_validity,
)
from portal.engine.params import DbscanParams, HdbscanParams
from tests.engine.density.reference import built, linkage, reachability, table


def blobs(noise: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    truth = np.repeat(np.arange(5), 200)
    centres = np.array([[0, 0], [8, 0], [0, 8], [8, 8], [4, 16]], dtype=float)
    values = centres[truth] + rng.normal(size=(1000, 2)) * 0.8
    return np.concatenate([values, rng.uniform(-4, 20, (noise, 2))]), np.concatenate([truth, np.full(noise, -1)])


def test_k_distances_are_sorted_core_distances() -> None:
    values = table(12, kind="blobs")
    density = built(values)
    np.testing.assert_array_equal(k_distances(density, 5), np.sqrt(np.sort(np.diag(reachability(values, 5)))))
    assert (k_distances(density, 1) == 0).all()


def test_recommended_eps_finds_the_blobs() -> None:
    values, truth = blobs()
    density = built(values)
    eps = recommended_eps(density, 10)
    labels = cut_dbscan(density, DbscanParams(eps=eps, min_samples=10)).labels
    assert adjusted_rand_score(truth[truth >= 0], labels[truth >= 0]) > 0.9


def test_recommended_size_says_from_where_to_where() -> None:
    values, _ = blobs()
    density = built(values)
    found = recommended_min_cluster_size(density, 10)
    assert found.clusters == 5
    assert found.low <= found.value <= found.high
    for size in (found.low, found.value, found.high):
        assert cut_hdbscan(density, HdbscanParams(min_cluster_size=size, min_samples=10)).n_clusters == 5


def test_no_structure_no_range() -> None:
    found = recommended_min_cluster_size(built(np.random.default_rng(0).normal(size=(600, 2))), 15)
    assert found.clusters == 0 or found.clusters >= 2
    assert 2 <= found.low <= found.value <= max(found.high, found.value)


def slow_validity(level: Level, labels: np.ndarray, tree: np.ndarray) -> float:
    """The definition, from all pairs."""
    n = len(labels)
    height = np.zeros((n, n))
    members = {i: [i] for i in range(n)}
    for k, (a, b, distance, _) in enumerate(tree):
        left, right = members.pop(int(a)), members.pop(int(b))
        height[np.ix_(left, right)] = distance
        height[np.ix_(right, left)] = distance
        members[n + k] = left + right
    leaves = labels[level.order]
    total = 0.0
    for c in range(labels.max() + 1):
        inside, other = labels == c, (labels != c) & (labels >= 0)
        if not inside.any():
            continue
        at = np.flatnonzero(leaves == c)
        within = [np.sqrt(level.gap[i]) for i in range(at[0] + 1, at[-1] + 1) if level.small[i] > 1]
        wide, apart = max(within, default=0.0), height[np.ix_(inside, other)].min()
        total += inside.sum() * (apart - wide) / max(apart, wide, 1e-300)
    return total / n


def test_relative_validity_is_its_definition() -> None:
    rng = np.random.default_rng(13)
    for seed in range(12):
        values = table(seed * 4, most=150)
        if len(values) < 20:
            continue
        density = built(values)
        for labels in (
            rng.integers(-1, 3, len(values)),
            cut_hdbscan(density, HdbscanParams(min_cluster_size=4, min_samples=4)).labels,
        ):
            if labels.max() < 1:
                assert relative_validity(density, labels, 4) is None
                continue
            found, level = relative_validity(density, labels, 4), density.level(4)
            assert found is not None
            np.testing.assert_allclose(found, slow_validity(level, labels, linkage(level)), atol=1e-12)


def test_relative_validity_prefers_the_true_segments() -> None:
    values, truth = blobs()
    density = built(values)
    good = relative_validity(density, truth, 10)
    assert good is not None
    bad = relative_validity(density, np.random.default_rng(0).permutation(truth), 10)
    assert bad is not None
    assert good > 0.5
    assert bad < good
    assert relative_validity(density, np.zeros(len(values), int), 10) is None
