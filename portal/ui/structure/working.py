"""The page's own work: asks for the evidence that is missing, shows how far it is, and shows what has arrived."""

from __future__ import annotations

from typing import Any, Final

from dash import Input, Output, State, callback, html, no_update

from portal.services import evidence, runs, segments
from portal.services.evidence import Piece
from portal.ui import jobs
from portal.ui.components import progress_line, state_error
from portal.ui.ids import ShellId
from portal.ui.mirrors import job_done, job_state, theme
from portal.ui.session import owner, workspace
from portal.ui.structure.choosing import choosing_section
from portal.ui.structure.head import head
from portal.ui.structure.ids import PAGE, Id, cancel, progress
from portal.ui.structure.proofs import proof_section
from portal.ui.structure.returning import returning_section
from portal.ui.tray import cancel_id, offered, retry_id

SAID: Final = {
    Piece.ASSESSMENT: "Comparing with tables without segments",
    Piece.STABILITY: "Dividing other samples",
    Piece.SOLUTIONS: "Dividing other samples into 2 to 8",
}


def work_area() -> html.Div:
    """A line for each piece of evidence, empty until there is something to say."""
    lines = [
        html.Div([html.Div(id=progress(piece)), html.Div(id=cancel(piece))], className="with-cancel") for piece in Piece
    ]
    return html.Div(lines, id=Id.WORK, className="structure-work")


def register_callbacks() -> None:
    """Put the callbacks of the page on the app that is being made."""

    @callback(
        Output(ShellId.JOB_REQUEST, "data", allow_duplicate=True),
        Output(Id.PENDING, "data"),
        Input(Id.RUN, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def ask(run_id: str) -> tuple[Any, Any]:
        """Ask for the evidence that is missing."""
        ws = workspace()
        asked = evidence.request_lacking(ws, runs.run(ws, run_id), owner=owner(), pieces=tuple(Piece))
        active = [row for row in asked.values() if row.active]
        return jobs.wanted(*active) if active else no_update, {str(piece): row.id for piece, row in asked.items()}

    @callback(
        *(Output(where(piece), "children") for piece in Piece for where in (progress, cancel)),
        Input(Id.PENDING, "data"),
        job_state(PAGE),
        *(State(where(piece), "children") for piece in Piece for where in (progress, cancel)),
        prevent_initial_call=True,
    )
    def show_progress(pending: dict[str, str] | None, _rows: Any, *shown: Any) -> list[Any]:
        """How far each piece is, or why it is not there."""
        asked = pending or {}
        known = {row["id"]: row for row in jobs.current(asked.values())} if asked else {}
        answer: list[Any] = []
        for piece, line, button in zip(Piece, shown[::2], shown[1::2], strict=True):
            answer += _line(piece, known.get(asked.get(str(piece), "")), line, button)
        return answer

    @callback(
        Output(Id.HEAD, "children"),
        Output(Id.TESTS, "children"),
        Output(Id.STABILITY, "children"),
        Output(Id.CHOOSING, "children"),
        Output(Id.SHOWN, "data"),
        theme(PAGE),
        job_done(PAGE),
        State(Id.RUN, "data"),
        State(Id.SHOWN, "data"),
    )
    def show(theme_now: Any, _done: Any, run_id: str, shown: list[str] | None) -> tuple[Any, ...]:
        """Everything that is known by now."""
        ws = workspace()
        run = runs.run(ws, run_id)
        # What is on the page decides, not which input has changed: the browser drops the answer to an earlier
        # call when a later one starts, so the later one must bring what the earlier would have brought.
        now = [theme_now, evidence.known(ws, run, tuple(Piece))]
        portrait = segments.portrait(ws, run) if theme_now and now != shown else None
        if portrait is None:
            return (no_update,) * 5
        known = evidence.evidence_of(ws, run)
        return (
            head(portrait, known),
            proof_section(known.assessment, theme_now),
            returning_section(ws, portrait, theme_now),
            choosing_section(ws, portrait),
            now,
        )


def _line(piece: Piece, row: dict[str, Any] | None, shown: Any, button: Any) -> list[Any]:
    if row is None or row["status"] == "done":
        return [None, None]
    if row["active"]:
        share = row["progress"] if row["status"] == "running" else None
        said = (row["stage"] or SAID[piece]) if row["status"] == "running" else f"{SAID[piece]}: waiting"
        # Buttons are written once: they must not vanish under a finger or the focus.
        kept = no_update if offered(button, cancel_id(row["id"])) else _cancel(piece, row["id"])
        return [progress_line(said, share, elapsed=row["elapsed"]), kept]
    if offered(shown, retry_id(row["id"])):
        return [no_update, no_update]
    retry = html.Button("Try again", id=retry_id(row["id"]), type="button", className="link", n_clicks=0)
    return [state_error(f"{SAID[piece]}: {row['message']}", retry), None]


def _cancel(piece: Piece, job_id: str) -> html.Button:
    words = {"className": "link", "n_clicks": 0, "aria-label": f"Cancel: {SAID[piece]}"}
    return html.Button("Cancel", id=cancel_id(job_id), type="button", **words)
