"""The section itself: whom to take in which form, the report, the notebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from dash import dcc, html

from portal.engine.membership import MEANING, measure_of
from portal.figures.wording import counted, humanised, number, sentence
from portal.report import printing
from portal.services.segments import Portrait
from portal.services.takeaway import reports
from portal.services.takeaway.reports import Paper
from portal.services.takeaway.shapes import ADVICE, Shape
from portal.services.takeaway.subject import Subject
from portal.services.takeaway.subject import subject as subject_of
from portal.services.takeaway.writing import Format
from portal.services.workspace import Workspace
from portal.ui.components import Option, check_list, picker, section, select
from portal.ui.icons import icon
from portal.ui.people import called
from portal.ui.takeaway.ids import Id

KINDS: Final = {
    f"{Format.CSV}:{Shape.PLAIN}": "CSV, for spreadsheets",
    f"{Format.XLSX}:{Shape.PLAIN}": "XLSX, a workbook",
    f"{Format.PARQUET}:{Shape.PLAIN}": "Parquet, for databases and notebooks",
    f"{Format.CSV}:{Shape.HUBSPOT}": "CSV in the shape of HubSpot",
    f"{Format.CSV}:{Shape.SALESFORCE}": "CSV in the shape of Salesforce",
}
"""What the menu offers, as “format:preset”."""


def takeaway_section(ws: Workspace, portrait: Portrait) -> html.Section:
    """Everything that leaves the portal with this run or segmentation."""
    subject = subject_of(ws, portrait.kept or portrait.run.id)
    return section(
        "Take away",
        [
            html.Div([_customers(subject), html.Div([_report(ws, subject), _notebook(subject)], className="stack")],
                     className="takeaway"),
            dcc.Store(id=Id.SUBJECT, data=subject.id),
            dcc.Store(id=Id.PENDING),
        ],
        section_id="take-away",
    )  # fmt: skip


def _customers(subject: Subject) -> html.Section:
    choices = segment_choices(subject)
    first, people = next(iter(KINDS)), called(subject.dataset)
    own = subject.dataset.id_column
    table = [Option(one.name, humanised(one.name)) for one in subject.dataset.columns if one.name != own]
    everybody = [choice.value for choice in choices]
    href, said, advice = download(subject, first, everybody, [])
    return html.Section(
        [
            html.H3(f"{sentence(people.many)} for another system", className="chart-title"),
            html.P(
                f"Id, segment and its name, how firmly the {people.one} belongs to it, segmentation, version and time.",
                className="chart-reading",
            ),
            html.Div(
                [
                    html.Div(
                        [
                            select(Id.KIND, "Format", [Option(value, words) for value, words in KINDS.items()], first),
                            picker(Id.COLUMNS, "Columns of the table", table, [], none="None besides these"),
                        ],
                        className="takeaway-fields",
                    ),
                    check_list(Id.SEGMENTS, "Segments", choices, everybody),
                ],
                className="takeaway-choice",
            ),
            html.Div(advice, id=Id.ADVICE, className="takeaway-advice"),
            html.A(said, id=Id.DOWNLOAD, href=href, className="btn btn-primary", download=""),
        ],
        className="panel takeaway-panel",
    )  # fmt: skip


def segment_choices(subject: Subject) -> list[Option]:
    """The segments to take, with their sizes."""
    names, sizes = subject.names, (*subject.cut.sizes, subject.cut.noise)
    return [Option(str(label), names[label], number(sizes[label])) for label in subject.labels]


def download(
    subject: Subject, kind: str | None, segments: Sequence[str] | None, columns: Sequence[str] | None
) -> tuple[str | None, list[Any], list[Any]]:
    """Address and words of the download, and what to know about the file; no address while nobody is chosen."""
    kind = kind if kind in KINDS else next(iter(KINDS))
    ending, shape = kind.split(":")
    sizes = (*subject.cut.sizes, subject.cut.noise)
    chosen = [label for label in subject.labels if str(label) in (segments or [])]
    customers = sum(sizes[label] for label in chosen)
    measure = measure_of(subject.run.spec.params)
    about: list[Any] = [
        html.P([html.B(f"{measure.capitalize()}: "), MEANING[measure]], className="help"),
        html.P(ADVICE[Shape(shape)], className="help"),
    ]
    if not chosen:
        return None, [icon("download"), "Choose a segment"], about
    asked = {"format": ending, "preset": shape, "segments": ",".join(map(str, chosen)), "column": list(columns or [])}
    words = f"Download {counted(customers, *called(subject.dataset))}"
    return f"/take/{subject.id}/audience?{urlencode(asked, doseq=True)}", [icon("download"), words], about


def _report(ws: Workspace, subject: Subject) -> html.Section:
    return html.Section(
        [
            html.H3("Report", className="chart-title"),
            html.P(
                "Verdict, segments, evidence, method, data quality and how to reproduce it, in one file that opens "
                "without the portal and prints on A4.",
                className="chart-reading",
            ),
            html.Div(report_state(ws, subject), id=Id.REPORT, className="takeaway-report"),
            html.Div(
                [html.Div(id=Id.PROGRESS), html.Div(id=Id.CANCEL)], className="with-cancel"
            ),
            html.Button("Make the report", id=Id.MAKE, type="button", n_clicks=0, className="btn"),
        ],
        className="panel takeaway-panel",
    )  # fmt: skip


def report_state(ws: Workspace, subject: Subject) -> list[Any]:
    """The report where it has been made, and how to get it on paper."""
    made, at = reports.made(ws, subject), f"/take/{subject.id}/report"
    if not made.html:
        return []
    doors: list[Any] = [
        html.A([icon("file-earmark-text"), "Open the report"], href=f"{at}.html", target="_blank", className="btn"),
        html.A("Save as HTML", href=f"{at}.html?save=1", className="btn", download=""),
    ]
    if made.pdf:
        doors.append(html.A("Save as PDF", href=f"{at}.{Paper.PDF}", className="btn", download=""))
    paper = None if made.pdf or printing.chrome(ws.settings) else html.P(printing.HOW_TO, className="help")
    return [html.Div(doors, className="takeaway-doors"), paper]


def _notebook(subject: Subject) -> html.Section:
    at = f"/take/{subject.id}"
    doors = [
        html.A("Save the notebook", href=f"{at}/notebook", className="btn", download=""),
        html.A("Save its table", href=f"{at}/table", className="btn", download=""),
    ]
    return html.Section(
        [
            html.H3("Notebook", className="chart-title"),
            html.P(
                "Repeats the run twice, with plain calls of libraries (scikit-learn, hdbscan, pandas) and with the "
                "engine, and compares. Put the table beside it.",
                className="chart-reading",
            ),
            html.Div(doors, className="takeaway-doors"),
        ],
        className="panel takeaway-panel",
    )
