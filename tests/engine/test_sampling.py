"""Samples that stand for large tables."""

from __future__ import annotations

import numpy as np
import pytest

from portal.engine import Matrix, build_density
from portal.engine.sampling import affordable_rows, drawn, nearest_of, nearest_rows, samples_agree
from portal.errors import JobCancelled
from tests.engine.blobs import blobs


@pytest.mark.parametrize(
    ("columns", "budget", "rows"),
    [(1, 200_000, 200_000), (10, 200_000, 200_000), (20, 200_000, 100_000), (500, 200_000, 20_000), (40, 1_000, 1_000)],
)
def test_more_columns_afford_fewer_rows(columns: int, budget: int, rows: int) -> None:
    assert affordable_rows(columns, budget) == rows


def test_a_seed_and_a_number_are_one_sample() -> None:
    first = drawn(1_000, 300, seed=7)
    assert np.array_equal(first, drawn(1_000, 300, seed=7))
    assert np.all(np.diff(first) > 0)
    assert not np.array_equal(first, drawn(1_000, 300, seed=7, which=1))
    assert not np.array_equal(first, drawn(1_000, 300, seed=8))


@pytest.mark.parametrize("columns", [1, 3, 8])
def test_everybody_is_placed_with_the_nearest(columns: int) -> None:
    rng = np.random.default_rng(columns)
    values = rng.normal(size=(3_000, columns))
    sample = drawn(3_000, 200, seed=0)
    found = nearest_rows(values, sample)
    away = np.linalg.norm(values[:, None] - values[sample], axis=2)
    assert np.array_equal(found[sample], np.arange(200))
    assert np.allclose(away[np.arange(3_000), found], away.min(axis=1))


def test_identical_rows_cost_no_more() -> None:
    values = np.zeros((60_000, 3))
    values[:6_000] = np.random.default_rng(0).normal(size=(6_000, 3))
    sample = drawn(60_000, 20_000, seed=0)
    found = nearest_of(values, values[sample])
    assert np.all(values[sample][found[6_000:]] == 0)


def test_placing_stops_between_its_steps() -> None:
    values = np.random.default_rng(0).normal(size=(60_000, 2))
    said: list[float] = []

    def stop(stage: str, share: float) -> None:
        said.append(share)
        if share > 0.3:
            raise JobCancelled("Cancelled.")

    with pytest.raises(JobCancelled):
        nearest_rows(values, drawn(60_000, 500, seed=0), stop)
    assert said == sorted(said)
    assert said[-1] < 0.8


def test_two_samples_of_clear_groups_agree_and_of_none_do_not() -> None:
    clear = _agreement(blobs(6_000, 3, 4)[0].values)
    assert clear > 0.9
    assert _agreement(np.random.default_rng(0).random((6_000, 3))) < clear


def _agreement(values: np.ndarray) -> float:
    samples = [drawn(len(values), 1_500, seed=0, which=which) for which in (0, 1)]
    built = [build_density(Matrix(values[rows], ("a", "b", "c"), rows), 10) for rows in samples]
    own, others = (nearest_of(values, values[rows]) for rows in samples)
    return samples_agree(*built, own, others)
