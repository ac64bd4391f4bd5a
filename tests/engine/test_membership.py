"""Membership: each measure against the library that defines it, or against its definition in full."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import DBSCAN

from portal.engine import DbscanParams, HdbscanParams, KMeansParams, Matrix, build_density, cut, sweep_kmeans
from portal.engine.membership import MEANING, Measure, measure_of, membership
from portal.engine.params import ConsensusParams, RfmParams
from portal.errors import ParameterError
from tests.engine.density.reference import extracted, linkage


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    rng = np.random.default_rng(3)
    centres = np.repeat([[0, 0], [6, 0], [0, 7]], 90, axis=0)
    values = np.vstack([centres + rng.normal(size=centres.shape), rng.uniform(-8, 12, (40, 2))])
    return Matrix(np.ascontiguousarray(values), ("x", "y"), np.arange(len(values)))


@pytest.fixture(scope="module")
def density(matrix):
    return build_density(matrix, 12)


def test_margins_are_the_definition_worked_out_row_by_row(matrix):
    sweep = sweep_kmeans(matrix, k_max=4)
    params = KMeansParams(k=3)
    labels = cut(sweep, params).labels
    found = membership(sweep, matrix, params, labels)
    centres = sweep.centers_of(3)
    expected = []
    for row, label in zip(matrix.values, labels, strict=True):
        away = np.sqrt(((centres - row) ** 2).sum(axis=1))
        expected.append(1 - away[label] / np.delete(away, label).min())
    assert found.measure == Measure.MARGIN
    np.testing.assert_allclose(found.values, expected, atol=1e-9)
    assert 0 <= found.values.min() < 0.2 < 0.9 < found.values.max() <= 1


def test_a_row_on_two_centres_at_once_has_no_margin():
    rows = np.array([[0.0, 0.0], [0.0, 0.0], [4.0, 0.0]])
    from portal.engine.membership import margins

    assert margins(rows, np.array([[0.0, 0.0], [0.0, 0.0]]), np.array([0, 1, 0])).tolist() == [0.0, 0.0, 0.0]


def test_positions_are_those_of_scikit_learn(matrix, density):
    params = DbscanParams(eps=0.7, min_samples=6)
    labels = cut(density, params).labels
    theirs = DBSCAN(eps=0.7, min_samples=6).fit(matrix.values)
    core = np.zeros(matrix.n, dtype=bool)
    core[theirs.core_sample_indices_] = True
    found = membership(density, matrix, params, labels)
    assert found.measure == Measure.POSITION
    assert (found.values == 1).tolist() == core.tolist()
    assert (found.values == 0).tolist() == ((theirs.labels_ >= 0) & ~core).tolist()
    assert np.isnan(found.values).tolist() == (theirs.labels_ == -1).tolist()
    assert len(set(np.nan_to_num(found.values, nan=-1.0))) == 3


def test_strengths_are_those_of_hdbscan(matrix, density):
    params = HdbscanParams(min_cluster_size=20, min_samples=6)
    found = membership(density, matrix, params, cut(density, params).labels)
    # From the same tree: edges of equal weight leave more than one, and processors round differently.
    _labels, probabilities = extracted(linkage(density.level(6)), params)
    assert found.measure == Measure.STRENGTH
    np.testing.assert_allclose(found.values, probabilities, atol=1e-9)


def test_every_algorithm_has_a_measure_and_every_measure_a_meaning(matrix, density):
    every = [KMeansParams(), DbscanParams(), HdbscanParams(), ConsensusParams(("a", "b")), RfmParams()]
    assert {measure_of(params) for params in every} == set(Measure) == set(MEANING)
    with pytest.raises(ParameterError, match="K-Means has no membership"):
        membership(density, matrix, KMeansParams(k=3), np.zeros(matrix.n, dtype=np.int32))
