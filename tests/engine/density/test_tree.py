"""The minimum trees: as light as brute force finds them, at every min_samples."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.density.reference import built, matrix, prim, reachability, squared, table


@pytest.mark.parametrize("part", range(8))
def test_weight_is_that_of_brute_force(part: int) -> None:
    for seed in range(part * 25, part * 25 + 25):
        values = table(seed)
        density = built(values)
        m = density.max_min_samples
        expected = prim(reachability(values, m))
        found = np.sort(density.gap[m - 1, 1:])
        np.testing.assert_allclose(np.sqrt(found), np.sqrt(expected), rtol=1e-9, atol=0)


@pytest.mark.parametrize("seed", range(24))
def test_smaller_min_samples_as_if_built_directly(seed: int) -> None:
    values = table(seed + 1000, most=300)
    density = built(values)
    for m in {1, 2, 3, 5, 10, 17, 24} & set(range(1, density.max_min_samples + 1)):
        direct = built(values, m)
        np.testing.assert_array_equal(np.sort(density.gap[m - 1]), np.sort(direct.gap[m - 1]))
        np.testing.assert_allclose(
            np.sqrt(np.sort(density.gap[m - 1, 1:])), np.sqrt(prim(reachability(values, m))), rtol=1e-9
        )


@pytest.mark.parametrize("seed", range(12))
def test_neighbours_are_the_nearest(seed: int) -> None:
    values = table(seed + 2000)
    density = built(values)
    distances = squared(values)
    np.fill_diagonal(distances, np.inf)
    k = density.near.shape[1]
    np.testing.assert_array_equal(density.near, np.sort(distances, axis=1)[:, :k])
    np.testing.assert_array_equal(density.near, np.take_along_axis(distances, density.who.astype(int), axis=1))
    assert all(len(set(row)) == k for row in density.who.tolist())


@pytest.mark.parametrize("seed", range(12))
def test_every_part_is_a_range_of_leaves(seed: int) -> None:
    density = built(table(seed + 3000, most=200))
    for m in range(1, density.max_min_samples + 1, 6):
        level = density.level(m)
        n = density.n
        np.testing.assert_array_equal(np.sort(level.order), np.arange(n))
        ends = np.arange(n) + level.small
        open_ends: list[int] = []
        for i in range(n):
            while open_ends and open_ends[-1] <= i:
                open_ends.pop()
            assert not open_ends or ends[i] <= open_ends[-1]
            # What hangs below a merge merges nearer than it.
            assert (level.gap[i + 1 : ends[i]] <= level.gap[i]).all()
            open_ends.append(int(ends[i]))


def test_same_bytes_whatever_the_threads() -> None:
    from portal.engine.density import build_density

    values = np.random.default_rng(5).normal(size=(3000, 4)).round(1)
    one, two = (build_density(matrix(values), 12, threads=t).to_arrays() for t in (1, 2))
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)


def test_unequal_scales_do_not_make_the_tree_deep() -> None:
    values = 2.0 ** -np.arange(0, 900, 0.25)[:, None]
    density = built(values, 5)
    np.testing.assert_allclose(np.sqrt(np.sort(density.gap[4, 1:])), np.sqrt(prim(reachability(values, 5))), rtol=1e-9)
