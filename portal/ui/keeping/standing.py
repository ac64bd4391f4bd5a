"""Keeping a run, and where its versions stand: what the buttons of the bar do."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, no_update

from portal.errors import PortalError
from portal.services import deciding, keeping, publishing, segmentations
from portal.services.segmentations import Segmentation, Status
from portal.ui import toasts
from portal.ui.components import confirm_modal, confirm_text, confirm_yes
from portal.ui.ids import ShellId
from portal.ui.keeping import seen
from portal.ui.keeping.bar import NEW, of_kept
from portal.ui.keeping.ids import Id, act
from portal.ui.keeping.words import address
from portal.ui.pressing import pressed
from portal.ui.profiles.ids import Shared
from portal.ui.query import changed, parsed
from portal.ui.session import author, workspace


def register_callbacks() -> None:
    """Put these callbacks on the app that is being made."""

    @callback(
        Output(ShellId.NAV, "href", allow_duplicate=True),
        Output(Id.ERROR, "children"),
        Input(Id.KEEP, "n_clicks"),
        Input(Id.NAME, "n_submit"),
        State(Id.NAME, "value"),
        State(Id.AS, "value"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def keep(clicks: int | None, enter: int | None, name: str | None, wanted: str | None, run_id: str) -> Any:
        """Keep the run under the name and open what is kept."""
        if not clicks and not enter:
            return no_update, no_update
        ws = workspace()
        try:
            if wanted and wanted != NEW:
                kept = publishing.next_version(ws, wanted, run_id=run_id, author=author())
            else:
                kept = keeping.keep(ws, run_id, name or "", author=author())
        except PortalError as error:
            return no_update, error.message
        return address(kept), None

    @callback(
        Output(Id.ERROR, "children", allow_duplicate=True),
        Output(Id.SEEN, "data", allow_duplicate=True),
        Output(Id.CHANGED, "data", allow_duplicate=True),
        Input(Id.TITLE, "value"),
        State(Id.SEEN, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def rename(name: str | None, shown: dict[str, int] | None, kept_id: str) -> Any:
        """Another name for the draft."""
        try:
            kept = deciding.rename(workspace(), kept_id, name or "", seen=seen.of(shown, seen.TITLE), author=author())
        except PortalError as error:
            now = segmentations.segmentation(workspace(), kept_id).revision
            return error.message, (shown or {}) | {seen.TITLE: now}, no_update
        return None, seen.edited(shown, (seen.TITLE,), kept.revision), {"parts": ["title"], "revision": kept.revision}

    @callback(
        Output(ShellId.NAV, "href", allow_duplicate=True),
        Output(Id.ERROR, "children", allow_duplicate=True),
        Output(confirm_modal(Id.PUBLISH), "is_open", allow_duplicate=True),
        Output(confirm_text(Id.PUBLISH), "children"),
        Output(Id.CHANGED, "data", allow_duplicate=True),
        Input(act(ALL), "n_clicks"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def change_standing(_clicks: list[int | None], kept_id: str) -> Any:
        """Retire, bring back or continue a version; publishing asks first."""
        if (button := pressed()) is None:
            return (no_update,) * 5
        ws, wanted = workspace(), str(button["act"])
        kept = segmentations.segmentation(ws, kept_id)
        try:
            if wanted == "publish":
                return no_update, None, True, _before_publishing(kept), no_update
            if wanted == "next":
                going_on = publishing.next_version(ws, kept_id, author=author())
                return address(going_on), None, no_update, no_update, no_update
            turn = publishing.retire if wanted == "retire" else publishing.bring_back
            now = turn(ws, kept_id, author=author())
        except PortalError as error:
            return no_update, error.message, no_update, no_update, no_update
        return no_update, None, no_update, no_update, {"parts": ["status"], "revision": now.revision}

    @callback(
        Output(Id.ERROR, "children", allow_duplicate=True),
        Output(Id.CHANGED, "data", allow_duplicate=True),
        Input(confirm_yes(Id.PUBLISH), "n_clicks"),
        State(Id.SEEN, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def publish(clicks: int | None, shown: dict[str, int] | None, kept_id: str) -> Any:
        """Freeze the version as the one in use."""
        if not clicks:
            return no_update, no_update
        try:
            now = publishing.publish(workspace(), kept_id, seen=seen.of(shown, seen.ALL), author=author())
        except PortalError as error:
            return error.message, no_update
        toasts.show(f"Version {now.version} of “{now.name}” is published. Its link stays as it is.")
        return None, {"parts": ["status"], "revision": now.revision}

    @callback(
        Output(Id.BAR, "children"),
        Output(Id.SEEN, "data", allow_duplicate=True),
        Input(Id.CHANGED, "data"),
        State(Shared.RUN, "data"),
        prevent_initial_call=True,
    )
    def show_standing_of_version(edit: dict[str, Any] | None, kept_id: str) -> Any:
        """The bar after a version has been published, retired or brought back."""
        if not edit or "status" not in edit["parts"]:
            return no_update, no_update
        kept = segmentations.segmentation(workspace(), kept_id)
        return of_kept(kept), seen.at(kept.revision)

    @callback(
        Output(ShellId.URL, "search", allow_duplicate=True),
        Input(Shared.RUN, "data"),
        State(ShellId.URL, "search"),
        prevent_initial_call="initial_duplicate",
    )
    def complete_address(shown_id: str | None, search: str | None) -> Any:
        """A bare link to a segmentation gets its table and run, which header and other pages go by."""
        ws = workspace()
        if not shown_id or parsed(search).run or ws.segmentations.get(shown_id) is None:
            return no_update
        kept = segmentations.segmentation(ws, shown_id)
        return changed(search, dataset=kept.dataset_id, run=kept.run_id)


def _before_publishing(kept: Segmentation) -> str:
    """What publishing means."""
    every = segmentations.versions(workspace(), kept.series_id)
    used = next((one for one in every if one.status == Status.PUBLISHED), None)
    retired = f" Version {used.version} is retired by it." if used else ""
    return (
        f"Version {kept.version} of “{kept.name}” then stays as it is: names and plans can not be changed any more, "
        f"a change begins version {max(one.version for one in every) + 1}.{retired}"
    )
