"""Saved comparisons: the list of a table's, the field that saves, the questions that its buttons ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dash import dcc, html

from portal.figures.wording import number
from portal.services import saved_comparisons
from portal.services.saved_comparisons import Comparison
from portal.ui import address
from portal.ui.compare.pin_ids import Id, act
from portal.ui.components import Col, Row, confirm, name_dialog, saved, tbl, text_field
from portal.ui.icons import icon
from portal.ui.query import changed
from portal.ui.session import workspace


def saved_area(dataset_id: str, ids: Sequence[str]) -> html.Div:
    """What the table has, and the way to one more."""
    return html.Div(
        [
            dcc.Store(id=Id.SAVED_OF, data=dataset_id),
            dcc.Store(id=Id.ACTED_ON),
            address.changes(Id.SAVE),
            address.changes(Id.DELETE),
            html.H3("Saved comparisons", className="chart-title"),
            html.P("The pinned runs under a name, the same for everybody who opens it.", className="chart-reading"),
            html.Div(
                [
                    text_field(Id.SAVE_NAME, "Name", placeholder="Spring review"),
                    html.Button("Save these pins", id=Id.SAVE, type="button", n_clicks=0, className="btn"),
                ],
                className="saved-form",
            ),
            html.P(id=Id.SAVE_TOLD, className="help", **{"aria-live": "polite"}),
            html.Div(saved_list(saved_comparisons.listed(workspace(), dataset_id), ids), id=Id.SAVED_LIST),
            confirm(Id.DELETE, "Delete this comparison?", "", yes="Delete it"),
            name_dialog(
                Id.RENAME, field=Id.RENAME_NAME, error=Id.RENAME_ERROR, keep=Id.RENAME_KEEP, save=Id.RENAME_SAVE
            ),
        ],
        className="panel saved",
    )


def saved_list(found: Sequence[Comparison], ids: Sequence[str]) -> Any:
    """Name, runs, day; those marked that are what is pinned now."""
    if not found:
        return None
    acts = html.Span("Rename or delete", className="vh")
    heads = [Col("Comparison"), Col("Runs", number=True), Col("Saved", number=True), Col(acts, acts=True)]
    rows = [
        Row([_name(one, shown), number(len(one.pins)), _day(one), _acts(one)], selected=shown)
        for one, shown in ((one, one.pins == tuple(ids)) for one in found)
    ]
    return saved(tbl(heads, rows, name="Saved comparisons"), extra_class="")


def way(one: Comparison) -> str:
    """The link that opens a comparison."""
    return f"/compare{changed('', dataset=one.dataset_id, comparison=one.id)}"


def _name(one: Comparison, shown: bool) -> html.Span:
    said = [html.Span("shown here", className="hint unsaved")] if shown else []
    return html.Span([dcc.Link(one.name, href=way(one), title=one.name, className="saved-name"), *said])


def _acts(one: Comparison) -> html.Span:
    button = {"type": "button", "n_clicks": 0, "className": "btn btn-quiet btn-icon btn-small"}
    rename = {"title": "Rename", "aria-label": f"Rename {one.name}"}
    delete = {"title": "Delete", "aria-label": f"Delete {one.name}"}
    return html.Span(
        [
            html.Button(icon("pencil"), id=act("rename", one.id), **button, **rename),
            html.Button(icon("trash3"), id=act("delete", one.id), **button, **delete),
        ],
        className="data-acts",
    )


def _day(one: Comparison) -> str:
    day = datetime.fromtimestamp(one.created_at, UTC)
    return f"{day.day} {day:%b %Y}"
