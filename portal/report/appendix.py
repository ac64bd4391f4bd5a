"""The end of the report: the table's quality, the versions of everything, and how to make it again."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from typing import Any, Final

from dash import html

from portal import __version__
from portal.engine.columns import Column
from portal.figures.wording import compact, counted, humanised, number, percent
from portal.report.chapters import listed
from portal.services import findings, recipes
from portal.services.presets import wording
from portal.services.takeaway.notebook import fingerprint, table_name
from portal.services.takeaway.subject import Subject
from portal.services.workspace import Workspace
from portal.ui.components import Col, saved, section, tbl
from portal.ui.data.outcomes import did

LIBRARIES: Final = ("numpy", "pandas", "scipy", "scikit-learn", "hdbscan", "numba", "plotly", "dash")
COLUMNS: Final = 60
"""Columns that the table of columns lists."""


def quality_chapter(ws: Workspace, subject: Subject) -> Any:
    """What the segments were made from, and what is wrong with it."""
    dataset = subject.dataset
    cells = dataset.rows * len(dataset.columns)
    missing = sum(column.missing for column in dataset.columns)
    stands_out = [finding.sentence for finding in findings.found(ws, dataset)]
    steps = [f"{done.step.sentence()}: {did(done)}." for done in recipes.done(dataset)]
    facts = [
        ("Table", dataset.name),
        ("Rows and columns", f"{number(dataset.rows)} × {number(len(dataset.columns))}"),
        ("Missing cells", f"{number(missing)}, {percent(missing / cells, 1)} of all" if missing else "none"),
    ]
    used = set(subject.run.spec.preparation.features)
    shown = sorted(dataset.columns, key=lambda column: column.name not in used)[:COLUMNS]
    heads = [Col("Column"), Col("Part"), Col("Kind"), Col("Missing", number=True), Col("Different", number=True)]
    rows = [_row(column, dataset.rows, column.name in used) for column in shown]
    return section(
        "Data quality",
        [
            listed(facts),
            *_sentences("What stands out", stands_out, "Nothing in this table stands out as broken."),
            *(_sentences("What was repaired", steps, "") if steps else []),
            html.H3("Columns", className="small"),
            saved(tbl(heads, rows, name="Columns of the table"), extra_class=""),
            html.P(f"{counted(len(dataset.columns) - len(shown), 'further column')} not listed.", className="help")
            if len(shown) < len(dataset.columns)
            else None,
        ],
    )


def versions_chapter() -> Any:
    """Whose word the numbers rest on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    facts = [("Segments portal", __version__), ("Python", platform.python_version()), ("Libraries", libraries)]
    return section("Versions", listed(facts))


def again_chapter(subject: Subject, made_at: str) -> Any:
    """How to make the same segments, and this report, again."""
    spec = json.dumps(subject.run.spec.to_json(), ensure_ascii=False)
    facts = [
        ("Run", subject.run.id),
        ("Table", f"{subject.dataset.id} (hash of its content)"),
        ("Labels", f"{fingerprint(subject.cut.labels)} (hash of every {wording(subject.dataset).one}'s segment)"),
        ("This report", f"made {made_at} (UTC)"),
    ]
    if subject.segmentation:
        facts.insert(0, ("Segmentation", f"{subject.segmentation.id}, version {subject.segmentation.version}"))
    commands = (
        f"python -m portal report {subject.id} --out report.html\n"
        f"python -m portal export {subject.id} --format csv --out audience.csv"
    )
    return section(
        "How to reproduce",
        [
            html.P(
                "The same table, settings and seed give the same segments. The notebook of this run repeats it with "
                f"plain library calls; it reads {table_name(subject)}. Both are under Take away on "
                "Profiles."
            ),
            listed(facts),
            html.Pre(commands),
            html.H3("Everything the run depends on", className="small"),
            html.Pre(spec),
        ],
    )


def _row(column: Column, rows: int, used: bool) -> list[Any]:
    share = f" ({percent(column.missing / rows)})" if column.missing and rows else ""
    part = "makes the segments" if used else str(column.role)
    return [
        humanised(column.name), part, str(column.kind),
        f"{number(column.missing)}{share}" if column.missing else "–", compact(column.distinct),
    ]  # fmt: skip


def _sentences(head: str, sentences: list[str], otherwise: str) -> list[Any]:
    if not sentences:
        return [html.P(otherwise)] if otherwise else []
    return [html.H3(head, className="small"), html.Ul([html.Li(one) for one in sentences], className="sentences")]
