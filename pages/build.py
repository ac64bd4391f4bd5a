"""Build: a table of events becomes a table of customers.

The analyst learns which lines count as purchases and why the others do not, what the customers behind them
bought and when, and gets recency, frequency, money and the usual RFM groups as a table to segment. Lines that carry
no money are counted: visits, lessons or logins give recency, frequency and rhythm.
"""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, register_page

from portal.engine.events.roles import lacking
from portal.errors import PortalError
from portal.figures.records import People
from portal.services import datasets, event_plans, events, openings
from portal.services.datasets import Dataset
from portal.services.event_plans import Plan
from portal.ui import following, mirrors
from portal.ui.build import shown, words
from portal.ui.build.form import FIELDS, form, plan_of_answers
from portal.ui.build.ids import PAGE, Id
from portal.ui.components import notice, page_head, section, state_error
from portal.ui.missing import no_table
from portal.ui.people import called
from portal.ui.query import changed
from portal.ui.session import owner, workspace

register_page(__name__, path="/build", name="Build customers", title="Build customers · Segments", order=20)

EYEBROW = "Build customers"
TIES = "Scores are fifths; equal values score alike, so fifths differ in size"


def layout(dataset: str | None = None, like: str | None = None, **_: str) -> Any:
    """The form for a table of events, or what was built when the address names a table of customers."""
    ws = workspace()
    try:
        known = datasets.info(ws, dataset) if dataset else event_plans.likely(ws)
        if known is None:
            return no_table(EYEBROW)
        plan = events.plan_of(known)
        parts = _built(known, plan) if plan else _asked(known, like)
    except PortalError as error:
        way_out = dcc.Link("Open Data", href="/data")
        return [page_head(EYEBROW, "This link leads nowhere"), state_error(error.message, way_out)]
    return html.Div([*mirrors.mirrors(PAGE), *parts], className="build")


def _asked(known: Dataset, like: str | None) -> list[Any]:
    ws = workspace()
    before = events.plan_of(datasets.info(ws, like)) if like else None
    plan = before or event_plans.proposed(ws, known)
    people = called(known)
    button = html.Button(
        f"Build the {people.many}", id=Id.BUILD, type="button", className="btn btn-primary", n_clicks=0
    )
    head = page_head(_eyebrow(people), words.asked(known, people), "", button, finding_id=Id.FINDING, lead_id=Id.LEAD)
    fault = notice(" ".join(lacking(plan.roles))) if lacking(plan.roles) else None
    return [
        head,
        dcc.Store(id=Id.DATASET, data=known.id),
        dcc.Store(id=Id.PLAN),
        *following.parts(PAGE),
        html.Div(
            [
                form(known, plan),
                html.Div(
                    [
                        html.Div(fault, id=Id.FAULT),
                        shown.months_card(None, plan),
                        section("What counts, and why", html.Div(id=Id.COUNTED)),
                    ]
                ),
            ],
            className="cols",
        ),
    ]


def _built(known: Dataset, plan: Plan) -> list[Any]:
    look = events.look_of(known)
    assert look is not None
    ws, unit, people = workspace(), plan.rule.money, called(known)
    again = f"/build{changed('', dataset=known.parent_id, like=known.id)}"
    otherwise = dcc.Link("Build again otherwise", href=again, className="btn") if events.source(ws, known) else None
    ways = shown.built_ways(known.id, otherwise)
    groups = events.groups(ws, known)
    lead = f"{words.lead(look, plan)} {words.best(groups, people)}".strip()
    counted = section("What counts, and why", shown.counted_lines(look.cleaning, plan, people, _mixed(known, plan)))
    return [
        page_head(_eyebrow(people), words.found(look, plan, people), lead, ways),
        shown.months_card(look, plan),
        _rfm(known, groups, unit, people) if groups else None,
        counted,
        section("Columns", shown.columns_table(known), aside="Variables make the segments; roles change on Data."),
    ]


def _rfm(known: Dataset, groups: list[events.GroupRow], unit: str, people: People) -> Any:
    run = openings.rfm_run(workspace(), known.id)
    return section("RFM groups", shown.rfm_groups(groups, unit, known, run), aside=words.ties(known, TIES, people))


@callback(
    Output(Id.PLAN, "data"),
    Output(Id.FINDING, "children"),
    Output(Id.LEAD, "children"),
    Output(Id.COUNTED, "children"),
    Output(Id.FAULT, "children"),
    Output(Id.MONTHS_SHOWN, "data"),
    Output(Id.BUILD, "disabled"),
    State(Id.DATASET, "data"),
    *(Input(field, "value") for field in FIELDS),
)
def settle(dataset_id: str, *answers: Any) -> tuple[Any, ...]:
    """Count what the answers do; a plan that does not fit says why and cannot be built."""
    ws = workspace()
    known = datasets.info(ws, dataset_id)
    people = called(known)
    try:
        plan = plan_of_answers(answers)
        look = events.looked(ws, known, plan)
    except PortalError as error:
        way_out = dcc.Link("Open the table on Data", href=f"/data{changed('', dataset=dataset_id)}")
        return None, words.asked(known, people), "", None, notice(error.message, way_out), no_update, True
    if look is None:
        later = html.P(
            f"More than {events.AT_ONCE:,} lines are counted when they are built.", className="lead build-later"
        )
        return plan.to_json(), words.asked(known, people), "", later, None, None, False
    counted = shown.counted_lines(look.cleaning, plan, people, event_plans.mixed(known, plan))
    data = shown.months_data(look, plan)
    return plan.to_json(), words.finding(look, plan, people), words.lead(look, plan), counted, None, data, False


@callback(
    Output(Id.FAULT, "children", allow_duplicate=True),
    Input(Id.BUILD, "n_clicks"),
    State(Id.DATASET, "data"),
    State(Id.PLAN, "data"),
    prevent_initial_call=True,
)
def build(clicks: int | None, dataset_id: str, plan: dict[str, Any] | None) -> Any:
    """Build the table in a job, or open them when they were built before."""
    if not clicks or not plan:
        return no_update
    try:
        made = events.request(workspace(), dataset_id, Plan.from_json(plan), owner=owner())
    except PortalError as error:
        return notice(error.message, kind="error")
    following.follow(PAGE, made, _address)
    return None


def _mixed(built: Dataset, plan: Plan) -> list[str]:
    events_ = events.source(workspace(), built)
    return event_plans.mixed(events_, plan) if events_ else []


def _eyebrow(people: People) -> str:
    return f"Build {people.many}"


def _address(dataset_id: str) -> str:
    return f"/build{changed('', dataset=dataset_id)}"


callback(*shown.drawing())(shown.drawn)
following.register_callbacks(PAGE, _address, failed="Change the columns or the rule and build again.")
