"""Asking before something is lost."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import MATCH, Dash, Input, Output, html

from portal.ui.components.fields import text_field
from portal.ui.ids import dom_id


def confirm_modal(name: str) -> dict[str, str]:
    """Id of the modal; a page opens it by writing `is_open`."""
    return {"type": "confirm", "name": str(name)}


def confirm_text(name: str) -> dict[str, str]:
    """Id of the sentence; a page writes `children` with what is about to be lost."""
    return {"type": "confirm-text", "name": str(name)}


def confirm_yes(name: str) -> dict[str, str]:
    """Id of the button that does it (`n_clicks`); the modal closes by itself."""
    return {"type": "confirm-yes", "name": str(name)}


def confirm(name: str, title: str, text: Any, *, yes: str, no: str = "Keep it", danger: bool = True) -> dbc.Modal:
    """The question. The way out is the first button, so that Enter harms nothing."""
    label = {"type": "confirm-title", "name": str(name)}
    return dbc.Modal(
        [
            dbc.ModalHeader(html.H2(title, className="modal-title", id=label), close_button=True),
            dbc.ModalBody(html.P(text, id=confirm_text(name))),
            dbc.ModalFooter(
                [
                    html.Button(
                        no, id={"type": "confirm-no", "name": str(name)}, type="button", className="btn", n_clicks=0
                    ),
                    html.Button(
                        yes, id=confirm_yes(name), type="button", n_clicks=0,
                        className="btn btn-danger" if danger else "btn btn-primary",
                    ),
                ]
            ),
        ],
        id=confirm_modal(name),
        is_open=False,
        centered=True,
        fade=False,
        labelledby=dom_id(label),
    )  # fmt: skip


def name_dialog(dialog: str, *, field: str, error: str, keep: str, save: str) -> dbc.Modal:
    """The question for another name, hidden until its page writes `is_open`; all four parts are the page's own."""
    title = f"{dialog}-title"
    button = {"type": "button", "n_clicks": 0}
    return dbc.Modal(
        [
            dbc.ModalHeader(html.H2("Another name", className="modal-title", id=title), close_button=True),
            dbc.ModalBody([text_field(field, "Name"), html.P(id=error, className="help help-error", role="alert")]),
            dbc.ModalFooter(
                [
                    html.Button("Keep the old one", id=keep, className="btn", **button),
                    html.Button("Save", id=save, className="btn btn-primary", **button),
                ]
            ),
        ],
        id=dialog,
        is_open=False,
        centered=True,
        fade=False,
        labelledby=dom_id(title),
    )


def register_callbacks(app: Dash) -> None:
    """Either button closes the modal."""
    app.clientside_callback(
        "function(yes, no) { return (yes || no) ? false : window.dash_clientside.no_update; }",
        Output({"type": "confirm", "name": MATCH}, "is_open", allow_duplicate=True),
        Input({"type": "confirm-yes", "name": MATCH}, "n_clicks"),
        Input({"type": "confirm-no", "name": MATCH}, "n_clicks"),
        prevent_initial_call=True,
    )
