"""Reading a file once more, where the reader cannot know what its owner knows."""

from __future__ import annotations

from typing import Any

from dash import Input, Output, State, callback, html, no_update

from portal.errors import PortalError
from portal.services import datasets, uploads
from portal.services.datasets import Dataset
from portal.ui.components import Option, check_list, notice, select
from portal.ui.data.findings import arrived
from portal.ui.data.ids import Id
from portal.ui.session import owner, workspace

ENCODINGS = {
    "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252", "latin-1": "Latin-1",
    "mac-roman": "Mac Roman", "cp932": "Shift-JIS",
}  # fmt: skip
SEPARATORS = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ":": "colon", " ": "blank", "whitespace": "runs of blanks",
    "~": "tilde", "^": "caret", "#": "number sign", "@": "at sign", "&": "ampersand", "*": "asterisk", "+": "plus",
    "=": "equals sign", "$": "dollar sign", "%": "percent sign", "!": "exclamation mark", "/": "slash",
    "\\": "backslash",
    "_": "underscore", "-": "hyphen", "\x1f": "unit separator",
}  # fmt: skip
DECIMALS = {".": "point", ",": "comma"}
HEADERS = {"yes": "the first row names the columns", "no": "there is none"}
ORDERS = {"yes": "the day", "no": "the month"}
TRUTHS = {True: "yes", False: "no", None: ""}
LEFT = "left to the reader"


def form(dataset: Dataset) -> html.Details | None:
    """The questions about the file, answered as they were; None where there is no file to read."""
    report = uploads.report_of(dataset)
    if report is None or dataset.file_id is None:
        return None
    now = dataset.choices or {}
    sheets = list(dict.fromkeys((*report.sheets, *report.other_sheets)))
    text = report.format == "text"
    fields = [
        _field(Id.ENCODING, "Encoding", ENCODINGS, now.get("encoding"), text),
        _field(Id.SEPARATOR, "Separator", SEPARATORS, now.get("separator"), text),
        _field(Id.DECIMAL, "Decimal mark", DECIMALS, now.get("decimal"), text or bool(sheets)),
        _field(Id.HEADER, "Header", HEADERS, TRUTHS[now.get("header")], text or bool(sheets)),
        _field(Id.DAY_FIRST, "In dates such as 03/04/2024 comes first", ORDERS, TRUTHS[now.get("day_first")], True),
    ]
    chosen = check_list(Id.SHEETS, "Sheets", sheets, list(report.sheets), help="Sheets read together must be alike.")
    button = html.Button("Read again", id=Id.AGAIN, type="button", className="btn", n_clicks=0)
    return html.Details(
        [
            html.Summary("Read the file again"),
            html.Div(
                [
                    html.Div(fields, className="data-fields"),
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


def asked(
    dataset: Dataset,
    encoding: str | None,
    separator: str | None,
    decimal: str | None,
    header: str | None,
    day_first: str | None,
    sheets: list[str] | None,
) -> dict[str, Any]:
    """The answers as choices for the reader; what is left to it is not there, sheets only where they differ."""
    report = uploads.report_of(dataset)
    truths = {"yes": True, "no": False}
    made: dict[str, Any] = {
        "encoding": encoding or None, "separator": separator or None, "decimal": decimal or None,
        "header": truths.get(header or ""), "day_first": truths.get(day_first or ""),
    }  # fmt: skip
    before = (dataset.choices or {}).get("sheets")
    if sheets and report is not None and report.sheets:
        made["sheets"] = before if list(report.sheets) == sheets else sheets
    return {name: value for name, value in made.items() if value is not None}


def _field(field_id: Id, label: str, known: dict[str, str], value: Any, shown: bool) -> html.Div:
    options = [Option("", LEFT), *[Option(one, word) for one, word in known.items()]]
    if value and value not in known:
        options.append(Option(str(value)))
    field = select(field_id, label, options, value or "")
    field.style = {} if shown else {"display": "none"}
    return field


def register_callbacks() -> None:
    """The callback of the form."""

    @callback(
        Output(Id.AGAIN_SAID, "children"),
        Input(Id.AGAIN, "n_clicks"),
        State(Id.DATASET, "data"),
        State(Id.ENCODING, "value"),
        State(Id.SEPARATOR, "value"),
        State(Id.DECIMAL, "value"),
        State(Id.HEADER, "value"),
        State(Id.DAY_FIRST, "value"),
        State(Id.SHEETS, "value"),
        prevent_initial_call=True,
    )
    def read_again(clicks: int | None, dataset_id: str | None, *answers: Any) -> Any:
        """Read the file with these answers; the table that they give opens."""
        if not clicks or not dataset_id:
            return no_update
        try:
            made = uploads.request_reading_again(
                workspace(), dataset_id, asked(datasets.info(workspace(), dataset_id), *answers), owner=owner()
            )
        except PortalError as error:
            return notice(error.message, kind="error")
        if isinstance(made, Dataset) and made.id == dataset_id:
            return notice("It was read with these answers already.", kind="info")
        arrived(made)
        return None
