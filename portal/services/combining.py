"""Combining tables of the same customers: what is proposed, how far they match, the table that is built."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, count
from typing import Any, Self

from portal.engine import lexicon
from portal.engine.columns import Column, Kind, Role
from portal.engine.combining.joining import Keep, Source, checked_names, combined
from portal.engine.combining.keys import Match, Side, match
from portal.engine.combining.rules import proposed_rule
from portal.engine.records import Progress
from portal.errors import ParameterError
from portal.services import datasets, findings, queue
from portal.services.datasets import Dataset
from portal.services.presets import wording
from portal.services.units import unit_of
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

KIND = "combination"
FORMAT = 2
"""Raised when the same plan would give other columns."""
MOST = 6
"""Tables of one combination."""
AT_ONCE = 3_000_000
"""Rows of all tables whose ids are compared within the request."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The tables, the first one leading, and which customers the result has."""

    sources: tuple[Source, ...]
    keep: Keep = Keep.FIRST

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {"sources": [source.to_json() for source in self.sources], "keep": str(self.keep)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The plan of `to_json`; ParameterError where it is none."""
        try:
            return cls(tuple(Source.from_json(source) for source in values["sources"]), Keep(values["keep"]))
        except (KeyError, ValueError, TypeError):
            raise ParameterError("This is no plan of a combination. Choose tables and who stays in the form.") from None


def proposed(ws: Workspace, dataset_ids: Sequence[str]) -> Plan:
    """Id columns, prefixes and rules that the tables propose; ParameterError for too few or too many tables."""
    wanted = list(dict.fromkeys(dataset_ids))
    if not 1 <= len(wanted) <= MOST:
        raise ParameterError(f"A combination has 2 to {MOST} tables; these are {len(wanted)}.")
    known = [datasets.info(ws, one) for one in wanted]
    lead = _key(known[0], None)
    sources: list[Source] = []
    for one in known:
        taken = {name for source in sources for name in (source.key, *source.made())}
        sources.append(_proposed_source(one, lead, taken, leads=not sources))
    return Plan(tuple(sources))


def plan_of(dataset: Dataset) -> Plan | None:
    """The plan that a combination was built by; None for any other table."""
    return Plan.from_json(dataset.recipe[0]) if is_combination(dataset) else None


def matches_of(dataset: Dataset) -> list[Match]:
    """How far the tables matched when a combination was built."""

    return [_match_of(one) for one in (dataset.recipe[0]["matches"] if is_combination(dataset) else [])]


def names_of(dataset: Dataset) -> list[str]:
    """Names that the tables had when a combination was built."""
    return [str(name) for name in dataset.recipe[0]["names"]] if is_combination(dataset) else []


def is_combination(dataset: Dataset) -> bool:
    """Whether the table was built here."""
    return bool(dataset.recipe) and dataset.recipe[0].get("kind") == KIND


def matches(ws: Workspace, plan: Plan) -> list[Match] | None:
    """How far each further table matches the first; None when they are too long to be compared at once."""
    _checked(ws, plan)
    known = [datasets.info(ws, source.dataset) for source in plan.sources]
    if sum(one.rows for one in known) > AT_ONCE:
        return None
    return _matches(ws, plan)


def request(ws: Workspace, plan: Plan, *, owner: str) -> Dataset | JobRow:
    """The combination that a plan makes, or the job that builds it."""
    _checked(ws, plan)
    wanted = combination_id(plan)
    if ws.datasets.get(wanted):
        return datasets.info(ws, wanted)
    names = [datasets.info(ws, source.dataset).name for source in plan.sources]
    return queue.request(
        ws,
        owner=owner,
        kind=KIND,
        key=f"{KIND}:{wanted}",
        title=f"Combining {names[0]} with {', '.join(names[1:])}"[:200],
        payload={"plan": plan.to_json()},
    )


def build(ws: Workspace, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Combine the tables and keep the result (the work of its job)."""
    plan = Plan.from_json(payload["plan"])
    _checked(ws, plan)
    progress("Comparing ids", 0.0)
    known = [datasets.info(ws, source.dataset) for source in plan.sources]
    seen = _matches(ws, plan)
    tables = [
        (one.name, datasets.frame(ws, one.id, source.used()), _with_units(one), source)
        for one, source in zip(known, plan.sources, strict=True)
    ]
    table, columns = combined(tables, plan.keep, lambda stage, share: progress(stage, 0.1 + 0.75 * share))
    progress("Keeping the table", 0.9)
    names = [one.name for one in known]
    made = datasets.add_frame(
        ws,
        table,
        name=f"{names[0]} with {', '.join(names[1:])}",
        source=known[0].source,
        dataset_id=combination_id(plan),
        columns=columns,
        parent_id=known[0].id,
        recipe=[{"kind": KIND, **plan.to_json(), "names": names, "matches": [_plain(one) for one in seen]}],
        choices={"preset": preset} if (preset := known[0].preset) else None,
    )
    findings.found(ws, made)
    return {"dataset": made.id, "known": False}


def combination_id(plan: Plan) -> str:
    """Id of the table that a plan makes."""
    text = json.dumps([FORMAT, plan.to_json()], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _checked(ws: Workspace, plan: Plan) -> None:
    ids = [source.dataset for source in plan.sources]
    if not 2 <= len(ids) <= MOST or len(set(ids)) < len(ids):
        raise ParameterError(f"A combination has 2 to {MOST} different tables; these are {len(set(ids))}.")
    for source in plan.sources:
        known = datasets.info(ws, source.dataset)
        if not source.key:
            raise ParameterError(f"Choose the column of “{known.name}” that names the {wording(known).one}.")
        for name in source.used():
            known.column(name)
    checked_names(plan.sources)


def _matches(ws: Workspace, plan: Plan) -> list[Match]:
    first = plan.sources[0]
    return [_match(ws, first, source) for source in plan.sources[1:]]


def _match(ws: Workspace, first: Source, other: Source) -> Match:
    """Compared once: whoever changes a rule or a prefix leaves the ids as they are."""
    parts = [FORMAT, first.dataset, first.key, other.dataset, other.key]
    key = f"match:{json.dumps(parts, ensure_ascii=False)}"
    if (kept := ws.cache.get(key)) is not None:
        return _match_of(kept)
    left, right = (datasets.frame(ws, source.dataset, [source.key])[source.key] for source in (first, other))
    found = match(left, right)
    ws.cache.set(key, _plain(found))
    return found


def _proposed_source(dataset: Dataset, lead: str, taken: set[str], *, leads: bool) -> Source:
    key = _key(dataset, None if leads else lead)
    times = [column.name for column in dataset.columns if column.kind is Kind.DATE]
    rules = tuple((column.name, proposed_rule(column)) for column in dataset.columns if column.name != key)
    source = Source(dataset.id, key, "", next(iter(times), ""), rules)
    if leads:
        return source
    fitting = (replace(source, prefix=one) for one in _prefixes(dataset.name))
    return next(one for one in fitting if taken.isdisjoint((*one.made(), f"{one.prefix}lines")))


def _key(dataset: Dataset, like: str | None) -> str:
    """The column that names customers: called as in the first table, else by its words, else an id."""

    def fits(column: Column) -> tuple[bool, bool, bool, int]:
        same = like is not None and lexicon.words(column.name) == lexicon.words(like)
        customer = lexicon.names_a_customer(column.name) and column.role is Role.ID
        return same, customer, column.role is Role.ID, column.distinct

    best = max(dataset.columns, key=fits)
    return best.name if any(fits(best)[:3]) else ""


def _prefixes(name: str) -> Iterator[str]:
    """“web_” for “Web sessions 2024”; where that is taken “web_sessions_2024_”, and then with numbers."""
    word = next(iter(re.findall(r"[^\W\d_]+", name)), "other")
    whole = "_".join(re.findall(r"[^\W_]+", name.lower()))[-30:].lstrip("_") or "other"
    return chain([f"{word.lower()[:20]}_", f"{whole}_"], (f"{whole}_{n}_" for n in count(2)))


def _with_units(dataset: Dataset) -> list[Column]:
    return [replace(column, unit=unit_of(dataset, column.name)) for column in dataset.columns]


def _match_of(kept: Mapping[str, Any]) -> Match:
    def side(values: Mapping[str, Any]) -> Side:
        return Side(**dict(values) | {name: tuple(values.get(name, ())) for name in ("examples", "spellings")})

    return Match(kept["matched"], side(kept["left"]), side(kept["right"]), kept.get("zeros", 0))


def _plain(found: Match) -> dict[str, Any]:
    return asdict(found)
