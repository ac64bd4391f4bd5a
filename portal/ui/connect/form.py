"""The fields of a connection: typed, named, and never a URL."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, dcc, html, no_update

from portal.errors import PortalError
from portal.services import connections
from portal.services.connections import Driver
from portal.ui.components import Option, notice, select, text_field
from portal.ui.connect.ids import Id
from portal.ui.ids import dom_id
from portal.ui.query import changed
from portal.ui.session import owner, workspace

TLS = (
    Option("preferred", "When the server offers it"),
    Option("required", "Always"),
    Option("verified", "Always, certificate checked"),
)
KEPT = "The password is kept encrypted and never shown again."


def form() -> html.Div:
    """The form, with PostgreSQL chosen."""
    drivers = [Option(driver.value, driver.called) for driver in connections.drivers(workspace())]
    place = [
        text_field(Id.HOST, "Host", placeholder="db.example.com"),
        text_field(Id.PORT, "Port", placeholder=str(Driver.POSTGRESQL.port)),
    ]
    access = [
        text_field(Id.USER, "User", help="One who may only read is the best."),
        password_field(Id.PASSWORD, "Password", help=KEPT),
        select(Id.TLS, "Encryption", TLS, TLS[0].value),
    ]
    button = html.Button("Connect", id=Id.TEST, type="button", className="btn btn-primary", n_clicks=0)
    return html.Div(
        [
            select(Id.DRIVER, "Kind of database", drivers, Driver.POSTGRESQL.value),
            html.Div(place, id=Id.PLACE, className="connect-place"),
            text_field(Id.DATABASE, "Database"),
            html.Div(access, id=Id.ACCESS, className="connect-fields"),
            html.Div(button),
            html.Div(id=Id.SAID),
        ],
        className="panel connect-fields connect-form",
        role="group",
        **{"aria-label": "Connect a database"},
    )


def password_field(field_id: str, label: str, *, help: str = "") -> html.Div:
    """A line that shows dots; browsers are asked not to remember it."""
    return html.Div(
        [
            html.Label(label, htmlFor=dom_id(field_id), className="field-label"),
            dbc.Input(id=field_id, value="", type="password", autocomplete="new-password"),
            html.P(help, className="help") if help else None,
        ],
        className="field",
    )


def register_callbacks() -> None:
    """The callbacks of the form."""

    @callback(
        Output(Id.PLACE, "style"),
        Output(Id.ACCESS, "style"),
        Output(Id.PORT, "placeholder"),
        Input(Id.DRIVER, "value"),
    )
    def choose_driver(driver: str) -> tuple[dict[str, str], dict[str, str], str]:
        """Show the fields that this kind of database has."""
        kind = Driver(driver) if driver in set(Driver) else Driver.POSTGRESQL
        style = {"display": "none"} if kind is Driver.SQLITE else {}
        return style, style, str(kind.port)

    @callback(
        Output(Id.SAID, "children"),
        Output(Id.GO, "href"),
        Output(Id.PASSWORD, "value"),
        Input(Id.TEST, "n_clicks"),
        Input(Id.PASSWORD, "n_submit"),
        State(Id.DRIVER, "value"),
        State(Id.HOST, "value"),
        State(Id.PORT, "value"),
        State(Id.DATABASE, "value"),
        State(Id.USER, "value"),
        State(Id.PASSWORD, "value"),
        State(Id.TLS, "value"),
        running=[(Output(Id.TEST, "disabled"), True, False), (Output(Id.TEST, "children"), "Connecting…", "Connect")],
        prevent_initial_call=True,
    )
    def connect(
        clicks: int | None, enters: int | None, driver: str, host: str | None, port: str | None, database: str | None,
        user: str | None, password: str | None, tls: str,
    ) -> tuple[Any, ...]:  # fmt: skip
        """Try the connection, keep it, and show what it offers."""
        if not clicks and not enters:
            return no_update, no_update, no_update
        try:
            address = connections.checked(driver, host or "", port, database or "", user or "", tls)
            made = connections.connect(workspace(), address, password or "", owner=owner())
        except PortalError as error:
            return notice(error.message, kind="error"), no_update, no_update
        return None, f"/connect{changed('', connection=made.id)}", ""


def going() -> dcc.Location:
    """What leads on."""
    return dcc.Location(id=Id.GO, refresh="callback-nav")
