"""Bringing a table: the place to drop a file, how far its reading is, and where it then opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update, set_props

from portal.figures.wording import megabytes
from portal.services import datasets, queue
from portal.ui import following, jobs, mirrors
from portal.ui.components import dropzone, progress_line, upload_answer
from portal.ui.data import refused
from portal.ui.data.ids import Id
from portal.ui.data.tables import table_list
from portal.ui.ids import ShellId
from portal.ui.query import changed
from portal.ui.session import owner, workspace

OPENS = ("import", "repair", "extract")
"""Kinds of jobs whose table opens when they are done."""
ACCEPT = ".csv,.tsv,.txt,.tab,.gz,.zip,.parquet,.xlsx,.xls,.ods"


def drop_area() -> html.Div:
    """The dropzone with its limit, and the line that says how far the reading is."""
    limit = workspace().settings.upload_limit_mb
    zone = dropzone(
        Id.DROP,
        label="Choose a file",
        about=f"Drop a table here, one row each, up to {megabytes(limit)}: CSV or TSV in any separator and encoding, "
        "Excel (.xlsx, .xls), ODS, Parquet, also packed as .gz or .zip. Nothing leaves this server.",
        accept=ACCEPT,
    )
    setattr(zone, "data-limit", str(limit))
    cancel = html.Button(
        "Cancel reading", id=Id.READING_CANCEL, type="button", className="link", n_clicks=0, style={"display": "none"}
    )
    database = dcc.Link("Connect a database", href="/connect", className="btn")
    parts = [dcc.Store(id=Id.WATCHED), dcc.Location(id=Id.GO, refresh="callback-nav"), zone, html.Div(database)]
    return html.Div([*parts, html.Div(id=Id.READING), cancel, refused.place()], className="stack data-bring")


def opening(dataset_id: str, *, known: bool | str) -> str:
    """The address that a read table opens at; `known` says there that it was here before, or has not changed."""
    return f"/data{changed('', dataset=dataset_id, known=('yes' if known is True else str(known)) if known else None)}"


def followed(rows: Sequence[dict[str, Any]], watched: str | None) -> dict[str, Any] | None:
    """The reading that the page tells of: the one asked for here, else one that is under way from before."""
    mine = [row for row in rows if row["kind"] in OPENS]
    return next((row for row in mine if row["id"] == watched or (watched is None and row["active"])), None)


def said(rows: Sequence[dict[str, Any]], watched: str | None) -> Any:
    """How far the reading is, or why it ended without a table."""
    row = followed(rows, watched)
    if row is None:
        return progress_line("Waiting to be read") if watched else None
    other = "Choose another file, or say below how this one is written."
    other = other if row["kind"] == "import" else "The table is as it was."
    return following.standing(row, failed=other)


def register_callbacks() -> None:
    """Callbacks of bringing a table."""

    @callback(
        Output(Id.GO, "href", allow_duplicate=True),
        Output(ShellId.JOB_REQUEST, "data", allow_duplicate=True),
        Output(Id.WATCHED, "data"),
        Input(upload_answer(Id.DROP), "data"),
        prevent_initial_call=True,
    )
    def take(answer: dict[str, Any] | None) -> tuple[Any, ...]:
        """Open the table when it was here before, else follow the job that reads it."""
        if not answer or answer.get("status") != "ok":
            return no_update, no_update, None
        if answer.get("dataset"):
            return opening(str(answer["dataset"]), known=True), no_update, None
        row = queue.job(workspace(), str(answer["job"]))
        return no_update, jobs.wanted(row), row.id

    @callback(
        Output(Id.READING, "children"),
        Output(Id.READING_CANCEL, "style"),
        mirrors.job_state("data"),
        Input(Id.WATCHED, "data"),
    )
    def show_reading(rows: list[dict[str, Any]] | None, watched: str | None) -> tuple[Any, dict[str, str]]:
        """Show how far the reading is."""
        row = followed(rows or [], watched)
        return said(rows or [], watched), {} if row is not None and row["active"] else {"display": "none"}

    @callback(
        Output(Id.GO, "href", allow_duplicate=True),
        Output(Id.LIST, "children", allow_duplicate=True),
        mirrors.job_done("data"),
        State(Id.WATCHED, "data"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def open_when_read(done: dict[str, Any] | None, watched: str | None, shown: str | None) -> tuple[Any, ...]:
        """Open the table that this reader has brought; others only join the list."""
        read = [row for row in (done or {}).get("news", []) if row["kind"] in OPENS and row["status"] == "done"]
        if not read:
            return no_update, no_update
        own = next((row["outcome"] for row in read if row["id"] == watched and row["outcome"]), None)
        away = opening(str(own["dataset"]), known=own.get("known") or False) if own else no_update
        # As an output it would tie this callback to pages that have no such list.
        set_props(ShellId.CHANGED, {"data": f"read {read[0]['id']}"})
        return away, table_list(datasets.listed(workspace(), also=shown), shown)

    @callback(
        Output(Id.WATCHED, "data", allow_duplicate=True),
        Input(Id.READING_CANCEL, "n_clicks"),
        State(mirrors.job_state("data").component_id, "data"),
        State(Id.WATCHED, "data"),
        prevent_initial_call=True,
    )
    def call_off(clicks: int | None, rows: list[dict[str, Any]] | None, watched: str | None) -> Any:
        """Call off the reading that is shown; the line above then says so."""
        row = followed(rows or [], watched)
        if not clicks or row is None:
            return no_update
        queue.cancel(workspace(), row["id"], owner=owner())
        return row["id"]
