"""Combining datasets: proposals, match rates, one immutable table with its recipe."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from portal.engine.columns import Role
from portal.engine.combining.joining import Keep
from portal.engine.combining.rules import Rule
from portal.errors import NotFoundError, ParameterError
from portal.services import combining, datasets, recipes


@pytest.fixture
def crm(ws):
    table = pd.DataFrame({"customer_id": range(100, 140), "age": range(20, 60), "plan": ["a", "b"] * 20})
    return datasets.add_frame(ws, table, name="CRM", source="crm.csv")


@pytest.fixture
def web(ws):
    table = pd.DataFrame(
        {
            "customer id": [str(100 + i % 45) for i in range(200)],
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(range(200), unit="D"),
            "minutes": [float(i % 40) for i in range(200)],
            "device": ["app", "web", "web", "app"] * 50,
        }
    )
    return datasets.add_frame(ws, table, name="Web sessions", source="web.csv")


def test_ids_prefixes_and_rules_are_proposed(ws, crm, web) -> None:
    plan = combining.proposed(ws, [crm.id, web.id])
    first, second = plan.sources
    assert (first.key, first.prefix) == ("customer_id", "")
    assert (second.key, second.prefix, second.order_by) == ("customer id", "web_", "day")
    assert dict(second.rules) == {"day": Rule.MOST, "minutes": Rule.SUM, "device": Rule.FREQUENT}


def test_match_rates_come_before_the_work(ws, crm, web) -> None:
    (found,) = combining.matches(ws, combining.proposed(ws, [crm.id, web.id]))
    assert (found.matched, found.left.unmatched, found.right.unmatched, found.right.most) == (40, 0, 5, 5)


def test_the_combination_is_a_dataset_with_its_recipe(ws, crm, web) -> None:
    plan = replace(combining.proposed(ws, [crm.id, web.id]), keep=Keep.FIRST)
    stages: list[str] = []
    outcome = combining.build(ws, {"plan": plan.to_json()}, lambda stage, _share: stages.append(stage))
    made = datasets.info(ws, outcome["dataset"])
    assert made.name == "CRM with Web sessions"
    assert made.rows == 40
    assert made.parent_id == crm.id
    assert made.id_column == "customer_id"
    assert made.column("web_minutes").meaning == "Sum minutes in Web sessions"
    assert made.column("web_lines").role is Role.VARIABLE
    assert combining.plan_of(made) == plan
    assert combining.matches_of(made) == combining.matches(ws, plan)
    assert combining.names_of(made) == ["CRM", "Web sessions"]
    assert recipes.done(made) == []
    assert combining.request(ws, plan, owner="me") == made
    assert "Reducing Web sessions to a row for each id" in stages


def test_a_plan_that_does_not_fit_is_refused_before_any_job(ws, crm, web) -> None:
    plan = combining.proposed(ws, [crm.id, web.id])
    with pytest.raises(ParameterError, match="2 to 6 different tables"):
        combining.request(ws, replace(plan, sources=plan.sources[:1]), owner="me")
    with pytest.raises(ParameterError, match="names the customer"):
        combining.request(ws, replace(plan, sources=(replace(plan.sources[0], key=""), plan.sources[1])), owner="me")
    with pytest.raises(NotFoundError, match="no dataset “gone”"):
        combining.proposed(ws, [crm.id, "gone"])
    with pytest.raises(ParameterError, match="no plan of a combination"):
        combining.Plan.from_json(plan.to_json() | {"keep": "some"})
    assert ws.jobs.active() == []
