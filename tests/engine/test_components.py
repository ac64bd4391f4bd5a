import numpy as np
import pytest
from sklearn.decomposition import PCA

from portal.engine import Components, principal_components
from tests.engine.blobs import blobs, matrix_of


def test_equal_to_scikit_learn_up_to_sign() -> None:
    matrix, _ = blobs(500, d=6, spread=2)
    ours, theirs = principal_components(matrix), PCA().fit(matrix.values)
    np.testing.assert_allclose(ours.variances, theirs.explained_variance_, rtol=1e-9)
    np.testing.assert_allclose(ours.explained, theirs.explained_variance_ratio_, rtol=1e-9)
    np.testing.assert_allclose(np.abs(ours.loadings), np.abs(theirs.components_.T), atol=1e-8)
    np.testing.assert_allclose(np.abs(ours.scores), np.abs(theirs.transform(matrix.values)), atol=1e-4)


def test_the_largest_loading_is_positive_and_scores_are_float32() -> None:
    parts = principal_components(blobs(200, d=12)[0])
    assert parts.scores.dtype == np.float32
    assert parts.scores.shape == (200, 10)
    assert parts.loadings.shape == (12, 10)
    assert parts.variances.shape == (12,)
    assert parts.all_explained.sum() == pytest.approx(1)
    assert np.all(parts.loadings[np.abs(parts.loadings).argmax(axis=0), np.arange(10)] > 0)


def test_correlations_are_those_of_columns_and_scores() -> None:
    matrix, _ = blobs(400, d=12)
    parts = principal_components(matrix)
    expected = np.corrcoef(matrix.values.T, parts.scores.T)[:12, 12:]
    np.testing.assert_allclose(parts.correlations(), expected, atol=1e-5)


def test_the_rows_it_was_made_of_project_onto_their_scores() -> None:
    matrix, _ = blobs(300)
    parts = principal_components(matrix)
    assert np.array_equal(parts.project(matrix.values), parts.scores)


def test_arrays_round_trip() -> None:
    parts = principal_components(blobs(50)[0])
    again = Components.from_arrays(parts.to_arrays())
    assert np.array_equal(again.scores, parts.scores)
    assert again.m == parts.m


@pytest.mark.parametrize("values", [np.ones((5, 3)), np.array([[1.0, 2], [3, 4]]), np.arange(4.0)[:, None]])
def test_small_and_flat_tables(values: np.ndarray) -> None:
    parts = principal_components(matrix_of(values))
    assert np.isfinite(parts.scores).all()
    assert np.isfinite(parts.correlations()).all()
