"""How long the verdict on a run takes: ``python -m benchmarks.verdict FOLDER ROWS`` prints seconds by piece."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.served import ROOT, environment

ROWS = {3_000: 20, 100_000: 60}
"""Customers of the table, and the seconds that are to be reached."""


def seconds(folder: Path, rows: int) -> dict[str, float]:
    """Seconds of each piece of evidence, in a process started like a job's."""
    command = [sys.executable, "-m", "benchmarks.verdict", str(folder), str(rows)]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder, 2), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The verdict on {rows:,} rows failed:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(rows: int) -> dict[str, float]:
    """The retail sample drawn at this size, its default run, and everything that is said of it."""
    from portal.samples.retail import retail_customers
    from portal.services import datasets, judging, openings, structures
    from portal.services.evidence import Piece
    from portal.services.specs import default_preparation
    from portal.services.workspace import opened
    from portal.settings import Settings

    ws = opened(Settings.from_env(os.environ))
    ws.database.migrate()
    dataset = datasets.add_frame(ws, retail_customers(rows), name=f"Retail {rows:,}", source=f"retail-{rows}")
    payload = {"dataset": dataset.id, "preparation": default_preparation(dataset).to_json(), "seed": 0}
    structures.build(ws, payload, lambda _stage, _share: None)
    run = openings.default_run(ws, dataset.id)
    assert run is not None
    found = {}
    for piece in Piece:
        start = time.perf_counter()
        judging.judge(ws, run, lambda _stage, _share: None, (piece,))
        found[piece.value] = time.perf_counter() - start
    return found


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[2]))))
