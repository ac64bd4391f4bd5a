"""What has been changed in a version, when and by whom."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, html, no_update

from portal.figures.wording import counted
from portal.services import deciding, segmentations
from portal.services.segmentations import Segmentation
from portal.ui.keeping.ids import Id
from portal.ui.keeping.plan import is_kept
from portal.ui.keeping.words import edit_words, moment
from portal.ui.profiles.ids import Shared
from portal.ui.session import workspace

SHOWN = 200
"""Edits that are listed; the newest come first."""


def history(kept: Segmentation) -> list[Any]:
    """Every edit, the newest first, folded."""
    edits = deciding.history(workspace(), kept.id)
    entries = [
        html.Li([html.Span(moment(one.at), className="num"), html.B(one.author), *edit_words(one, kept.names)])
        for one in edits[:SHOWN]
    ]
    more = html.P(f"{len(edits) - SHOWN} older ones are not listed.", className="help") if len(edits) > SHOWN else None
    return [
        html.Summary(f"History: {counted(len(edits), 'edit')}", className="chart-title"),
        html.Ol([_spaced(entry) for entry in entries], className="keeping-history"),
        more,
    ]


def _spaced(entry: html.Li) -> html.Li:
    """The parts of an entry with spaces between them."""
    when, who, *what = entry.children
    return html.Li([when, " ", who, " ", *what])


def register_callbacks() -> None:
    """Put these callbacks on the app that is being made."""

    @callback(
        Output(Id.HISTORY, "children"),
        Input(Id.CHANGED, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def show_history(changed: Any, kept_id: str) -> Any:
        """The history after an edit."""
        if not changed or not is_kept(kept_id):
            return no_update
        return history(segmentations.segmentation(workspace(), kept_id))
