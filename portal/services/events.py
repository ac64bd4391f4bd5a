"""From events to customers: what a plan does to a table of events, and the table that is built."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import pyarrow as pa

from portal.engine.columns import infer_columns
from portal.engine.concepts import capital
from portal.engine.events.cleaning import Cleaning
from portal.engine.events.features import customer_features, described
from portal.engine.events.ledger import ledger
from portal.engine.events.months import by_month
from portal.engine.events.rfm import GROUPS, rfm
from portal.engine.records import Progress
from portal.errors import NotFoundError
from portal.services import datasets, findings, queue
from portal.services.datasets import Dataset
from portal.services.event_plans import Plan
from portal.services.presets import wording
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

KIND = "customers"
FORMAT = 2
"""Raised when the same plan would give other columns."""
AT_ONCE = 1_000_000
"""Lines of a table that is looked at within the request; a longer one is counted when it is built."""
BATCH = 250_000


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
    plan.check(dataset)
    if dataset.rows > AT_ONCE:
        return None
    key = f"looked:{built_id(dataset.id, plan)}"
    if kept := ws.cache.get(key):
        return Look.from_json(kept)
    book, cleaning = ledger(datasets.frame(ws, dataset.id, plan.columns()), plan.roles, plan.rule)
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
    plan.check(known)
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
    plan.check(known)
    progress("Opening the table", 0.0)
    names = plan.columns()
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


def _part(progress: Progress, low: float, high: float) -> Progress:
    return lambda stage, share: progress(stage, low + (high - low) * share)
