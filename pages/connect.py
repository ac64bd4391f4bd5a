"""Connect: a database's table, or the answer to one SELECT, becomes a table here and can be read again later.

The analyst learns what the database offers, sees its first rows before anything is read, and gets a table that
remembers where it came from.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from portal.errors import PortalError
from portal.services import connections
from portal.ui import following, mirrors
from portal.ui.components import page_head, section, state_error
from portal.ui.connect import choosing, form, saved
from portal.ui.connect.ids import PAGE, Id
from portal.ui.session import owner, workspace

register_page(__name__, path="/connect", name="Connect a database", title="Connect · Segments", order=21)

EYEBROW = "Connect a database"
ASKED = "Which database are the customers in?"
LEAD = "Nothing can be changed there: only reading is possible, one statement at a time, within a time limit."
YOURS = "Only you can use them; the tables that came through them are everybody's."


def layout(connection: str | None = None, **_: str) -> Any:
    """The form and the kept connections, or what the connection of the address offers."""
    parts = _form() if connection is None else _offered(connection)
    return html.Div([*mirrors.mirrors(PAGE), *parts], className="connect")


def _form() -> list[Any]:
    kept = section("Kept connections", html.Div(saved.listing(), id=Id.LIST), aside=YOURS)
    return [
        page_head(EYEBROW, ASKED, LEAD),
        form.going(),
        *following.parts(PAGE),
        html.Div([form.form(), kept], className="connect-top"),
        *saved.dialogs(),
    ]


def _offered(connection: str) -> list[Any]:
    others = dcc.Link("All connections", href="/connect", className="btn")
    try:
        known = connections.info(workspace(), connection, owner=owner())
        tables = connections.tables(workspace(), connection, owner=owner())
    except PortalError as error:
        return [page_head(EYEBROW, "This database cannot be shown", actions=others), state_error(error.message)]
    return [
        page_head(EYEBROW, choosing.offers(known, tables), LEAD, others),
        dcc.Store(id=Id.CONNECTION, data=known.id),
        *following.parts(PAGE),
        choosing.offer(known, tables),
    ]


form.register_callbacks()
choosing.register_callbacks()
saved.register_callbacks()
following.register_callbacks(PAGE, choosing.opened_at, failed="Choose another table, or look at its connection.")
