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


def test_tables_of_the_same_first_word_get_different_prefixes(ws, crm, web) -> None:
    again = datasets.add_frame(
        ws, datasets.frame(ws, web.id).assign(minutes=1.0), name="Web sessions 2", source="w.csv"
    )
    third = datasets.add_frame(ws, datasets.frame(ws, web.id).assign(minutes=2.0), name="Web sessions", source="w.csv")
    plan = combining.proposed(ws, [crm.id, web.id, again.id, third.id])
    assert [source.prefix for source in plan.sources] == ["", "web_", "web_sessions_2_", "web_sessions_"]
    made = combining.build(ws, {"plan": plan.to_json()}, lambda _stage, _share: None)
    assert datasets.info(ws, made["dataset"]).column("web_sessions_2_day")


def test_names_that_clash_are_refused_before_any_job(ws, crm, web) -> None:
    first = combining.proposed(ws, [crm.id, web.id]).sources[0]
    same = datasets.add_frame(ws, datasets.frame(ws, crm.id).head(30), name="Old CRM", source="o.csv")
    with pytest.raises(ParameterError, match="Two tables have a column “plan”"):
        combining.matches(ws, combining.Plan((first, replace(first, dataset=same.id))))


def test_ids_are_compared_once_whatever_becomes_of_the_rules(ws, crm, web, monkeypatch) -> None:
    plan = combining.proposed(ws, [crm.id, web.id])
    before = combining.matches(ws, plan)
    monkeypatch.setattr(combining, "match", None)
    assert (
        combining.matches(ws, replace(plan, sources=(plan.sources[0], replace(plan.sources[1], prefix="w_")))) == before
    )
