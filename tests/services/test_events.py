"""From a table of transactions to a dataset of customers: proposed, counted, built once, found again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from portal.engine.columns import Role
from portal.engine.events.cleaning import CleaningRule, Reason
from portal.engine.events.roles import EventRoles
from portal.engine.steps import Step, StepKind
from portal.errors import JobCancelled, NotFoundError, ParameterError
from portal.services import datasets, event_plans, events, openings, recipes
from portal.services.specs import default_preparation
from tests.engine.events.data import visits


def orders(customers: int = 60, seed: int = 0) -> pd.DataFrame:
    """Two kinds of customers: many small orders lately, and few large ones long ago; every 25th order is cancelled."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        often = customer % 2 == 0
        for _ in range(12 if often else 3):
            day = rng.integers(200, 360) if often else rng.integers(0, 120)
            number = len(rows)
            cancelled = number % 25 == 24
            amount = rng.gamma(4, 5 if often else 60) * (-1 if cancelled else 1)
            name = f"{'C' if cancelled else ''}{5000 + number}"
            rows.append((name, f"K{customer:03d}", day, amount, rng.choice(["tea", "cups"])))
    frame = pd.DataFrame(rows, columns=["invoice_no", "customer_id", "day", "amount", "shelf"])
    return frame.assign(day=pd.Timestamp("2023-01-01") + pd.to_timedelta(frame["day"], unit="D"))


@pytest.fixture
def shop(ws):
    return datasets.add_frame(ws, orders(), name="Tea shop", source="orders.csv")


@pytest.fixture
def built(ws, shop):
    plan = event_plans.proposed(ws, shop)
    told: list[float] = []
    outcome = events.build(ws, {"dataset": shop.id, "plan": plan.to_json()}, lambda _stage, share: told.append(share))
    assert told == sorted(told)
    return datasets.info(ws, outcome["dataset"])


def test_a_shop_is_seen_to_be_events_and_its_customers_are_not(ws, shop, built) -> None:
    assert event_plans.looks_like_events(shop)
    assert not event_plans.looks_like_events(built)
    assert event_plans.likely(ws) == shop


def test_the_proposal_names_every_part_and_the_marks(ws, shop) -> None:
    plan = event_plans.proposed(ws, shop)
    assert plan.roles.used() == ("customer_id", "day", "amount", "invoice_no", "shelf")
    assert plan.rule.marks == ("C",)


def test_a_look_counts_what_the_build_then_keeps(ws, shop, built) -> None:
    look = events.looked(ws, shop, event_plans.proposed(ws, shop))
    assert look == events.look_of(built)
    assert dict(look.cleaning.left_out)[Reason.CANCELLED] == 18
    assert sum(look.money) == pytest.approx(look.cleaning.spent, abs=0.1)


def test_the_built_table_is_a_dataset_of_its_own(ws, shop, built) -> None:
    assert built.parent_id == shop.id
    assert built.is_built
    assert built.rows == 60
    assert built.id_column == "customer_id"
    assert built.names(Role.VARIABLE) == (
        "recency_days", "frequency", "monetary", "tenure_days", "average_basket"
    )  # fmt: skip
    assert all(column.meaning for column in built.columns if column.role is not Role.ID)
    assert {one.id for one in datasets.listed(ws)} == {shop.id, built.id}
    assert events.plan_of(built) == event_plans.proposed(ws, shop)
    assert events.plan_of(shop) is None
    assert default_preparation(built).features == built.names(Role.VARIABLE)


def test_the_same_plan_is_built_once(ws, shop, built) -> None:
    assert events.request(ws, shop.id, event_plans.proposed(ws, shop), owner="me") == built
    plan = event_plans.proposed(ws, shop)
    other = events.request(ws, shop.id, replace(plan, rule=replace(plan.rule, reference="2023-06-30")), owner="me")
    assert other.kind == events.KIND


def test_groups_add_up_to_everybody(ws, built) -> None:
    groups = events.groups(ws, built)
    assert sum(row.size for row in groups) == 60
    assert sum(row.money for row in groups) == pytest.approx(events.look_of(built).cleaning.spent)
    champions = next(row for row in groups if row.name in ("Champions", "Loyal"))
    assert champions.recency < 200


def test_a_built_table_is_repaired_as_itself_and_keeps_units(ws, built) -> None:
    made = recipes.request(ws, built.id, [Step(StepKind.DROP, "trend")], owner="me")
    assert made.parent_id == built.id
    assert made.rows == 60
    assert not made.is_built
    assert made.column("recency_days").unit == "days"
    assert made.column("r_score").role is Role.DESCRIPTOR
    assert recipes.versions(ws, built) == [made]
    assert {one.id for one in datasets.listed(ws)} >= {built.id, made.id}


def test_a_built_table_outlives_its_events(ws, shop, built) -> None:
    datasets.delete(ws, shop.id)
    assert events.source(ws, datasets.info(ws, built.id)) is None
    assert datasets.frame(ws, built.id).shape[0] == 60


