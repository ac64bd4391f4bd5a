"""One word for all three algorithms: build a structure once, cut it for any parameters."""

from __future__ import annotations

from portal.engine.kmeans import KMeansSweep, cut_kmeans, sweep_kmeans
from portal.engine.params import AnyParams, DbscanParams, HdbscanParams, KMeansParams
from portal.engine.records import Clustering, Matrix
from portal.errors import ParameterError


def cut(structure: object, params: AnyParams) -> Clustering:
    """Labels for `params`, read out of a structure in milliseconds.

    Parameters
    ----------
    structure : KMeansSweep (for KMeansParams) or Density (for DbscanParams and HdbscanParams)
    params : parameters within their bounds

    Returns
    -------
    Clustering with labels (n,) int32, −1 = noise

    Raises
    ------
    ParameterError
        when structure and parameters do not belong together, or the structure does not reach them
    """
    from portal.engine.density import Density, cut_dbscan, cut_hdbscan

    match structure, params:
        case KMeansSweep(), KMeansParams():
            return cut_kmeans(structure, params)
        case Density(), DbscanParams():
            return cut_dbscan(structure, params)
        case Density(), HdbscanParams():
            return cut_hdbscan(structure, params)
    needed = "sweep_kmeans" if isinstance(params, KMeansParams) else "build_density"
    if not isinstance(params, (KMeansParams, DbscanParams, HdbscanParams)):
        raise ParameterError(
            f"Parameters of kind {type(params).__name__} cannot be cut. Give K-Means, DBSCAN or HDBSCAN parameters."
        )
    raise ParameterError(
        f"{params.title} cannot be cut from a {type(structure).__name__}. Give it what {needed} returns."
    )


def fit(matrix: Matrix, params: AnyParams, seed: int = 0, max_min_samples: int | None = None) -> Clustering:
    """Build and cut in one call (slow: runs the build, so only in jobs and notebooks).

    Parameters
    ----------
    matrix : prepared rows (n, d)
    params : parameters within their bounds
    seed : of the K-Means starts
    max_min_samples : neighbours to store for a density structure; `params.min_samples` by default

    Raises
    ------
    ParameterError
        k beyond the number of (different) rows, min_samples beyond the number of rows
    """
    if isinstance(params, KMeansParams):
        if params.k > matrix.n:
            raise ParameterError(
                f"k = {params.k:,} is more than the {matrix.n:,} rows. Choose 2 to {min(12, matrix.n)}."
            )
        return cut(sweep_kmeans(matrix, params.k, seed, k_min=params.k), params)
    from portal.engine.density import build_density

    return cut(build_density(matrix, max_min_samples=max_min_samples or params.min_samples), params)
