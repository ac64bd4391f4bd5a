"""Small, flat and repetitive tables: a correct answer or a clear error."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sklearn.cluster import DBSCAN

from portal.engine.density import (
    Density,
    build_density,
    cut_dbscan,
    cut_hdbscan,
    k_distances,
    recommended_eps,
    recommended_min_cluster_size,
    strengths,
)
from portal.engine.params import DbscanParams, HdbscanParams
from portal.errors import JobCancelled, ParameterError, PreparationError, StoreError
from tests.engine.density.reference import built, matrix, prim, reachability, table


def test_one_row() -> None:
    density = built(np.zeros((1, 3)))
    assert cut_dbscan(density, DbscanParams(eps=1.0, min_samples=1)).labels.tolist() == [0]
    assert cut_hdbscan(density, HdbscanParams(min_cluster_size=2, min_samples=1)).labels.tolist() == [-1]
    with pytest.raises(ParameterError, match="only 1 rows"):
        cut_dbscan(density, DbscanParams(eps=1.0, min_samples=2))


def test_two_rows() -> None:
    density = built(np.array([[0.0], [3.0]]))
    assert density.max_min_samples == 2
    assert density.asked == 25
    assert cut_dbscan(density, DbscanParams(eps=3.0, min_samples=2)).labels.tolist() == [0, 0]
    assert cut_dbscan(density, DbscanParams(eps=2.9, min_samples=2)).labels.tolist() == [-1, -1]
    assert cut_dbscan(density, DbscanParams(eps=2.9, min_samples=1)).labels.tolist() == [0, 1]
    assert cut_hdbscan(density, HdbscanParams(min_cluster_size=2, min_samples=2)).labels.tolist() == [-1, -1]


def test_fewer_rows_than_min_samples_says_so() -> None:
    density = built(table(1, kind="uniform")[:7])
    with pytest.raises(ParameterError, match=r"Minimum neighbours is 8. Choose 1 to 7: the table has only 7 rows"):
        cut_hdbscan(density, HdbscanParams(min_cluster_size=2, min_samples=8))


def test_more_than_was_built_says_so() -> None:
    density = built(np.random.default_rng(0).normal(size=(50, 2)), 5)
    with pytest.raises(ParameterError, match="no more was prepared"):
        k_distances(density, 6)


@pytest.mark.parametrize("n", [2, 30, 5000])
def test_the_whole_table_is_one_point(n: int) -> None:
    density = built(np.full((n, 4), 7.5))
    m = density.max_min_samples
    assert (density.gap[:, 1:] == 0).all()
    assert (cut_dbscan(density, DbscanParams(eps=0.1, min_samples=m)).labels == 0).all()
    params = HdbscanParams(min_cluster_size=2, min_samples=m)
    assert (cut_hdbscan(density, params).labels == -1).all()  # one blob is the whole table: no segment
    assert (strengths(density, params) == 0).all()
    assert recommended_eps(density, m) > 0
    assert recommended_min_cluster_size(density, m).clusters == 0


def test_nine_rows_in_ten_repeated() -> None:
    rng = np.random.default_rng(2)
    values = np.concatenate([np.tile(rng.normal(size=(3, 3)) * 5, (600, 1)), rng.normal(size=(200, 3)) * 5])
    values = rng.permutation(values)
    density = built(values)
    for m in (1, 5, 25):
        np.testing.assert_allclose(np.sort(density.gap[m - 1, 1:]), prim(reachability(values, m)), rtol=1e-9)
        for eps in (0.3, 1.7, 4.0):
            expected = DBSCAN(eps=eps, min_samples=m).fit(values).labels_
            np.testing.assert_array_equal(cut_dbscan(density, DbscanParams(eps=eps, min_samples=m)).labels, expected)
    assert cut_hdbscan(density, HdbscanParams(min_cluster_size=50, min_samples=5)).n_clusters == 3


def test_one_column() -> None:
    rng = np.random.default_rng(4)
    values = np.concatenate([rng.normal(0, 1, 300), rng.normal(20, 1, 200)])[:, None]
    density = built(values)
    cut = cut_hdbscan(density, HdbscanParams(min_cluster_size=30, min_samples=5))
    assert cut.n_clusters == 2
    np.testing.assert_allclose(np.sqrt(np.sort(density.gap[9, 1:])), np.sqrt(prim(reachability(values, 10))), rtol=1e-9)


def test_many_columns() -> None:
    values = np.random.default_rng(6).normal(size=(300, 60))
    density = built(values, 6)
    np.testing.assert_allclose(np.sort(density.gap[5, 1:]), prim(reachability(values, 6)), rtol=1e-9)


def test_bad_input_says_so() -> None:
    with pytest.raises(PreparationError, match="no rows"):
        built(np.empty((0, 2)))
    with pytest.raises(PreparationError, match="No variable"):
        built(np.empty((3, 0)))
    with pytest.raises(PreparationError, match="too large"):
        built(np.array([[0.0], [1e200]]))
    with pytest.raises(PreparationError, match="missing"):
        built(np.array([[0.0], [np.nan]]))
    with pytest.raises(ParameterError, match="Choose 1 or more"):
        built(np.zeros((4, 1)), 0)


def test_arrays_and_back(tmp_path) -> None:  # type: ignore[no-untyped-def]
    density = built(table(8, kind="blobs"))
    for name, array in density.to_arrays().items():
        np.save(tmp_path / f"{name}.npy", array)
    mapped = {p.stem: np.load(p, mmap_mode="r") for p in tmp_path.glob("*.npy")}
    again = Density.from_arrays(mapped)
    for params in (HdbscanParams(min_cluster_size=5, min_samples=4), HdbscanParams(min_cluster_size=9, method="leaf")):
        np.testing.assert_array_equal(cut_hdbscan(again, params).labels, cut_hdbscan(density, params).labels)
    dbscan = DbscanParams(eps=1.0, min_samples=4)
    np.testing.assert_array_equal(cut_dbscan(again, dbscan).labels, cut_dbscan(density, dbscan).labels)
    with pytest.raises(StoreError, match="lacks"):
        Density.from_arrays({"format": density.to_arrays()["format"]})
    with pytest.raises(StoreError, match="format 99"):
        Density.from_arrays({**density.to_arrays(), "format": np.array([99, 25])})


def test_progress_grows_to_one_and_can_stop_the_work() -> None:
    values = np.random.default_rng(7).normal(size=(4000, 3))
    told: list[tuple[str, float]] = []
    build_density(matrix(values), 10, lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({stage for stage, _ in told}) == 4
    for stage in {stage for stage, _ in told}:

        def stop(now: str, share: float, stage: str = stage) -> None:
            if now == stage:
                raise JobCancelled("Called off.")

        with pytest.raises(JobCancelled):
            build_density(matrix(values), 10, stop)


def test_the_fast_half_imports_neither_numba_nor_an_estimator() -> None:
    code = "import sys, portal.engine.density; print([m for m in ('numba', 'sklearn', 'hdbscan') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
