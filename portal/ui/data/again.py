"""Reading a file once more, where the reader cannot know what its owner knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ALL, Input, Output, State, callback, html, no_update

from portal.errors import PortalError
from portal.services import datasets, uploads
from portal.services.datasets import Dataset
from portal.ui.components import check_list, notice
from portal.ui.data import answers
from portal.ui.data.findings import arrived
from portal.ui.data.ids import Id, as_written
from portal.ui.pressing import pressed
from portal.ui.session import owner, workspace

FORM = "again"


def form(dataset: Dataset) -> html.Details | None:
    """The questions about the file, answered as they were; None where there is no file to read."""
    report = uploads.report_of(dataset)
    if report is None or dataset.file_id is None:
        return None
    sheets = known_sheets(dataset)
    text = report.format == "text"
    asked = answers.NAMES if text else ("decimal", "header", "day_first") if sheets else ("day_first",)
    questions = answers.fields(FORM, dataset.choices or {}, asked)
    chosen = check_list(Id.SHEETS, "Sheets", sheets, list(report.sheets), help="Sheets read together must be alike.")
    button = html.Button("Read again", id=Id.AGAIN, type="button", className="btn", n_clicks=0)
    return html.Details(
        [
            html.Summary("Read the file again"),
            html.Div(
                [
                    questions,
                    html.Div(chosen, style={} if len(sheets) > 1 else {"display": "none"}),
                    html.Div([button, html.Span("The reading becomes a table of its own.", className="help")],
                             className="btn-row"),
                    html.Div(id=Id.AGAIN_SAID),
                ],
                className="data-again",
            ),
        ],
        className="panel data-fold",
    )  # fmt: skip


def known_sheets(dataset: Dataset) -> list[str]:
    """The sheets of the file with tables: a reading of chosen sheets knows no others, the first reading does."""
    ws = workspace()
    readings = [dataset, *(datasets.info(ws, one) for one in ws.datasets.of_file(str(dataset.file_id)))]
    reports = [report for one in readings if (report := uploads.report_of(one)) is not None]
    told = sorted(((*report.sheets, *report.other_sheets) for report in reports), key=len, reverse=True)
    return list(dict.fromkeys(name for names in told for name in names))


def asked(dataset: Dataset, said: Sequence[str | None], sheets: list[str] | None) -> dict[str, Any]:
    """The answers as choices for the reader; sheets only where they differ, and columns that stay as written."""
    report, before = uploads.report_of(dataset), dataset.choices or {}
    made = answers.given(said)
    if sheets and report is not None and report.sheets:
        made["sheets"] = before.get("sheets") if list(report.sheets) == sheets else sheets
    made["as_written"] = before.get("as_written")
    return {name: value for name, value in made.items() if value is not None}


def left_as_written(dataset: Dataset, column: str) -> dict[str, Any]:
    """The choices that the dataset was read with, and that one column more stays as it was written."""
    before = {name: value for name, value in (dataset.choices or {}).items() if name != "preset"}
    return before | {"as_written": [*(before.get("as_written") or []), column]}


def register_callbacks() -> None:
    """The callback of the form."""

    @callback(
        Output(Id.AGAIN_SAID, "children"),
        Input(Id.AGAIN, "n_clicks"),
        State(Id.DATASET, "data"),
        State(Id.SHEETS, "value"),
        *answers.states(FORM),
        prevent_initial_call=True,
    )
    def read_again(clicks: int | None, dataset_id: str | None, sheets: list[str] | None, *said: str | None) -> Any:
        """Read the file with these answers; the table that they give opens."""
        if not clicks or not dataset_id:
            return no_update
        try:
            known = datasets.info(workspace(), dataset_id)
            if not sheets and known_sheets(known):
                return notice("No sheet is ticked. Tick at least one to read.", kind="info")
            made = uploads.request_reading_again(workspace(), dataset_id, asked(known, said, sheets), owner=owner())
        except PortalError as error:
            return notice(error.message, kind="error")
        if isinstance(made, Dataset) and made.id == dataset_id:
            return notice("It was read with these answers already.", kind="info")
        arrived(made)
        return None

    @callback(
        Output(Id.REPAIRED, "children", allow_duplicate=True),
        Input(as_written(ALL), "n_clicks"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def keep_as_written(_clicks: list[int | None], dataset_id: str | None) -> Any:
        """Read the file once more and leave a column's cells the words that they are; that table opens."""
        if (button := pressed()) is None or not dataset_id:
            return no_update
        try:
            known = datasets.info(workspace(), dataset_id)
            choices = left_as_written(known, str(button["column"]))
            arrived(uploads.request_reading_again(workspace(), dataset_id, choices, owner=owner()))
            return None
        except PortalError as error:
            return notice(error.message, kind="error")
