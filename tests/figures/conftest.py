"""A small table with three clear groups and some who fit none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portal.figures.records import Segment

SIZES = (120, 80, 40)
STRAYS = 10
HOSTILE = "<b>x</b> &amp; %{x} " + "long " * 40


@pytest.fixture(scope="session")
def labels() -> np.ndarray:
    return np.repeat([0, 1, 2, -1], [*SIZES, STRAYS]).astype(np.int32)


@pytest.fixture(scope="session")
def points(labels: np.ndarray) -> np.ndarray:
    rng = np.random.default_rng(1)
    centres = np.array([(0, 0), (10, 0), (5, 9), (5, 3)], dtype=float)
    return (centres[labels] + rng.normal(0, 0.8, (len(labels), 2))).astype(np.float32)


@pytest.fixture(scope="session")
def segments() -> list[Segment]:
    names = ("Savers", "Regulars", "Collectors")
    found = [Segment(label, name, SIZES[label]) for label, name in enumerate(names)]
    return [*found, Segment(-1, "Unassigned", STRAYS)]


@pytest.fixture(scope="session")
def frame(labels: np.ndarray) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    n = len(labels)
    income = 40_000 + 20_000 * (labels == 0) + rng.normal(0, 4000, n)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, n), unit="D")
    return pd.DataFrame(
        {
            "income": income,
            "spending_score": income / 1000 + rng.normal(0, 2, n),
            "age": rng.integers(18, 70, n),
            "region": rng.choice(["North", "South", "West"], n),
            "category": np.where(labels == 1, "Sports", rng.choice(["Home", "Sports", "Food"], n)),
            "member": rng.random(n) < 0.5,
            "signup": days,
        }
    )
