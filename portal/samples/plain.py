"""Two tables without segments: one uniform, one skewed so that K-Means is tempted."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from portal.samples.columns import CATEGORIES, GENDERS, REGIONS, table

CHANNELS: Final = ("Web", "Store", "App")


def uniform_customers(rows: int = 1000, seed: int = 10) -> pd.DataFrame:
    """The columns of the retail table, every value drawn evenly and on its own: no structure at all."""
    rng = np.random.default_rng(seed)
    low, high = np.array([17.5, 25_000, 0.5, 0.1, 0.5, 5]), np.array([75.5, 130_000, 100.5, 12, 50.5, 480])
    numbers = rng.uniform(low, high, (rows, 6))
    words = {
        name: rng.choice(np.array(choices, dtype=object), rows)
        for name, choices in (("gender", GENDERS), ("preferred_category", CATEGORIES), ("region", REGIONS))
    }
    return table(numbers, words, rng)


def skewed_spenders(rows: int = 2000, seed: int = 18) -> pd.DataFrame:
    """Recency, frequency and monetary value of one log-normal lump of customers."""
    rng = np.random.default_rng(seed)
    correlation = np.array([[1.0, -0.35, -0.25], [-0.35, 1.0, 0.55], [-0.25, 0.55, 1.0]])
    normal = rng.standard_normal((rows, 3)) @ np.linalg.cholesky(correlation).T
    recency, frequency, monetary = np.exp(np.log([60, 28, 640]) + normal * np.array([0.95, 0.8, 1.05])).T
    return pd.DataFrame(
        {
            "customer_id": np.arange(1, rows + 1),
            "recency_days": np.ceil(recency).astype(np.int64),
            "frequency": np.ceil(frequency).astype(np.int64),
            "monetary": monetary.round(2),
            "channel": pd.Series(rng.choice(np.array(CHANNELS, dtype=object), rows, p=[0.5, 0.3, 0.2]), dtype="str"),
            "region": pd.Series(rng.choice(np.array(REGIONS, dtype=object), rows), dtype="str"),
        }
    )
