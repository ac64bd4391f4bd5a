import datetime as dt
import json
import time

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from portal.engine.preparation import Preparation, prepare, prepared_names, skewed_columns
from portal.errors import PreparationError
from tests.engine.data import SIX, real


def numbers(n: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {"age": rng.integers(18, 70, n), "income": rng.lognormal(10, 1, n), "score": rng.normal(size=n)}
    )


@pytest.mark.parametrize(
    ("scaling", "scaler"), [("standard", StandardScaler()), ("robust", RobustScaler()), ("minmax", MinMaxScaler())]
)
def test_scalings_are_those_of_scikit_learn(scaling: str, scaler: object) -> None:
    frame = numbers()
    ours = prepare(frame, Preparation(("age", "income", "score"), scaling=scaling)).values
    np.testing.assert_allclose(ours, scaler.fit_transform(frame), rtol=1e-9, atol=1e-12)


def test_none_leaves_the_values_alone() -> None:
    frame = numbers()
    assert np.array_equal(
        prepare(frame, Preparation(("age", "income"), scaling="none")).values, frame[["age", "income"]]
    )


def test_columns_come_in_the_order_asked_for_and_rows_keep_their_place() -> None:
    matrix = prepare(numbers(), Preparation(("score", "age")))
    assert matrix.columns == ("score", "age")
    assert matrix.values.flags.c_contiguous
    assert matrix.values.dtype == np.float64
    assert np.array_equal(matrix.index, np.arange(200))
    assert (matrix.n, matrix.d) == (200, 2)


def test_the_same_input_gives_the_same_bytes() -> None:
    frame = real("customer_personality_bom_semicolon.csv", sep=";", encoding="utf-8-sig")
    how = Preparation(("Income", "MntWines", "Education", "Recency"), log=("MntWines",))
    shuffled_memory = frame[list(reversed(frame.columns))].copy()
    assert prepare(frame, how).values.tobytes() == prepare(shuffled_memory, how).values.tobytes()


def test_log_is_log1p_and_names_the_column_it_cannot_take() -> None:
    frame = numbers()
    ours = prepare(frame, Preparation(("income",), scaling="none", log=("income",))).values[:, 0]
    np.testing.assert_allclose(ours, np.log1p(frame["income"]))
    frame.loc[3, "income"] = -1
    with pytest.raises(PreparationError, match=r"“income” goes down to -1.*without the logarithm"):
        prepare(frame, Preparation(("income",), log=("income",)))


def test_missing_cells_are_filled_left_out_or_refused() -> None:
    frame = pd.DataFrame({"a": [1.0, np.nan, 3.0, 8.0], "c": ["x", "y", None, "y"]})
    filled = prepare(frame, Preparation(("a", "c"), scaling="none"))
    assert filled.values[1, 0] == 3.0
    assert filled.columns == ("a", "c=x", "c=y")
    assert filled.values[2, 2] > 0
    kept = prepare(frame, Preparation(("a", "c"), missing="drop"))
    assert kept.index.tolist() == [0, 3]
    with pytest.raises(PreparationError, match="“a” is missing in 1 of 4 rows"):
        prepare(frame, Preparation(("a", "c"), missing="refuse"))


def test_a_whole_category_weighs_as_one_number() -> None:
    frame = pd.DataFrame({"c": list("aabbbcdddd") * 5, "b": [True, False] * 25})
    matrix = prepare(frame, Preparation(("c", "b")))
    assert matrix.columns == ("c=a", "c=b", "c=c", "c=d", "b")
    variances = matrix.values.var(axis=0)
    assert variances[:4].sum() == pytest.approx(1)
    assert variances[4] == pytest.approx(1)
    plain = prepare(frame, Preparation(("c",), scaling="minmax")).values
    assert np.linalg.norm(plain[0] - plain[2]) == pytest.approx(1)


def test_codes_can_be_taken_as_categories() -> None:
    frame = pd.DataFrame({"Channel": [1, 2, 2, 1], "x": [1.0, 2, 3, 4]})
    assert prepare(frame, Preparation(("Channel", "x"), categories=("Channel",))).columns == (
        "Channel=1",
        "Channel=2",
        "x",
    )
    assert prepared_names(frame, Preparation(("Channel", "x"), categories=("Channel",)))[0] == "Channel=1"


