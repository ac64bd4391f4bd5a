"""Choosing or dropping a file; upload.js streams it to `POST /upload` and says how far it is."""

from __future__ import annotations

from dash import dcc, html


def upload_answer(name: str) -> str:
    """Id of the store that gets {"status", …the server's JSON}: `ok`, `error` with `message`, or `cancelled`."""
    return f"{name}-answer"


def dropzone(
    name: str, *, label: str = "Choose a file", about: str = "", accept: str = "", limit_mb: int = 200
) -> html.Div:
    """The place to drop a file. The file input itself is made by upload.js (Dash has none), with `label` as its label.

    `Input(upload_answer(name), "data")` tells the page what the server said.
    """
    return html.Div(
        [
            dcc.Store(id=upload_answer(name)),
            html.P(about, className="dropzone-text") if about else None,
            html.Div(className="dropzone-choose"),
            html.Div(className="dropzone-state", role="status"),
        ],
        id=str(name),
        className="dropzone",
        **{"data-upload": upload_answer(name), "data-label": label, "data-accept": accept, "data-limit": str(limit_mb)},
    )
