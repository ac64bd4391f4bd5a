"""The parts of the K-Means search agree with their plain definitions."""

from __future__ import annotations

import numpy as np
import pytest

from portal.engine.lloyd import Descent, Rows, measured, merges, search, splits, start


def table(n: int = 900, d: int = 5, dtype: type = np.float64) -> Rows:
    rng = np.random.default_rng(3)
    return Rows.of(rng.normal(size=(d, n)).astype(dtype) + 4 * rng.integers(0, 3, n))


@pytest.mark.parametrize("d", [1, 3, 4, 5, 9])
def test_a_pass_that_touches_only_moved_rows_has_the_means_of_its_labels(d: int) -> None:
    rows = table(d=d)
    descent = Descent(rows, start(rows, 6, 1)).converged(7, 0.0)
    values = rows.columns.T
    away = ((values[:, None] - descent.centres) ** 2).sum(axis=2)
    assert np.array_equal(descent.labels, away.argmin(axis=1))
    assert descent.inertia == pytest.approx(away.min(axis=1).sum(), rel=1e-9)
    means = [values[descent.labels == j].mean(axis=0) for j in range(6)]
    np.testing.assert_allclose(descent.means, means, rtol=1e-9)


def test_a_descent_and_a_search_from_the_same_start_are_one() -> None:
    rows = table()
    centres = start(rows, 4, 2)
    found, descent = search(rows, centres, 300, 0.0), Descent(rows, centres).converged(300, 0.0)
    assert np.array_equal(found.labels, descent.labels)
    assert found.inertia == pytest.approx(descent.inertia, rel=1e-12)


def test_a_descent_can_begin_with_labels() -> None:
    rows = table()
    centres = start(rows, 4, 2)
    first = Descent(rows, centres)
    again = Descent(rows, np.zeros_like(centres), first.labels)
    np.testing.assert_allclose(again.centres, first.means, rtol=1e-12)
    assert again.inertia == pytest.approx(Descent(rows, first.means).inertia, rel=1e-12)
    lonely = Descent(rows, np.vstack([first.means, [9.0] * 5]), first.labels)
    assert np.array_equal(lonely.centres[-1], [9.0] * 5), "a centre without rows stays where it is"


@pytest.mark.parametrize("weights", [None, np.linspace(1, 3, 900)])
def test_measuring_centres_moves_none_of_them(weights: np.ndarray | None) -> None:
    rows = Rows.of(table().columns, weights)
    centres = start(rows, 5, 1)
    found, moved = measured(rows, centres), search(rows, centres, 1, 0.0)
    assert np.array_equal(found.centres, centres)
    assert np.array_equal(found.labels, moved.labels)
    assert found.inertia == pytest.approx(moved.inertia, rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_starts_are_different_rows_of_the_table(dtype: type) -> None:
    rows = table(dtype=dtype)
    centres = start(rows, 12, 5)
    among = {tuple(row) for row in rows.columns.T}
    assert len({tuple(centre) for centre in centres} & among) == 12


def test_a_split_halves_one_cluster_and_lowers_the_sum_of_squares() -> None:
    rows = table()
    fit = search(rows, start(rows, 3, 0), 300, 0.0)
    ways = splits(rows, fit, 3)
    assert [way.shape for way in ways] == [(4, 5)] * 3
    sums = [search(rows, way, 1, 0.0).inertia for way in ways]
    assert max(sums) < fit.inertia
    halved = [np.isclose(way[:, None], fit.centres).all(axis=2).any(axis=0).sum() for way in ways]
    assert halved == [2, 2, 2], "the other centres stay where they are"


def test_a_row_of_weight_three_counts_as_three_rows() -> None:
    columns = table().columns
    weights = np.random.default_rng(1).integers(1, 4, columns.shape[1])
    one, many = Rows.of(columns, weights.astype(float)), Rows.of(np.repeat(columns, weights, axis=1))
    assert one.squares == pytest.approx(many.squares, rel=1e-12)
    centres = columns[:, :5].T
    weighted, repeated = search(one, centres, 300, 0.0), search(many, centres, 300, 0.0)
    assert weighted.inertia == pytest.approx(repeated.inertia, rel=1e-10)
    np.testing.assert_allclose(weighted.centres, repeated.centres, rtol=1e-9)
    assert np.array_equal(np.repeat(weighted.labels, weights), repeated.labels)
    for ours, theirs in zip(splits(one, weighted, 3), splits(many, repeated, 3), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    ours, theirs = merges(one, weighted, 2), merges(many, repeated, 2)
    np.testing.assert_allclose([fit.centres for fit in ours], [fit.centres for fit in theirs], rtol=1e-9)


def test_starts_prefer_heavy_rows() -> None:
    columns = table().columns
    heavy = np.where(np.arange(columns.shape[1]) < 10, 1e9, 1.0)
    among = {tuple(row) for row in columns[:, :10].T}
    assert {tuple(row) for row in start(Rows.of(columns, heavy), 4, 0)[1:]} <= among
