"""The tables that are there: which one is shown, the way to the others, another name, or none at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update

from portal.errors import PortalError
from portal.figures.wording import counted, listed, number, sentence
from portal.services import datasets, segmentations
from portal.services.datasets import Dataset
from portal.services.segmentations import Segmentation
from portal.ui import toasts
from portal.ui.asking import before_deletion, before_renaming
from portal.ui.components import Col, Row, confirm, confirm_yes, name_dialog, saved, tbl
from portal.ui.data import words
from portal.ui.data.ids import Id, act
from portal.ui.icons import icon
from portal.ui.ids import ShellId
from portal.ui.query import changed
from portal.ui.session import workspace


def table_list(known: Sequence[Dataset], shown: str | None) -> html.Div:
    """Name, rows, columns, day; the shown one marked; samples stay as they are."""
    acts = html.Span("Rename or delete", className="vh")
    heads = [Col("Table"), Col("Rows", number=True), Col("Columns", number=True), Col("Added", number=True)]
    heads.append(Col(acts, acts=True))
    rows = [
        Row(
            [
                _name(item, item.id == shown),
                number(item.rows),
                number(len(item.columns)),
                words.added(item),
                html.Span("Sample", className="dim") if item.is_sample else _acts(item),
            ],
            selected=item.id == shown,
        )
        for item in known
    ]
    return saved(tbl(heads, rows, name="Tables", extra_class="data-tables"), extra_class="")


def dialogs() -> list[Any]:
    """The questions that the list asks, hidden until then."""
    return [
        dcc.Store(id=Id.ACTED_ON),
        confirm(Id.DELETE, "Delete this table?", "", yes="Delete it"),
        name_dialog(Id.RENAME, field=Id.RENAME_NAME, error=Id.RENAME_ERROR, keep=Id.RENAME_CANCEL, save=Id.RENAME_SAVE),
    ]


def goes_with(dataset: Dataset, runs: int, kept: Sequence[Segmentation] = ()) -> str:
    """What a deletion takes along, and which kept segmentations hang on it."""
    along = f"with its {counted(runs, 'run')}" if runs else "with everything computed from it"
    names = listed([f"“{name}”" for name in dict.fromkeys(one.name for one in kept)])
    hanging = (
        f"{sentence(counted(len(kept), 'kept version'))} of {names} can then not be opened or exported; "
        "the decisions stay and open again with the same file. "
        if kept
        else ""
    )
    return (
        f"“{dataset.name}” ({number(dataset.rows)} rows) goes for everybody, {along}; links to it stop working. "
        f"{hanging}To have it back, upload the file again."
    )


def register_callbacks() -> None:
    """Callbacks of the list and its questions."""

    before_deletion(act("delete", ALL), question=Id.DELETE, about=Id.ACTED_ON, known=_going)

    @callback(
        Output(Id.GO, "href", allow_duplicate=True),
        Output(ShellId.CHANGED, "data", allow_duplicate=True),
        Output(Id.LIST, "children", allow_duplicate=True),
        Output(ShellId.TOAST, "data", allow_duplicate=True),
        Input(confirm_yes(Id.DELETE), "n_clicks"),
        State(Id.ACTED_ON, "data"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def delete(clicks: int | None, asked: str | None, shown: str | None) -> tuple[Any, ...]:
        """Delete it; when it was the one on the page, open the first."""
        if not clicks or not asked:
            return no_update, no_update, no_update, no_update
        gone = datasets.delete(workspace(), asked)
        away = "/data" if asked == shown else no_update
        remaining = table_list(datasets.listed(workspace(), also=shown), shown)
        return away, f"deleted {asked}", remaining, toasts.toast(f"“{gone.name}” is deleted.")

    before_renaming(
        act("rename", ALL),
        dialog=Id.RENAME,
        field=Id.RENAME_NAME,
        error=Id.RENAME_ERROR,
        keep=Id.RENAME_CANCEL,
        about=Id.ACTED_ON,
        known=_named,
    )

    @callback(
        Output(Id.RENAME, "is_open", allow_duplicate=True),
        Output(Id.RENAME_ERROR, "children", allow_duplicate=True),
        Output(ShellId.CHANGED, "data", allow_duplicate=True),
        Output(Id.LIST, "children", allow_duplicate=True),
        Output(Id.FINDING, "children", allow_duplicate=True),
        Input(Id.RENAME_SAVE, "n_clicks"),
        Input(Id.RENAME_NAME, "n_submit"),
        State(Id.RENAME_NAME, "value"),
        State(Id.ACTED_ON, "data"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def rename(
        _clicks: int | None, _enter: int | None, name: str | None, asked: str | None, shown: str | None
    ) -> tuple[Any, ...]:
        """Give it the name; a refusal is said beside the field."""
        if not asked:
            return (no_update,) * 5
        try:
            renamed = datasets.rename(workspace(), asked, name or "")
        except PortalError as error:
            return no_update, error.message, no_update, no_update, no_update
        head = words.finding(renamed) if asked == shown else no_update
        return False, None, f"renamed {asked} {name}", table_list(datasets.listed(workspace(), also=shown), shown), head


def _going(button: dict[str, Any]) -> tuple[str, str]:
    ws = workspace()
    known = datasets.info(ws, str(button["dataset"]))
    kept = segmentations.of_dataset(ws, known.id)
    return known.id, goes_with(known, len(ws.runs.of_dataset(known.id)), kept)


def _named(button: dict[str, Any]) -> tuple[str, str]:
    known = datasets.info(workspace(), str(button["dataset"]))
    return known.id, known.name


def _name(item: Dataset, shown: bool) -> html.Span:
    if not shown:
        href = f"/data{changed('', dataset=item.id)}"
        return html.Span(dcc.Link(item.name, href=href, className="data-name", title=item.name))
    name = html.Span(item.name, className="data-name data-shown", title=item.name)
    return html.Span([name, html.Span("shown here", className="hint unsaved")], **{"aria-current": "true"})


def _acts(item: Dataset) -> html.Span:
    button = {"type": "button", "n_clicks": 0, "className": "btn btn-quiet btn-icon btn-small"}
    rename = {"title": "Rename", "aria-label": f"Rename {item.name}"}
    delete = {"title": "Delete", "aria-label": f"Delete {item.name}"}
    return html.Span(
        [
            html.Button(icon("pencil"), id=act("rename", item.id), **button, **rename),
            html.Button(icon("trash3"), id=act("delete", item.id), **button, **delete),
        ],
        className="data-acts",
    )
