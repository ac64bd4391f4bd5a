"""What stands out in a table, in plain sentences, each beside the buttons that repair it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import ALL, Input, Output, State, callback, dcc, html, no_update, set_props

from portal.engine.findings import Finding, FindingKind
from portal.engine.steps import Step
from portal.errors import PortalError
from portal.figures.wording import counted, sentence, tied
from portal.services import datasets, findings, recipes
from portal.services.datasets import Dataset
from portal.store.jobs import JobRow
from portal.ui import jobs, toasts
from portal.ui.components import notice
from portal.ui.data.ids import Id, as_written, offer
from portal.ui.data.outcomes import did
from portal.ui.ids import ShellId
from portal.ui.pressing import pressed
from portal.ui.query import changed
from portal.ui.session import owner, workspace

SHOWN = 6
"""Findings that are shown at once; the others fold."""
QUIET = (FindingKind.CODE, FindingKind.ID, FindingKind.SKEW)
"""What is good to know but no fault; it comes last and does not count as something to decide."""


def found(dataset: Dataset) -> list[Finding]:
    """The findings in the order of showing: what asks for a decision first."""
    seen = findings.found(workspace(), dataset)
    return sorted(seen, key=lambda finding: finding.kind in QUIET)


def headline(seen: Sequence[Finding]) -> str:
    """How much there is to decide."""
    open_now = sum(finding.kind not in QUIET for finding in seen)
    if not open_now:
        return "Nothing has to be decided"
    return f"{sentence(counted(open_now, 'thing'))} to decide"


def listing(seen: Sequence[Finding], *, file: bool = False, final: bool = False) -> list[Any]:
    """The findings with their buttons, those past the first few folded; `file` when there is one to read again.

    A `final` table cannot be repaired, so nothing is offered beside its findings.
    """
    seen = [replace(finding, repairs=()) for finding in seen] if final else seen
    steps = [repair.step.to_json() for finding in seen for repair in finding.repairs]
    starts = [0]
    for finding in seen:
        starts.append(starts[-1] + len(finding.repairs))
    rows = [_row(finding, start, file=file) for finding, start in zip(seen, starts, strict=False)]
    kept = dcc.Store(id=Id.STEPS, data=steps)
    if not rows:
        return [kept, html.P("No sentinels, no repeated rows, no constants, nothing said twice.", className="lead")]
    more = rows[SHOWN:]
    folded = html.Details(
        [html.Summary(f"{sentence(counted(len(more), 'more finding'))}"), html.Ul(more, className="data-findings")],
        className="panel data-fold",
    )
    return [kept, html.Ul(rows[:SHOWN], className="panel data-findings"), folded if more else None]


def _row(finding: Finding, start: int, *, file: bool) -> html.Li:
    buttons = [
        html.Button(repair.label, id=offer(start + i), type="button", className="btn btn-small", n_clicks=0)
        for i, repair in enumerate(finding.repairs)
    ]
    if file and finding.kind is FindingKind.UNREADABLE:
        kept, small = as_written(finding.columns[0]), "btn btn-small"
        buttons.insert(0, html.Button("Keep it as written", id=kept, type="button", className=small, n_clicks=0))
    said: list[Any] = [html.Span(finding.sentence)]
    if len(finding.columns) > 1 and finding.kind in (FindingKind.MISSING_WORD, FindingKind.MISSING_NUMBER):
        first, *each = buttons
        one = [html.Summary("In one column only"), html.Span(each, className="data-offers")]
        said += [html.Span(first, className="data-offers"), html.Details(one, className="data-each")]
    else:
        said.append(html.Span(buttons, className="data-offers"))
    return html.Li(said)


def told(made: Dataset, step: Step) -> str:
    """What a repair did, for whoever does not see the recipe from where the button was."""
    one = next(one for one in recipes.done(made) if one.step == step)
    return f"{tied(step.sentence())}: {did(one)}. Undo it under Repairs."


def arrived(made: Dataset | JobRow) -> None:
    """Open the version that was made, or follow the job that makes it; what went wrong before is forgotten."""
    # As outputs these would tie buttons that come and go with the page to the shell's own callbacks.
    if isinstance(made, Dataset):
        set_props(Id.GO, {"href": f"/data{changed('', dataset=made.id)}"})
        return
    set_props(ShellId.JOB_REQUEST, {"data": jobs.wanted(made)})
    set_props(Id.WATCHED, {"data": made.id})


def register_callbacks() -> None:
    """The callback of the repairs."""

    @callback(
        Output(Id.REPAIRED, "children", allow_duplicate=True),
        Input(offer(ALL), "n_clicks"),
        State(Id.STEPS, "data"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def repair(_clicks: list[int | None], steps: list[dict[str, Any]] | None, dataset_id: str | None) -> Any:
        """Add the step to the recipe and open the version that it makes."""
        if (button := pressed()) is None or not dataset_id:
            return no_update
        try:
            step = Step.from_json((steps or [])[int(button["step"])])
            recipe = recipes.added(recipes.steps(datasets.info(workspace(), dataset_id)), step)
            made = recipes.request(workspace(), dataset_id, recipe, owner=owner())
            arrived(made)
            if isinstance(made, Dataset):
                toasts.show(told(made, step))
            return None
        except PortalError as error:
            return notice(error.message, kind="error")
