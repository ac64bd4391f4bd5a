"""HTML tables whose numbers line up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import html

Cell = Any


@dataclass(frozen=True, slots=True)
class Col:
    """A column: its head, and whether it holds numbers (right-aligned, tabular) or buttons, which no file takes."""

    head: Cell
    number: bool = False
    wrap: bool = False
    acts: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells; which of them are the best of their kind or dim; the row's own role."""

    cells: Sequence[Cell]
    best: Collection[int] = field(default_factory=frozenset)
    dim: Collection[int] = field(default_factory=frozenset)
    selected: bool = False
    total: bool = False


def tbl(
    columns: Sequence[Col | str],
    rows: Sequence[Row | Sequence[Cell]],
    *,
    name: str,
    extra_class: str = "",
    table_id: str | dict[str, Any] | None = None,
) -> html.Div:
    """A table that scrolls sideways where it has to; the first cell of a row names it.

    Strings as columns and plain sequences as rows do for simple tables; `name` is read out to those who do not see it.
    """
    heads = [column if isinstance(column, Col) else Col(column) for column in columns]
    table = html.Table(
        [
            html.Caption(name, className="vh"),
            html.Thead(html.Tr([_head(head) for head in heads])),
            html.Tbody([_row(heads, row if isinstance(row, Row) else Row(row)) for row in rows]),
        ],
        className=f"tbl {extra_class}".strip(),
        **({} if table_id is None else {"id": table_id}),
    )
    # A region that scrolls must be reachable by the keyboard.
    return html.Div(table, className="scroll-x", tabIndex=0, role="region", **{"aria-label": name})


def save_as_csv() -> html.Button:
    """The link that saves the table of its card or panel (csv.js)."""
    return html.Button("CSV", type="button", className="link", **{"data-act": "csv", "aria-label": "Save as CSV"})


def saved(table: html.Div, *, extra_class: str = "panel") -> html.Div:
    """A table with the link that saves it, in a panel of its own unless it is part of another."""
    foot = html.Div(save_as_csv(), className="table-foot")
    return html.Div([table, foot], className=f"{extra_class} table-saved".strip())


def hinted(words: str, hint: str) -> html.Span:
    """A row's name with a hint in small ink: “Silhouette  higher is better”."""
    return html.Span([words, html.Span(hint, className="hint")])


def _head(column: Col) -> html.Th:
    return html.Th(column.head, className="n" if column.number else "acts" if column.acts else "", scope="col")


def _row(heads: Sequence[Col], row: Row) -> html.Tr:
    kind = "total" if row.total else "sel" if row.selected else ""
    return html.Tr([_cell(heads, row, place) for place in range(len(row.cells))], className=kind)


def _cell(heads: Sequence[Col], row: Row, place: int) -> Any:
    head = heads[place] if place < len(heads) else Col("")
    marks = {"n": head.number, "wrap": head.wrap, "best": place in row.best, "dim": place in row.dim}
    name = " ".join(mark for mark, on in marks.items() if on)
    if place == 0:
        return html.Th(row.cells[0], className=name, scope="row")
    return html.Td(row.cells[place], className=name)
