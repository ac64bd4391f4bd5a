"""A file that could not be read: what its owner may say so that it can."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update

from portal.errors import PortalError
from portal.services import refusals
from portal.store.jobs import JobRow, Status
from portal.ui import mirrors
from portal.ui.components import notice, text_field
from portal.ui.data import answers
from portal.ui.data.findings import arrived
from portal.ui.data.ids import Id
from portal.ui.session import owner, workspace

FORM = "refused"
WORKBOOKS = (".xlsx", ".xls", ".ods")
OF_WORKBOOKS = ("decimal", "header", "day_first")


def place() -> html.Div:
    """Where the questions appear once a file has been refused; folded for one that was refused before."""
    job = refusals.left(workspace(), owner())
    asked = form(job, before=True) if job is not None else None
    return html.Div([dcc.Store(id=Id.REFUSED_JOB, data=job.id if job else None), html.Div(asked, id=Id.REFUSED)])


def form(job: JobRow, *, before: bool = False) -> html.Details | None:
    """The questions about the file of a job; None for a file that leaves nothing to say.

    A file that was refused `before` is told with its reason, which is nowhere else on the page by then.
    """
    name = str(job.payload["name"])
    ending = PurePath(name).suffix.lower()
    if ending == ".parquet":
        return None
    workbook = ending in WORKBOOKS
    sheet = text_field(Id.REFUSED_SHEET, "Sheet", placeholder="Its name", help="Left empty, the reader chooses.")
    sheet.style = {} if workbook else {"display": "none"}
    button = html.Button("Read it so", id=Id.OTHERWISE, type="button", className="btn", n_clicks=0)
    return html.Details(
        [
            html.Summary(f"Read “{name}” another way"),
            html.Div(
                [
                    *([html.P(job.message, className="help")] if before else []),
                    answers.fields(FORM, job.payload.get("choices") or {}, OF_WORKBOOKS if workbook else answers.NAMES),
                    sheet,
                    html.Div([button, html.Span("The file stays here for a day.", className="help")],
                             className="btn-row"),
                    html.Div(id=Id.OTHERWISE_SAID),
                ],
                className="data-again",
            ),
        ],
        className="panel data-fold",
        open=not before,
    )  # fmt: skip


def register_callbacks() -> None:
    """The callbacks of the questions."""

    @callback(
        Output(Id.REFUSED_JOB, "data"),
        mirrors.job_state("data"),
        Input(Id.WATCHED, "data"),
        State(Id.REFUSED_JOB, "data"),
    )
    def notice_refusal(rows: list[dict[str, Any]] | None, watched: str | None, known: str | None) -> Any:
        """Remember the reading that has failed, or that another is under way."""
        if watched is None:
            # Nothing has been brought since; what was refused before may still be asked about.
            return no_update
        status = next((row["status"] for row in rows or [] if row["id"] == watched), None)
        now = watched if status == Status.FAILED else None
        if status == Status.CANCELLED and (job := refusals.left(workspace(), owner())) is not None:
            now = job.id
        # Whatever else the jobs do, what has been answered so far stays.
        return no_update if now == known else now

    @callback(Output(Id.REFUSED, "children"), Input(Id.REFUSED_JOB, "data"), prevent_initial_call=True)
    def ask(job_id: str | None) -> Any:
        """Ask about the file, while it is here."""
        job = refusals.refused(workspace(), job_id) if job_id else None
        return form(job) if job is not None else None

    @callback(
        Output(Id.OTHERWISE_SAID, "children"),
        Input(Id.OTHERWISE, "n_clicks"),
        State(Id.REFUSED_JOB, "data"),
        State(Id.REFUSED_SHEET, "value"),
        *answers.states(FORM),
        prevent_initial_call=True,
    )
    def read_otherwise(clicks: int | None, job_id: str | None, sheet: str | None, *said: str | None) -> Any:
        """Read the refused file with these answers; the table that they give opens."""
        if not clicks or not job_id:
            return no_update
        choices = answers.given(said) | ({"sheets": [sheet.strip()]} if sheet and sheet.strip() else {})
        if not choices:
            return notice("Say one thing more than the reader could find out by itself.", kind="info")
        try:
            arrived(refusals.request_reading(workspace(), job_id, choices, owner=owner()))
        except PortalError as error:
            return notice(error.message, kind="error")
        return None
