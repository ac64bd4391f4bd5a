"""Rules: what is stated is what the table says, in its own units, and it can be counted again by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from portal.engine.clauses import Clause, roundest, spoken
from portal.engine.columns import Column, Kind, Role
from portal.engine.reading import Categories, Quantity, read
from portal.engine.surrogate import MOST_RULES, rule_of, surrogate


def people(rows: int = 900) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "age": rng.integers(18, 80, rows),
            "income": rng.normal(80_000, 20_000, rows),
            "contract": rng.choice(["Monthly", "One year", "Two year"], rows),
            "partner": rng.choice(["Yes", "No"], rows),
        }
    )


def quadrants(frame: pd.DataFrame) -> np.ndarray:
    return np.where(frame["age"] < 42, np.where(frame["income"] >= 88_000, 0, 1), 2)


def test_rules_find_the_bounds_that_made_the_segments() -> None:
    frame = people()
    labels = quadrants(frame)
    found = surrogate(frame, labels, ["age", "income", "contract"])
    assert found.fidelity > 0.98
    assert found.baseline == pytest.approx(np.bincount(labels).max() / len(labels))
    (young,) = found.segments[0].rules
    assert {clause.feature for clause in young.clauses} == {"age", "income"}
    assert "age < 42" in young.sentence
    assert young.precision > 0.95
    assert [rule.sentence for rule in found.segments[2].rules] == ["age ≥ 42"]


def test_every_number_can_be_counted_again() -> None:
    frame = people()
    rng = np.random.default_rng(0)
    labels = np.where(rng.random(len(frame)) < 0.1, -1, quadrants(frame))
    found = surrogate(frame, labels, list(frame.columns))
    said = np.full(len(frame), -1)
    best = np.zeros(len(frame))
    for label, segment in found.segments.items():
        assert 1 <= len(segment.rules) <= MOST_RULES
        caught = np.zeros(len(frame), dtype=bool)
        for rule in segment.rules:
            met = np.ones(len(frame), dtype=bool)
            for clause in rule.clauses:
                values = frame[clause.feature]
                if clause.levels:
                    met &= values.isin(clause.levels).to_numpy()
                elif clause.binary:
                    met &= (values == ("No" if clause.low is None else "Yes")).to_numpy()
                else:
                    met &= (values >= (clause.low or -np.inf)).to_numpy()
                    met &= (values < (clause.high or np.inf)).to_numpy()
            assert rule.caught == met.sum()
            assert rule.precision == pytest.approx((labels[met] == label).mean())
            assert rule.coverage == pytest.approx(met[labels == label].mean())
            caught |= met
            better = met & (rule.precision > best)
            said[better], best[better] = label, rule.precision
        assert segment.coverage == pytest.approx(caught[labels == label].mean())
        assert segment.precision == pytest.approx((labels[caught] == label).mean())
    assert found.fidelity == pytest.approx((said == labels).mean())


def test_categories_and_yes_or_no_are_said_in_words() -> None:
    frame = people()
    labels = np.where(frame["contract"] == "Monthly", 0, np.where(frame["partner"] == "Yes", 1, 2))
    found = surrogate(frame, labels, list(frame.columns))
    assert found.fidelity == 1
    assert [rule.sentence for rule in found.segments[0].rules] == ["contract is Monthly"]
    (rule,) = found.segments[2].rules
    assert set(rule.sentence.split(" and ")) == {"contract is One year or Two year", "partner is no"}


def test_a_segment_that_no_rule_describes_gets_an_honest_one() -> None:
    frame = people()
    labels = (np.random.default_rng(1).random(len(frame)) < 0.08).astype(int)
    found = surrogate(frame, labels, ["age", "income"])
    (rule,) = found.segments[1].rules
    assert np.mean(labels) < rule.precision < 0.5
    assert found.fidelity <= found.baseline + 0.05


@pytest.mark.parametrize("labels", [np.zeros(40, dtype=int), np.full(40, -1)])
def test_one_segment_or_none(labels: np.ndarray) -> None:
    frame = pd.DataFrame({"age": np.arange(40)})
    found = surrogate(frame, labels, ["age"])
    assert found.fidelity == 1
    assert [rule.sentence for one in found.segments.values() for rule in one.rules] in (["everyone"], [])


def test_gaps_endless_values_and_empty_columns_do_no_harm() -> None:
    frame = people().assign(age=lambda t: t["age"].astype(float), empty=np.nan, endless=1e300)
    labels = quadrants(frame)
    frame.loc[::7, "age"] = np.nan
    frame.loc[3, "income"] = np.inf
    before = frame.copy()
    found = surrogate(frame, labels, list(frame.columns))
    assert found.fidelity > 0.8
    assert surrogate(frame, labels, list(frame.columns)) == found
    pd.testing.assert_frame_equal(frame, before)


def test_codes_are_categories_when_their_column_says_so() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"channel": rng.integers(1, 5, 300)})
    column = Column("channel", Kind.CATEGORY, Role.VARIABLE, 0, 4)
    found = surrogate(frame, (frame["channel"] == 3).to_numpy().astype(int), [column])
    assert [rule.sentence for rule in found.segments[1].rules] == ["channel is 3"]
    one = read(frame, [column])[0]
    assert isinstance(one, Categories)
    met = rule_of(found.segments[1], [Categories("channel", np.array([one.levels.index("3")]), one.levels)])
    assert met == found.segments[1].rules[0]
    assert rule_of(found.segments[1], [Categories("channel", np.array([-1]), one.levels)]) is None


def test_clauses_in_words() -> None:
    levels = ("a", "b", "c", "d", "e")
    assert Clause("n_visits", 2, 10).sentence == "2 ≤ n visits < 10"
    assert Clause("income", 88_000).sentence == "income ≥ 88,000"
    assert Clause("balance", None, -1.5).sentence == "balance < −1.5"
    assert Clause("size", levels=levels[:4], others=levels[4:]).sentence == "size is not e"
    assert spoken([Clause("age", None, 42), Clause("vip", 0.5, binary=True)]) == "age < 42 and vip is yes"
    assert Clause("age", 30, None).holds(Quantity("age", np.array([29.0, 30, np.nan]), False)).tolist() == [
        False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(41, 42, 42), (87_950, 88_120, 88_000), (0.12, 0.34, 0.2), (-5.2, -4.9, -5), (-0.4, 0.3, 0), (3, 3, 3)],
)
def test_bounds_are_rounded_within_their_room(low: float, high: float, said: float) -> None:
    assert roundest(low, high) == said


def test_what_everybody_meets_is_no_rule() -> None:
    frame = people(400).assign(spend=np.random.default_rng(1).gamma(2, 50, 400))
    labels = np.where(np.random.default_rng(2).random(400) < 0.06, -1, 0)
    found = surrogate(frame, labels, ["age", "income", "spend"])
    assert all(rule.caught < len(frame) for rule in found.segments[0].rules)
    everyone = surrogate(frame, np.zeros(400, dtype=int), ["age"])
    assert [rule.caught for rule in everyone.segments[0].rules] == [400], "a segment of everybody is everybody"
