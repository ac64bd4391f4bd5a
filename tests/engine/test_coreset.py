"""A coreset stands for all rows, most of all where a few of them lie far out."""

from __future__ import annotations

import numpy as np
import pytest

from portal.engine.coreset import coreset
from portal.engine.lloyd import Rows, search, start


def heavy_tailed(n: int = 40_000) -> Rows:
    return Rows.of(np.random.default_rng(5).standard_t(2.5, size=(4, n)).astype(np.float32))


def test_few_rows_are_all_taken_and_count_once() -> None:
    rows = heavy_tailed(500)
    taken = coreset(rows, 500, 13, np.random.default_rng(0))
    assert taken.weights is None
    assert sorted(map(tuple, taken.columns.T)) == sorted(map(tuple, rows.columns.T))


def test_weights_stand_for_all_rows() -> None:
    rows = heavy_tailed()
    taken = coreset(rows, 5_000, 13, np.random.default_rng(0))
    assert 4_000 < taken.n < 5_200
    assert taken.weights is not None
    assert taken.weights.min() >= 1
    assert taken.weights.sum() == pytest.approx(rows.n, rel=0.05)


def test_what_is_found_on_it_is_nearly_as_good_on_all_rows_and_better_than_what_random_rows_find() -> None:
    rows = heavy_tailed()
    best = min(search(rows, start(rows, 6, seed), 100, 1e-5).inertia for seed in range(10))
    ours, random = [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        taken = coreset(rows, 5_000, 13, rng)
        few = Rows.of(rows.columns[:, rng.permutation(rows.n)[: taken.n]])
        for sample, excess in ((taken, ours), (few, random)):
            fits = [search(sample, start(sample, 6, way), 100, 1e-5) for way in range(10)]
            centres = min(fits, key=lambda fit: fit.inertia).centres
            excess.append(search(rows, centres, 1, 0.0).inertia / best - 1)
    assert np.median(ours) < 0.01
    assert np.median(ours) < np.median(random) / 3


def test_rows_that_are_all_alike_are_no_trouble() -> None:
    rows = Rows.of(np.ones((3, 10_000), dtype=np.float32))
    taken = coreset(rows, 1_000, 13, np.random.default_rng(0))
    assert taken.n > 0
    assert taken.weights.sum() == pytest.approx(10_000, rel=0.2)


def test_the_same_seed_takes_the_same_rows() -> None:
    first, second = (coreset(heavy_tailed(), 2_000, 13, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first.columns, second.columns)
    assert np.array_equal(first.weights, second.weights)
