"""How well a clustering separates the rows: plain numpy, safe in the web process.

Rows without a cluster (noise) do not enter silhouette, Calinski–Harabasz and Davies–Bouldin, as is
usual; a method that leaves many rows out is therefore flattered by them, and ``noise_share`` must be
read beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.engine.nearest import centroids, squared_to_own
from portal.engine.records import Clustering, Floats, Matrix
from portal.engine.silhouette import silhouettes
from portal.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Scores:
    """Measures of one clustering; reads as a mapping, too (``scores["silhouette"]``, ``dict(scores)``).

    Attributes
    ----------
    n_clusters : clusters, noise not counted
    noise_share : share of rows without a cluster, 0 to 1
    silhouette : mean silhouette, −1 to 1, higher is better; None below two clusters
    silhouette_error : its standard error, 0 when exact
    silhouette_rows : rows that it was computed on
    calinski_harabasz : variance ratio (1974), higher is better; None below two clusters
    davies_bouldin : mean of worst within-to-between ratios (1979), lower is better; None below two
    dbcv : relative density-based validity, −1 to 1, higher is better; None without a density structure
    """

    n_clusters: int
    noise_share: float
    silhouette: float | None = None
    silhouette_error: float | None = None
    silhouette_rows: int = 0
    calinski_harabasz: float | None = None
    davies_bouldin: float | None = None
    dbcv: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    def keys(self) -> Iterator[str]:
        """Names of the measures."""
        return iter(self.to_json())

    def __getitem__(self, name: str) -> Any:
        return self.to_json()[name]


def score(
    matrix: Matrix | Floats,
    clusters: Clustering | npt.NDArray[Any],
    seed: int = 0,
    *,
    dbcv: float | None = None,
) -> Scores:
    """Measure a clustering.

    Parameters
    ----------
    matrix : Matrix or (n, d) values that were clustered
    clusters : Clustering or (n,) integer labels; negative ones are noise
    seed : of the rows on which the silhouette is estimated above 5,000 rows
    dbcv : what ``portal.engine.density.relative_validity`` says, when there is a density structure

    Raises
    ------
    ParameterError
        when there are more or fewer labels than rows
    """
    values = matrix.values if isinstance(matrix, Matrix) else np.asarray(matrix, dtype=np.float64)
    labels = clusters.labels if isinstance(clusters, Clustering) else np.asarray(clusters)
    if len(labels) != len(values):
        raise ParameterError(f"There are {len(labels):,} labels for {len(values):,} rows. Give one label per row.")
    inside = labels >= 0
    noise_share = float(1 - inside.mean()) if len(labels) else 0.0
    if not inside.all():
        values, labels = values[inside], labels[inside]
    used, labels = np.unique(labels, return_inverse=True)
    k = len(used)
    if k < 2 or k >= len(labels):
        return Scores(k, noise_share, dbcv=dbcv)
    silhouette = silhouettes(values, [labels], seed)[0]
    variance_ratio, worst_ratio = separation(values, labels, k)
    return Scores(
        n_clusters=k,
        noise_share=noise_share,
        silhouette=silhouette.value,
        silhouette_error=silhouette.error,
        silhouette_rows=silhouette.rows,
        calinski_harabasz=variance_ratio,
        davies_bouldin=worst_ratio,
        dbcv=dbcv,
    )


def separation(values: Floats, labels: npt.NDArray[Any], k: int) -> tuple[float, float]:
    """Calinski–Harabasz and Davies–Bouldin of labels 0 … k−1, every label used.

    Calinski–Harabasz (1974) is the variance between clusters over the variance within;
    Davies–Bouldin (1979) the mean over clusters of the worst (spread + spread) / distance.
    """
    centres = centroids(values, labels, k)
    squared = squared_to_own(values, labels, centres)
    sizes = np.bincount(labels, minlength=k)
    between = float(sizes @ ((centres - values.mean(axis=0)) ** 2).sum(axis=1))
    within = float(squared.sum())
    variance_ratio = 1.0 if within == 0 else between * (len(values) - k) / (within * (k - 1))
    spread = np.bincount(labels, weights=np.sqrt(squared), minlength=k) / sizes
    worst = np.zeros(k)
    for i in range(k):
        apart = np.sqrt(((centres - centres[i]) ** 2).sum(axis=1))
        apart[apart == 0] = np.inf  # itself, and centres in one place
        worst[i] = float(((spread + spread[i]) / apart).max())
    return variance_ratio, float(worst.mean())
