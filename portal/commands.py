"""`python -m portal import`, `refresh`, `datasets`: what operators and schedules use; the same readers as on pages."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from portal.services import datasets, extracts, findings, uploads
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace

_READ = {"whole number": "whole numbers", "decimal number": "decimal numbers", "yes or no": "yes or no",
         "date": "dates", "text": "text", "empty": "empty"}  # fmt: skip
_PLAIN = frozenset({
    "every filled cell is a whole number", "every filled cell is a decimal number", "no cell is filled",
    "some cells are neither numbers nor dates",
})  # fmt: skip
"""What the kind of a column says already."""
Say = Callable[[str], None]


def add_commands(commands: Any) -> None:
    """Declare the commands and their options."""
    reading = commands.add_parser("import", help="read a file as a dataset and print what was found")
    reading.add_argument("file", type=Path, metavar="FILE")
    reading.add_argument("--sheet", action="append", metavar="NAME", help="sheet of a workbook; may be repeated")
    reading.add_argument("--encoding", help="such as utf-8 or cp1252; found out by itself otherwise")
    reading.add_argument("--separator", help="one character, or “whitespace”")
    reading.add_argument("--decimal", choices=[".", ","], help="the decimal mark")
    reading.add_argument("--header", action=argparse.BooleanOptionalAction, help="whether the first row names columns")
    reading.add_argument("--day-first", action=argparse.BooleanOptionalAction, help="settles dates such as 03/04/2024")
    reading.add_argument("--as-written", action="append", metavar="COLUMN", help="keep its cells as words; repeatable")
    reading.add_argument("--json", action="store_true", help="print one JSON object")
    again = commands.add_parser("refresh", help="read a dataset's database again and print what has changed")
    again.add_argument("dataset", metavar="DATASET", help="id of a dataset that was read from a database")
    again.add_argument("--json", action="store_true", help="print one JSON object")
    listing = commands.add_parser("datasets", help="list the datasets")
    listing.add_argument("--json", action="store_true", help="print one JSON array")


def import_file(ws: Workspace, chosen: argparse.Namespace, say: Say) -> None:
    """Read the file and print id, rows, columns and report."""
    from portal.importing import Choices

    choices = Choices(
        encoding=chosen.encoding, separator=chosen.separator, decimal=chosen.decimal, header=chosen.header,
        day_first=chosen.day_first, sheets=tuple(chosen.sheet) if chosen.sheet else None,
        as_written=tuple(chosen.as_written) if chosen.as_written else None,
    )  # fmt: skip
    known, here_before = uploads.read_local(ws, chosen.file, choices, lambda _stage, _share: None)
    found = findings.found(ws, known)
    if chosen.json:
        told = _brief(known) | {
            "known": here_before,
            "columns": [asdict(column) for column in known.columns],
            "report": known.report,
            "findings": [finding.to_json() for finding in found],
        }
        say(json.dumps(told, ensure_ascii=False, indent=2))
        return
    say(f"dataset  {known.id}" + (" (was here before)" if here_before else ""))
    say(f"name     {known.name}")
    say(f"rows     {known.rows:,}")
    say(f"columns  {len(known.columns):,}")
    _table([(c.name, str(c.kind), str(c.role), f"{c.missing:,} missing" if c.missing else "", c.note)
            for c in known.columns], say)  # fmt: skip
    say("report")
    for sentence in (*read_as(known), *(finding.sentence for finding in found)):
        say(f"  {sentence}")


def refresh_dataset(ws: Workspace, chosen: argparse.Namespace, say: Say) -> None:
    """Read the dataset's database again and print the dataset of the present rows, and what has changed."""
    done = extracts.refresh(ws, chosen.dataset, lambda _stage, _share: None)
    if chosen.json:
        told = {"changes": done.changes.to_json() if done.changes else None, "note": done.note}
        say(json.dumps(_brief(done.dataset) | told, ensure_ascii=False, indent=2))
        return
    say(f"dataset  {done.dataset.id}" + ("" if done.changes else " (nothing has changed)"))
    say(f"name     {done.dataset.name}")
    say(f"rows     {done.dataset.rows:,}")
    for sentence in [*(extracts.changed(done.changes) if done.changes else []), *([done.note] if done.note else [])]:
        say(f"  {sentence}")


def list_datasets(ws: Workspace, chosen: argparse.Namespace, say: Say) -> None:
    """Print every dataset, versions too."""
    everything = datasets.listed(ws, versions=True)
    if chosen.json:
        say(json.dumps([_brief(one) for one in everything], ensure_ascii=False, indent=2))
        return
    if not everything:
        say("There are no datasets yet. Import one: python -m portal import FILE")
    _table([(one.id, f"{one.rows:,} rows", f"{len(one.columns):,} columns", one.name) for one in everything], say, "")


def read_as(known: Dataset) -> list[str]:
    """How the file was read, a sentence each."""
    report = uploads.report_of(known)
    if report is None:
        return []
    facts = (report.format, report.encoding, report.separator and f"separator {report.separator!r}",
             report.line_ends and f"line ends {report.line_ends}",
             report.decimal and f"decimal mark {report.decimal!r}", f"sheets {', '.join(report.sheets)}"
             if report.sheets else "", "header" if report.header else "no header")  # fmt: skip
    said = ["Read as " + ", ".join(fact for fact in facts if fact) + "."]
    said += report.notes
    said += [f"Column {one.column:,} is called “{one.name}” here: {one.why}." for one in report.renamed]
    said += [f"“{one.name}” is {_READ[one.type]}: {one.why}." for one in report.columns if one.why not in _PLAIN]
    return said


def _brief(one: Dataset) -> dict[str, Any]:
    return {
        "dataset": one.id, "name": one.name, "rows": one.rows, "source": one.source, "is_sample": one.is_sample,
        "parent": one.parent_id, "columns": [column.name for column in one.columns],
    }  # fmt: skip


def _table(lines: Sequence[Sequence[str]], say: Say, indent: str = "  ") -> None:
    widths = [min(max(len(line[i]) for line in lines), 40) for i in range(len(lines[0]))] if lines else []
    for line in lines:
        say(indent + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
