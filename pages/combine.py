"""Combine: what several tables know of the same customers, as one table.

The analyst learns how far the ids of two or more tables match, who is on one side only, and by which rules
many lines of a customer become one, before anything is built.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update, register_page

from portal.errors import PortalError
from portal.services import combining, datasets
from portal.services.combining import Plan
from portal.services.datasets import Dataset
from portal.ui import following, mirrors
from portal.ui.build.shown import built_ways, columns_table
from portal.ui.combine import form, words
from portal.ui.combine.ids import PAGE, Id, part, rule
from portal.ui.components import NOTHING, Option, notice, page_head, section, select, state_error
from portal.ui.missing import no_table
from portal.ui.people import called
from portal.ui.query import changed
from portal.ui.session import owner, workspace

register_page(__name__, path="/combine", name="Combine tables", title="Combine tables · Segments", order=21)

EYEBROW = "Combine tables"


def layout(dataset: str | None = None, **view: str) -> Any:
    """The form for the tables that the address names, or what was combined."""
    ws = workspace()
    try:
        known = datasets.info(ws, dataset) if dataset else datasets.default(ws)
        if known is None:
            return no_table(EYEBROW)
        others = [one for one in view.get("with", "").split(",") if one]
        built = combining.plan_of(known) if not others else None
        parts = _built(known, built) if built else _asked([known.id, *others])
    except PortalError as error:
        way_out = dcc.Link("Open Data", href="/data")
        return [page_head(EYEBROW, "This link leads nowhere"), state_error(error.message, way_out)]
    return html.Div([*mirrors.mirrors(PAGE), *parts], className="build")


def _asked(tables: list[str]) -> list[Any]:
    ws = workspace()
    plan = combining.proposed(ws, tables)
    known = [datasets.info(ws, source.dataset) for source in plan.sources]
    cards = [form.table_card(i, one, plan.sources[i], tables) for i, one in enumerate(known)]
    choices = [Option(one.id, one.name) for one in datasets.listed(ws) if one.id not in tables]
    button = html.Button(
        "Combine", id=Id.COMBINE, type="button", className="btn btn-primary", n_clicks=0, disabled=len(known) < 2
    )
    add = select(Id.ADD, "Add a table", [Option(NOTHING, "choose a table"), *choices], NOTHING)
    people = called(known[0])
    finding = words.asked(known[0].name, people)
    lead = f"Add another table with the same {people.many}." if len(known) < 2 else ""
    return [
        page_head(EYEBROW, finding, lead, button, finding_id=Id.FINDING, lead_id=Id.LEAD),
        dcc.Store(id=Id.TABLES, data=[one.id for one in known]),
        dcc.Store(id=Id.PLAN),
        dcc.Location(id=Id.GO, refresh="callback-nav"),
        *following.parts(PAGE),
        html.Div(id=Id.FAULT),
        html.Div(id=Id.MATCHES),
        section("Tables", [*cards, html.Div([add, form.keep_field(plan.keep)], className="data-fields")]),
    ]


def _built(known: Dataset, plan: Plan) -> list[Any]:
    names = combining.names_of(known)[1:]
    matches = combining.matches_of(known)
    again = dcc.Link(
        "Combine again otherwise", href=form.address([source.dataset for source in plan.sources]), className="btn"
    )
    ways, people = built_ways(known.id, again), called(known)
    return [
        page_head(EYEBROW, words.finding(matches, people), words.lead(matches, names, people), ways),
        section(
            "How far they match", words.match_table(matches, names, people), aside=f"Kept: {form.KEEPS[plan.keep]}"
        ),
        section("Columns", columns_table(known), aside="Variables make the segments; roles change on Data."),
    ]


@callback(Output(Id.GO, "href"), Input(Id.ADD, "value"), State(Id.TABLES, "data"), prevent_initial_call=True)
def add_table(chosen: str | None, tables: list[str]) -> Any:
    """Open the page about one more table."""
    return form.address([*tables, chosen]) if chosen and chosen.strip() else no_update


@callback(
    Output(Id.PLAN, "data"),
    Output(Id.FINDING, "children"),
    Output(Id.LEAD, "children"),
    Output(Id.MATCHES, "children"),
    Output(Id.FAULT, "children"),
    Output(Id.COMBINE, "disabled"),
    Input(part("key", ALL), "value"),
    Input(part("prefix", ALL), "value"),
    Input(part("order", ALL), "value"),
    Input(rule(ALL, ALL), "value"),
    Input(Id.KEEP, "value"),
    State(rule(ALL, ALL), "id"),
    State(Id.TABLES, "data"),
)
def settle(keys: list[Any], prefixes: list[Any], orders: list[Any], *rest: Any) -> tuple[Any, ...]:
    """Compare the ids as the form says; what does not fit says why and cannot be combined."""
    rules, keep, rule_ids, tables = rest
    ws = workspace()
    if len(tables) < 2:
        return None, no_update, no_update, None, None, True
    try:
        known = [datasets.info(ws, one) for one in tables]
        base = combining.proposed(ws, tables)
        plan = form.plan_of_answers(base, known, (keys, prefixes, orders), rules, rule_ids, keep)
        matches = combining.matches(ws, plan)
    except PortalError as error:
        return None, no_update, no_update, None, notice(error.message, kind="error"), True
    names, people = [one.name for one in known[1:]], called(known[0])
    if matches is None:
        later = notice("These tables are long: their ids are compared when they are combined.", kind="info")
        return plan.to_json(), no_update, "", None, later, False
    shown = section("How far they match", words.match_table(matches, names, people))
    head = (words.finding(matches, people), words.lead(matches, names, people))
    return plan.to_json(), *head, shown, None, False


@callback(
    Output(Id.FAULT, "children", allow_duplicate=True),
    Input(Id.COMBINE, "n_clicks"),
    State(Id.PLAN, "data"),
    prevent_initial_call=True,
)
def combine(clicks: int | None, plan: dict[str, Any] | None) -> Any:
    """Combine the tables in a job, or open what was combined before."""
    if not clicks or not plan:
        return no_update
    try:
        made = combining.request(workspace(), Plan.from_json(plan), owner=owner())
    except PortalError as error:
        return notice(error.message, kind="error")
    following.follow(PAGE, made, _address)
    return None


def _address(dataset_id: str) -> str:
    return f"/combine{changed('', dataset=dataset_id)}"


following.register_callbacks(PAGE, _address, failed="Change the ids or the rules and combine again.")
