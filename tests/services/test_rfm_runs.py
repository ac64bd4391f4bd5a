"""RFM groups as a run beside the methods: labels, names, evidence, what can and cannot be taken away."""

from __future__ import annotations

import pytest

from portal.engine.membership import Measure, measure_of
from portal.errors import ParameterError
from portal.samples import uniform_customers
from portal.services import (
    comparing,
    datasets,
    event_plans,
    events,
    evidence,
    joining,
    judging,
    openings,
    pins,
    runs,
    segments,
    structures,
)
from portal.services.evidence import Piece
from portal.services.specs import Spec, default_preparation
from tests.services.test_events import orders


@pytest.fixture
def built(ws):
    shop = datasets.add_frame(ws, orders(120), name="Tea shop", source="orders.csv")
    payload = {"dataset": shop.id, "plan": event_plans.proposed(ws, shop).to_json()}
    made = datasets.info(ws, events.build(ws, payload, lambda _stage, _share: None)["dataset"])
    wanted = {"dataset": made.id, "preparation": default_preparation(made).to_json(), "seed": 0}
    structures.build(ws, wanted, lambda _stage, _share: None)
    return made


def test_the_groups_are_a_run_under_their_usual_names(ws, built) -> None:
    run = openings.rfm_run(ws, built.id)
    assert Spec.from_json(run.spec.to_json()) == run.spec
    cut = runs.cut_of(ws, run.spec)
    column = datasets.frame(ws, built.id, ["rfm_group"])["rfm_group"].to_numpy()
    assert [cut.names[label] for label in cut.labels] == column.tolist()
    portrait = segments.portrait(ws, run)
    assert [one.name for one in portrait.segments] == list(cut.names)
    assert runs.describe(run) == {"Recency": "recency_days", "Frequency": "frequency", "Money": "monetary"}


def test_the_run_is_scored_judged_and_pinned_beside_the_methods(ws, built) -> None:
    run = openings.rfm_run(ws, built.id)
    other = openings.default_run(ws, built.id)
    judging.judge(ws, run, lambda _stage, _share: None, (Piece.STABILITY,))
    stability = evidence.stability_of(ws, run)
    assert len(stability.jaccard) == runs.cut_of(ws, run.spec).n_segments
    assert 0 < stability.value <= 1
    found = pins.pinned(ws, [run.id, other.id])
    assert [one.scores.segments > 0 for one in found] == [True, True]
    assert found[0].run.title == "RFM groups"
    assert joining.joinable(ws, [run.id, other.id]) == (other,)


def test_other_methods_do_not_borrow_names_that_a_rule_gives(ws, built) -> None:
    run, other = openings.rfm_run(ws, built.id), openings.default_run(ws, built.id)
    cut, current = runs.cut_of(ws, other.spec), runs.cut_of(ws, run.spec)
    shown = comparing.shown(ws, cut, current, run.id)
    assert all(one.name.startswith("Other group") for one in shown[:-1])


def test_what_has_no_meaning_for_groups_of_scores_says_so(ws, built) -> None:
    run = openings.rfm_run(ws, built.id)
    assert measure_of(run.spec.params) is Measure.SCORES
    with pytest.raises(ParameterError, match="not cut from a structure"):
        runs.clustering_of(runs.structure_of(ws, run.spec), run.spec)


def test_a_table_without_the_three_columns_has_no_such_run(ws) -> None:
    other = datasets.add_frame(ws, uniform_customers(60), name="Plain", source="plain.csv")
    assert openings.rfm_run(ws, other.id) is None
