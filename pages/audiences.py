"""Audiences: selections that somebody has kept by their rule, and who is in each of them now.

The analyst opens one by its link, sees who it holds today, takes them away as a CSV file, or deletes it.
"""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update, register_page

from portal.errors import PortalError
from portal.figures.wording import counted, sentence
from portal.services import audiences
from portal.ui.asking import before_deletion
from portal.ui.audience_list import Id, audience_section, audience_table, delete_id
from portal.ui.components import confirm, confirm_yes, page_head, state_empty, state_error
from portal.ui.ids import ShellId
from portal.ui.query import changed
from portal.ui.session import workspace

register_page(__name__, path="/audiences", name="Audiences", title="Audiences · Segments", order=8)


def layout(audience: str | None = None, **_: str) -> Any:
    """All audiences, and the one that the address asks for."""
    return html.Div(
        [
            html.Div(_content(audience), id=Id.LIST),
            dcc.Store(id=Id.ACTED_ON),
            confirm(Id.DELETE, "Delete this audience?", "", yes="Delete it"),
        ]
    )


def _going(button: dict[str, Any]) -> tuple[str, str]:
    known = audiences.audience(workspace(), str(button["audience"]))
    return known.id, f"“{known.name}” and its rule are forgotten. Its people stay in {known.dataset_name}."


before_deletion(delete_id(ALL), question=Id.DELETE, about=Id.ACTED_ON, known=_going)


@callback(
    Output(Id.LIST, "children"),
    Output(ShellId.URL, "search", allow_duplicate=True),
    Input(confirm_yes(Id.DELETE), "n_clicks"),
    State(Id.ACTED_ON, "data"),
    State(ShellId.URL, "search"),
    prevent_initial_call=True,
)
def delete(clicks: int | None, audience_id: str | None, search: str | None) -> tuple[Any, Any]:
    """Forget the audience."""
    if not clicks or not audience_id:
        return no_update, no_update
    audiences.delete(workspace(), audience_id)
    where = changed(search, audience=None)
    return _content(None), no_update if where == (search or "") else where


def _content(audience_id: str | None) -> list[Any]:
    ws = workspace()
    found = audiences.listed(ws)
    if audience_id:
        try:
            opened = audiences.audience(ws, audience_id)
        except PortalError as error:
            way_out = dcc.Link("All audiences", href="/audiences")
            return [page_head("Audiences", "This link leads nowhere"), state_error(error.message, way_out)]
    if not found:
        draw = dcc.Link("Draw on the map", href="/pca", className="btn btn-primary")
        about = "Draw around dots on PCA or Compare, or filter a table on Explore, and save them under a name."
        return [page_head("Audiences", "No audience is kept yet"), state_empty("Nothing saved", about, draw)]
    kept = "is kept by its rule" if len(found) == 1 else "are kept by their rules"
    finding = f"{sentence(counted(len(found), 'audience'))} {kept}"
    lead = "Each is a rule, not a list: who is in it is worked out from its table whenever somebody asks."
    shown = [audience_section(ws, opened)] if audience_id else []
    return [page_head("Audiences", finding, lead), *shown, audience_table(ws, found, audience_id)]
