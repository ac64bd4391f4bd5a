"""The part of Profiles that gives reasons: the chosen segment in rules, and one customer explained."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html, no_update

from portal.errors import PortalError
from portal.figures.wording import humanised
from portal.services.segments import Portrait
from portal.ui import address
from portal.ui.components import notice, section
from portal.ui.keeping.ids import Id as KeepingId
from portal.ui.people import called
from portal.ui.profiles.ids import Shared
from portal.ui.profiles.opening import label_of, opened
from portal.ui.profiles.rules import segment_in_rules
from portal.ui.profiles.why import reason_card
from portal.ui.session import workspace


class Id(StrEnum):
    """Parts of the two sections."""

    RULES = "profiles-rules"
    CUSTOMER = "profiles-customer"
    ASK = "profiles-customer-ask"
    ANSWER = "profiles-customer-answer"


def reasons_sections(portrait: Portrait, customer: str | None) -> list[Any]:
    """Both sections; their answers come from callbacks."""
    column = portrait.dataset.id_column
    name = humanised(column) if column else "Row number"
    return [
        section("The segment in rules", html.Div(id=Id.RULES, className="profiles-rules"), section_id="rules"),
        section(
            f"Why is this {called(portrait.dataset).one} here?",
            [
                html.Div(
                    [
                        html.Div(
                            [
                                html.Label(name, htmlFor=Id.CUSTOMER, className="field-label"),
                                dbc.Input(id=Id.CUSTOMER, value=customer or "", type="search", autoComplete="off"),
                            ],
                            className="field",
                        ),
                        html.Button("Explain", id=Id.ASK, type="button", n_clicks=0, className="btn"),
                    ],
                    className="toolbar why-ask",
                ),
                html.Div(id=Id.ANSWER, **{"aria-live": "polite"}),
                address.changes(Id.CUSTOMER),
            ],
            section_id="why",
        ),
    ]


def register_callbacks() -> None:
    """Put the callbacks of the reasons on the app that is being made."""

    @callback(
        Output(Id.RULES, "children"),
        Input(Shared.SEGMENT, "value"),
        Input(KeepingId.NAMED, "data"),
        State(Shared.RUN, "data"),
    )
    def tell_rules(value: str | None, _named: int | None, run_id: str) -> Any:
        """The chosen segment in sentences, with typical and borderline members."""
        portrait = opened(run_id)
        return segment_in_rules(workspace(), portrait, label_of(portrait, value))

    @callback(
        Output(Id.ANSWER, "children"),
        address.written(Id.CUSTOMER),
        Input(Id.ASK, "n_clicks"),
        Input(Id.CUSTOMER, "n_submit"),
        Input(KeepingId.NAMED, "data"),
        State(Id.CUSTOMER, "value"),
        State(Shared.RUN, "data"),
    )
    def explain(
        pressed: int | None, entered: int | None, _named: int | None, customer: str | None, run_id: str
    ) -> tuple[Any, Any]:
        """Why the customer of this id is where they are; of nobody as long as nobody has asked."""
        asked = (customer or "").strip()
        if not asked and not pressed and not entered:
            return no_update, no_update
        try:
            answer = reason_card(workspace(), opened(run_id), asked)
        except PortalError as error:
            return notice(error.message, kind="error"), no_update
        return answer, {"customer": asked}
