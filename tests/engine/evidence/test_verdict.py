import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.evidence import calibrate, judge, table
from benchmarks.evidence_tables import WITH, WITHOUT
from portal.engine.evidence.gap import gap_curve
from portal.engine.evidence.sample import fenced, sample
from portal.engine.evidence.verdict import StructureAssessment, Verdict, assess_structure, verdict
from portal.engine.preparation import Preparation
from portal.errors import JobCancelled
from portal.samples import retail_customers, skewed_spenders, uniform_customers

SEED = Path(__file__).parents[3] / ".." / "shared" / "data" / "seed_customers.csv"
NUMBERS = ("age", "income", "spending_score", "membership_years", "purchase_frequency", "last_purchase_amount")


def numbers(frame):
    return Preparation(tuple(name for name in frame.select_dtypes("number").columns if not name.endswith("id")))


def test_retail_customers_are_clustered():
    found = assess_structure(retail_customers(), Preparation(NUMBERS))
    assert found.clustered
    assert found.p_silhouette <= 0.025
    assert found.rows == 3_000
    assert found.sampled_rows == 1_000
    assert found.gap_k > 1
    assert found.reason.startswith("There are segments")


@pytest.mark.parametrize("make", [uniform_customers, skewed_spenders])
def test_tables_without_segments_are_not_clustered(make):
    frame = make()
    found = assess_structure(frame, numbers(frame))
    assert not found.clustered
    assert found.reason.startswith("No segments show")
    assert set(found.p_dip) == set(numbers(frame).features)


@pytest.mark.skipif(not SEED.exists(), reason="shared data folder is absent")
def test_the_seed_table_is_not_clustered():
    found = assess_structure(pd.read_csv(SEED), Preparation(NUMBERS))
    assert not found.clustered
    assert found.gap_k == 1


def test_the_record_survives_json_and_the_same_seed_gives_the_same_record():
    frame = uniform_customers().head(150)
    found = assess_structure(frame, Preparation(NUMBERS[:3]), seed=4)
    again = assess_structure(frame, Preparation(NUMBERS[:3]), seed=4)
    assert found == again
    assert StructureAssessment.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_progress_rises_and_may_cancel():
    shares = []

    def stop(stage, share):
        shares.append(share)
        if len(shares) == 5:
            raise JobCancelled("Called off.")

    with pytest.raises(JobCancelled):
        assess_structure(uniform_customers().head(100), Preparation(NUMBERS[:2]), progress=stop)
    assert shares == sorted(shares)


def test_categories_and_missing_cells_are_judged_too():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.random(200), "b": rng.random(200), "c": rng.choice(list("xyz"), 200)})
    frame.loc[::9, "a"] = np.nan
    for missing in ("median", "drop"):
        found = assess_structure(frame, Preparation(("a", "b", "c"), missing=missing))
        assert not found.clustered
        assert set(found.p_dip) == {"a", "b"}


@pytest.mark.parametrize("name", list(WITH))
def test_power_on_one_table_of_each_kind(name):
    assert any(judge(name, 300, 6, 0))


def test_false_alarms_are_rare():
    """Fast version of the calibration: three tables of each kind; the full one is `python -m benchmarks.evidence`."""
    found = calibrate(list(WITHOUT), 3, deadline=float("inf"), sizes=(300,), widths=(2,))
    alarms = [a or b for outcomes in found.values() for a, b in outcomes]
    assert len(alarms) == 3 * len(WITHOUT)
    assert sum(alarms) <= 3
    assert "uniform" in table(found, "No segments", list(WITHOUT))[2]


def test_gap_allows_one_group_and_finds_three():
    rng = np.random.default_rng(1)
    assert gap_curve(rng.random((200, 2))).k == 1
    three = np.vstack([rng.normal(c, 0.3, (60, 2)) for c in ((0, 0), (4, 0), (0, 4))])
    found = gap_curve(three)
    assert found.k == 3
    assert len(found.gap) == 8


def test_one_customer_far_out_is_drawn_in():
    values = np.concatenate([np.random.default_rng(0).standard_normal(500), [1e6]])
    inside = fenced(values)
    assert (inside[-1] - inside.mean()) / inside.std() < 7
    assert inside.std() == pytest.approx(values.std())
    heap = np.array([0.0] * 99 + [1.0])
    assert np.array_equal(fenced(heap * 0), heap * 0)


def test_large_tables_are_sampled():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.random((5_000, 2)), columns=["a", "b"])
    drawn = sample(frame, Preparation(("a", "b")), 1_000, rng)
    assert drawn.values.shape == (1_000, 2)
    assert drawn.of == 5_000


def test_stability_never_lifts_a_run_above_its_structure():
    assert verdict(True, 0.9) is Verdict.NATURAL
    assert verdict(False, 1.0) is Verdict.REPRODUCIBLE
    assert verdict(True, 0.3) is Verdict.CONSTRUCTIVE
    assert verdict(True, None) is Verdict.CONSTRUCTIVE
    assert verdict(False, 0.1) == "constructive"
