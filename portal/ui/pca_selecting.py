"""Selecting on the map of components: what was drawn is kept in the address, told by the inspector, and cleared."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, ctx, no_update

from portal.services import selection
from portal.ui import address, pca_selection
from portal.ui.inspector.ids import Part, part
from portal.ui.pca_ids import PAGE, Id
from portal.ui.pca_opening import CHOICES, asked_view, opened
from portal.ui.pca_view import EVERYONE, query_of
from portal.ui.session import workspace


def register_callbacks() -> None:
    """Put the callbacks of the selection on the app that is being made."""

    @callback(
        Output(Id.SELECT, "data"),
        Input(Id.MAP, "relayoutData"),
        Input(Id.CLEAR, "n_clicks"),
        *CHOICES[:4],
        State(Id.SELECT, "data"),
        prevent_initial_call=True,
    )
    def outline(relayout: dict[str, Any] | None, _cleared: int | None, *state: Any) -> Any:
        """Keep what was drawn; other axes or Clear take it away."""
        if ctx.triggered_id != Id.MAP:
            return None if state[-1] else no_update
        outlines = selection.outlines_of(relayout, selection.read(state[-1]))
        return no_update if outlines is None else selection.written(outlines)

    @callback(
        Output(part(Part.BODY, PAGE), "children"),
        Output(part(Part.PREDICATE, PAGE), "data"),
        Output(part(Part.FORM, PAGE), "hidden"),
        Output(Id.CLEAR, "hidden"),
        address.written(PAGE),
        Input(Id.SELECT, "data"),
        *CHOICES,
        State(Id.RUN, "data"),
    )
    def tell_selection(drawn: str | None, *state: Any) -> tuple[Any, ...]:
        """Who is selected; the whole view goes into the address."""
        *choices, run_id = state
        portrait, structure = opened(run_id)
        view = asked_view(portrait, structure, choices, drawn)
        told = pca_selection.panel(workspace(), portrait, view)
        nobody = view.among is None and (view.space or not drawn)
        query = query_of(view, structure.components.m)
        return told.children, told.predicate, told.predicate is None, nobody, query

    @callback(Output(Id.AMONG, "value"), Input(Id.CLEAR, "n_clicks"), prevent_initial_call=True)
    def forget_segment(_cleared: int | None) -> str:
        """Clear takes the chosen segment away too."""
        return EVERYONE
