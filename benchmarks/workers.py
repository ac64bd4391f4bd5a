"""Two worker processes against one: cuts and small fits per second, each process on structures mapped from one file.

``python -m benchmarks.workers FOLDER DATASET SECONDS`` is one worker; it prints how many of each it did.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.served import ROOT, environment

Counts = dict[str, float]


def rates(folder: Path, dataset: str, seconds: float, rounds: int = 3) -> tuple[Counts, Counts]:
    """(one worker, two workers): operations per second, medians of rounds by turns."""
    one, two = [], []
    for _ in range(rounds):
        one.append(_together(folder, dataset, seconds, 1))
        two.append(_together(folder, dataset, seconds, 2))
    return tuple({what: median(item[what] for item in found) for what in found[0]} for found in (one, two))  # type: ignore[return-value]


def _together(folder: Path, dataset: str, seconds: float, workers: int) -> Counts:
    command = [sys.executable, "-m", "benchmarks.workers", str(folder), dataset, str(seconds)]
    started = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment(folder, 1), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(workers)
    ]
    for process in started:
        assert process.stdout
        process.stdout.readline()  # it is ready
    for process in started:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    found = [json.loads(process.communicate()[0].splitlines()[-1]) for process in started]
    return {what: sum(item[what] for item in found) for what in found[0]}


def main(dataset: str, seconds: float) -> Counts:
    """Cuts of 50,000 rows by turns of the three methods, then K-Means and density fits of 1,000 rows."""
    import numpy as np

    from benchmarks.tables import blobs
    from portal.engine import DbscanParams, HdbscanParams, KMeansParams, Matrix, fit
    from portal.services import datasets, runs, structures
    from portal.services.specs import Spec, default_preparation
    from portal.services.workspace import opened
    from portal.settings import Settings

    ws = opened(Settings.from_env(os.environ))
    preparation = default_preparation(datasets.info(ws, dataset))
    structure = structures.opened(ws, dataset, preparation)
    assert structure is not None
    specs = [
        Spec(dataset, preparation, params)
        for i in range(8)
        for params in (
            KMeansParams(k=3 + i),
            DbscanParams(eps=0.3 + 0.05 * i, min_samples=5 + i),
            HdbscanParams(min_cluster_size=50 + 20 * i, min_samples=5 + i),
        )
    ]
    small = Matrix(blobs(1_000), tuple(map(str, range(8))), np.arange(1_000))
    work: dict[str, Any] = {
        "cuts": lambda i: runs.labelled(structure, specs[i % len(specs)]),
        "fits": lambda i: fit(small, HdbscanParams(min_cluster_size=20) if i % 2 else KMeansParams(k=4)),
    }
    for do in work.values():
        do(0), do(1)
    print("ready", flush=True)
    sys.stdin.readline()
    found = {}
    for what, do in work.items():
        done, start = 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            do(done)
            done += 1
        found[what] = done / spent
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[2], float(sys.argv[3]))))
