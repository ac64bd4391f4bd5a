"""Reading a file in a fresh process that may die of it: the door for everything that strangers bring."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

from portal.importing.fenced import Reader, run_fenced
from portal.importing.limits import Choices, Limits, Tell, silent
from portal.importing.report import Report
from portal.importing.sink import frame_of

if TYPE_CHECKING:
    import pandas as pd

READER: Final = Reader(
    "portal.importing",
    slow="Reading the file took longer than {seconds:,.0f} seconds and was stopped. Split it, or save it as CSV.",
    large="Reading the file needs more than {megabytes:,.0f} MB of memory. Split it, leave columns out, "
    "or save it as CSV.",
    broken="The reader broke down over the file, which is probably damaged. Save it again, or as CSV.",
    crashed="The file could not be read as a table. Save it again, or as CSV or Parquet.",
)


@dataclass(frozen=True, slots=True)
class ChildImport:
    """A table that a child has read: the Parquet file it wrote, and its report."""

    parquet: Path
    report: Report

    def frame(self) -> pd.DataFrame:
        """The table in memory, as `read_table` would have given it."""
        return frame_of(pq.read_table(self.parquet))


def read_in_child(
    path: Path,
    folder: Path,
    *,
    name: str,
    limits: Limits | None = None,
    choices: Choices | None = None,
    memory: int = 1_500_000_000,
    seconds: float = 600.0,
    progress: Tell | None = None,
) -> ChildImport:
    """Read `path` in a process of its own and leave table.parquet and report.json in `folder`.

    Parameters
    ----------
    folder : an empty folder for the output; the caller moves or removes it
    memory : bytes of address space that the process may take
    seconds : wall-clock time after which it is killed
    progress : called about four times a second; what it raises kills the process and is raised again

    Raises
    ------
    TableError
        for a file that is no table, and when the process ran out of memory or time, or died
    """
    limits = limits or Limits()
    request = {
        "path": str(path.resolve()), "folder": str(folder.resolve()), "name": name, "limits": asdict(limits),
        "choices": (choices or Choices()).to_json(), "memory": memory, "disk": limits.expanded + limits.bytes,
    }  # fmt: skip
    run_fenced(READER, request, folder, memory=memory, seconds=seconds, tell=progress or silent)
    report = Report.from_json(json.loads((folder / "report.json").read_text(encoding="utf-8")))
    return ChildImport(folder / "table.parquet", report)
