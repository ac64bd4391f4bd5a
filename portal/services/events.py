"""From events to customers: what a table of transactions proposes, what a rule does to it, the table that is built."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import pyarrow as pa

from portal.engine import lexicon
from portal.engine.columns import infer_columns
from portal.engine.concepts import capital
from portal.engine.events.cleaning import Cleaning, CleaningRule
from portal.engine.events.features import customer_features, described
from portal.engine.events.ledger import ledger
from portal.engine.events.months import by_month
from portal.engine.events.rfm import GROUPS, rfm
from portal.engine.events.roles import (
    EventRoles,
    checked_roles,
    lacking,
    proposed_roles,
)
from portal.engine.events.states import currency_columns
from portal.engine.records import Progress
from portal.errors import NotFoundError, ParameterError
from portal.services import datasets, findings, queue
from portal.services.datasets import Dataset
from portal.services.marks import marks_of
from portal.services.presets import wording
from portal.services.units import unit_of
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

KIND = "customers"
FORMAT = 2
"""Raised when the same plan would give other columns."""
AT_ONCE = 1_000_000
"""Lines of a table that is looked at within the request; a longer one is counted when it is built."""
BATCH = 250_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column is what, and which lines count."""

    roles: EventRoles
    rule: CleaningRule

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"roles": self.roles.to_json(), "rule": self.rule.to_json()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The plan of `to_json`; ParameterError where it is none."""
        try:
            return cls(EventRoles.from_json(values["roles"]), CleaningRule.from_json(values["rule"]))
        except (KeyError, TypeError):
            raise ParameterError("This is no plan for building a table. Choose columns and rule in the form.") from None


@dataclass(frozen=True, slots=True)
class Look:
    """What a plan does to a table: counts, and money (or, where lines are counted, events) by month (``"2010-12"``)."""

    cleaning: Cleaning
    months: tuple[str, ...]
    money: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"cleaning": self.cleaning.to_json(), "months": list(self.months), "money": list(self.money)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The record of `to_json`."""
        return cls(Cleaning.from_json(values["cleaning"]), tuple(values["months"]), tuple(values["money"]))


@dataclass(frozen=True, slots=True)
class GroupRow:
    """An RFM group of a built table: who they are and what they are worth (medians, and the sum of money)."""

    name: str
    meaning: str
    size: int
    recency: float
    frequency: float
    monetary: float
    money: float


def likely(ws: Workspace) -> Dataset | None:
    """The newest table whose lines look like events; the first table when none does."""
    everything = datasets.listed(ws)
    return next((one for one in everything if looks_like_events(one)), next(iter(everything), None))


def looks_like_events(dataset: Dataset) -> bool:
    """Whether each row seems to be something that happened: who and when are there, and people repeat."""
    roles = proposed_roles(dataset.columns, dataset.rows)
    if lacking(roles):
        return False
    # Names must speak of events: a table of customers, too, has ids, dates and amounts.
    return lexicon.names_a_customer(roles.customer) and dataset.column(roles.customer).distinct <= 0.9 * dataset.rows


def counted(dataset: Dataset) -> bool:
    """Whether lines would be counted, because no column looks like money."""
    return proposed_roles(dataset.columns, dataset.rows).counts


def proposed(ws: Workspace, dataset: Dataset) -> Plan:
    """The plan that a table's columns propose; parts that no column fits are ""."""
    roles = proposed_roles(dataset.columns, dataset.rows)
    marks, marked_in = marks_of(ws, dataset, roles)
    # What says that a line is cancelled is no taste of a customer.
    roles = replace(roles, categories=tuple(name for name in roles.categories if name != marked_in))
    money = unit_of(dataset, roles.amount or roles.price) if roles.amount or roles.price else ""
    return Plan(roles, CleaningRule(marks=marks, marked_in=marked_in, money=money))


def mixed(dataset: Dataset, plan: Plan) -> list[str]:
    """Columns that name several currencies, whose amounts are added up as they stand."""
    return [] if plan.roles.counts else [column.name for column in currency_columns(dataset.columns)]


def plan_of(dataset: Dataset) -> Plan | None:
    """The plan that a table of customers was built by; None for any other table."""
    return Plan.from_json(dataset.recipe[0]) if _is_ours(dataset) else None


def look_of(dataset: Dataset) -> Look | None:
    """What was counted when a table of customers was built; None for any other table."""
    return Look.from_json(dataset.recipe[0]["look"]) if _is_ours(dataset) else None


def tied(dataset: Dataset) -> int:
    """Customers whose frequency is one that more than a fifth of them share."""
    return int(dataset.recipe[0]["tied"]) if _is_ours(dataset) else 0


