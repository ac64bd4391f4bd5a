"""Writing a plan: each field is kept as it is left, and checked against what its author had seen."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, html, no_update

from portal.errors import PortalError
from portal.services import deciding, segmentations
from portal.ui.components import seg_name
from portal.ui.keeping import seen
from portal.ui.keeping.ids import Id, plan_field, reset
from portal.ui.keeping.plan import SUGGESTED, form, is_kept, name_note, plan_note, proposal_of, shown_label
from portal.ui.keeping.words import moment
from portal.ui.pressing import pressed
from portal.ui.profiles.ids import Shared
from portal.ui.session import author, workspace


def register_callbacks() -> None:
    """Put these callbacks on the app that is being made."""

    @callback(
        Output(Id.FORM, "children"),
        Output(Id.SEEN, "data", allow_duplicate=True),
        Output(Id.SAID, "children", allow_duplicate=True),
        Input(Shared.SEGMENT, "value"),
        Input(Id.CHANGED, "data"),
        State(Id.SEEN, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def show_plan(
        value: str | None, changed: dict[str, Any] | None, shown: dict[str, int] | None, kept_id: str
    ) -> tuple[Any, ...]:
        """The plan of the segment that is read in depth."""
        own = ctx.triggered_id == Id.CHANGED
        if not is_kept(kept_id) or (own and not {"status", "reset"} & set((changed or {})["parts"])):
            return (no_update,) * 3
        kept = segmentations.segmentation(workspace(), kept_id)
        return form(kept, shown_label(kept, value)), seen.shown_form(shown, kept.revision), no_update if own else None

    @callback(
        Output(Id.SAID, "children"),
        Output(Id.SEEN, "data", allow_duplicate=True),
        Output(Id.CHANGED, "data", allow_duplicate=True),
        Input(plan_field(ALL, ALL), "value"),
        State(Id.SEEN, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def decide(_values: list[Any], shown: dict[str, int] | None, kept_id: str) -> tuple[Any, ...]:
        """Keep what has been written in a field."""
        asked = ctx.triggered_id
        if not isinstance(asked, dict) or len(ctx.triggered) != 1:
            return (no_update,) * 3
        label, field, value = int(asked["segment"]), str(asked["field"]), ctx.triggered[0]["value"]
        return _saved(kept_id, label, {field: value}, shown, ["names"] if field == "name" else [])

    @callback(
        Output(Id.SAID, "children", allow_duplicate=True),
        Output(Id.SEEN, "data", allow_duplicate=True),
        Output(Id.CHANGED, "data", allow_duplicate=True),
        Input(reset(ALL), "n_clicks"),
        State(Shared.SEGMENT, "value"),
        State(Id.SEEN, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def take_proposal(
        _clicks: list[int | None], value: str | None, shown: dict[str, int] | None, kept_id: str
    ) -> tuple[Any, ...]:
        """The proposed name, or the suggested plan, in place of one's own."""
        if (button := pressed()) is None:
            return (no_update,) * 3
        what = button["what"]
        kept = segmentations.segmentation(workspace(), kept_id)
        label = shown_label(kept, value)
        proposal = proposal_of(kept, label)
        fields = ("name",) if what == "name" else SUGGESTED
        decisions = {field: getattr(proposal, field) for field in fields}
        return _saved(kept_id, label, decisions, shown, ["names", "reset"] if what == "name" else ["reset"])

    @callback(
        Output(Id.FORM_NAME, "children"),
        Output(Id.NAME_NOTE, "children"),
        Output(Id.PLAN_NOTE, "children"),
        Input(Id.CHANGED, "data"),
        State(Shared.SEGMENT, "value"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def show_notes(changed: dict[str, Any] | None, value: str | None, kept_id: str) -> tuple[Any, ...]:
        """What is proposed, beside what was written; the fields themselves stay as they are being written."""
        if not changed or {"status", "reset"} & set(changed["parts"]):
            return (no_update,) * 3
        kept = segmentations.segmentation(workspace(), kept_id)
        label = shown_label(kept, value)
        own, proposal = kept.plan(label), proposal_of(kept, label)
        return seg_name(own.name, label), name_note(own, proposal), plan_note(own, proposal)


def _saved(
    kept_id: str, label: int, decisions: dict[str, Any], shown: dict[str, int] | None, parts: list[str]
) -> tuple[Any, ...]:
    """What the page says after an edit, what it has seen, and what is to be drawn again."""
    ws = workspace()
    keys = tuple(f"{label}:{field}" for field in decisions)
    before = min(seen.of(shown, key) for key in keys)
    try:
        old = segmentations.segmentation(ws, kept_id).revision
        kept = deciding.decide(ws, kept_id, label, decisions, seen=before, author=author())
    except PortalError as error:
        now = segmentations.segmentation(ws, kept_id).revision
        said = html.Span(error.message, className="help-error", role="alert")
        return said, (shown or {}) | dict.fromkeys(keys, now), no_update
    if kept.revision == old:
        return (no_update,) * 3
    told = {"parts": parts, "revision": kept.revision}
    return f"Saved {moment(kept.changed_at)}", seen.edited(shown, keys, kept.revision), told
