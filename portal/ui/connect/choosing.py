"""What a database offers: a table of the list, or the answer to one SELECT, with its first rows before it is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html, no_update

from portal.errors import PortalError
from portal.figures.wording import counted, number
from portal.services import connections, extracts
from portal.services.connections import Connection, Offered, Preview, Wanted
from portal.ui import following
from portal.ui.components import Col, Option, Row, notice, segmented, select, tbl
from portal.ui.connect.ids import PAGE, Id
from portal.ui.ids import dom_id
from portal.ui.query import changed
from portal.ui.session import owner, workspace

TABLE, STATEMENT = "table", "statement"
COLUMNS = 60
"""Columns of a preview."""


def offer(known: Connection, tables: Sequence[Offered]) -> html.Div:
    """The choice, the place of the preview, and the button that reads everything."""
    shown = tables[: connections.MOST_TABLES]
    options = [Option(_value(one), _name(one), _size(one)) for one in shown]
    table = html.Div(
        [select(Id.TABLE, "Table", options, None, placeholder="Choose a table"), _missed(tables)],
        id=Id.TABLE_FIELD,
        className="field",
    )
    statement = html.Div(
        [
            html.Label("One SELECT", htmlFor=dom_id(Id.STATEMENT), className="field-label"),
            dbc.Textarea(id=Id.STATEMENT, value="", rows=6, spellcheck=False, className="connect-statement"),
            html.P("It runs in a transaction that only reads, and has a limited time.", className="help"),
            html.Button("Show the first rows", id=Id.LOOK, type="button", className="btn", n_clicks=0),
        ],
        id=Id.STATEMENT_FIELD,
        className="field",
        style={"display": "none"},
    )
    button = html.Button("Import", id=Id.IMPORT, type="button", className="btn btn-primary", n_clicks=0, disabled=True)
    return html.Div(
        [
            html.Div(
                [
                    segmented(
                        Id.WHAT, "What to read", [Option(TABLE, "A table"), Option(STATEMENT, "One SELECT")], TABLE,
                        fill=True,
                    ),
                    table,
                    statement,
                    html.Div(button),
                    html.P(f"{known.said}, user {known.address.user}" if known.address.user else known.said,
                           className="help"),
                ],
                className="panel connect-fields connect-form",
            ),
            html.Div(waiting(), id=Id.PREVIEW, className="panel connect-preview"),
        ],
        className="connect-top",
    )  # fmt: skip


def offers(known: Connection, tables: Sequence[Offered]) -> str:
    """How many tables there are, as a heading."""
    if len(tables) > connections.MOST_TABLES:
        return f"{known.name} offers more than {number(connections.MOST_TABLES)} tables"
    return f"{known.name} offers {counted(len(tables), 'table')}" if tables else f"{known.name} offers no table"


def waiting() -> html.P:
    """What stands where the rows will."""
    return html.P("The first twenty rows appear here before anything is read.", className="lead")


def first_rows(wanted: Wanted, seen: Preview) -> list[Any]:
    """The rows as they come out of the database, with the types that it gives."""
    shown = seen.columns[:COLUMNS]
    heads = [Col([name, html.Span(says, className="hint")], number=number) for name, says, number in shown]
    rows = [Row(["–" if cell is None else cell for cell in row[:COLUMNS]]) for row in seen.rows]
    said = f"{counted(len(seen.columns), 'column')}; the first {counted(len(seen.rows), 'row')}"
    table = tbl(heads, rows, name=f"First rows of {wanted.title}") if rows else None
    return [html.P([html.B(wanted.title), html.Span(said, className="hint")], className="connect-title"), table]


def wanted_of(what: str | None, table: str | None, statement: str | None) -> Wanted | None:
    """What the fields ask for; None while they ask for nothing."""
    if what == STATEMENT:
        return Wanted(query=statement) if statement and statement.strip() else None
    if not table:
        return None
    schema, name = json.loads(table)
    return Wanted(table=str(name), schema=str(schema))


def _missed(tables: Sequence[Offered]) -> html.P | None:
    """What the list does not hold, and how it is read all the same."""
    if not tables:
        said = "This user may read no table here. Have its administrator allow it, or connect as another user."
    elif len(tables) > connections.MOST_TABLES:
        said = (
            f"The list ends with {_name(tables[connections.MOST_TABLES - 1])}. Read what comes after it with a SELECT."
        )
    else:
        return None
    return html.P(said, className="help")


def _value(one: Offered) -> str:
    return json.dumps([one.schema, one.table])


def _name(one: Offered) -> str:
    return f"{one.schema}.{one.table}" if one.schema else one.table


def _size(one: Offered) -> str:
    if one.view:
        return "view"
    return f"about {number(one.rows)} rows" if one.rows else ""


def register_callbacks() -> None:
    """The callbacks of the choice."""

    @callback(
        Output(Id.TABLE_FIELD, "style"), Output(Id.STATEMENT_FIELD, "style"), Input(Id.WHAT, "value"),
        prevent_initial_call=True,
    )  # fmt: skip
    def choose_what(what: str) -> tuple[dict[str, str], dict[str, str]]:
        """Show the field of a table or of a statement."""
        hidden = {"display": "none"}
        return (hidden, {}) if what == STATEMENT else ({}, hidden)

    @callback(
        Output(Id.PREVIEW, "children"),
        Output(Id.IMPORT, "disabled"),
        Input(Id.TABLE, "value"),
        Input(Id.LOOK, "n_clicks"),
        Input(Id.WHAT, "value"),
        State(Id.STATEMENT, "value"),
        State(Id.CONNECTION, "data"),
        running=[(Output(Id.LOOK, "disabled"), True, False)],
        prevent_initial_call=True,
    )
    def look(table: str | None, _clicks: int | None, what: str, statement: str | None, connection: str) -> Any:
        """Show the first rows; only what could be shown can be read."""
        wanted = wanted_of(what, table, statement)
        if wanted is None:
            return waiting(), True
        try:
            seen = connections.preview(workspace(), connection, wanted, owner=owner())
        except PortalError as error:
            return notice(error.message, kind="error"), True
        return first_rows(wanted, seen), False

    @callback(
        Output(Id.PREVIEW, "children", allow_duplicate=True),
        Input(Id.IMPORT, "n_clicks"),
        State(Id.WHAT, "value"),
        State(Id.TABLE, "value"),
        State(Id.STATEMENT, "value"),
        State(Id.CONNECTION, "data"),
        prevent_initial_call=True,
    )
    def read(clicks: int | None, what: str, table: str | None, statement: str | None, connection: str) -> Any:
        """Read everything in a job; the table opens on Data when it is there."""
        wanted = wanted_of(what, table, statement)
        if not clicks or wanted is None:
            return no_update
        try:
            job = extracts.request(workspace(), connection, wanted, owner=owner())
        except PortalError as error:
            return notice(error.message, kind="error")
        following.follow(PAGE, job, opened_at)
        return no_update


def opened_at(dataset_id: str) -> str:
    """Where a table opens once it has been read."""
    return f"/data{changed('', dataset=dataset_id)}"
