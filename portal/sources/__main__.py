"""Talking to a database in a process of its own: `python -m portal.sources`, started by `portal.sources.child`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from portal.importing.inside import tell, worked
from portal.sources.leaving import watch


def ask(wish: dict[str, Any], folder: Path) -> None:
    """Do what `wish` says and leave result.json, and table.parquet of a reading."""
    # Only now, so that what the libraries take lies within the fence as well.
    from portal.sources.acts import preview, read, tables
    from portal.sources.leaving import ended
    from portal.sources.opening import opened

    if wish["act"] == "end":
        ended(wish, wish["number"])
        (folder / "result.json").write_text("{}", encoding="utf-8")
        return
    session = opened(wish)
    try:
        act = {"tables": tables, "preview": preview, "read": read}[wish["act"]]
        result = act(session, wish, folder, tell)
    finally:
        session.close()
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    request = sys.stdin.read()
    watch(json.loads(request))
    sys.exit(worked(request, ask))
