"""The inspector on a page: its place, and the form that keeps a selection as an audience."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import MATCH, Dash, Input, Output, State, dcc, html, no_update

from portal.errors import ParameterError, PortalError
from portal.services import audiences, predicates
from portal.services.predicates import Predicate
from portal.ui.components import notice
from portal.ui.icons import icon
from portal.ui.ids import dom_id
from portal.ui.inspector.ids import Part, part
from portal.ui.people import called_in
from portal.ui.session import author, workspace


def inspector(page: str, *more: Any, hidden: bool = False, children: Any = None) -> html.Section:
    """An empty inspector; callbacks of the page fill its body, its predicate, and show the form.

    `more` are the page's own buttons; `children` fills the body at first.
    """
    return html.Section(
        [
            html.Div(children, id=part(Part.BODY, page), **{"aria-live": "polite"}),
            html.Div(
                [
                    html.Div(
                        [
                            html.Label(
                                "Keep them as an audience",
                                htmlFor=dom_id(part(Part.NAME, page)),
                                className="field-label",
                            ),
                            dbc.Input(
                                id=part(Part.NAME, page), type="text", placeholder="A name", autoComplete="off",
                                maxLength=120,
                            ),
                        ],
                        className="field",
                    ),
                    html.Button(
                        [icon("people"), "Save audience"], id=part(Part.SAVE, page), type="button", n_clicks=0,
                        className="btn",
                    ),
                    dcc.Link("Saved audiences", href="/audiences", className="link-quiet"),
                ],
                id=part(Part.FORM, page),
                className="selection-form",
                hidden=hidden,
            ),
            html.Div(id=part(Part.SAID, page), role="status"),
            dcc.Store(id=part(Part.PREDICATE, page)),
            *more,
        ],
        className="panel selection-card",
    )  # fmt: skip


def predicate_of(kept: Any) -> tuple[str, Predicate]:
    """Dataset and predicate of what the browser holds; ParameterError when it holds nothing to save."""
    if not isinstance(kept, dict) or not isinstance(kept.get("dataset"), str):
        raise ParameterError("Nobody is selected. Draw around some dots, or filter the table, first.")
    return kept["dataset"], predicates.from_json(kept.get("predicate"))


def register_callbacks(app: Dash) -> None:
    """Saving works on every page that has an inspector."""

    @app.callback(
        Output(part(Part.SAID, MATCH), "children"),
        Output(part(Part.NAME, MATCH), "value"),
        Input(part(Part.SAVE, MATCH), "n_clicks"),
        Input(part(Part.NAME, MATCH), "n_submit"),
        State(part(Part.NAME, MATCH), "value"),
        State(part(Part.PREDICATE, MATCH), "data"),
        prevent_initial_call=True,
    )
    def save(clicks: int | None, enters: int | None, name: str | None, kept: Any) -> tuple[Any, Any]:
        """Keep the selection under the name."""
        if not clicks and not enters:
            return no_update, no_update
        try:
            dataset_id, predicate = predicate_of(kept)
            saved = audiences.save(workspace(), dataset_id, name or "", predicate, author=author())
        except PortalError as error:
            return notice(error.message, kind="error"), no_update
        link = dcc.Link("Open it", href=f"/audiences?{urlencode({'audience': saved.id})}")
        return notice(f"“{saved.name}” holds {called_in(dataset_id).of(saved.size)}.", link, kind="info"), ""
