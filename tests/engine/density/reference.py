"""Slow and obvious counterparts of what the density engine does, and tables to try them on."""

from __future__ import annotations

import numpy as np
from hdbscan._hdbscan_tree import compute_stability, condense_tree, get_clusters

from portal.engine.density import Density, Level, build_density
from portal.engine.params import HdbscanParams
from portal.engine.records import Matrix


def matrix(values: np.ndarray) -> Matrix:
    values = np.ascontiguousarray(values, dtype=np.float64)
    return Matrix(values, tuple(f"x{j}" for j in range(values.shape[1])), np.arange(values.shape[0]))


def built(values: np.ndarray, max_min_samples: int = 25) -> Density:
    return build_density(matrix(values), max_min_samples)


def table(seed: int, most: int = 400, kind: str | None = None) -> np.ndarray:
    """A random table: blobs, uniform, an integer grid (ties), or rows drawn with repetition (duplicates)."""
    rng = np.random.default_rng(seed)
    n, d = int(rng.integers(2, most + 1)), int(rng.integers(1, 13))
    kind = kind or ("blobs", "uniform", "grid", "repeated")[seed % 4]
    if kind == "uniform":
        return rng.uniform(size=(n, d))
    if kind == "grid":
        return rng.integers(0, 4, size=(n, d)).astype(float)
    centres = rng.uniform(-6, 6, size=(4, d))
    values = centres[rng.integers(0, 4, n)] + rng.normal(size=(n, d)) * rng.uniform(0.3, 1.5, size=(n, 1))
    if kind == "repeated":
        values = values[rng.integers(0, max(1, n // 3), n)]
    return values


def squared(values: np.ndarray) -> np.ndarray:
    """All squared distances, added column after column."""
    out = np.zeros((len(values), len(values)))
    for column in values.T:
        out += np.subtract.outer(column, column) ** 2
    return out


def reachability(values: np.ndarray, min_samples: int) -> np.ndarray:
    distances = squared(values)
    core = np.sort(distances, axis=1)[:, min_samples - 1]
    return np.maximum(distances, np.maximum.outer(core, core))


def prim(weights: np.ndarray) -> np.ndarray:
    """Ascending edge weights of a minimum spanning tree of a dense matrix."""
    n = len(weights)
    inside = np.zeros(n, bool)
    nearest = np.full(n, np.inf)
    found, x = [], 0
    for _ in range(n - 1):
        inside[x] = True
        nearest = np.minimum(nearest, weights[x])
        x = int(np.where(inside, np.inf, nearest).argmin())
        found.append(nearest[x])
    return np.sort(np.array(found))


def linkage(level: Level) -> np.ndarray:
    """The merges of a level as hdbscan's single-linkage tree: (part, part, distance, size)."""
    n = level.order.size
    gap, small = level.gap, level.small
    start = np.zeros(n, int)
    for i in range(n):  # nested ranges, outermost first: the last to write is the innermost
        start[i + 1 : i + small[i]] = i
    merged = [(gap[i], i + small[i] - start[i], i) for i in range(1, n)]
    node = {}
    for p in range(n):
        node[p, p + 1] = int(level.order[p])
    rows = []
    for k, (g, size, i) in enumerate(sorted(merged)):
        left, right = (int(start[i]), i), (i, int(i + small[i]))
        rows.append((node[left], node[right], np.sqrt(g), size))
        node[left[0], right[1]] = n + k
    return np.array(rows, dtype=float)


def same_partition(a: np.ndarray, b: np.ndarray) -> bool:
    """Equal up to the numbers of the clusters; noise is noise."""
    pairs = {(int(x), int(y)) for x, y in zip(a, b, strict=True)}
    return (
        all((x == -1) == (y == -1) for x, y in pairs)
        and len({x for x, _ in pairs}) == len(pairs)
        and len({y for _, y in pairs}) == len(pairs)
    )


def extracted(tree: np.ndarray, params: HdbscanParams) -> tuple[np.ndarray, np.ndarray]:
    """Labels and probabilities that hdbscan itself takes from a single-linkage tree."""
    condensed = condense_tree(tree, params.min_cluster_size)
    labels, probabilities, _ = get_clusters(
        condensed,
        compute_stability(condensed),
        cluster_selection_method=params.method,
        cluster_selection_epsilon=params.epsilon,
        max_cluster_size=params.max_cluster_size,
    )
    return labels, probabilities
