"""Data: which tables are here, how to bring one, and what each of its columns is for.

The analyst learns whether the file was read as it was meant, which columns will tell customers
apart and why, and puts right what was inferred wrongly before anything is clustered.
"""

from __future__ import annotations

from typing import Any

from dash import dcc, html, register_page

from portal.errors import NotFoundError
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.ui import mirrors
from portal.ui.components import notice, page_head, section, state_empty, state_error
from portal.ui.data import (
    again,
    columns,
    findings,
    origin,
    preview,
    recipe,
    refused,
    report,
    tables,
    uploading,
    ways,
    words,
)
from portal.ui.data.ids import Id
from portal.ui.session import workspace

register_page(__name__, path="/data", name="Data", title="Data · Segments", order=2)

REPAIRS = "A repair makes a new version; this table stays as it is."
STEPS = "Steps, in this order. Undo one or move it: each order is a version."
FINAL = "The table it was made of has been deleted, so this one cannot be repaired."
ROLES = "Variables make the segments, descriptors describe them afterwards. Changes are saved at once."


def layout(dataset: str | None = None, known: str | None = None, **_: str) -> Any:
    """The tables that are here and the one that the address names."""
    everything = datasets.listed(workspace(), also=dataset)
    shown, wrong = _shown(dataset, everything)
    return html.Div(
        [
            *mirrors.mirrors("data"),
            dcc.Store(id=Id.DATASET, data=shown.id if shown else None),
            _head(shown),
            state_error(wrong, dcc.Link("Open the first table", href="/data")) if wrong else None,
            notice(*words.KNOWN.get(known, words.KNOWN["yes"]), kind="info") if known and shown else None,
            html.Div([_list(everything, shown), uploading.drop_area()], className="data-top"),
            ways.ways(shown),
            *(_about(shown) if shown else [html.Div(id=Id.SAVED, hidden=True)]),
            *tables.dialogs(),
        ],
        className="data" if everything else "data is-first",
    )


def _shown(asked: str | None, everything: list[Dataset]) -> tuple[Dataset | None, str | None]:
    if asked is None:
        return next(iter(everything), None), None
    try:
        return datasets.info(workspace(), asked), None
    except NotFoundError as error:
        return None, error.message


def _head(shown: Dataset | None) -> Any:
    if shown is None:
        finding, lead, way = "Which table is it about?", "Choose one of the tables below or bring your own.", None
    else:
        finding, lead, way = words.finding(shown), words.lead(shown), columns.compare_link(shown, primary=True)
    # The ids are there in any case: callbacks write to them.
    return page_head("Data", finding, lead, html.Div(way, id=Id.ACTIONS), finding_id=Id.FINDING, lead_id=Id.LEAD)


def _list(everything: list[Dataset], shown: Dataset | None) -> Any:
    if not everything:
        about = "Bring a table of customers, one row each. The samples appear once the server has made them."
        # With the id, because the list is written to when the first table has been read.
        return html.Div(state_empty("No tables yet", about), id=Id.LIST)
    return html.Div(tables.table_list(everything, shown.id if shown else None), id=Id.LIST, className="panel")


def _about(shown: Dataset) -> list[Any]:
    seen = findings.found(shown)
    final = recipe.is_final(shown)
    repairs = FINAL if final else f"{findings.headline(seen)}. {REPAIRS}"
    return [
        origin.part(shown),
        section("Repairs", recipe.panel(shown), aside=None if final else STEPS)
        if shown.parent_id and not shown.is_built
        else html.Div(recipe.panel(shown)),
        section("What stands out", findings.listing(seen, file=shown.file_id is not None, final=final), aside=repairs),
        section("Columns", columns.columns_editor(shown), aside=ROLES),
        section("Rows", preview.grid(shown), aside="All rows, a hundred at a time. A click on a head sorts."),
        section(report.title(shown), [*report.import_report(shown), again.form(shown)], aside=report.aside(shown)),
    ]


tables.register_callbacks()
uploading.register_callbacks()
columns.register_callbacks()
preview.register_callbacks()
findings.register_callbacks()
recipe.register_callbacks()
ways.register_callbacks()
again.register_callbacks()
refused.register_callbacks()
origin.register_callbacks()
