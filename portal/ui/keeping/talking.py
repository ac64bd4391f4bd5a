"""Comments on a segmentation or on one of its segments."""

from __future__ import annotations

from typing import Any, Final

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, dcc, html, no_update

from portal.errors import PortalError
from portal.services import commenting, segmentations
from portal.services.commenting import Comment
from portal.services.segmentations import Segmentation
from portal.ui.components import (
    Option,
    confirm,
    confirm_modal,
    confirm_text,
    confirm_yes,
    seg_name,
    select,
    select_options,
)
from portal.ui.icons import icon
from portal.ui.ids import dom_id
from portal.ui.keeping.ids import Id, withdraw
from portal.ui.keeping.words import moment
from portal.ui.pressing import pressed
from portal.ui.profiles.ids import Shared
from portal.ui.session import author, owner, workspace

ALL_OF_THEM: Final = "all"
QUOTED: Final = 60


def talk(kept: Segmentation) -> html.Section:
    """The comments so far and a field for one more."""
    return html.Section(
        [
            html.H3("Comments", className="chart-title"),
            html.Div(thread(kept), id=Id.COMMENTS),
            html.Div(
                [
                    html.Label("Your comment", htmlFor=dom_id(Id.COMMENT), className="field-label"),
                    dbc.Textarea(id=Id.COMMENT, value="", rows=3),
                ],
                className="field",
            ),
            html.Div(
                [
                    select(Id.ABOUT, "About", _subjects(kept), ALL_OF_THEM),
                    html.Button("Add the comment", id=Id.SEND, type="button", n_clicks=0, className="btn"),
                ],
                className="keeping-pair keeping-send",
            ),
            html.P(id=Id.COMMENT_ERROR, className="help help-error", role="alert"),
            dcc.Store(id=Id.WITHDRAWN),
            confirm(Id.WITHDRAW, "Delete this comment?", "", yes="Delete it"),
        ],
        className="panel keeping-panel",
    )


def _subjects(kept: Segmentation) -> list[Option]:
    return [Option(ALL_OF_THEM, "The whole segmentation"), *(Option(str(p.label), p.name) for p in kept.plans)]


def thread(kept: Segmentation) -> list[Any]:
    """The comments, the oldest first."""
    found = commenting.comments(workspace(), kept.id, owner())
    if not found:
        return [html.P("Nobody has said anything yet.", className="help")]
    return [html.Ul([_comment(one, kept) for one in found], className="keeping-thread")]


def _comment(one: Comment, kept: Segmentation) -> html.Li:
    aside = [] if one.version == kept.version else [f"on version {one.version}"]
    words = ", ".join([moment(one.at), *aside])
    button = html.Button(
        icon("trash3"), id=withdraw(one.id), type="button", n_clicks=0, title="Delete",
        className="btn btn-quiet btn-icon btn-small", **{"aria-label": f"Delete the comment “{one.text[:QUOTED]}”"},
    )  # fmt: skip
    return html.Li(
        [
            html.Div(
                [
                    html.B(one.author),
                    html.Span(words, className="num"),
                    seg_name(one.segment, one.label) if one.label is not None else None,
                    button if one.own else None,
                ],
                className="keeping-said",
            ),
            html.P(one.text, className="keeping-text"),
        ]
    )


def register_callbacks() -> None:
    """Put these callbacks on the app that is being made."""

    @callback(
        Output(Id.COMMENTS, "children"),
        Output(Id.COMMENT, "value"),
        Output(Id.COMMENT_ERROR, "children"),
        Input(Id.SEND, "n_clicks"),
        State(Id.COMMENT, "value"),
        State(Id.ABOUT, "value"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def say(clicks: int | None, text: str | None, about: str | None, kept_id: str) -> tuple[Any, ...]:
        """Add a comment; the words stay in the field when they can not be kept."""
        if not clicks:
            return no_update, no_update, no_update
        label = None if about in (None, ALL_OF_THEM) else int(about)
        try:
            commenting.comment(workspace(), kept_id, text or "", label=label, owner=owner(), author=author())
        except PortalError as error:
            return no_update, no_update, error.message
        return thread(segmentations.segmentation(workspace(), kept_id)), "", None

    @callback(
        Output(Id.ABOUT, "options"),
        Output(Id.COMMENTS, "children", allow_duplicate=True),
        Input(Id.NAMED, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def show_names(_named: int | None, kept_id: str) -> tuple[Any, Any]:
        """What a comment may be about, and what the others are about, under its new name."""
        kept = segmentations.segmentation(workspace(), kept_id)
        return select_options(_subjects(kept)), thread(kept)

    @callback(
        Output(Id.WITHDRAWN, "data"),
        Output(confirm_text(Id.WITHDRAW), "children"),
        Output(confirm_modal(Id.WITHDRAW), "is_open", allow_duplicate=True),
        Input(withdraw(ALL), "n_clicks"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def ask_to_withdraw(_clicks: list[int | None], kept_id: str) -> tuple[Any, ...]:
        """Say which comment would go."""
        if (button := pressed()) is None:
            return no_update, no_update, no_update
        asked = str(button["comment"])
        found = next((c for c in commenting.comments(workspace(), kept_id, owner()) if c.id == asked), None)
        if found is None:
            return no_update, no_update, no_update
        quoted = found.text if len(found.text) <= QUOTED else f"{found.text[:QUOTED]}…"
        return asked, f"“{quoted}” goes for everybody and can not be brought back.", True

    @callback(
        Output(Id.COMMENTS, "children", allow_duplicate=True),
        Output(Id.COMMENT_ERROR, "children", allow_duplicate=True),
        Input(confirm_yes(Id.WITHDRAW), "n_clicks"),
        State(Id.WITHDRAWN, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def take_back(clicks: int | None, asked: str | None, kept_id: str) -> tuple[Any, Any]:
        """Delete one's own comment."""
        if not clicks or not asked:
            return no_update, no_update
        try:
            commenting.withdraw(workspace(), asked, owner=owner())
        except PortalError as error:
            return no_update, error.message
        return thread(segmentations.segmentation(workspace(), kept_id)), None
