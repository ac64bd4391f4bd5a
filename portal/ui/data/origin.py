"""The database that a table came out of: when it was read, what changed since the reading before, and Refresh."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update

from portal.errors import PortalError
from portal.services import extracts
from portal.services.datasets import Dataset
from portal.services.extracts import Origin
from portal.ui.components import notice, section
from portal.ui.data.findings import arrived
from portal.ui.data.ids import Id
from portal.ui.query import changed
from portal.ui.session import owner, workspace

STATES = 8
"""Earlier states that are linked."""


def part(shown: Dataset) -> Any:
    """The section of a table out of a database; None for every other table."""
    origin = extracts.origin(workspace(), shown)
    if origin is None:
        return None
    lines: list[Any] = [html.P(came_from(origin))]
    if origin.changes:
        before = "Since the reading before: "
        lines.append(html.P([html.B(before), " ".join(extracts.changed(origin.changes))]))
    if origin.checked_at > origin.read_at:
        lines.append(html.P(f"On {moment(origin.checked_at)} the database still held exactly these rows."))
    if origin.newest != origin.dataset_id:
        lines.append(html.P(["This is an earlier state. ", _link(origin.newest, "Open the newest")]))
    others = [state for state in origin.states[1:] if state[0] != origin.dataset_id][:STATES]
    if others:
        links = [part for state, at in others for part in (", ", _link(state, moment(at)))][1:]
        lines.append(html.P(["Earlier states: ", *links, "."]))
    button = html.Button("Refresh", id=Id.REFRESH, type="button", className="btn", n_clicks=0,
                         disabled=origin.address is None)  # fmt: skip
    panel = html.Div([html.Div(lines), button], className="panel data-origin")
    aside = "Refresh reads it again. New rows make a version of their own; this one stays."
    return section("Database", [panel, html.Div(id=Id.REFRESHED)], aside=aside)


def _link(dataset_id: str, words: str) -> dcc.Link:
    return dcc.Link(words, href=f"/data{changed('', dataset=dataset_id)}")


def came_from(origin: Origin) -> str:
    """Which table of which database, and when."""
    what = f"“{origin.wanted.title}”" if origin.wanted.table else f"The answer to “{origin.wanted.title}”"
    read = f"read on {moment(origin.read_at)}"
    if origin.address is None:
        return f"{what}, {read}. Its connection has been deleted, so it can not be refreshed."
    where = origin.address
    return f"{what} of {where.database} ({where.driver.called}, {where.place}), {read}."


def moment(at: float) -> str:
    """Day and time, in UTC."""
    day = datetime.fromtimestamp(at, UTC)
    return f"{day.day} {day:%b %Y, %H:%M} UTC"


def register_callbacks() -> None:
    """The callback of the button."""

    @callback(
        Output(Id.REFRESHED, "children"),
        Input(Id.REFRESH, "n_clicks"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def read_again(clicks: int | None, dataset_id: str | None) -> Any:
        """Read the table again in a job; the state that it then has opens by itself."""
        if not clicks or not dataset_id:
            return no_update
        try:
            arrived(extracts.request_refresh(workspace(), dataset_id, owner=owner()))
        except PortalError as error:
            return notice(error.message, kind="error")
        return None
