"""The cards at the head of Profiles, and the column of money that says what each segment is worth."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from dash import Input, Output, State, callback, html

from portal.figures.wording import humanised
from portal.services import worth
from portal.services.segments import Portrait
from portal.ui import address, mirrors
from portal.ui.components import Option, section, select
from portal.ui.keeping.ids import Id as KeepingId
from portal.ui.profiles.ids import PAGE, Shared
from portal.ui.profiles.opening import opened
from portal.ui.segment_cards import segment_cards
from portal.ui.session import workspace

NOTHING: Final = "none"
"""Value of the choice when no worth is shown."""


class Id(StrEnum):
    """Parts of the section."""

    CARDS = "profiles-cards"
    VALUE = "profiles-value"


def people_section(portrait: Portrait, value: str | None) -> Any:
    """A card for each segment; `value` is the column that the address asks for."""
    columns = worth.columns_to_sum(portrait)
    chosen = value if value in (*columns, NOTHING) else worth.default_column(portrait) or NOTHING
    choices = [*(Option(name, humanised(name)) for name in columns), Option(NOTHING, "Nothing")]
    cards = segment_cards(workspace(), portrait, None if chosen == NOTHING else chosen)
    return section(
        "Who they are",
        [html.Div(cards, id=Id.CARDS, className="grid-3"), address.changes(Id.VALUE)],
        aside=select(Id.VALUE, "Value by", choices, chosen),
    )


def register_callbacks() -> None:
    """Put the callbacks of the cards on the app that is being made."""

    @callback(
        Output(Id.CARDS, "children"),
        address.written(Id.VALUE),
        Input(Id.VALUE, "value"),
        mirrors.job_done(PAGE),
        Input(KeepingId.NAMED, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def value_by(column: str | None, _done: Any, _named: int | None, run_id: str) -> tuple[Any, Any]:
        """Say what each segment is worth by another column, what has become known of them, and their new names."""
        portrait = opened(run_id)
        usual = worth.default_column(portrait) or NOTHING
        cards = segment_cards(workspace(), portrait, None if column == NOTHING else column)
        return cards, {"value": None if column == usual else column}
