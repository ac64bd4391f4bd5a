"""The connections that are kept: what was read through each, another password, or none at all."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from portal.errors import PortalError
from portal.figures.wording import elided
from portal.services import connections, datasets, extracts
from portal.services.connections import Connection
from portal.ui import following, toasts
from portal.ui.asking import before_deletion
from portal.ui.components import Col, Row, confirm, confirm_yes, state_empty, tbl
from portal.ui.connect.choosing import opened_at
from portal.ui.connect.form import KEPT, password_field
from portal.ui.connect.ids import PAGE, Id, act, refresh
from portal.ui.icons import icon
from portal.ui.ids import ShellId, dom_id
from portal.ui.pressing import pressed
from portal.ui.query import changed
from portal.ui.session import owner, workspace

BUTTON = {"type": "button", "n_clicks": 0}


def listing() -> Any:
    """The owner's connections, each with the tables that came through it."""
    known = connections.listed(workspace(), owner=owner())
    if not known:
        about = "A database that you connect is kept here, so that its tables can be read again."
        return state_empty("No connections yet", about)
    heads = [Col("Connection"), Col("Tables read", wrap=True), Col(html.Span("Password or delete", className="vh"))]
    rows = [Row([_name(one), _tables(one), _acts(one)]) for one in known]
    return html.Div(tbl(heads, rows, name="Kept connections", extra_class="connect-list"), className="panel")


def dialogs() -> list[Any]:
    """The questions that the list asks, hidden until then."""
    title = "connect-renew-title"
    return [
        dcc.Store(id=Id.ACTED_ON),
        confirm(Id.DELETE, "Delete this connection?", "", yes="Delete it"),
        dbc.Modal(
            [
                dbc.ModalHeader(html.H2("Another password", className="modal-title", id=title), close_button=True),
                dbc.ModalBody(
                    [
                        password_field(Id.RENEW_PASSWORD, "New password", help=f"It is tried at once. {KEPT}"),
                        html.P(id=Id.RENEW_SAID, className="help help-error", role="alert"),
                    ]
                ),
                dbc.ModalFooter(
                    [
                        html.Button("Keep the old one", id=Id.RENEW_CANCEL, className="btn", **BUTTON),
                        html.Button("Save", id=Id.RENEW_SAVE, className="btn btn-primary", **BUTTON),
                    ]
                ),
            ],
            id=Id.RENEW,
            is_open=False,
            centered=True,
            fade=False,
            labelledby=dom_id(title),
        ),
    ]


def _name(one: Connection) -> html.Span:
    href = f"/connect{changed('', connection=one.id)}"
    return html.Span([dcc.Link(one.name, href=href, className="data-name"), html.Span(one.said, className="hint")])


def _tables(one: Connection) -> Any:
    found = extracts.through(workspace(), one.id)
    if not found:
        return html.Span("none yet", className="dim")
    lines = []
    for item in found:
        name = datasets.info(workspace(), item.dataset_id).name
        again = html.Button("Refresh", id=refresh(item.dataset_id), className="btn btn-quiet btn-small", **BUTTON,
                            **{"aria-label": f"Refresh {name}"})  # fmt: skip
        asked = None if item.wanted.table else html.Span(item.wanted.title, className="hint")
        link = dcc.Link(elided(name, 44), href=opened_at(item.dataset_id))
        lines.append(html.Div([html.Span([link, asked]), again]))
    return html.Div(lines, className="connect-read")


def _acts(one: Connection) -> html.Span:
    quiet = {**BUTTON, "className": "btn btn-quiet btn-icon btn-small"}
    return html.Span(
        [
            html.Button(icon("pencil"), id=act("password", one.id), title="Edit password", **quiet,
                        **{"aria-label": f"Edit password of {one.name}"}),
            html.Button(icon("trash3"), id=act("delete", one.id), title="Delete", **quiet,
                        **{"aria-label": f"Delete {one.name}"}),
        ],
        className="data-acts",
    )  # fmt: skip


def _going(button: dict[str, Any]) -> tuple[str, str]:
    known = connections.info(workspace(), str(button["connection"]), owner=owner())
    stays = "Tables that were read through it stay as they are, but can not be refreshed any more."
    return known.id, f"“{known.name}” and its password are forgotten. {stays}"


def register_callbacks() -> None:
    """The callbacks of the list and its questions."""

    @callback(Output(Id.LIST, "children"), Input(refresh(ALL), "n_clicks"), prevent_initial_call=True)
    def read_again(_clicks: list[int | None]) -> Any:
        """Read a table again in a job; the state that it then has opens on Data."""
        if (button := pressed()) is not None:
            made = extracts.request_refresh(workspace(), str(button["dataset"]), owner=owner())
            following.follow(PAGE, made, opened_at)
        return no_update

    before_deletion(act("delete", ALL), question=Id.DELETE, about=Id.ACTED_ON, known=_going)

    @callback(
        Output(Id.LIST, "children", allow_duplicate=True),
        Output(ShellId.TOAST, "data", allow_duplicate=True),
        Input(confirm_yes(Id.DELETE), "n_clicks"),
        State(Id.ACTED_ON, "data"),
        prevent_initial_call=True,
    )
    def delete(clicks: int | None, asked: str | None) -> tuple[Any, ...]:
        """Forget the connection."""
        if not clicks or not asked:
            return no_update, no_update
        gone = connections.delete(workspace(), asked, owner=owner())
        return listing(), toasts.toast(f"“{gone.name}” is forgotten.")

    @callback(
        Output(Id.ACTED_ON, "data", allow_duplicate=True),
        Output(Id.RENEW_PASSWORD, "value"),
        Output(Id.RENEW_SAID, "children"),
        Output(Id.RENEW, "is_open"),
        Input(act("password", ALL), "n_clicks"),
        Input(Id.RENEW_CANCEL, "n_clicks"),
        prevent_initial_call=True,
    )
    def ask_for_password(_clicks: list[int | None], _cancel: int | None) -> tuple[Any, ...]:
        """Open the question with an empty field, or close it."""
        if ctx.triggered_id == Id.RENEW_CANCEL:
            return no_update, "", None, False
        if (button := pressed()) is None:
            return (no_update,) * 4
        return str(button["connection"]), "", None, True

    @callback(
        Output(Id.RENEW, "is_open", allow_duplicate=True),
        Output(Id.RENEW_SAID, "children", allow_duplicate=True),
        Output(Id.RENEW_PASSWORD, "value", allow_duplicate=True),
        Output(ShellId.TOAST, "data", allow_duplicate=True),
        Input(Id.RENEW_SAVE, "n_clicks"),
        Input(Id.RENEW_PASSWORD, "n_submit"),
        State(Id.RENEW_PASSWORD, "value"),
        State(Id.ACTED_ON, "data"),
        running=[(Output(Id.RENEW_SAVE, "disabled"), True, False)],
        prevent_initial_call=True,
    )
    def renew(clicks: int | None, enters: int | None, password: str | None, asked: str | None) -> tuple[Any, ...]:
        """Try the password and keep it; a refusal is said beside the field."""
        if not (clicks or enters) or not asked:
            return (no_update,) * 4
        try:
            connections.change_password(workspace(), asked, password or "", owner=owner())
        except PortalError as error:
            return no_update, error.message, no_update, no_update
        return False, None, "", toasts.toast("The new password works and is kept.")
