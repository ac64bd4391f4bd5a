"""The form: which column is what, which lines count; and the plan that its answers make."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from portal.engine.columns import Column, Kind
from portal.engine.events.cleaning import CleaningRule, Returns
from portal.engine.events.roles import EventRoles
from portal.figures.wording import sentence
from portal.services.datasets import Dataset
from portal.services.event_plans import Plan
from portal.ui.build.ids import Id
from portal.ui.components import NOTHING, Option, check_list, picker, select, text_field
from portal.ui.people import called

FIELDS = (
    Id.CUSTOMER, Id.TIME, Id.ORDER, Id.AMOUNT, Id.QUANTITY, Id.PRICE, Id.CATEGORIES, Id.REFERENCE, Id.MARKS,
    Id.MARKED_IN, Id.RETURNS, Id.ZERO, Id.MONEY,
)  # fmt: skip
"""The fields in the order in which `plan_of_answers` takes their values."""
KEEP = "keep"
COUNTED = "  "
"""Value of the option that lines carry no money and are counted; no column is called so."""
RETURNS = {
    Returns.APART: "count as returns only",
    Returns.SUBTRACTED: "subtract from the money spent",
}


def form(dataset: Dataset, plan: Plan) -> html.Aside:
    """The panel at the left of the page, filled with a plan."""
    roles, rule, columns, people = plan.roles, plan.rule, dataset.columns, called(dataset)
    order = "Visit" if roles.counts else "Order"
    numbers = [column for column in columns if column.kind in (Kind.NUMBER, Kind.CATEGORY)]
    kinds = (Kind.CATEGORY, Kind.BOOLEAN)
    groups = [
        (
            "Columns",
            [
                select(Id.CUSTOMER, sentence(people.one), _options(columns, "choose a column"),
                       roles.customer or NOTHING),
                select(Id.TIME, "Time", _options(columns, "choose a column"), roles.time or NOTHING),
                select(Id.ORDER, order, _options(columns, f"each day is one {order.lower()}"),
                       roles.order or NOTHING),
                select(Id.AMOUNT, "Money of a line", _money(numbers),
                       COUNTED if roles.counts else roles.amount or NOTHING),
                _paid(select(Id.QUANTITY, "Quantity", _options(numbers, "none"), roles.quantity or NOTHING)),
                _paid(select(Id.PRICE, "Price of one", _options(numbers, "none"), roles.price or NOTHING)),
                _paid(text_field(Id.MONEY, "Unit of money", rule.money, placeholder="£, EUR …")),
                html.Div([
                    picker(Id.CATEGORIES, "Categories", [c.name for c in columns if c.kind in kinds],
                           roles.categories, none="No categories"),
                    _paid(html.P(f"Shares of {people.any}'s money are built of them.", className="help")),
                    html.P(f"Shares of {people.any}'s events are built of them.", className="help of-events"),
                ]),
            ],
        ),
        (
            "Which lines count",
            [
                text_field(Id.REFERENCE, "Reference date", rule.reference, kind="date",
                           help="Left empty it is the day after the last line. Later lines are left out."),
                text_field(Id.MARKS, "Cancelled lines begin with", ", ".join(rule.marks), placeholder="such as C",
                           help="Several beginnings are separated by commas."),
                select(Id.MARKED_IN, "… in the column", _options(columns, f"the {order.lower()}"),
                       rule.marked_in or NOTHING),
                _paid(select(Id.RETURNS, "Cancelled and negative lines",
                             [Option(value, name) for value, name in RETURNS.items()], rule.returns)),
                _paid(check_list(Id.ZERO, "Lines of nothing", [Option(KEEP, "Keep lines of zero")],
                                 [KEEP] if rule.keep_zero else [], hide_label=True)),
            ],
        ),
    ]  # fmt: skip
    return html.Aside(
        [
            html.Div([html.H2(title, className="params-head"), *fields], className="params-group build-fields")
            for title, fields in groups
        ],
        className="params build-form",
        **{"aria-label": "Columns and cleaning"},
    )


def plan_of_answers(answers: tuple[Any, ...]) -> Plan:
    """The plan of the form's values, in the order of `FIELDS`; ParameterError when one is wrong."""
    given = dict(zip(FIELDS, answers, strict=True))

    def text(field: Id) -> str:
        return str(given[field] or "").strip()

    roles = EventRoles(
        customer=text(Id.CUSTOMER), time=text(Id.TIME), order=text(Id.ORDER),
        categories=tuple(given[Id.CATEGORIES] or ()),
    )  # fmt: skip
    rule: dict[str, Any] = {
        "reference": text(Id.REFERENCE),
        "marks": [mark.strip() for mark in text(Id.MARKS).split(",") if mark.strip()],
        "marked_in": text(Id.MARKED_IN),
    }
    if given[Id.AMOUNT] == COUNTED:
        # What is said of money is hidden then, and keeps its answers for whoever chooses money again.
        return Plan(replace(roles, counts=True), CleaningRule.from_json(rule))
    amount = text(Id.AMOUNT)
    price = "" if amount else text(Id.PRICE)
    rule |= {
        "returns": text(Id.RETURNS),
        "keep_zero": KEEP in (given[Id.ZERO] or ()),
        "money": text(Id.MONEY),
    }
    return Plan(replace(roles, amount=amount, quantity=text(Id.QUANTITY), price=price), CleaningRule.from_json(rule))


def _money(numbers: list[Column]) -> list[Option]:
    first, *others = _options(numbers, "quantity × price")
    return [first, Option(COUNTED, "none: lines are counted"), *others]


def _paid(field: Any) -> html.Div:
    """A field that only lines with money need: hidden while lines are counted."""
    return html.Div(field, className="of-money")


def _options(columns: Any, none: str) -> list[Option]:
    known: list[Column] = list(columns)
    return [Option(NOTHING, none), *(Option(column.name) for column in known)]
