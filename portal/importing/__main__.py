"""The reader as a process of its own: `python -m portal.importing REQUEST`, started by `child.read_in_child`.

Progress goes to standard output, one JSON object a line; the table and the report go to the output folder.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

from portal.errors import TableError
from portal.importing.exits import CRASHED, NO_MEMORY, REFUSED
from portal.importing.fence import fence


def main(request: str) -> int:
    """Read the file that `request` (JSON) names; the exit code says how it went."""
    wish = json.loads(request)
    fence(wish["memory"], wish["disk"])
    # Only now, so that what the libraries take lies within the fence as well.
    from portal.importing.limits import Choices, Limits
    from portal.importing.sink import ParquetSink
    from portal.importing.table import read_into

    folder = Path(wish["folder"])
    sink = ParquetSink(folder / "table.parquet")
    try:
        report = read_into(
            Path(wish["path"]), sink, name=wish["name"], limits=Limits(**wish["limits"]),
            choices=Choices.from_json(wish["choices"]), progress=_tell,
        )  # fmt: skip
        sink.close()
    except TableError as error:
        (folder / "error.txt").write_text(error.message, encoding="utf-8", errors="replace")
        return REFUSED
    except MemoryError:
        return NO_MEMORY
    except Exception as error:
        traceback.print_exc()
        return NO_MEMORY if "start new thread" in str(error) else CRASHED
    (folder / "report.json").write_text(json.dumps(report.to_json()), encoding="utf-8")
    return 0


def _tell(stage: str, share: float) -> None:
    # A parent that is gone closes the pipe: the write fails and ends this process, too.
    sys.stdout.write(json.dumps({"stage": stage, "share": round(share, 4)}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.stdin.read()))
