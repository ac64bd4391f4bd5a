import time

import numpy as np
import pandas as pd
import pytest

from portal.engine.columns import Column, Kind, Role
from portal.engine.distributions import cramers_v, density_curves, lifts
from portal.engine.profiles import differences, shares_of_total, summarise
from tests.engine.data import SIX, real

FRAME = pd.DataFrame(
    {
        "age": [20, 30, 40, 50, 60, np.nan],
        "gender": ["f", "f", "m", "m", None, "f"],
        "joined": pd.date_range("2024-01-01", periods=6),
        "Channel": [1, 1, 2, 2, 2, 1],
        "loyal": ["Yes", "No", "Yes", "Yes", "Yes", "No"],
        "spent": [10.0, 10, 20, 20, 30, 10],
    }
)
LABELS = np.array([0, 0, 1, 1, -1, -2])


def test_the_summary_has_segments_unassigned_and_everyone() -> None:
    codes = Column("Channel", Kind.CATEGORY, Role.DESCRIPTOR, 0, 2)
    first, second, unassigned, everyone = summarise(FRAME, LABELS, ["age", "gender", "joined", codes, "loyal"])
    assert [row.label for row in (first, second, unassigned, everyone)] == [0, 1, -1, None]
    assert (first.size, first.share) == (2, pytest.approx(1 / 3))
    assert first.means["age"] == 25
    assert first.tops["gender"].category == "f"
    assert first.tops["gender"].share == 1
    assert first.tops["gender"].overall == pytest.approx(3 / 5)
    assert second.tops["Channel"].category == "2"
    assert first.means["loyal"] == 0.5
    assert "joined" not in first.means
    assert unassigned.tops.keys() == {"Channel"}
    assert (everyone.size, everyone.means["age"], everyone.medians["age"]) == (6, 40, 40)


def test_summary_agrees_with_pandas_on_a_real_table() -> None:
    frame = real("seed_customers.csv")
    labels = np.arange(len(frame)) % 3
    rows = summarise(frame, labels, [*SIX, "gender", "preferred_category"])
    means, medians = frame.groupby(labels)[list(SIX)].mean(), frame.groupby(labels)[list(SIX)].median()
    for row in rows[:3]:
        assert dict(row.means) == pytest.approx(dict(means.loc[row.label]))
        assert dict(row.medians) == pytest.approx(dict(medians.loc[row.label]))
        mode = frame["gender"][labels == row.label].value_counts().iloc[0]
        assert row.tops["gender"].share == pytest.approx(mode / row.size)


def test_differences_are_standardised_means() -> None:
    table = differences(FRAME, LABELS, ["age", "gender", "spent"])
    assert list(table.columns) == ["age", "spent"]
    assert list(table.index) == [0, 1]
    age = FRAME["age"].dropna()
    assert table.loc[0, "age"] == pytest.approx((25 - age.mean()) / age.std(ddof=0))


def test_differences_of_a_constant_or_empty_column() -> None:
    frame = pd.DataFrame({"a": [1.0, 1, 1], "b": [np.nan, 2, 3], "c": [np.nan] * 3, "d": [1.0, np.inf, 3]})
    table = differences(frame, np.array([0, 1, 1]), ["a", "b", "c", "d"])
    assert table["a"].tolist() == [0, 0]
    assert np.isnan(table.loc[0, "b"])
    assert list(table.columns) == ["a", "b", "d"]


def test_shares_of_total() -> None:
    assert shares_of_total(FRAME, LABELS, "spent") == pytest.approx({-1: 0.3, 0: 0.2, 1: 0.4})
    assert shares_of_total(FRAME, LABELS, "gender") == {}


def test_density_curves_have_area_one_and_the_right_means() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": np.concatenate([rng.normal(0, 1, 500), rng.normal(6, 1, 500)]), "flat": 1.0})
    (curve,) = density_curves(frame, np.repeat([0, 1], 500), 1, ["x", "flat"])
    assert np.trapezoid(curve.segment, curve.x) == pytest.approx(1)
    assert np.trapezoid(curve.everyone, curve.x) == pytest.approx(1)
    assert curve.x[curve.segment.argmax()] == pytest.approx(6, abs=0.5)
    assert curve.segment_mean == pytest.approx(6, abs=0.2)
    assert curve.sigma == pytest.approx(0.95, abs=0.05)
    assert np.all(curve.everyone >= 0)


def test_density_curves_of_odd_columns() -> None:
    frame = pd.DataFrame({"b": [0, 1] * 50, "spike": [0.0] * 99 + [1e6], "two": [1.0] * 50 + [2.0] * 50})
    curves = density_curves(frame, np.arange(100) // 50, 0, ["b", "spike", "two"])
    assert [curve.feature for curve in curves] == ["b", "spike", "two"]
    assert all(np.isfinite(curve.segment).all() for curve in curves)


def test_lifts_and_association() -> None:
    frame = pd.DataFrame({"c": ["x", "x", "y", "y", "z", None]})
    rows = lifts(frame, np.array([0, 0, 0, 1, 1, 1]), 0, "c")
    assert [row.category for row in rows] == ["x", "y", "z"]
    assert rows[0].lift == pytest.approx((2 / 3) / (2 / 5))
    assert lifts(frame.assign(c=[1.0, 2, 3, 4, 5, 6]), LABELS, 0, "c") == ()
    assert cramers_v(pd.DataFrame({"c": list("aabb")}), np.array([0, 0, 1, 1]), "c") == pytest.approx(1)
    assert cramers_v(pd.DataFrame({"c": list("abab")}), np.array([0, 0, 1, 1]), "c") == pytest.approx(0)
    assert cramers_v(pd.DataFrame({"c": list("aaaa")}), np.array([0, 0, 1, 1]), "c") is None


def test_a_large_table_is_summarised_in_moments() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{i}": rng.normal(size=200_000) for i in range(6)})
    frame["c"] = rng.choice(["a", "b", "c"], 200_000)
    labels = rng.integers(-1, 6, 200_000)
    start = time.perf_counter()
    summarise(frame, labels, list(frame.columns))
    differences(frame, labels, list(frame.columns))
    assert time.perf_counter() - start < 3
