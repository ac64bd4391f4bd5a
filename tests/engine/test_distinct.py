"""Different values are counted exactly, whatever they are and however long the column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from portal.engine import distinct
from portal.engine.distinct import count_distinct

RNG = np.random.default_rng(4)
COLUMNS: dict[str, Any] = {
    "whole numbers": RNG.integers(-50, 50, 5_000),
    "fractions with both zeros and infinity": np.concatenate([RNG.normal(size=900).round(2), [0.0, -0.0, np.inf]]),
    "bytes": RNG.integers(0, 9, 400).astype(np.uint8),
    "days": pd.to_datetime("2024-01-01") + pd.to_timedelta(RNG.integers(0, 300, 2_000), unit="D"),
    "words": [f"word {i}" for i in RNG.integers(0, 700, 3_000)],
    "fractions with gaps": np.where(RNG.random(2_000) < 0.3, np.nan, RNG.normal(size=2_000).round(1)),
    "days with gaps": pd.to_datetime(pd.Series(["2024-01-01", None, "2024-03-01", None, "2024-01-01"])),
    "words with gaps": [None if i % 7 == 0 else f"word {i % 90}" for i in range(3_000)],
    "gaps alone": np.full(50, np.nan),
    "yes and no": RNG.random(100) > 0.5,
    "whole numbers with a mask": pd.array(RNG.integers(0, 40, 500), dtype="Int64"),
    "categories": pd.Categorical(RNG.choice(list("abcd"), 300)),
    "nothing": np.array([], dtype=float),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_as_pandas_counts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distinct, "PIECE", 1_000)
    values = pd.Series(COLUMNS[name])
    assert count_distinct(values) == values.nunique()


def test_values_stay_in_their_order() -> None:
    values = pd.Series([3.0, 1.0, 2.0])
    count_distinct(values)
    assert values.tolist() == [3.0, 1.0, 2.0]
