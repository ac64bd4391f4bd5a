"""The filters: chips that can be taken away, a form that needs no mouse, and what clicks and brushes mean."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from portal.engine.columns import Kind
from portal.errors import PortalError
from portal.figures.wording import number
from portal.services import datasets, exploring
from portal.services.datasets import Dataset
from portal.services.exploring import Filters
from portal.ui.components import Option, select, select_options
from portal.ui.explore import marking, state
from portal.ui.explore.ids import Id, chip, shape
from portal.ui.icons import icon
from portal.ui.people import called
from portal.ui.session import workspace


def filter_bar(dataset: Dataset) -> html.Div:
    """Chips, how many customers are left, and the form behind “Filter”."""
    columns = [Option(column.name, state.named(column.name)) for column in exploring.drawable(dataset)]
    words = html.Div(select(Id.FORM_VALUE, "Value", [], None), id=Id.FORM_WORDS, hidden=True)
    ends = html.Div(
        [_end(Id.FORM_LOW, "From"), _end(Id.FORM_HIGH, "To")], id=Id.FORM_RANGE, hidden=True, className="explore-range"
    )
    form = html.Div(
        [
            select(Id.FORM_COLUMN, "Column", columns, columns[0].value if columns else None),
            words,
            ends,
            html.Button("Add", id=Id.FORM_ADD, type="button", n_clicks=0, className="btn"),
            html.P(id=Id.FORM_ERROR, className="help help-error", role="alert"),
        ],
        className="menu-panel explore-form",
    )
    # Not a `.menu`: those close when the address changes, which every filter makes it do.
    opener = html.Details([html.Summary([icon("funnel"), "Filter"], className="btn"), form], className="explore-menu")
    clear = html.Button(
        "Clear all", id=Id.CLEAR, type="button", n_clicks=0, className="btn btn-quiet", style={"display": "none"}
    )
    return html.Div(
        [opener, html.Div(id=Id.CHIPS, className="pills"), clear, html.P(id=Id.COUNT, role="status", className="num")],
        className="explore-filters",
    )


def chips(dataset: Dataset, filters: Filters) -> list[Any]:
    """One chip per filter, which a press takes away."""
    positions = {column.name: place for place, column in enumerate(dataset.columns)}
    made = []
    for item in filters:
        words = state.said(item, dated=dataset.column(item.column).kind == Kind.DATE)
        made.append(
            html.Button(
                [words, icon("x-lg")],
                id=chip(positions[item.column]),
                type="button",
                n_clicks=0,
                className="pill",
                title="Take this filter away",
                **{"aria-label": f"Take away the filter {words}"},
            )
        )
    return made


def register_callbacks() -> None:
    """Callbacks of the filters."""

    @callback(
        Output(Id.CHIPS, "children"),
        Output(Id.COUNT, "children"),
        Output(Id.CLEAR, "style"),
        Input(Id.FILTERS, "data"),
        State(Id.DATASET, "data"),
    )
    def show_filters(written: str | None, dataset_id: str) -> tuple[Any, ...]:
        """Show the filters and how many customers meet them."""
        known, filters, left = state.chosen(dataset_id, written)
        said = f"{number(len(left))} of {called(known).of(known.rows)}" if filters else called(known).of(known.rows)
        return chips(known, filters), said, {} if len(filters) > 1 else {"display": "none"}

    @callback(
        Output(Id.FORM_VALUE, "options"),
        Output(Id.FORM_VALUE, "value"),
        Output(Id.FORM_WORDS, "hidden"),
        Output(Id.FORM_RANGE, "hidden"),
        Output(Id.FORM_LOW, "placeholder"),
        Output(Id.FORM_HIGH, "placeholder"),
        Input(Id.FORM_COLUMN, "value"),
        State(Id.DATASET, "data"),
    )
    def fit_form(column: str | None, dataset_id: str) -> tuple[Any, ...]:
        """Offer the column's values, or the two ends of a range."""
        if not column:
            return [], None, True, True, "", ""
        known = datasets.info(workspace(), dataset_id)
        if known.column(column).kind not in (Kind.NUMBER, Kind.DATE):
            offered = exploring.levels_of(workspace(), known, column)
            return select_options(list(offered)), next(iter(offered), None), False, True, "", ""
        values = datasets.frame(workspace(), dataset_id, [column])[column].dropna()
        ends = (values.min(), values.max()) if len(values) else ("", "")
        dated = known.column(column).kind == Kind.DATE
        return [], None, True, False, *(f"{end:%Y-%m-%d}" if dated and end != "" else str(end) for end in ends)

    @callback(
        Output(Id.FILTERS, "data"),
        Output(Id.FORM_ERROR, "children"),
        Output(shape(ALL), "clickData"),
        Output(shape(ALL), "selectedData"),
        Input(shape(ALL), "clickData"),
        Input(shape(ALL), "selectedData"),
        Input(chip(ALL), "n_clicks"),
        Input(Id.CLEAR, "n_clicks"),
        Input(Id.FORM_ADD, "n_clicks"),
        State(Id.FORM_COLUMN, "value"),
        State(Id.FORM_VALUE, "value"),
        State(Id.FORM_LOW, "value"),
        State(Id.FORM_HIGH, "value"),
        State(Id.FILTERS, "data"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def change_filters(*given: Any) -> tuple[Any, ...]:
        """Add, change or take away a filter."""
        column, value, low, high, written, dataset_id = given[5:]
        # What was marked is forgotten, so that the same bar can be pressed again.
        forget = [None] * len(given[0])
        news = ctx.triggered[0]["value"] if ctx.triggered else None
        # Charts and chips that have just been drawn anew report nothing pressed.
        if not news or not dataset_id:
            return no_update, no_update, [no_update] * len(forget), [no_update] * len(forget)
        known, filters = datasets.info(workspace(), dataset_id), exploring.parse(written)
        try:
            changed = _changed(known, filters, ctx.triggered_id, news, (column, value, low, high))
        except PortalError as error:
            return no_update, error.message, forget, forget
        text = exploring.written(changed)
        return (no_update if text == written else text), None, forget, forget


def _changed(known: Dataset, filters: Filters, by: Any, news: Any, form: tuple[Any, ...]) -> Filters:
    if by == Id.CLEAR:
        return ()
    if by == Id.FORM_ADD:
        new = marking.typed(known, *form)
        old = next((item for item in filters if item.column == new.column), None)
        if old and new.values and new.values[0] in old.values:
            return filters
        return (
            exploring.toggled(filters, new.column, new.values[0]) if new.values else exploring.with_filter(filters, new)
        )
    column = known.columns[int(by["column"])]
    if by["type"] == "explore-chip":
        return exploring.without(filters, column.name)
    table = datasets.frame(workspace(), known.id)
    if "range" in news:
        return marking.brushed(table, column, filters, list(news["range"].get("x", [])))
    points = news.get("points") or []
    return marking.clicked(table, column, filters, points[0]) if len(points) == 1 else filters


def _end(field_id: Id, label: str) -> html.Div:
    return html.Div(
        [html.Label(label, htmlFor=str(field_id), className="field-label"), dbc.Input(id=field_id, type="text")],
        className="field",
    )