@pytest.mark.parametrize(
    "values",
    [
        pd.to_datetime(["2024-01-01", "2024-01-03", None]),
        pd.to_datetime(["2024-01-01", "2024-01-03", None]).tz_localize("Europe/Berlin"),
        [dt.date(2024, 1, 1), dt.date(2024, 1, 3), None],
        pd.to_timedelta([1, 3, None], unit="D"),
    ],
)
def test_dates_become_days(values: object) -> None:
    frame = pd.DataFrame({"joined": values})
    got = prepare(frame, Preparation(("joined",), scaling="none", missing="drop")).values[:, 0]
    assert got[1] - got[0] == pytest.approx(2)


@pytest.mark.parametrize(
    ("frame", "how", "sentence"),
    [
        ({"a": [1, 2]}, {"features": ()}, "No variable is chosen"),
        ({"a": [1, 2]}, {"features": ("b",)}, "no column “b”"),
        ({"a": [1e-200, 2e-200]}, {"features": ("a",)}, "too close together"),
        ({"a": [0.1 + 0.2, 0.3]}, {"features": ("a",)}, "“a” has the same value in every row"),
        ({"a": [5, 5]}, {"features": ("a",)}, "“a” has the same value in every row"),
        ({"a": [5.0, None]}, {"features": ("a",)}, "“a” has the same value in every row"),
        ({"a": ["x", "x"]}, {"features": ("a",)}, "“a” has the same value in every row"),
        ({"a": [None, None]}, {"features": ("a",)}, "“a” has no value in any row"),
        ({"a": [1.0, np.inf]}, {"features": ("a",)}, "“a” has 1 infinite value"),
        ({"a": [1e308, -1e308, 5]}, {"features": ("a",)}, "too large to compute with"),
        ({"a": [1]}, {"features": ("a",)}, "1 of 1 rows remain"),
        ({"a": [1.0, None, 3], "b": [None, 2.0, 1]}, {"features": ("a", "b"), "missing": "drop"}, "1 of 3 rows remain"),
        ({"a": [str(i) for i in range(101)]}, {"features": ("a",)}, "101 different values"),
        ({"a": [1j, 2j]}, {"features": ("a",)}, "complex"),
        ({"a": [1, 2]}, {"features": ("a",), "log": ("b",)}, "“b” is marked as log"),
    ],
)
def test_each_fault_gets_one_sentence(frame: dict[str, list[object]], how: dict[str, object], sentence: str) -> None:
    with pytest.raises(PreparationError, match=sentence):
        prepare(pd.DataFrame(frame), Preparation(**how))


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(PreparationError, match="2 columns are called “a”"):
        prepare(pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]), Preparation(("a",)))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"features": ["a"], "scaling": "huge"}, "Scaling is “huge”. Choose one of: standard"),
        ({"features": ["a"], "missing": "guess"}, "Missing values is “guess”"),
        ({"features": ["a"], "colour": 1}, "has no “colour”"),
        ({"features": "age"}, "list of column names"),
        ({"features": [1]}, "list of column names"),
    ],
)
def test_untrusted_json_is_checked(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(PreparationError, match=sentence):
        Preparation.from_json(values)


def test_json_round_trip_is_canonical() -> None:
    one = Preparation(("b", "a", "b"), log=("b", "a"), scaling="robust")
    assert Preparation.from_json(json.loads(json.dumps(one.to_json()))) == one
    assert one.features == ("b", "a")
    assert one == Preparation(("b", "a"), log=("a", "b"), scaling="robust")


def test_skewed_columns_are_the_spends_of_wholesale() -> None:
    frame = real("wholesale_customers.csv")
    assert set(skewed_columns(frame, frame.columns[2:])) == set(frame.columns[2:])
    assert skewed_columns(real("seed_customers.csv"), SIX) == ()


def test_a_million_rows_take_less_than_two_seconds() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"x{i}": rng.normal(size=1_000_000) for i in range(10)})
    start = time.perf_counter()
    prepare(frame, Preparation(tuple(frame.columns)))
    assert time.perf_counter() - start < 2
