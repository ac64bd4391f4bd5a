"""The reader as a process of its own: `python -m portal.importing`, started by `child.read_in_child`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from portal.importing.fence import keep_buffers
from portal.importing.inside import tell, worked

_SHORT = 2_000


def read(wish: dict[str, Any], folder: Path) -> None:
    """Read the file that `wish` names into table.parquet and report.json."""
    # Only now, so that what the libraries take lies within the fence as well.
    from portal.importing.limits import Choices, Limits
    from portal.importing.sink import ParquetSink
    from portal.importing.table import read_into

    if _is_narrow(Path(wish["path"])):
        keep_buffers()
    sink = ParquetSink(folder / "table.parquet")
    report = read_into(
        Path(wish["path"]), sink, name=wish["name"], limits=Limits(**wish["limits"]),
        choices=Choices.from_json(wish["choices"]), progress=tell,
    )  # fmt: skip
    sink.close()
    (folder / "report.json").write_text(json.dumps(report.to_json()), encoding="utf-8")


def _is_narrow(path: Path) -> bool:
    """Whether the file looks like text whose first line is short, so that the table has few columns."""
    with path.open("rb") as file:
        head = file.read(_SHORT)
    return b"\x00" not in head and b"\n" in head


if __name__ == "__main__":
    sys.exit(worked(sys.stdin.read(), read))
