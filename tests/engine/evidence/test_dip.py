import numpy as np
import pytest
from scipy.optimize import linprog

from portal.engine.evidence.dip import dip, dip_null, dip_p_value, without_ties
from portal.errors import PreparationError


def by_definition(values):
    """The dip as a linear programme: the nearest distribution function that is convex, then concave."""
    x = np.unique(values)
    n = len(x)
    best = np.inf
    for mode in range(n):
        # unknowns: the function at each value (right limit at the mode), its left limit at the mode, the distance
        rows, bounds = [], []

        def at_most(weights, bound, rows=rows, bounds=bounds):
            row = np.zeros(n + 2)
            for place, weight in weights:
                row[place] += weight
            rows.append(row)
            bounds.append(bound)

        for i in range(n):
            at_most([(i, -1), (n + 1, -1)], -(i + 1))
            if i == mode:
                at_most([(i, 1), (n + 1, -1)], i + 1)
                at_most([(n, 1), (n + 1, -1)], i)
                at_most([(n, -1), (n + 1, -1)], -i)
                at_most([(n, 1), (i, -1)], 0)
            else:
                at_most([(i, 1), (n + 1, -1)], i)

        def slope(j, sign, left, mode=mode):
            run = sign / (x[j + 1] - x[j])
            return [(n if left and j + 1 == mode else j + 1, run), (j, -run)]

        for j in range(mode):
            at_most(slope(j, -1, True) + (slope(j - 1, 1, True) if j else []), 0)
        for j in range(mode, n - 1):
            at_most(slope(j, -1, False) + (slope(j + 1, 1, False) if j < n - 2 else []), 0)
        solved = linprog(np.eye(n + 2)[n + 1], A_ub=np.array(rows), b_ub=bounds, bounds=[(None, None)] * (n + 2))
        if solved.status == 0:
            best = min(best, solved.fun)
    return best / n


@pytest.mark.parametrize("seed", range(12))
def test_dip_is_the_distance_to_the_nearest_one_hump_distribution(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 13))
    kinds = (rng.random(n), rng.standard_cauchy(n), np.where(rng.random(n) < 0.5, 0, 5) + rng.standard_normal(n))
    for values in kinds:
        assert dip(values) == pytest.approx(by_definition(values), abs=1e-9)


def test_dip_does_not_depend_on_order_place_or_unit():
    values = np.random.default_rng(1).gamma(2, size=200)
    assert dip(values[::-1]) == dip(values)
    assert dip(-values) == pytest.approx(dip(values))
    assert dip(1000 * values + 7) == pytest.approx(dip(values))


def test_two_heaps_have_the_largest_dip():
    assert dip(np.array([0.0] * 50 + [1.0] * 50)) == pytest.approx(0.25)
    assert dip(np.array([3.0])) == pytest.approx(0.5)
    with pytest.raises(PreparationError, match="needs values"):
        dip(np.array([]))


@pytest.mark.parametrize(
    ("n", "median", "ninety_five", "ninety_nine"),
    [(50, 0.04885, 0.07027, 0.08120), (200, 0.02558, 0.03684, 0.04269), (1_000, 0.01174, 0.01693, 0.01961)],
)
def test_p_values_agree_with_published_quantiles(n, median, ninety_five, ninety_nine):
    """Quantiles of the dip of uniform samples from Maechler's simulation of a million samples (R package diptest)."""
    assert dip_p_value(median, n) == pytest.approx(0.50, abs=0.02)
    assert dip_p_value(ninety_five, n) == pytest.approx(0.05, abs=0.005)
    assert dip_p_value(ninety_nine, n) == pytest.approx(0.01, abs=0.0025)


def test_p_values_are_even_under_the_uniform_and_tiny_under_two_humps():
    rng = np.random.default_rng(3)
    p = np.array([dip_p_value(dip(rng.random(130)), 130) for _ in range(400)])
    assert abs(np.mean(p <= 0.1) - 0.1) < 0.05
    two = np.concatenate([rng.normal(0, 1, 150), rng.normal(5, 1, 150)])
    assert dip_p_value(dip(two), 300) < 0.001
    assert np.median(dip_null(130)) == pytest.approx(0.0314, rel=0.05)


def test_levels_are_no_humps():
    rng = np.random.default_rng(4)
    levels = rng.integers(1, 6, 600).astype(float)
    assert dip_p_value(dip(levels), 600) < 0.001
    assert dip_p_value(dip(without_ties(levels, rng)), 600) > 0.05
    spread = without_ties(levels, np.random.default_rng(0))
    assert np.array_equal(np.round(spread), levels)
    lone = np.array([1.5, 2.0, 9.0])
    assert np.array_equal(without_ties(lone, rng), lone)
