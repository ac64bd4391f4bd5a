"""The form: each table's id column, prefix and rules; and the plan that its answers make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import dcc, html

from portal.engine.combining.joining import Keep, Source
from portal.engine.combining.rules import Rule, allowed_rules, worded
from portal.errors import ParameterError
from portal.figures.wording import counted, elided, number, sentence
from portal.services.combining import Plan
from portal.services.datasets import Dataset
from portal.ui.combine.ids import Id, part, rule
from portal.ui.components import NOTHING, Col, Option, select, tbl, text_field
from portal.ui.data.words import KINDS
from portal.ui.people import called
from portal.ui.query import changed

SHOWN = 60
"""Columns of a table whose rule can be chosen; those past them keep the proposed one."""
KEEPS = {
    Keep.FIRST: "everybody of the first table",
    Keep.BOTH: "only those in every table",
    Keep.ALL: "everybody of any table",
}


def address(tables: Sequence[str]) -> str:
    """The page about some tables, the first one leading."""
    rest = ",".join(tables[1:])
    return f"/combine{changed('', dataset=tables[0] if tables else None, **{'with': rest or None})}"


def table_card(place: int, dataset: Dataset, source: Source, tables: Sequence[str]) -> html.Section:
    """A table with its id column, prefix, order and rules."""
    names = [Option(NOTHING, "choose a column"), *(Option(column.name) for column in dataset.columns)]
    order = [Option(NOTHING, "as the lines stand"), *(Option(column.name) for column in dataset.columns)]
    away = dcc.Link("Leave out", href=address([one for one in tables if one != dataset.id])) if place else None
    said = f"{number(dataset.rows)} rows, {counted(len(dataset.columns), 'column')}"
    role = "The first table: its ids lead" if place == 0 else "Joined to the first table"
    return html.Section(
        [
            html.Div([html.H3(elided(dataset.name, 60), className="chart-title"), away], className="combine-head"),
            html.P(f"{role}. {said}.", className="help"),
            html.Div(
                [
                    select(part("key", place), f"{sentence(called(dataset).one)} id", names, source.key or NOTHING),
                    text_field(part("prefix", place), "Prefix of its columns", source.prefix, placeholder="none"),
                    select(part("order", place), "First and last follow", order, source.order_by or NOTHING),
                ],
                className="data-fields",
            ),
            html.Details(
                [html.Summary("What becomes of each column"), _rules(place, dataset, source)],
                className="data-fold combine-rules",
            ),
        ],
        className="panel combine-table",
        **{"aria-label": dataset.name},
    )


def _rules(place: int, dataset: Dataset, source: Source) -> html.Div:
    chosen = dict(source.rules)
    rows = []
    for at, column in list(enumerate(dataset.columns))[:SHOWN]:
        if column.name == source.key:
            continue
        choices = [Option(one, worded(one, column.kind)) for one in allowed_rules(column)]
        field = select(
            rule(place, at), f"Rule of {column.name}", choices, chosen.get(column.name, Rule.OUT), hide_label=True
        )
        rows.append([column.name, KINDS[column.kind], column.unit or "–", field])
    about = f"Where {called(dataset).any} has one line it is taken as it is, unless the column is left out."
    heads = [Col("Column"), Col("Kind"), Col("Unit"), Col("Many lines become")]
    return html.Div([tbl(heads, rows, name=f"Rules of {dataset.name}"), html.P(about, className="help data-more")])


def plan_of_answers(
    base: Plan,
    known: Sequence[Dataset],
    fields: tuple[list[Any], list[Any], list[Any]],
    rules: list[Any],
    rule_ids: list[dict[str, Any]],
    keep: str | None,
) -> Plan:
    """The proposed plan with what the form says otherwise; `fields` are ids, prefixes and orders by table."""
    chosen: dict[int, dict[str, Rule]] = {place: {} for place in range(len(known))}
    try:
        for one, value in zip(rule_ids, rules, strict=True):
            table, column = int(one["table"]), int(one["column"])
            chosen[table][known[table].columns[column].name] = Rule(value)
        stays = Keep(keep or Keep.FIRST)
    except (ValueError, IndexError, KeyError):
        raise ParameterError("These rules belong to other tables. Open the page again and choose anew.") from None
    sources = []
    for place, source in enumerate(base.sources):
        key, prefix, order = (str(values[place] or "").strip() for values in fields)
        # The old id column becomes an ordinary one when another is chosen; it has a rule only then.
        named = {column.name: Rule.OUT for column in known[place].columns} | dict(source.rules) | chosen[place]
        kept = tuple((name, how) for name, how in named.items() if name != key)
        sources.append(replace(source, key=key, prefix=prefix, order_by=order, rules=kept))
    return Plan(tuple(sources), stays)


def keep_field(keep: Keep) -> html.Div:
    """Who stays."""
    return select(Id.KEEP, "Who stays", [Option(value, words) for value, words in KEEPS.items()], keep)
