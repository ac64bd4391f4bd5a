"""The verdict in the header of every page; whoever opens an unjudged run asks for its verdict by that."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import Dash, Input, Output, dcc, no_update

from portal.errors import PortalError
from portal.services import datasets, evidence, openings, runs
from portal.services.runs import Run
from portal.ui import jobs
from portal.ui.components import verdict_chip
from portal.ui.ids import ShellId
from portal.ui.query import parsed
from portal.ui.session import owner, workspace
from portal.ui.structure import words


def address(run: Run) -> str:
    """The Structure page about a run."""
    return f"/structure?{urlencode({'dataset': run.spec.dataset_id, 'run': run.id})}"


def chip(run: Run) -> Any:
    """The verdict as a link to the reasons behind it."""
    found = evidence.verdict_of(workspace(), run)
    if found is None:
        return dcc.Link(words.UNJUDGED, href=address(run), className="chip chip-open")
    return verdict_chip(found.value, href=address(run))


def run_shown(search: str | None) -> Run | None:
    """The run that an address speaks of; None when there is none yet, or the address leads nowhere."""
    state, ws = parsed(search), workspace()
    try:
        if state.run:
            return runs.run(ws, state.run)
        dataset = state.dataset or getattr(datasets.default(ws), "id", None)
        return openings.default_run(ws, dataset) if dataset else None
    except PortalError:
        return None


def register_callbacks(app: Dash) -> None:
    """Put the badge's callback on the app."""

    @app.callback(
        Output(ShellId.VERDICT, "children"),
        Output(ShellId.JOB_REQUEST, "data", allow_duplicate=True),
        Input(ShellId.URL, "search"),
        Input(ShellId.JOB_DONE, "data"),
        Input(ShellId.CHANGED, "data"),
        prevent_initial_call="initial_duplicate",
    )
    def show_verdict(search: str | None, _done: Any, _changed: Any) -> tuple[Any, Any]:
        """Show how far the run can be trusted; ask for it when nobody has."""
        run = run_shown(search)
        if run is None:
            return None, no_update
        asked = evidence.request_lacking(workspace(), run, owner=owner())
        active = [row for row in asked.values() if row.active]
        return chip(run), jobs.wanted(*active) if active else no_update
