"""`python -m portal export` and `report`: what the Take away section gives, for schedules and scripts."""

from __future__ import annotations

import argparse
import os
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from portal.errors import ParameterError
from portal.services.presets import wording
from portal.services.takeaway.audience import Wish, audience
from portal.services.takeaway.shapes import Shape, needed_columns
from portal.services.takeaway.subject import subject
from portal.services.takeaway.writing import Format, file_of
from portal.services.workspace import Workspace

Say = Callable[[str], None]


def add_commands(commands: Any) -> None:
    """Declare both commands and their options."""
    exporting = commands.add_parser("export", help="write the customers of a segmentation or run with their segments")
    _of(exporting)
    exporting.add_argument("--format", choices=[str(one) for one in Format], default=str(Format.CSV))
    exporting.add_argument("--preset", choices=[str(one) for one in Shape], default=str(Shape.PLAIN),
                           help="heads and times as another system reads them (CSV only)")  # fmt: skip
    exporting.add_argument("--segment", action="append", type=int, metavar="N",
                           help="1 is the largest, 0 the unassigned; may be repeated; all by default")  # fmt: skip
    exporting.add_argument("--column", action="append", default=[], metavar="NAME",
                           help="column of the table to write as well; may be repeated")  # fmt: skip
    reporting = commands.add_parser("report", help="write the report on a segmentation or run")
    _of(reporting)


def _of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="SEGMENTATION", help="id of a segmentation or of a run")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")


def export_customers(ws: Workspace, chosen: argparse.Namespace, say: Say) -> None:
    """Write the audience and say what is in it."""
    taken, shape = subject(ws, chosen.id), Shape(chosen.preset)
    segments = None if chosen.segment is None else tuple(number - 1 for number in chosen.segment)
    columns = (*needed_columns(taken.dataset.columns, shape), *chosen.column)
    found = audience(ws, taken, Wish(segments, columns))
    written(chosen.out, file_of(found, Format(chosen.format), shape).parts)
    say(f"{found.rows:,} {wording(taken.dataset).many} of “{taken.name}” in {chosen.out}")
    say(f"{found.measure}: {found.meaning}")


def write_report(ws: Workspace, chosen: argparse.Namespace, say: Say) -> None:
    """Write the report; as PDF where FILE ends in .pdf."""
    from portal.report import printing
    from portal.report.work import made

    taken = subject(ws, chosen.id)
    report = made(ws, taken, lambda _stage, _share: None)
    if chosen.out.suffix.lower() == ".pdf":
        report = printing.printed(ws.settings, report, lambda _share: None)
    written(chosen.out, [report])
    say(f"report on “{taken.name}” in {chosen.out}")


def written(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file that is there whole, or not at all; ParameterError where the place does not take it."""
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with part.open("wb") as file:
            file.writelines(parts)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = error.strerror or type(error).__name__
        raise ParameterError(f"“{path}” can not be written ({reason}). Choose another place with --out.") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
