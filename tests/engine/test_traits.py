import numpy as np
import pandas as pd
import pytest

from portal.engine.concepts import concepts_of, short
from portal.engine.naming import segment_names
from portal.engine.traits import traits
from portal.engine.wording import number, percent
from tests.engine.data import described, real


def people() -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, -1], [300, 200, 20])
    age = np.where(labels == 0, 57.0, 30.0) + rng.normal(0, 4, 520)
    spend = rng.lognormal(np.where(labels == 1, 6, 4), 0.8)
    category = np.where((labels == 1) & (rng.random(520) < 0.6), "Electronics", rng.choice(["Books", "Home"], 520))
    frame = pd.DataFrame(
        {"age": age, "last_purchase_amount": spend, "preferred_category": category, "noise": rng.normal(size=520)}
    )
    return frame, labels


def test_traits_are_ordered_and_worded() -> None:
    frame, labels = people()
    found = traits(frame, labels, list(frame.columns))
    assert found.keys() == {-1, 0, 1}
    older = found[0][0]
    assert (older.feature, older.direction, older.head, older.phrase) == ("age", "above", "Older", "older")
    assert older.sentence == f"57 years on average, {older.sigma:.1f} σ above everyone"
    assert older.text == f"Older: {older.sentence}"
    by_feature = {trait.feature: trait for trait in found[1]}
    electronics = by_feature["preferred_category"]
    assert electronics.category == "Electronics"
    assert electronics.sentence.endswith(f"against {electronics.overall * 100:.0f}%")
    assert electronics.lift == pytest.approx(electronics.value / electronics.overall)
    baskets = by_feature["last_purchase_amount"]
    assert baskets.sigma is None
    assert "in the middle, against" in baskets.sentence
    assert len(found[0]) == 3


def test_chance_is_not_notable() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=400), "c": rng.choice(list("xyz"), 400), "b": rng.random(400) < 0.5})
    found = traits(frame, rng.integers(8, size=400), ["a", "b", "c"])
    items = [trait for group in found.values() for trait in group]
    assert all(len(group) == 3 for group in found.values())
    assert np.mean([trait.notable for trait in items]) < 0.05


def test_one_fact_in_two_columns_is_told_once() -> None:
    frame = real("telco_customer_churn.csv")
    labels, columns = described(frame, 4)
    for items in traits(frame, labels, columns, 6).values():
        shares = [(trait.value, trait.overall) for trait in items if trait.lift is not None]
        assert len(shares) == len(set(shares))


def test_columns_without_spread_values_or_order_say_nothing() -> None:
    frame = pd.DataFrame({"flat": 1.5, "empty": np.nan, "when": pd.date_range("2024", periods=4), "id": list("abcd")})
    found = traits(frame, np.array([0, 0, 1, 1]), ["flat", "empty", "when"])
    assert found == {0: (), 1: ()}
    assert segment_names(found) == {0: "Close to average", 1: "Close to average (2)"}


def test_concepts_give_way_when_two_columns_share_one() -> None:
    alone = concepts_of(["purchase_frequency", "age", "Year_Birth_x"])
    assert alone["purchase_frequency"].above == "Frequent"
    assert alone["age"].key == ""
    assert concepts_of(["Year_Birth"])["Year_Birth"].sign == -1
    assert concepts_of(["days_since_last_order"])["days_since_last_order"].key == "recency"
    assert concepts_of(["spending_score"])["spending_score"].value == "score {}"
    assert concepts_of(["NumWebPurchases"])["NumWebPurchases"].above == "High web purchases"
    assert short("StreamingTV") == "streaming TV"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (57.2, "57"), (6.31, "6.3"), (3.0, "3"), (0.213, "0.21"), (-1.26, "−1.3"), (86_123, "86 k"),
        (4_310.4, "4,310"), (1_234_567, "1.2 M"), (-0.0, "0"), (float("nan"), "–"), (9.97, "10"),
    ],
)  # fmt: skip
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


def test_percent() -> None:
    assert [percent(v) for v in (0, 0.001, 0.41, 0.999, 1)] == ["0%", "<1%", "41%", ">99%", "100%"]
