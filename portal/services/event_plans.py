"""What is to become of a table of events: who, when and how much, which lines count, and what its columns propose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from portal.engine import lexicon
from portal.engine.events.cleaning import CleaningRule
from portal.engine.events.roles import EventRoles, checked_roles, lacking, proposed_roles
from portal.engine.events.states import currency_columns
from portal.errors import ParameterError
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.marks import marks_of
from portal.services.units import unit_of
from portal.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Plan:
    """Which column is what, and which lines count."""

    roles: EventRoles
    rule: CleaningRule

    def columns(self) -> list[str]:
        """The columns of the table that it reads."""
        marked = (self.rule.marked_in,) if self.rule.marks and self.rule.marked_in else ()
        return list(dict.fromkeys((*self.roles.used(), *marked)))

    def check(self, dataset: Dataset) -> None:
        """ParameterError or NotFoundError where the table has not what the plan reads."""
        checked_roles(self.roles, dataset.columns)
        if self.rule.marks and self.rule.marked_in:
            dataset.column(self.rule.marked_in)

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
