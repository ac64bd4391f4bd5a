"""The section of Profiles that draws all segments: pictures that arrive with the theme, and any two head to head."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from dash import Input, Output, State, callback, html, no_update

from portal.errors import PortalError
from portal.figures.theme import Theme
from portal.services.segments import Portrait
from portal.ui import address, mirrors
from portal.ui.components import Option, notice, section, select, select_options
from portal.ui.keeping.ids import Id as KeepingId
from portal.ui.profiles.ids import PAGE, Shared
from portal.ui.profiles.opening import opened
from portal.ui.profiles.pictures import pictures
from portal.ui.profiles.versus import versus_card
from portal.ui.session import workspace


class Id(StrEnum):
    """Parts of the section."""

    PICTURES = "profiles-pictures"
    FIRST = "profiles-first"
    SECOND = "profiles-second"
    VERSUS = "profiles-versus-place"


def gallery_sections(portrait: Portrait, versus: str | None) -> list[Any]:
    """Both sections; `versus` is the pair that the address asks for, as “0-2”."""
    parts: list[Any] = [section("All segments in pictures", html.Div(id=Id.PICTURES, className="stack"))]
    if len(portrait.segments) > 1:
        first, second = _pair(portrait, versus)
        choices = _choices(portrait)
        tools = [select(Id.FIRST, "Segment", choices, first), select(Id.SECOND, "Against", choices, second)]
        head_to_head = [html.Div(tools, className="toolbar"), html.Div(id=Id.VERSUS), address.changes(Id.VERSUS)]
        parts.append(section("Two segments head to head", head_to_head))
    return parts


def register_callbacks() -> None:
    """Put the callbacks of the pictures on the app that is being made."""

    @callback(
        Output(Id.PICTURES, "children"),
        mirrors.theme(PAGE),
        Input(KeepingId.NAMED, "data"),
        State(Shared.RUN, "data"),
    )
    def draw_pictures(theme: Theme | None, _named: int | None, run_id: str) -> Any:
        """Draw all segments."""
        return pictures(workspace(), opened(run_id), theme) if theme else no_update

    @callback(
        Output(Id.FIRST, "options"),
        Output(Id.SECOND, "options"),
        Input(KeepingId.NAMED, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def show_names(_named: int | None, run_id: str) -> tuple[Any, Any]:
        """The segments to choose from under their new names."""
        offered = select_options(_choices(opened(run_id)))
        return offered, offered

    @callback(
        Output(Id.VERSUS, "children"),
        address.written(Id.VERSUS),
        Input(Id.FIRST, "value"),
        Input(Id.SECOND, "value"),
        mirrors.theme(PAGE),
        Input(KeepingId.NAMED, "data"),
        State(Shared.RUN, "data"),
    )
    def compare_two(
        first: str | None, second: str | None, theme: Theme | None, _named: int | None, run_id: str
    ) -> tuple[Any, Any]:
        """Set two segments against each other."""
        if not theme or not first or not second:
            return no_update, no_update
        push = {"versus": None if (first, second) == ("0", "1") else f"{first}-{second}"}
        try:
            return versus_card(workspace(), opened(run_id), int(first), int(second), theme), push
        except PortalError as error:
            return notice(error.message), push


def _choices(portrait: Portrait) -> list[Option]:
    return [Option(str(one.label), one.name) for one in portrait.segments]


def _pair(portrait: Portrait, text: str | None) -> tuple[str, str]:
    known = [str(one.label) for one in portrait.segments]
    first, _, second = (text or "").partition("-")
    return (first, second) if first in known and second in known and first != second else (known[0], known[1])
