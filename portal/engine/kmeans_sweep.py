"""The slow half of K-Means: solutions for every k, and how well each separates the rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from portal.engine.kmeans import KMeansSweep
from portal.engine.kmeans_search import count_different, solutions_of
from portal.engine.quality import separation
from portal.engine.records import Matrix, Progress
from portal.engine.silhouette import EXACT_ROWS, SAMPLE_ROWS, silhouettes
from portal.engine.threads import completed, processors
from portal.errors import ParameterError, PreparationError

FOUND, SEEN = 0.6, 0.85
"""Shares of the work that are done when all k are solved, and when their silhouettes are known."""


def sweep(matrix: Matrix, k_min: int, k_max: int, seed: int, progress: Progress | None) -> KMeansSweep:
    """See :func:`portal.engine.kmeans.sweep_kmeans`."""
    values = matrix.values
    different = count_different(values, k_max + 1)
    if different < 2:
        raise PreparationError("All rows have the same values, so there is nothing to divide. Choose other variables.")
    if different < k_min:
        raise ParameterError(f"k = {k_min} is more than the {different} different rows. Choose 2 to {different}.")
    k_max = min(k_max, different)
    tell = progress or (lambda stage, share: None)
    solutions = solutions_of(values, k_min, k_max, seed, lambda stage, share: tell(stage, FOUND * share))
    labellings = [solution.labels for solution in solutions]

    def measuring(share: float) -> None:
        tell("Measuring K-Means", share)

    measuring(FOUND)
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(processors()) as pool:
        measured = silhouettes(values, labellings, seed, pool, lambda share: measuring(FOUND + (SEEN - FOUND) * share))
        tasks = [partial(separation, values, solution.labels, len(solution.centres)) for solution in solutions]
        ratios = completed(pool, tasks, lambda share: measuring(SEEN + (1 - SEEN) * share))
    return KMeansSweep(
        ks=np.arange(k_min, k_max + 1, dtype=np.int64),
        labels=np.stack(labellings),
        centers=np.concatenate([solution.centres for solution in solutions]),
        inertia=np.array([solution.inertia for solution in solutions]),
        silhouette=np.array([item.value for item in measured]),
        silhouette_error=np.array([item.error for item in measured]),
        silhouette_rows=np.array(matrix.n if matrix.n <= EXACT_ROWS else SAMPLE_ROWS, dtype=np.int64),
        calinski_harabasz=np.array([ratio[0] for ratio in ratios]),
        davies_bouldin=np.array([ratio[1] for ratio in ratios]),
        different=np.array(different, dtype=np.int64),
    )
