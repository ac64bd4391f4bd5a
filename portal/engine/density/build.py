"""The slow half: from a matrix to its density structure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from portal.engine.density.record import Density
from portal.engine.records import Floats, Matrix, Progress
from portal.engine.threads import completed, processors
from portal.errors import ParameterError, PreparationError

# Share of the whole at which each stage ends, as measured at 200,000 × 8.
SORTED, LISTED, JOINED = 0.02, 0.55, 0.80

LEAF = 64
"""Rows of a kd-tree leaf at most. Larger leaves cost more distances, smaller ones more boxes. For the neighbour
search alone 96 to 128 took about a tenth less; the joining was not tried with them."""


def build_density(
    matrix: Matrix, max_min_samples: int = 25, progress: Progress | None = None, *, threads: int | None = None
) -> Density:
    """Everything that DBSCAN and HDBSCAN need, once, for all of their parameters.

    k nearest neighbours from a kd-tree; the exact minimum spanning tree of mutual reachability at
    `max_min_samples` by Borůvka rounds (March, Ram & Gray 2010); from it the trees of all smaller
    ``min_samples`` (CORE-SG: Neto, Sander, Campello & Nascimento 2021); of each the
    single-linkage dendrogram in leaf order.

    Parameters
    ----------
    matrix : n rows × d columns; Euclidean distance
    max_min_samples : greatest ``min_samples`` to be cut later, the row itself counted. It is
        lowered to n where the table has fewer rows; ``Density.asked`` keeps what was asked.
    progress : told the stage and the share done; may raise to stop the work
    threads : at most two are of use; the result does not depend on it

    Returns
    -------
    Density : about 24 bytes per row and min_samples, and 12 per row and neighbour

    Raises
    ------
    ParameterError : `max_min_samples` below 1
    PreparationError : no row, no column, or values so large that squared distances overflow
    """
    if max_min_samples < 1:
        raise ParameterError(f"The greatest minimum of neighbours is {max_min_samples}. Choose 1 or more.")
    values = np.ascontiguousarray(matrix.values, dtype=np.float64)
    n = values.shape[0]
    if n == 0:
        raise PreparationError("The table has no rows left. Keep at least one.")
    if values.shape[1] == 0:
        raise PreparationError("No variable was chosen. Choose at least one.")
    with np.errstate(over="ignore", invalid="ignore"):
        widest = float(np.square(values.max(axis=0) - values.min(axis=0)).sum())
    if not np.isfinite(widest):
        raise PreparationError("Some values are infinite, missing or too large to be squared. Scale the variables.")
    levels = min(max_min_samples, n)
    if n == 1:
        return _single(max_min_samples)
    tell = progress or _silent
    with ThreadPoolExecutor(threads or processors()) as pool:
        work = _Work(pool, tell)
        return _build(values, levels, max_min_samples, work)


def warm() -> None:
    """Compile every kernel into numba's cache (``NUMBA_CACHE_DIR`` where it is set)."""
    values = np.random.default_rng(0).normal(size=(400, 3))
    build_density(Matrix(values, ("a", "b", "c"), np.arange(400)), 5)


def _silent(stage: str, share: float) -> None:
    pass


def _single(asked: int) -> Density:
    zero = np.zeros((1, 1), np.int32)
    return Density(np.zeros((1, 0)), np.zeros((1, 0), np.int32), zero, np.full((1, 1), np.inf), zero + 1,
                   np.zeros((1, 1)), asked)  # fmt: skip


class _Work:
    """Chunks on a few threads; progress and cancellation between chunks, in the caller's thread."""

    def __init__(self, pool: ThreadPoolExecutor, tell: Progress) -> None:
        self.pool, self.tell = pool, tell

    def run(self, stage: str, begin: float, end: float, tasks: Sequence[Callable[[], None]]) -> None:
        completed(self.pool, tasks, lambda share: self.tell(stage, begin + (end - begin) * share))


def _build(values: Floats, levels: int, asked: int, work: _Work) -> Density:
    # The web process imports this module for its names only: numba comes in with the first build.
    from portal.engine.density.chain import ordered
    from portal.engine.density.kernel import dendrogram
    from portal.engine.density.kernel.tree import plant
    from portal.engine.density.stages import joined, listed

    n = values.shape[0]
    work.tell("Sorting the rows", 0.0)
    tree = plant(values, LEAF)
    near, who = listed(tree, max(levels, 2) - 1, work, SORTED, LISTED)
    ends, lengths, weights = joined(tree, near, who, work, LISTED, JOINED)
    row_of = tree.row_of
    del tree
    order, small = np.empty((levels, n), np.int32), np.empty((levels, n), np.int32)
    gap, above = np.empty((levels, n)), np.empty((levels, n))
    ordered(near, who, row_of, (ends, lengths, weights), (order, gap, small, above), work, JOINED, 1.0)
    dendrogram.restore(near, who, row_of)
    return Density(near, who, order, gap, small, above, asked)
