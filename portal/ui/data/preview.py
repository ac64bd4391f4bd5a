"""The rows of a table in a grid: a hundred at a time as one scrolls, sorted by the server."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import dash_ag_grid as dag
from dash import Input, Output, State, callback, html, no_update

from portal.engine.columns import Kind
from portal.services import datasets, previewing
from portal.services.datasets import Dataset
from portal.ui.data.ids import Id
from portal.ui.session import workspace

BLOCK = 100


def grid(dataset: Dataset) -> html.Div:
    """The grid of a table, empty until the browser asks for its rows."""
    table = datasets.frame(workspace(), dataset.id)
    columns = []
    for position, column in enumerate(dataset.columns):
        right = previewing.is_quantity(table, column)
        columns.append(
            {
                "field": previewing.field(position),
                "headerName": column.name,
                "headerTooltip": column.name,
                "cellClass": "ag-right-aligned-cell" if right else "",
                "headerClass": "ag-right-aligned-header" if right else "",
                # Few columns share the whole width, words twice as much of it as numbers; many are scrolled.
                "flex": 1 if right else 2,
                "minWidth": min(240, max(132 if column.kind == Kind.DATE else 112, 44 + 8 * len(column.name))),
            }
        )
    body = dag.AgGrid(
        id=Id.GRID,
        columnDefs=columns,
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        rowModelType="infinite",
        dashGridOptions={
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": 20,
            "infiniteInitialRowCount": min(BLOCK, dataset.rows),
            "rowHeight": 36,
            "headerHeight": 36,
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
        },
        style={"height": f"{min(440, 56 + 36 * dataset.rows)}px"},
        className="ag-theme-quartz",
    )
    rows = html.Div(body, className="data-grid", role="region", **{"aria-label": f"Rows of {dataset.name}"})
    href = f"/export/table.csv?{urlencode({'dataset': dataset.id})}"
    link = html.A("CSV", href=href, download="", className="link", **{"aria-label": "Save all rows as CSV"})
    return html.Div([rows, html.Div(link, className="table-foot")])


def register_callbacks() -> None:
    """The callback behind the grid."""

    @callback(
        Output(Id.GRID, "getRowsResponse"),
        Input(Id.GRID, "getRowsRequest"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def scroll(asked: dict[str, Any] | None, dataset_id: str | None) -> Any:
        """Some rows of the table, in the order the reader has chosen."""
        if not asked or not dataset_id:
            return no_update
        sort = next(iter(asked.get("sortModel") or []), None)
        page = previewing.page(workspace(), dataset_id, int(asked["startRow"]), int(asked["endRow"]), sort)
        return {"rowData": page.rows, "rowCount": page.total}
