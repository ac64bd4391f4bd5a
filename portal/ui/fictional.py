"""Fictional tables: one for each preset, made on request and opened on Home."""

from __future__ import annotations

from dash import html

from portal.services import presets
from portal.ui import waiting


def fictional_tables() -> html.Div:
    """A button for each preset's table."""
    buttons = [
        html.Button(
            one.title, id={"type": waiting.SAMPLE, "of": one.slug}, type="button", n_clicks=0,
            className="btn btn-small", title=one.about,
        )
        for one in presets.offered()
    ]  # fmt: skip
    return html.Div(
        [html.P("Open a fictional table of"), html.Div(buttons, className="btn-row")], className="data-samples"
    )
