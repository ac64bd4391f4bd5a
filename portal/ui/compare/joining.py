"""The consensus of the pinned runs: asked for with one press, pinned as a further run."""

from __future__ import annotations

from typing import Any, Final

from dash import Input, Output, State, callback, html, no_update

from portal.errors import PortalError
from portal.figures.wording import coefficient, counted, in_words
from portal.services import joining, pins
from portal.ui import address
from portal.ui.compare.pin_ids import Id
from portal.ui.components import Option, select
from portal.ui.session import workspace

BEST: Final = "best"


def join_card() -> html.Section:
    """The question: how many segments, and the button."""
    numbers = [Option(str(k)) for k in range(2, joining.K_MAX + 1)]
    return html.Section(
        [
            html.Div(
                [
                    html.H3("One division out of all of these", className="chart-title"),
                    html.P(
                        "Those whom most runs keep together stay together; whom most leave unassigned stays so. "
                        "The consensus becomes a run of its own.",
                        className="chart-reading",
                    ),
                    html.P(id=Id.JOIN_TOLD, className="help", **{"aria-live": "polite"}),
                ],
                className="join-said",
            ),
            html.Div(
                [
                    select(Id.JOIN_K, "Segments", [Option(BEST, "As the runs agree best"), *numbers], BEST),
                    html.Button("Pin their consensus", id=Id.JOIN, type="button", n_clicks=0, className="btn"),
                ],
                className="join-acts",
            ),
        ],
        className="panel join-card",
    )


def register_callbacks() -> None:
    """Put the callback of the consensus on the app that is being made."""

    @callback(
        Output(Id.PINS, "data", allow_duplicate=True),
        Output(Id.JOIN_TOLD, "children"),
        address.written(Id.JOIN),
        Input(Id.JOIN, "n_clicks"),
        State(Id.JOIN_K, "value"),
        State(Id.PINS, "data"),
        prevent_initial_call=True,
    )
    def join(clicks: int | None, k: str | None, ids: list[str]) -> tuple[Any, ...]:
        """Make the consensus of the pinned runs and pin it."""
        if not clicks:
            return (no_update,) * 3
        try:
            made = joining.join(workspace(), ids, int(str(k)) if str(k).isdecimal() else None)
        except PortalError as error:
            return no_update, error.message, no_update
        kept, lost = pins.added(ids, [made.run.id])
        if lost:
            return no_update, f"{pins.MOST} runs are pinned, which is the most. Unpin one first.", no_update
        mark = pins.MARKS[kept.index(made.run.id)]
        groups = counted(int(made.run.spec.params.to_json()["k"]), "segment")
        said = (
            f"Pinned as {mark}: {groups} out of {in_words(made.of)} runs, with which it agrees by "
            f"{coefficient(made.agreement)} on average (adjusted Rand index over those whom both place)."
        )
        return list(kept), said, {"pins": pins.written(kept), "comparison": None}
