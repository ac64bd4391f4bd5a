import subprocess
import sys

import numpy as np
import pytest
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from portal.engine.quality import score
from portal.engine.records import Clustering
from portal.engine.silhouette import silhouettes
from portal.errors import ParameterError
from tests.engine.blobs import blobs


@pytest.mark.parametrize("seed", range(6))
def test_equal_to_scikit_learn_on_small_tables(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix, _ = blobs(600, d=1 + seed, seed=seed, spread=2)
    labels = rng.integers(2 + 3 * seed, size=600)
    labels[:3] = labels.max() + 1 + np.arange(3)  # three rows alone in their cluster
    scores = score(matrix, labels)
    assert scores.silhouette == pytest.approx(silhouette_score(matrix.values, labels), abs=1e-9)
    assert scores.calinski_harabasz == pytest.approx(calinski_harabasz_score(matrix.values, labels), rel=1e-9)
    assert scores.davies_bouldin == pytest.approx(davies_bouldin_score(matrix.values, labels), rel=1e-9)
    assert (scores.silhouette_error, scores.silhouette_rows) == (0.0, 600)


def test_noise_is_left_out_and_counted() -> None:
    matrix, truth = blobs(500)
    labels = np.where(np.arange(500) % 10 == 0, -1, truth)
    inside = labels >= 0
    scores = score(matrix, Clustering(labels.astype(np.int32), 5))
    assert scores.noise_share == pytest.approx(0.1)
    assert scores.n_clusters == 5
    assert scores.silhouette == pytest.approx(silhouette_score(matrix.values[inside], labels[inside]))


def test_large_tables_are_estimated_within_the_stated_error() -> None:
    errors = []
    for seed in range(6):
        matrix, truth = blobs(7_000, seed=seed, spread=1.5)
        exact = silhouette_score(matrix.values, truth)
        got = silhouettes(matrix.values, [truth], seed)[0]
        assert got.rows == 1_000
        assert 0 < got.error < 0.01
        errors.append((got.value - exact) / got.error)
    assert np.abs(errors).max() < 4


def test_several_labellings_together_give_the_same_as_one_by_one() -> None:
    for n in (300, 6_000):
        matrix, truth = blobs(n, spread=1.5)
        other = np.arange(n) % 3
        together = silhouettes(matrix.values, [truth, other])
        apart = [silhouettes(matrix.values, [labels])[0] for labels in (truth, other)]
        np.testing.assert_allclose(together, apart, rtol=1e-4, atol=1e-6)


def test_hundreds_of_clusters_are_no_trouble() -> None:
    matrix, _ = blobs(20_000)
    scores = score(matrix, np.arange(20_000) % 4_000)
    assert scores.n_clusters == 4_000
    assert scores.silhouette is not None
    assert -1 <= scores.silhouette <= 0


@pytest.mark.parametrize("labels", [[-1] * 4, [0] * 4, [0, 1, 2, 3], [5, 5, -1, 5]])
def test_below_two_clusters_there_is_no_score(labels: list[int]) -> None:
    scores = score(np.arange(8.0).reshape(4, 2), np.array(labels))
    assert scores.silhouette is None
    assert scores.calinski_harabasz is None


def test_identical_rows_in_two_clusters_score_zero() -> None:
    scores = score(np.ones((6, 2)), np.array([0, 0, 0, 1, 1, 1]))
    assert (scores.silhouette, scores.davies_bouldin) == (0.0, 0.0)


def test_scores_read_as_a_mapping() -> None:
    matrix, truth = blobs(100)
    scores = score(matrix, truth, dbcv=0.5)
    assert scores["silhouette"] == scores.silhouette
    assert dict(scores)["dbcv"] == 0.5


def test_labels_of_another_table_are_refused() -> None:
    with pytest.raises(ParameterError, match="3 labels for 4 rows"):
        score(np.zeros((4, 2)), np.zeros(3, dtype=int))


def test_scoring_and_cutting_load_no_scikit_learn() -> None:
    code = (
        "import sys, numpy as np;"
        "from portal.engine import score, cut, KMeansSweep, Matrix, infer_columns, prepare, principal_components;"
        "score(np.random.default_rng(0).normal(size=(50, 2)), np.arange(50) % 2);"
        "assert not {'sklearn', 'numba', 'hdbscan'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
