"""The tables that are measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np

SHOPPERS = Path(__file__).parents[1] / ".." / "shared" / "data" / "online_shoppers_intention.csv"


def blobs(n: int, d: int = 8, seed: int = 0) -> np.ndarray:
    """Ten Gaussian blobs of unequal spread and 5 % uniform noise, in random order."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(-10, 10, size=(10, d))
    inside = int(n * 0.95)
    values = centres[rng.integers(0, 10, inside)] + rng.normal(size=(inside, d)) * rng.uniform(0.5, 1.5, (inside, 1))
    return rng.permutation(np.concatenate([values, rng.uniform(-14, 14, size=(n - inside, d))]))


def shoppers() -> np.ndarray | None:
    """A real table: the ten standardised measures of 12,330 shop sessions; None where it is not at hand."""
    if not SHOPPERS.exists():
        return None
    import pandas as pd

    # The first ten columns; the numbers further right are codes.
    values = pd.read_csv(SHOPPERS, sep=";").iloc[:, :10].to_numpy(dtype=float)
    return np.ascontiguousarray((values - values.mean(axis=0)) / values.std(axis=0))
