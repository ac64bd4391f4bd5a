"""What each column is and which part it plays: inferred with its reason, changed by hand, saved at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, dcc, html, no_update

from portal.engine.columns import Column, Role
from portal.errors import PortalError
from portal.figures.wording import lowered, number, percent
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.ui.components import Col, Option, Row, notice, select, tbl
from portal.ui.data import words
from portal.ui.data.ids import Id, cell
from portal.ui.ids import ShellId
from portal.ui.people import called
from portal.ui.query import changed
from portal.ui.session import workspace

PART = 40
"""Columns listed at once; a table may have a thousand, and each row has two menus."""


def compare_link(dataset: Dataset, *, primary: bool) -> Any:
    """The way to a comparison with the variables as they are now; None while there is none."""
    if not dataset.names(Role.VARIABLE):
        return None
    href = f"/compare{changed('', dataset=dataset.id)}"
    return dcc.Link("Compare with these variables", href=href, className="btn btn-primary" if primary else None)


def columns_editor(dataset: Dataset) -> list[Any]:
    """The table of columns, in parts where there are many."""
    count = len(dataset.columns)
    starts = range(0, count, PART)
    parts = [Option(str(start), f"Columns {start + 1} to {min(start + PART, count)}") for start in starts]
    choice = select(Id.COLUMNS_PART, "Which columns are listed", parts, "0", hide_label=True)
    choice.style = {} if len(parts) > 1 else {"display": "none"}
    return [
        html.Div([choice, html.Div(id=Id.SAVED, role="status", className="data-saved")], className="data-over"),
        html.Div(columns_table(dataset, 0), id=Id.COLUMNS, className="panel data-columns"),
    ]


def columns_table(dataset: Dataset, start: int) -> html.Div:
    """One row per column, from `start` on."""
    heads = [
        Col("Column"), Col("Role"), Col("Kind"), Col("Values", number=True), Col("Missing", number=True),
        Col("Why", wrap=True),
    ]  # fmt: skip
    part = list(enumerate(dataset.columns))[start : start + PART]
    return tbl(heads, [_row(i, column, dataset.rows) for i, column in part], name="Columns, their kinds and roles")


def changes(dataset: Dataset, position: int, kind: str | None, role: str | None) -> dict[str, tuple[str, str]]:
    """What `datasets.change_columns` is asked for; nothing when all is as it was."""
    if not 0 <= position < len(dataset.columns):
        return {}
    column = dataset.columns[position]
    wanted = (kind or column.kind, role or column.role)
    return {} if wanted == (column.kind, column.role) else {column.name: wanted}


def register_callbacks() -> None:
    """Callbacks of the table of columns."""

    @callback(
        Output(Id.COLUMNS, "children"),
        Input(Id.COLUMNS_PART, "value"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def turn_to(part: str | None, dataset_id: str | None) -> Any:
        """List another part of the columns."""
        if not dataset_id:
            return no_update
        start = int(part) if part and part.isdecimal() else 0
        return columns_table(datasets.info(workspace(), dataset_id), start)

    @callback(
        Output(cell("kind", ALL), "value"),
        Output(cell("role", ALL), "value"),
        Output(cell("note", ALL), "children"),
        Output(Id.SAVED, "children"),
        Output(Id.FINDING, "children", allow_duplicate=True),
        Output(Id.LEAD, "children", allow_duplicate=True),
        Output(Id.ACTIONS, "children", allow_duplicate=True),
        Output(ShellId.CHANGED, "data", allow_duplicate=True),
        Input(cell("kind", ALL), "value"),
        Input(cell("role", ALL), "value"),
        State(cell("role", ALL), "id"),
        State(Id.DATASET, "data"),
        prevent_initial_call=True,
    )
    def change_column(
        kinds: list[str | None], roles: list[str | None], ids: list[dict[str, Any]], dataset_id: str | None
    ) -> tuple[Any, ...]:
        """Save a column's kind or role at once; a refusal puts the menu back and says why."""
        places = [int(one["column"]) for one in ids]
        same = [no_update] * len(places)
        nothing = (same, same, same, no_update, no_update, no_update, no_update, no_update)
        position = (ctx.triggered_id or {}).get("column") if isinstance(ctx.triggered_id, dict) else None
        if not dataset_id or position not in places:
            return nothing
        known = datasets.info(workspace(), dataset_id)
        at = places.index(int(position))
        wanted = changes(known, int(position), kinds[at], roles[at])
        if not wanted:
            return nothing
        try:
            known = datasets.change_columns(workspace(), dataset_id, wanted)
        except PortalError as error:
            told: Any = notice(error.message, kind="error")
            return *_shown(known, places), told, no_update, no_update, no_update, no_update
        told = saved(known, known.columns[int(position)])
        head = (words.finding(known), words.lead(known), compare_link(known, primary=True))
        return *_shown(known, places), told, *head, f"columns of {dataset_id} {wanted}"


def saved(dataset: Dataset, column: Column) -> list[Any]:
    """That it is saved, what it means, and where to go with it."""
    part = {
        Role.VARIABLE: "helps to make the segments",
        Role.DESCRIPTOR: "describes the segments and takes no part in making them",
        Role.ID: f"names the {called(dataset).many}",
        Role.IGNORE: "is left out",
    }[column.role]
    kind = lowered(words.KINDS[column.kind])
    link = compare_link(dataset, primary=False)
    return [f"Saved: {column.name} ({kind}) {part}. ", link]


def _shown(dataset: Dataset, places: Sequence[int]) -> tuple[list[str], list[str], list[str]]:
    columns = [dataset.columns[place] for place in places]
    return [str(c.kind) for c in columns], [str(c.role) for c in columns], [note(c) for c in columns]


def note(column: Column) -> str:
    """Why the column is what it is."""
    if column.note:
        return column.note
    return "a quantity that varies" if column.role == Role.VARIABLE else "–"


def _named(column: Column) -> html.Span:
    """The name, and below it what the column means and its unit where somebody has said so."""
    name = html.Span(column.name, className="data-name", title=column.name)
    told = f"{column.meaning} ({column.unit})" if column.meaning and column.unit else column.meaning or column.unit
    return html.Span([name, html.Span(told, className="hint data-meaning")]) if told else name


def _row(position: int, column: Column, rows: int) -> Row:
    missing = f"{number(column.missing)} ({percent(column.missing / rows)})" if column.missing and rows else "–"
    kinds = [Option(value, word) for value, word in words.KINDS.items()]
    roles = [Option(value, word) for value, word in words.ROLES.items()]
    return Row(
        [
            _named(column),
            select(cell("role", position), f"Role of {column.name}", roles, column.role, hide_label=True),
            select(cell("kind", position), f"Kind of {column.name}", kinds, column.kind, hide_label=True),
            number(column.distinct),
            missing,
            html.Span(note(column), id=cell("note", position)),
        ],
        dim={4} if not column.missing else frozenset(),
    )
