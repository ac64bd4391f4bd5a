"""What Profiles shows of a kept segmentation below its segments: decisions, targeting, comments, history."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, html, no_update

from portal.services import segmentations
from portal.services.segmentations import Status
from portal.services.segments import Portrait
from portal.ui.components import section
from portal.ui.keeping import past, plan, standing, talking, targeting, writing
from portal.ui.keeping.ids import Id
from portal.ui.profiles.depth import options
from portal.ui.profiles.ids import Shared
from portal.ui.profiles.opening import opened
from portal.ui.session import workspace

DECIDE = "decide"
"""Where a link to the decisions leads on the page."""


def decisions(portrait: Portrait, label: int) -> Any:
    """The plan of the chosen segment beside the targeting matrix; None while the run is not kept."""
    if portrait.kept is None:
        return None
    kept = segmentations.segmentation(workspace(), portrait.kept)
    saved = "; every field is saved as you leave it" if kept.status == Status.DRAFT else ""
    return section(
        "What to do with each",
        html.Div(
            [
                html.Div(
                    [
                        html.Div(plan.first_form(portrait, label), id=Id.FORM),
                        html.P(id=Id.SAID, className="help", role="status"),
                    ],
                    className="panel keeping-panel",
                ),
                targeting.matrix_card(),
            ],
            className="keeping-two",
        ),
        aside=f"The plan of the segment that is chosen above{saved}.",
        section_id=DECIDE,
    )


def together(portrait: Portrait) -> Any:
    """Comments and history; None while the run is not kept."""
    if portrait.kept is None:
        return None
    kept = segmentations.segmentation(workspace(), portrait.kept)
    parts = [talking.talk(kept), html.Details(past.history(kept), id=Id.HISTORY, className="panel keeping-panel")]
    return section("Together", html.Div(parts, className="keeping-two"))


def register_callbacks() -> None:
    """Put the callbacks of kept segmentations on the app that is being made."""
    for part in (standing, writing, targeting, talking, past):
        part.register_callbacks()

    @callback(Output(Id.NAMED, "data"), Input(Id.CHANGED, "data"), prevent_initial_call=True)
    def tell_names(changed: dict[str, Any] | None) -> Any:
        """Every part of the page that says names hears of new ones."""
        return changed["revision"] if changed and "names" in changed["parts"] else no_update

    @callback(
        Output(Shared.SEGMENT, "options"),
        Input(Id.NAMED, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def show_names(_named: int | None, kept_id: str) -> Any:
        """The choice of a segment under its new name."""
        return options(opened(kept_id))
