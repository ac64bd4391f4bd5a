"""What stands around every page: stores, rail, header, toasts; and the callbacks that keep them."""

from __future__ import annotations

import logging
import uuid
from typing import Any

import dash
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.exceptions import MissingCallbackContextException

from portal.errors import PortalError
from portal.ui import header, jobs, nav, toasts, waiting
from portal.ui.components import asking, page_head, params, state_error
from portal.ui.ids import ShellId
from portal.ui.inspector import saving
from portal.ui.structure import badge

__all__ = ["ShellId", "layout", "register_callbacks", "show_error"]

log = logging.getLogger(__name__)

ROUTED = "_pages_content"
"""Id of the place into which Dash puts the page."""


def layout() -> html.Div:
    """The shell; the page itself arrives in `dash.page_container`."""
    return html.Div(
        [
            html.A("Skip to content", href=f"#{ShellId.MAIN}", className="skip-link"),
            dcc.Location(id=ShellId.URL, refresh=False),
            dcc.Location(id=ShellId.NAV, refresh="callback-nav"),
            dcc.Store(id=ShellId.THEME),
            dcc.Store(id=ShellId.THEME_CHOICE, storage_type="local"),
            dcc.Store(id=ShellId.JOB_REQUEST),
            dcc.Store(id=ShellId.JOB_DONE),
            dcc.Store(id=ShellId.TOAST),
            dcc.Store(id=ShellId.CHANGED),
            *jobs.parts(),
            html.Div(
                [
                    nav.rail(),
                    html.Div(
                        [
                            header.topbar(),
                            html.Main(dash.page_container, id=ShellId.MAIN, className="page", tabIndex=-1),
                        ]
                    ),
                ],
                className="shell",
            ),
            nav.tabbar(),
        ]
    )


def show_error(error: Exception) -> Any:
    """The door of Dash callbacks: a sentence as a toast; what nobody foresaw is logged under a reference."""
    if isinstance(error, PortalError):
        said = error.message
    else:
        reference = uuid.uuid4().hex[:8]
        log.error("a callback failed, reference %s", reference, exc_info=error)
        said = f"Something went wrong. Reference {reference}."
    if ROUTED in _outputs():
        # A page that can not be made is a page that says so, not an empty one.
        again = dcc.Link("Open Home", href="/")
        return [page_head("Segments", "This page could not be opened"), state_error(said, again)], {"title": "Segments"}
    toasts.show(said, "error")
    return None


def _outputs() -> list[Any]:
    try:
        found = dash.ctx.outputs_list
    except MissingCallbackContextException:
        return []
    return [one.get("id") for one in found or [] if isinstance(one, dict)]


def register_callbacks(app: Dash) -> None:
    """Callbacks of the shell and of the components."""
    params.register_callbacks(app)
    asking.register_callbacks(app)
    waiting.register_callbacks(app)
    badge.register_callbacks(app)
    saving.register_callbacks(app)
    _register_clientside(app)

    @app.callback(
        Output(ShellId.DATASET_MENU, "children"),
        Input(ShellId.URL, "pathname"),
        Input(ShellId.URL, "search"),
        Input(ShellId.CHANGED, "data"),
    )
    def show_datasets(pathname: str | None, search: str | None, _changed: Any) -> Any:
        return header.dataset_menu(pathname, search)

    @app.callback(
        Output(ShellId.CRUMBS, "children"),
        Input(ShellId.URL, "search"),
        Input(ShellId.JOB_DONE, "data"),
        Input(ShellId.CHANGED, "data"),
    )
    def show_run(search: str | None, _done: Any, _changed: Any) -> Any:
        return header.crumb(search)


def _register_clientside(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("theme", "resolve"),
        Output(ShellId.THEME, "data"),
        Output(ShellId.THEME_CHOICE, "data"),
        Input(ShellId.THEME_BUTTON, "n_clicks"),
        Input(ShellId.THEME_CHOICE, "data"),
        State(ShellId.THEME, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("nav", "follow"),
        Output({"type": "shell-link", "bar": ALL, "path": ALL}, "href"),
        Input(ShellId.URL, "pathname"),
        Input(ShellId.URL, "search"),
        State({"type": "shell-link", "bar": ALL, "path": ALL}, "id"),
    )
    app.clientside_callback(
        ClientsideFunction("toast", "show"),
        Input(ShellId.TOAST, "data"),
        prevent_initial_call=True,
    )
