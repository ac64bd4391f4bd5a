import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix

from portal.engine.agreement import agreements, ami, ari, contingency, matched
from portal.errors import ParameterError

labellings = st.integers(1, 60).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(-1, 6), min_size=n, max_size=n).map(np.array)] * 2)
)


@settings(deadline=None, max_examples=150)
@given(labellings)
def test_equal_to_scikit_learn(pair: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = pair
    assert ari(a, b) == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)
    assert ami(a, b) == pytest.approx(adjusted_mutual_info_score(a, b), abs=1e-9)
    assert np.array_equal(contingency(a, b).counts, contingency_matrix(a, b))


@pytest.mark.parametrize("groups", [(3, 3), (12, 5), (400, 7), (2_000, 2_000)])
def test_equal_to_scikit_learn_on_larger_tables(groups: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    a = rng.integers(groups[0], size=4_000)
    b = np.where(rng.random(4_000) < 0.7, a % groups[1], rng.integers(groups[1], size=4_000))
    assert ari(a, b) == pytest.approx(adjusted_rand_score(a, b), abs=1e-12)
    assert ami(a, b) == pytest.approx(adjusted_mutual_info_score(a, b), abs=1e-7)


def test_a_million_rows_take_no_time() -> None:
    rng = np.random.default_rng(0)
    a = rng.integers(-1, 12, size=1_000_000)
    b = np.where(rng.random(1_000_000) < 0.8, a, 3)
    start = time.perf_counter()
    assert 0.5 < ari(a, b) < 1
    assert 0.5 < ami(a, b) < 1
    assert time.perf_counter() - start < 3


def test_the_same_up_to_names_is_one_and_names_may_be_large() -> None:
    a = np.array([0, 0, 1, 1, 2])
    assert ari(a, 10**12 * (a + 1)) == 1.0
    assert ami(a, 10**12 * (a + 1)) == pytest.approx(1.0)


def test_matched_keeps_most_rows_in_place() -> None:
    reference = np.array([0] * 10 + [1] * 5 + [2] * 3 + [-1] * 2)
    labels = np.array([2] * 9 + [0] * 6 + [1] * 2 + [-1] * 3)
    assert matched(reference, labels) == {2: 0, 0: 1, 1: 2}


def test_labels_without_counterpart_are_left_out() -> None:
    assert matched(np.array([0, 0, 0, 0]), np.array([3, 3, 3, 4])) == {3: 0}
    assert matched(np.array([-1, -1]), np.array([0, 1])) == {}
    assert matched(np.array([0, 1]), np.array([-1, -1])) == {}


def test_noise_is_a_row_of_the_table() -> None:
    counts, left, right = contingency(np.array([-1, 0, 0], dtype=np.int16), np.array([1, 1, 5], dtype=np.int8))
    assert left.tolist() == [-1, 0]
    assert right.tolist() == [1, 5]
    assert counts.tolist() == [[1, 0], [1, 1]]


def test_runs_of_different_tables_are_refused() -> None:
    with pytest.raises(ParameterError, match="2 rows, the other 3"):
        ari(np.zeros(2), np.zeros(3))


def test_agreements_are_adjusted_rand_indices() -> None:
    rng = np.random.default_rng(0)
    labellings = [rng.integers(0, k, 400).astype(np.int32) for k in (2, 3, 5, 5)]
    labellings.append(labellings[2][::-1].copy())
    labellings.append(np.zeros(400, dtype=np.int32))
    plain = [[ari(one, other) for other in labellings] for one in labellings]
    np.testing.assert_allclose(agreements(labellings, 5), plain, atol=1e-12)