def source(ws: Workspace, dataset: Dataset) -> Dataset | None:
    """The table of events that customers were built of; None when it has been deleted."""
    try:
        return datasets.info(ws, dataset.parent_id or "")
    except NotFoundError:
        return None


def looked(ws: Workspace, dataset: Dataset, plan: Plan) -> Look | None:
    """What a plan would do, counted in every line; None for a table too long to be counted at once.

    Raises
    ------
    ParameterError, TableError
        when the plan does not fit the table, in one sentence
    """
    _checked(dataset, plan)
    if dataset.rows > AT_ONCE:
        return None
    key = f"looked:{built_id(dataset.id, plan)}"
    if kept := ws.cache.get(key):
        return Look.from_json(kept)
    book, cleaning = ledger(datasets.frame(ws, dataset.id, _columns(plan)), plan.roles, plan.rule)
    months, sums = by_month(book)
    look = Look(cleaning, months, tuple(round(float(value), 2) for value in sums))
    ws.cache.set(key, look.to_json())
    return look


def built_id(source_id: str, plan: Plan) -> str:
    """Id of the table that a plan makes of a table of events."""
    text = json.dumps([source_id, FORMAT, plan.to_json()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def request(ws: Workspace, dataset_id: str, plan: Plan, *, owner: str) -> Dataset | JobRow:
    """The table of customers that a plan makes of a table of events, or the job that builds it."""
    known = datasets.info(ws, dataset_id)
    _checked(known, plan)
    wanted = built_id(dataset_id, plan)
    if ws.datasets.get(wanted):
        return datasets.info(ws, wanted)
    return queue.request(
        ws,
        owner=owner,
        kind=KIND,
        key=f"{KIND}:{wanted}",
        title=f"Building {wording(known).many} of {known.name}",
        payload={"dataset": dataset_id, "plan": plan.to_json()},
    )


def build(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Build a table of customers and keep it (the work of its job)."""
    known = datasets.info(ws, str(payload["dataset"]))
    plan = Plan.from_json(payload["plan"])
    _checked(known, plan)
    progress("Opening the table", 0.0)
    names = _columns(plan)
    # Only the columns that have a part: a long table of events is wider than what is built of it.
    lines = pa.Table.from_batches(list(datasets.batches(ws, known.id, names, BATCH))).to_pandas()
    book, cleaning = ledger(lines, plan.roles, plan.rule, _part(progress, 0.1, 0.5))
    del lines
    table, measures = customer_features(book, plan.roles.customer, _part(progress, 0.5, 0.85))
    months, sums = by_month(book)
    look = Look(cleaning, months, tuple(round(float(value), 2) for value in sums))
    tied = 0 if book.counts else rfm(table["recency_days"], table["frequency"], table["monetary"]).tied
    progress("Keeping the table", 0.9)
    made = datasets.add_frame(
        ws,
        table,
        name=f"{capital(wording(known).many)} of {known.name}",
        source=known.source,
        dataset_id=built_id(known.id, plan),
        columns=described(infer_columns(table), {measure.name: measure for measure in measures}),
        parent_id=known.id,
        recipe=[{"kind": KIND, **plan.to_json(), "look": look.to_json(), "tied": tied}],
        choices={"preset": known.preset} if known.preset else None,
    )
    findings.found(ws, made)
    return {"dataset": made.id, "known": False}


def groups(ws: Workspace, dataset: Dataset) -> list[GroupRow]:
    """The RFM groups of a built table, in their usual order; those without members are left out.

    None where lines were counted: there are no groups without money.
    """
    plan = plan_of(dataset)
    if plan is None or plan.roles.counts:
        return []
    table = datasets.frame(ws, dataset.id, ["rfm_group", "recency_days", "frequency", "monetary"])
    members = [(group, table[table["rfm_group"] == group.name]) for group in GROUPS]
    return [
        GroupRow(
            group.name, group.meaning, len(own), float(own["recency_days"].median()),
            float(own["frequency"].median()), float(own["monetary"].median()), float(own["monetary"].sum()),
        )
        for group, own in members
        if len(own)
    ]  # fmt: skip


def _is_ours(dataset: Dataset) -> bool:
    return bool(dataset.recipe) and dataset.recipe[0].get("kind") == KIND


def _checked(dataset: Dataset, plan: Plan) -> None:
    checked_roles(plan.roles, dataset.columns)
    if plan.rule.marks and plan.rule.marked_in:
        dataset.column(plan.rule.marked_in)


def _columns(plan: Plan) -> list[str]:
    marked = (plan.rule.marked_in,) if plan.rule.marks and plan.rule.marked_in else ()
    return list(dict.fromkeys((*plan.roles.used(), *marked)))


def _part(progress: Progress, low: float, high: float) -> Progress:
    return lambda stage, share: progress(stage, low + (high - low) * share)
