"""The reader as a process of its own: `python -m portal.importing`, started by `child.read_in_child`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from portal.importing.inside import tell, worked


def read(wish: dict[str, Any], folder: Path) -> None:
    """Read the file that `wish` names into table.parquet and report.json."""
    # Only now, so that what the libraries take lies within the fence as well.
    from portal.importing.limits import Choices, Limits
    from portal.importing.sink import ParquetSink
    from portal.importing.table import read_into

    sink = ParquetSink(folder / "table.parquet")
    report = read_into(
        Path(wish["path"]), sink, name=wish["name"], limits=Limits(**wish["limits"]),
        choices=Choices.from_json(wish["choices"]), progress=tell,
    )  # fmt: skip
    sink.close()
    (folder / "report.json").write_text(json.dumps(report.to_json()), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(worked(sys.stdin.read(), read))
