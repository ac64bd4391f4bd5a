"""What a plan does, shown: sentences with counts, money or events by month, the columns that are built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Input, Output, dcc, html, no_update

from portal.engine.columns import Role
from portal.engine.events.cleaning import Cleaning
from portal.figures.months import month_bars, month_caption
from portal.figures.records import People
from portal.figures.theme import Theme, graph_config
from portal.figures.wording import number, percent, sentence
from portal.services.datasets import Dataset
from portal.services.event_plans import Plan
from portal.services.events import GroupRow, Look
from portal.services.runs import Run
from portal.ui.build import words
from portal.ui.build.ids import PAGE, Id
from portal.ui.components import CardPart, Col, card_part, chart_card, graph, hinted, saved, tbl
from portal.ui.data.words import ROLES
from portal.ui.mirrors import theme
from portal.ui.people import called
from portal.ui.query import changed

HEIGHT = 240


def counted_lines(cleaning: Cleaning, plan: Plan, people: People, mixed: Sequence[str] = ()) -> html.Ul:
    """The rule in sentences with counts, after what is wrong with sums of `mixed` currencies."""
    said = [*words.mixed(mixed, people), *words.sentences(cleaning, plan, people)]
    return html.Ul([html.Li(one) for one in said], className="data-notes")


def months_card(look: Look | None, plan: Plan) -> html.Div:
    """Money or events by month; drawn once the browser has said which theme it shows."""
    name, what = ("Events", "Events") if plan.roles.counts else ("Money", "Money of the purchases")
    return html.Div(
        [
            dcc.Store(id=Id.MONTHS_SHOWN, data=months_data(look, plan)),
            chart_card(
                f"{name} by month",
                reading=f"{what} of each month.",
                graph=graph(Id.MONTHS, name=f"{what} by month", height=HEIGHT),
                foot="Lines that count",
                card_id=Id.MONTHS_CARD,
            ),
        ],
        className="build-months",
    )


def months_data(look: Look | None, plan: Plan) -> dict[str, Any] | None:
    """What the chart is drawn from."""
    if look is None:
        return None
    first, last = look.cleaning.first, look.cleaning.last
    return {"months": list(look.months), "money": list(look.money), "unit": plan.rule.money,
            "counts": plan.roles.counts, "first": first, "last": last}  # fmt: skip


def columns_table(dataset: Dataset) -> html.Div:
    """Every built column with its unit, its meaning and its part."""
    heads = [Col("Column"), Col("Unit"), Col("Meaning", wrap=True), Col("Part"), Col("Missing", number=True)]
    who = f"The {called(dataset).one}"
    rows = [
        [column.name, column.unit or "–", column.meaning or who, _part(column.role), number(column.missing)]
        for column in dataset.columns
    ]
    return saved(tbl(heads, rows, name="Columns that were built"), extra_class="panel data-columns")


def built_ways(dataset_id: str, again: Any) -> html.Div:
    """From a built table to its plan, its rows and its segments; `again` is None when the plan has lost its table."""
    data = dcc.Link("Rows and roles", href=f"/data{changed('', dataset=dataset_id)}", className="btn")
    compare = dcc.Link("Find segments", href=f"/compare{changed('', dataset=dataset_id)}", className="btn btn-primary")
    return html.Div([again, data, compare], className="btn-row")


def rfm_groups(groups: list[GroupRow], unit: str, dataset: Dataset, run: Run | None) -> html.Div:
    """The groups, and the ways to them as a run beside the methods."""
    table = groups_table(groups, unit, called(dataset))
    if run is None:
        return table
    profiles = f"/profiles{changed('', dataset=dataset.id, run=run.id)}"
    compare = f"/compare{changed('', dataset=dataset.id, pins=run.id)}"
    ways = [
        dcc.Link("Profiles of these groups", href=profiles, className="btn"),
        dcc.Link("Compare with the methods", href=compare, className="btn"),
    ]
    return html.Div([table, html.Div(ways, className="btn-row build-ways")])


def groups_table(groups: list[GroupRow], unit: str, people: People) -> html.Div:
    """The RFM groups: how many, what is usual of them, and what they spent."""
    heads = [
        Col("Group"), Col(sentence(people.many), number=True), Col("Share", number=True), Col("Days ago", number=True),
        Col("Orders", number=True), Col("Spent", number=True), Col("Of all money", number=True),
    ]  # fmt: skip
    everyone, money = sum(row.size for row in groups), sum(row.money for row in groups) or 1.0
    rows = [
        [
            hinted(row.name, row.meaning), number(row.size), percent(row.size / everyone), number(row.recency, 0),
            number(row.frequency, 0), words.money(row.monetary, unit), percent(row.money / money),
        ]
        for row in groups
    ]  # fmt: skip
    table = saved(tbl(heads, rows, name="RFM groups"), extra_class="panel data-columns build-groups")
    middle = f"the {people.one} in the middle of the group"
    said = f"Days since the last purchase, orders and money spent are those of {middle}."
    return html.Div([table, html.P(said, className="help")])


def _part(role: Role) -> str:
    return ROLES[role]


def drawing() -> tuple[Any, ...]:
    """Outputs and inputs of the callback that draws money by month."""
    return (
        Output(Id.MONTHS, "figure"),
        Output(Id.MONTHS, "config"),
        Output(card_part(Id.MONTHS_CARD, CardPart.TITLE), "children"),
        Output(card_part(Id.MONTHS_CARD, CardPart.READING), "children"),
        Input(Id.MONTHS_SHOWN, "data"),
        theme(PAGE),
    )


def drawn(shown: dict[str, Any] | None, theme_now: Theme | None) -> tuple[Any, ...]:
    """Money or events by month in the theme that is shown."""
    if not theme_now or not shown:
        return (no_update,) * 4
    months, money, unit, counts = shown["months"], shown["money"], shown["unit"], shown["counts"]
    caption = month_caption(months, money, unit=unit, counts=counts, first_day=shown["first"], last_day=shown["last"])
    figure = month_bars(months, money, unit=unit, counts=counts, theme=theme_now, height=HEIGHT)
    name = "events by month" if counts else "money by month"
    return figure, graph_config(name), caption.title, caption.reading
