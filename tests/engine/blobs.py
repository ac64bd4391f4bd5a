"""Seeded tables with known groups."""

import numpy as np

from portal.engine.records import Matrix


def matrix_of(values: np.ndarray) -> Matrix:
    values = np.ascontiguousarray(values, dtype=np.float64)
    return Matrix(values, tuple(f"x{j}" for j in range(values.shape[1])), np.arange(len(values)))


def blobs(n: int, d: int = 4, groups: int = 5, seed: int = 0, spread: float = 0.6) -> tuple[Matrix, np.ndarray]:
    rng = np.random.default_rng(seed)
    centres = rng.uniform(-4, 4, (groups, d))
    truth = rng.integers(groups, size=n)
    return matrix_of(centres[truth] + spread * rng.normal(size=(n, d))), truth