def test_a_plan_that_does_not_fit_is_refused_before_any_job(ws, shop) -> None:
    plan = event_plans.proposed(ws, shop)
    with pytest.raises(ParameterError, match="whom a line belongs to"):
        events.request(ws, shop.id, replace(plan, roles=replace(plan.roles, customer="")), owner="me")
    with pytest.raises(NotFoundError, match="no column “state”"):
        events.looked(ws, shop, replace(plan, rule=replace(plan.rule, marked_in="state")))
    with pytest.raises(ParameterError, match="no plan for building a table"):
        event_plans.Plan.from_json({"roles": {}})


def test_a_cancelled_build_keeps_nothing(ws, shop) -> None:
    def stop(_stage: str, share: float) -> None:
        if share > 0.5:
            raise JobCancelled("Cancelled.")

    plan = event_plans.proposed(ws, shop)
    with pytest.raises(JobCancelled):
        events.build(ws, {"dataset": shop.id, "plan": plan.to_json()}, stop)
    assert [one.id for one in datasets.listed(ws)] == [shop.id]


def test_a_column_of_states_proposes_what_is_cancelled(ws) -> None:
    frame = orders()
    frame["invoice_no"] = [f"INV-{i}" for i in range(len(frame))]
    frame["amount"] = frame["amount"].abs()
    frame["status"] = ["paid", "Cancelled", "paid", "refunded", "shipped"] * 90
    shop = datasets.add_frame(ws, frame, name="States", source="s.csv")
    plan = event_plans.proposed(ws, shop)
    assert (plan.rule.marks, plan.rule.marked_in) == (("cancel", "refund"), "status")
    assert plan.roles.categories == ("shelf",)
    assert dict(events.looked(ws, shop, plan).cleaning.left_out)[Reason.CANCELLED] == 180
    usual = datasets.add_frame(ws, frame.assign(status=["paid", "shipped"] * 225), name="Usual", source="u.csv")
    assert event_plans.proposed(ws, usual).rule.marks == ()


@pytest.fixture
def clinic(ws):
    return datasets.add_frame(ws, visits(), name="Clinic", source="visits.csv", choices={"preset": "patients"})


def test_visits_without_money_become_patients_without_rfm(ws, clinic) -> None:
    assert event_plans.looks_like_events(clinic)
    assert event_plans.counted(clinic)
    plan = event_plans.proposed(ws, clinic)
    assert event_plans.Plan.from_json(plan.to_json()) == plan
    assert (plan.roles.counts, plan.roles.categories, plan.rule.money) == (True, ("clinic",), "")
    assert (plan.rule.marks, plan.rule.marked_in) == (("cancel", "no show"), "status")
    assert events.looked(ws, clinic, plan).cleaning.kept == sum(events.looked(ws, clinic, plan).money)
    payload = {"dataset": clinic.id, "plan": plan.to_json()}
    built = datasets.info(ws, events.build(ws, payload, lambda _stage, _share: None)["dataset"])
    assert built.name == "Patients of Clinic"
    assert events.plan_of(built) == plan
    assert events.look_of(built) == events.looked(ws, clinic, plan)
    assert default_preparation(built).features == ("recency_days", "frequency", "tenure_days")
    assert built.column("frequency").unit == "visits"
    assert (events.groups(ws, built), events.tied(built), openings.rfm_run(ws, built.id)) == ([], 0, None)


@pytest.mark.parametrize(
    ("name", "came", "mark"), [("attended", True, "false"), ("was_absent", False, "true"), ("first_time", True, "")]
)
def test_a_column_of_yes_or_no_proposes_who_did_not_come(ws, name, came, mark) -> None:
    frame = visits().drop(columns="status")
    frame[name] = came
    frame.loc[::10, name] = not came
    lessons = datasets.add_frame(ws, frame, name="Lessons", source="l.csv")
    plan = event_plans.proposed(ws, lessons)
    assert (plan.rule.marks, plan.rule.marked_in) == (((mark,), name) if mark else ((), ""))
    missed = dict(events.looked(ws, lessons, plan).cleaning.left_out)[Reason.CANCELLED]
    assert missed == (frame.loc[::10, "patient_id"].notna().sum() if mark else 0)


def test_the_id_of_a_plan_with_money_is_what_it_was_before_lines_were_counted() -> None:
    roles = EventRoles("customer_id", "day", amount="amount", order="invoice_no", categories=("shelf",))
    plan = event_plans.Plan(roles, CleaningRule(marks=("C",), money="€"))
    assert events.built_id("shop", plan) == "de3ea646d1516e23"


def test_currencies_do_not_matter_where_lines_are_counted(ws) -> None:
    mixed = datasets.add_frame(ws, visits().assign(currency=["EUR"] + ["USD"] * (len(visits()) - 1)), name="Mixed",
                               source="m.csv")  # fmt: skip
    plan = event_plans.proposed(ws, mixed)
    assert event_plans.mixed(mixed, plan) == []
    money = replace(plan, roles=replace(plan.roles, counts=False, amount="minutes"))
    assert event_plans.mixed(mixed, money) == ["currency"]


def test_marks_are_proposed_for_a_table_too_long_to_be_counted_at_once(ws, shop, monkeypatch) -> None:
    monkeypatch.setattr(events, "AT_ONCE", 100)
    assert event_plans.proposed(ws, shop).rule.marks == ("C",)
    assert events.looked(ws, shop, event_plans.proposed(ws, shop)) is None
