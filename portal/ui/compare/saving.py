"""Saving, renaming and deleting comparisons."""

from __future__ import annotations

from typing import Any

from dash import ALL, Input, Output, State, callback, no_update

from portal.errors import PortalError
from portal.services import pins, saved_comparisons
from portal.ui import address
from portal.ui.asking import before_deletion, before_renaming
from portal.ui.compare.pin_ids import Id, act
from portal.ui.compare.saved import saved_list
from portal.ui.components import confirm_yes
from portal.ui.ids import ShellId
from portal.ui.query import changed, parsed
from portal.ui.session import workspace


def register_callbacks() -> None:
    """Put the callbacks of the saved comparisons on the app that is being made."""

    @callback(
        Output(ShellId.URL, "search", allow_duplicate=True),
        Input(Id.SAVED_OF, "data"),
        State(ShellId.URL, "search"),
        prevent_initial_call="initial_duplicate",
    )
    def name_table(dataset_id: str, search: str | None) -> Any:
        """A link that names a comparison alone speaks of its table: the header must hear of it."""
        if "comparison=" not in (search or "") or parsed(search).dataset == dataset_id:
            return no_update
        return changed(search, dataset=dataset_id)

    @callback(
        Output(Id.SAVED_LIST, "children"),
        Input(Id.PINS, "data"),
        State(Id.SAVED_OF, "data"),
        prevent_initial_call=True,
    )
    def mark_shown(ids: list[str], dataset_id: str) -> Any:
        """Mark the comparison that is what is pinned now."""
        return _list(dataset_id, ids)

    @callback(
        Output(Id.SAVED_LIST, "children", allow_duplicate=True),
        Output(Id.SAVE_TOLD, "children"),
        Output(Id.SAVE_NAME, "value"),
        address.written(Id.SAVE),
        Input(Id.SAVE, "n_clicks"),
        Input(Id.SAVE_NAME, "n_submit"),
        State(Id.SAVE_NAME, "value"),
        State(Id.PINS, "data"),
        State(Id.SAVED_OF, "data"),
        prevent_initial_call=True,
    )
    def save(
        clicks: int | None, enters: int | None, name: str | None, ids: list[str], dataset_id: str
    ) -> tuple[Any, ...]:
        """Keep the pins under the name; the address then names the comparison."""
        if not clicks and not enters:
            return (no_update,) * 4
        try:
            kept = saved_comparisons.save(workspace(), dataset_id, name or "", ids)
        except PortalError as error:
            return no_update, error.message, no_update, no_update
        said = f"Saved as “{kept.name}”. Its link is the address of this page."
        return _list(dataset_id, ids), said, "", {"dataset": dataset_id, "comparison": kept.id, "pins": None}

    before_deletion(act("delete", ALL), question=Id.DELETE, about=Id.ACTED_ON, known=_going)

    @callback(
        Output(Id.SAVED_LIST, "children", allow_duplicate=True),
        Output(Id.SAVE_TOLD, "children", allow_duplicate=True),
        address.written(Id.DELETE),
        Input(confirm_yes(Id.DELETE), "n_clicks"),
        State(Id.ACTED_ON, "data"),
        State(Id.PINS, "data"),
        State(Id.SAVED_OF, "data"),
        State(ShellId.URL, "search"),
        prevent_initial_call=True,
    )
    def delete(
        clicks: int | None, asked: str | None, ids: list[str], dataset_id: str, search: str | None
    ) -> tuple[Any, ...]:
        """Delete it; what is pinned stays pinned."""
        if not clicks or not asked:
            return (no_update,) * 3
        gone = saved_comparisons.delete(workspace(), asked)
        named = f"comparison={gone.id}" in (search or "")
        change = {"comparison": None, "pins": pins.written(ids)} if named else no_update
        return _list(dataset_id, ids), f"“{gone.name}” is deleted.", change

    before_renaming(
        act("rename", ALL),
        dialog=Id.RENAME,
        field=Id.RENAME_NAME,
        error=Id.RENAME_ERROR,
        keep=Id.RENAME_KEEP,
        about=Id.ACTED_ON,
        known=_named,
    )

    @callback(
        Output(Id.SAVED_LIST, "children", allow_duplicate=True),
        Output(Id.RENAME_ERROR, "children", allow_duplicate=True),
        Output(Id.RENAME, "is_open", allow_duplicate=True),
        Input(Id.RENAME_SAVE, "n_clicks"),
        Input(Id.RENAME_NAME, "n_submit"),
        State(Id.RENAME_NAME, "value"),
        State(Id.ACTED_ON, "data"),
        State(Id.PINS, "data"),
        State(Id.SAVED_OF, "data"),
        prevent_initial_call=True,
    )
    def rename(
        _clicks: int | None, _enter: int | None, name: str | None, asked: str | None, ids: list[str], dataset_id: str
    ) -> tuple[Any, ...]:
        """Give it the name; a refusal is said beside the field."""
        if not asked:
            return (no_update,) * 3
        try:
            saved_comparisons.rename(workspace(), asked, name or "")
        except PortalError as error:
            return no_update, error.message, no_update
        return _list(dataset_id, ids), None, False


def _list(dataset_id: str, ids: list[str]) -> Any:
    return saved_list(saved_comparisons.listed(workspace(), dataset_id), ids)


def _going(button: dict[str, Any]) -> tuple[str, str]:
    known = saved_comparisons.opened(workspace(), str(button["comparison"]))
    return known.id, f"“{known.name}” goes for everybody, and links to it stop working. Its runs stay."


def _named(button: dict[str, Any]) -> tuple[str, str]:
    known = saved_comparisons.opened(workspace(), str(button["comparison"]))
    return known.id, known.name
