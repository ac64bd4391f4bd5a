"""What stands out in a table is found, counted, and comes with the step that repairs it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portal.engine.columns import BY_HAND, Role, infer_columns
from portal.engine.findings import Finding, FindingKind, find
from portal.engine.redundancy import find_pairs
from portal.engine.steps import ReadAs, Step, StepKind
from portal.engine.transformations import with_transformed, without_doubles
from portal.errors import ParameterError

ROWS = 400


@pytest.fixture
def table():
    rng = np.random.default_rng(3)
    country = rng.choice(["DE", "FR", "US", "CA"], ROWS)
    income = rng.normal(50, 8, ROWS)
    income[:4] = 400.0
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{i}" for i in range(ROWS)],
            "income": income,
            "income_eur": income * 0.9 + rng.normal(0, 0.1, ROWS),
            "spend": rng.exponential(30, ROWS) ** 1.5,
            "age": rng.integers(18, 80, ROWS),
            "segment": rng.integers(1, 5, ROWS),
            "country": country,
            "currency": pd.Series(country).map({"DE": "EUR", "FR": "EUR", "US": "USD", "CA": "CAD"}),
            "land": pd.Series(country).map({"DE": "D", "FR": "F", "US": "U", "CA": "C"}),
            "source": "web",
            "note": [None] * ROWS,
        }
    )
    return pd.concat([frame, frame.iloc[10:15]], ignore_index=True)


def of(found, kind):
    return [finding for finding in found if finding.kind is kind]


def test_rows_and_single_columns(table):
    found = find(table, infer_columns(table))
    (rows,) = of(found, FindingKind.DUPLICATES)
    assert (rows.count, rows.repairs[0].step) == (5, Step(StepKind.DUPLICATES))
    assert [f.columns[0] for f in of(found, FindingKind.CONSTANT)] == ["source", "note"]
    (ids,) = of(found, FindingKind.ID)
    assert ids.columns == ("customer_id",)
    assert "5 rows carry an id that came before" in ids.sentence
    (code,) = of(found, FindingKind.CODE)
    assert code.repairs[0].step == Step(StepKind.READ, "segment", read_as=ReadAs.CATEGORY)
    assert "It is a category already" in code.sentence
    settled = [replace(one, note=BY_HAND) if one.name == "segment" else one for one in infer_columns(table)]
    assert of(find(table, settled), FindingKind.CODE) == [], "somebody has said so"
    assert {f.columns[0] for f in of(found, FindingKind.SKEW)} >= {"spend"}
    outliers = next(f for f in of(found, FindingKind.OUTLIERS) if f.columns == ("income",))
    step = outliers.repairs[0].step
    assert outliers.count == 4
    assert step.low is None
    assert 60 < step.high < 120


def test_skew_comes_with_the_transformation_that_evens_it_out():
    rng = np.random.default_rng(5)
    tail = rng.lognormal(3, 1, ROWS)
    frame = pd.DataFrame(
        {
            "spend": tail,
            "balance": tail - 50.0,
            "attendance": 100 - rng.exponential(3, ROWS) ** 1.5,
            "share": np.minimum(tail, 900) / 1000,
            "refund": np.where(np.arange(ROWS) % 25 == 0, tail, 0.0),
            "age": rng.normal(50, 9, ROWS),
        }
    )
    told = {one.columns[0]: one for one in of(find(frame, infer_columns(frame)), FindingKind.SKEW)}
    assert {name: [repair.step for repair in one.repairs] for name, one in told.items()} == {
        "spend": [Step(StepKind.LOG, "spend")],
        "balance": [Step(StepKind.RANK, "balance")],
        "attendance": [Step(StepKind.RANK, "attendance")],
        "share": [Step(StepKind.RANK, "share")],
        "refund": [Step(StepKind.DROP, "refund")],
    }
    said = told["spend"].sentence
    assert "Its logarithm can be the variable instead, and “spend” goes on describing the segments" in said
    assert "for one comparison only, choose it under Preparation on Compare" in said
    assert "Preparation" not in told["balance"].sentence
    assert "96% are 0, which no logarithm and no ranks even out" in told["refund"].sentence


def test_a_column_whose_logarithm_is_there_is_no_longer_skewed_nor_said_twice():
    frame = pd.DataFrame({"visits": np.repeat([1, 2, 3, 5, 9, 14, 400], 60)})
    frame["visits (log)"] = np.log1p(frame["visits"])
    columns = with_transformed(infer_columns(frame), [Step(StepKind.LOG, "visits")])
    # Somebody has made the amount a variable again: that is said as what it is, a pair.
    assert columns[0].role is Role.VARIABLE
    assert of(find(frame, columns), FindingKind.SKEW) == []
    (pair,) = find_pairs(frame, columns)
    assert pair.kind is FindingKind.CORRELATED
    assert find_pairs(frame, without_doubles(columns)) == []


def test_somebody_who_is_there_twice_under_two_ids_is_found(table):
    alone = table.drop_duplicates(ignore_index=True)
    twice = pd.concat([alone, alone.iloc[:3].assign(customer_id=["n1", "n2", "n3"])], ignore_index=True)
    told = of(find(twice, infer_columns(twice)), FindingKind.DUPLICATES)
    assert [one.count for one in told] == [3]
    assert "3 rows are equal to an earlier row in every cell but “customer_id”" in told[0].sentence
    assert told[0].repairs[0].step == Step(StepKind.DUPLICATES, "customer_id")
    assert of(find(alone, infer_columns(alone)), FindingKind.DUPLICATES) == []
    # Few columns with few values are equal by chance.
    coarse = pd.DataFrame({"customer_id": twice["customer_id"], **{f"q{i}": [1, 2, 3] * 134 + [1] for i in range(6)}})
    assert of(find(coarse, infer_columns(coarse)), FindingKind.DUPLICATES) == []


def test_pairs(table):
    found = find_pairs(table, infer_columns(table))
    (pair,) = of(found, FindingKind.CORRELATED)
    assert pair.columns == ("income", "income_eur")
    assert "ρ = " in pair.sentence
    leaks = {f.columns: f.sentence for f in of(found, FindingKind.LEAK)}
    assert "determines" in leaks["country", "currency"]
    assert "say the same" in leaks["country", "land"]
    assert ("land", "currency") in leaks or ("currency", "land") in leaks


def test_a_long_table_is_searched_on_a_sample_and_checked_on_all_rows():
    rng = np.random.default_rng(0)
    city = rng.integers(0, 50, 30_000)
    frame = pd.DataFrame({"city": city.astype(str), "country": (city // 10).astype(str), "x": rng.normal(size=30_000)})
    (leak,) = find_pairs(frame, infer_columns(frame))
    assert leak.columns == ("city", "country")
    frame.loc[frame.index[frame["city"] == "7"][0], "country"] = "4"
    assert find_pairs(frame, infer_columns(frame)) == []


def test_noise_has_no_findings_of_redundancy():
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({name: rng.integers(0, 30, 600) for name in "abcdef"} | {"rare": np.r_[np.ones(3), [0] * 597]})
    assert find_pairs(frame, infer_columns(frame)) == []


def test_findings_survive_json(table):
    for finding in find(table, infer_columns(table)) + find_pairs(table, infer_columns(table)):
        assert Finding.from_json(finding.to_json()) == finding


def test_steps_survive_json_and_read_as_sentences():
    steps = {
        Step(StepKind.MISSING, "age", value=999.0): "Take 999 in “age” as missing",
        Step(StepKind.MISSING, "plan", value="?"): "Take “?” in “plan” as missing",
        Step(StepKind.MISSING, "job", value="?", also=("loan",)): "Take “?” in “job” and “loan” as missing",
        Step(StepKind.MISSING, "a", value="?", also=tuple("bcdefgh")): (
            "Take “?” in “a”, “b”, “c”, “d”, “e” and 3 more columns as missing"
        ),
        Step(StepKind.ROWS, "name", value="Total"): "Leave out the rows in which “name” is “Total”",
        Step(StepKind.ROWS, "spend", value=8_123.5): "Leave out the rows in which “spend” is 8,123.5",
        Step(StepKind.READ, "joined", read_as=ReadAs.DAY_FIRST): "Read “joined” as dates with the day first",
        Step(StepKind.DUPLICATES): "Keep one of each set of repeated rows",
        Step(StepKind.DROP, "note"): "Leave “note” out",
        Step(StepKind.GAPS, "age"): "Leave out the rows in which “age” is missing",
        Step(StepKind.CLIP, "income", low=0.0, high=90_000.0): "Keep “income” between 0 and 90 k",
        Step(StepKind.LOG, "income"): "Use the logarithm of “income” as the variable",
        Step(StepKind.RANK, "income"): "Use the ranks of “income” as the variable",
    }
    for step, sentence in steps.items():
        assert Step.from_json(step.to_json()) == step
        assert step.sentence() == sentence


@pytest.mark.parametrize(
    "values",
    [
        {}, {"kind": "burn"}, {"kind": "drop"}, {"kind": "log"}, {"kind": "rank", "high": 1.0},
        {"kind": "missing", "column": "a"}, {"kind": "clip", "column": "a"},
        {"kind": "read", "column": "a", "read_as": "soup"}, {"kind": "clip", "column": "a", "low": "x"},
        {"kind": "clip", "column": "a", "low": float("nan")}, {"kind": "drop", "column": "a", "more": 1},
        {"kind": "rows", "column": "a"}, {"kind": "drop", "column": "a", "also": ["b"]}, {"kind": "missing", "also": 5},
    ],
)  # fmt: skip
def test_what_is_no_step_is_a_sentence(values):
    with pytest.raises(ParameterError, match="Choose a repair"):
        Step.from_json(values)


def test_a_sample_counts_as_the_whole_table_does(table):
    columns = infer_columns(table)
    part = table.iloc[::5]
    whole = {(one.kind, one.columns): one.count for one in find(table, columns)}
    for one in find(part, columns, rows=len(table)):
        if one.kind in (FindingKind.ID, FindingKind.CONSTANT):
            assert one.count == whole[one.kind, one.columns]
            assert "-" not in one.sentence.replace("−", "-")
