import numpy as np
import pytest

import portal.engine as engine
from portal.engine import DbscanParams, HdbscanParams, KMeansParams, build_density, cut, fit, sweep_kmeans
from portal.errors import ParameterError
from tests.engine.blobs import blobs


def test_the_public_face() -> None:
    for name in engine.__all__:
        assert getattr(engine, name) is not None
    assert "prepare" in dir(engine)
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        _ = engine.guess


def test_each_method_finds_the_planted_groups() -> None:
    matrix, truth = blobs(600, groups=3, seed=1, spread=0.3)
    for params in (KMeansParams(k=3), DbscanParams(eps=0.8, min_samples=5), HdbscanParams(min_cluster_size=50)):
        clusters = fit(matrix, params)
        assert clusters.n_clusters == 3
        assert clusters.labels.dtype == np.int32
        inside = clusters.labels >= 0
        assert len(set(zip(clusters.labels[inside], truth[inside], strict=True))) == 3


def test_structure_and_parameters_must_belong_together() -> None:
    matrix, _ = blobs(60)
    with pytest.raises(ParameterError, match=r"DBSCAN cannot be cut from a KMeansSweep\. Give it what build_density"):
        cut(sweep_kmeans(matrix, k_max=3), DbscanParams())
    with pytest.raises(ParameterError, match=r"K-Means cannot be cut from a Density\. Give it what sweep_kmeans"):
        cut(build_density(matrix, max_min_samples=5), KMeansParams())
    with pytest.raises(ParameterError, match="of kind dict"):
        cut(sweep_kmeans(matrix, k_max=3), {"k": 3})  # type: ignore[arg-type]
