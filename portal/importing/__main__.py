"""The reader as a process of its own: `python -m portal.importing`, started by `child.read_in_child`."""

from __future__ import annotations

import json
import sys
from importlib.abc import MetaPathFinder
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

    _without_pandas()
    if _is_narrow(Path(wish["path"])):
        keep_buffers()
    sink = ParquetSink(folder / "table.parquet")
    report = read_into(
        Path(wish["path"]), sink, name=wish["name"], limits=Limits(**wish["limits"]),
        choices=Choices.from_json(wish["choices"]), progress=tell,
    )  # fmt: skip
    sink.close()
    (folder / "report.json").write_text(json.dumps(report.to_json()), encoding="utf-8")


class _NoPandas(MetaPathFinder):
    """Finds everything but pandas."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Pass on all other names."""
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def _without_pandas() -> None:
    """Keep Arrow from loading pandas for the first list that it meets: half of a small file's time.

    It looks for pandas once, so as to know a frame when it is given one. What is asked of it by name, such as
    `to_pandas`, still finds pandas later. (Loading it meanwhile in a thread is no way: Arrow's lock and Python's
    import lock are then taken in either order.)
    """
    import pyarrow as pa

    hidden = _NoPandas()
    sys.meta_path.insert(0, hidden)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(hidden)


def _is_narrow(path: Path) -> bool:
    """Whether the file looks like text whose first line is short, so that the table has few columns."""
    with path.open("rb") as file:
        head = file.read(_SHORT)
    return b"\x00" not in head and b"\n" in head


if __name__ == "__main__":
    sys.exit(worked(sys.stdin.read(), read))
