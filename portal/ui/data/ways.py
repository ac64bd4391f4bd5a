"""Other ways to a table of customers than bringing one: building it of events, combining, a preset and its sample."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, html, no_update, set_props

from portal.engine.presets import Preset
from portal.errors import PortalError
from portal.figures.records import People
from portal.figures.wording import number, sentence
from portal.services import event_plans, presets
from portal.services.datasets import Dataset
from portal.ui import toasts
from portal.ui.components import NOTHING, Option, select, step
from portal.ui.data.ids import Id
from portal.ui.fictional import fictional_tables
from portal.ui.icons import icon
from portal.ui.ids import ShellId
from portal.ui.people import called
from portal.ui.query import changed
from portal.ui.session import workspace


def ways(shown: Dataset | None) -> html.Div:
    """The ways as rows; a table that looks like events is told so."""
    people = called(shown) if shown is not None else People()
    about = "Orders, visits or gifts, a line each, become one row for "
    about += f"each {people.one}: recency, frequency, money, RFM groups."
    lines = "transactions"
    build, combine = "/build", "/combine"
    if shown is not None:
        combine += changed("", dataset=shown.id)
        if event_plans.looks_like_events(shown):
            if event_plans.counted(shown):
                lines, about = "events", f"They become one row for each {people.one}: recency, frequency, rhythm."
            about = f"The {number(shown.rows)} rows shown here look like events, not {people.many}. {about}"
            build += changed("", dataset=shown.id)
    joined = f"Web, app, e-mail, purchases: what several tables know of the same {people.many}, as one table."
    rows = [
        step(icon("people"), f"Build {people.many} from {lines}", about, build),
        step(icon("collection"), "Combine tables", joined, combine),
    ]
    return html.Div([html.Div(rows, className="panel steps"), _presets(shown)], className="data-ways")


def _presets(shown: Dataset | None) -> html.Div:
    return html.Div(
        [_rows_are(shown) if shown is not None else None, fictional_tables()], className="panel data-presets"
    )


def _rows_are(shown: Dataset) -> html.Div:
    """The question what the rows are; answering it gives columns their usual parts."""
    likely = presets.proposed(shown)
    help = "Sets roles and units, and the words on every page."
    if likely is not None:
        help = f"They look like {likely.wording.many}. {help}"
    kinds = [Option(one.slug, _kind(one)) for one in presets.offered()]
    choices = [Option(NOTHING, "Customers"), *kinds]
    return select(Id.PRESET, "The rows of this table are", choices, shown.preset or NOTHING, help=help)


def _kind(one: Preset) -> str:
    """“Customers (SaaS and subscriptions)”; what would say the same twice says it once."""
    many = sentence(one.wording.many)
    return many if many == one.title else f"{many} ({one.title})"


def register_callbacks() -> None:
    """The callback of the question."""

    @callback(
        Output(Id.GO, "href", allow_duplicate=True),
        Input(Id.PRESET, "value"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def say_what_rows_are(slug: str | None, dataset_id: str | None) -> Any:
        """Put the preset on the table and open it again with its new parts."""
        if not dataset_id or slug is None:
            return no_update
        try:
            put = presets.put_on(workspace(), dataset_id, slug.strip() or None)
        except PortalError as error:
            toasts.show(error.message, "error")
            return no_update
        if slug.strip():
            toasts.show(f"{put.known} of {len(put.dataset.columns)} columns are known; {put.variables} are variables.")
        set_props(ShellId.CHANGED, {"data": f"preset {dataset_id} {slug}"})
        return f"/data{changed('', dataset=dataset_id, preset=slug.strip() or 'none')}"
