"""One measurement in a process of its own: ``python -m benchmarks.once WHAT N REPEATS``; prints JSON.

Its own process, so that a baseline can be given a time and a memory limit, and peaks are its own.
Imports, compilation and a first small run are not counted.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any, Self

import numpy as np
import psutil

from benchmarks.tables import blobs, shoppers

SECONDS, BYTES = 300, 8 << 30
ROOT = Path(__file__).parents[1]


def measured(what: str, n: int, repeats: int = 1, **options: float) -> dict[str, Any]:
    """The measurement, or ``{"skipped": why}`` past 5 minutes or 8 GB."""
    command = [sys.executable, "-m", "benchmarks.once", what, str(n), str(repeats), json.dumps(options)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS * repeats, check=False)
    except subprocess.TimeoutExpired:
        return {"skipped": "more than 5 minutes"}
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["killed"])[-1]
        return {"skipped": "more than 8 GB" if "Memory" in reason or done.returncode < 0 else reason[:80]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table(n: int) -> np.ndarray:
    """Blobs of n rows, or the real table for n = 0."""
    values = shoppers() if n == 0 else blobs(n)
    if values is None:
        raise SystemExit("The real table is not at hand.")
    return values


def work(what: str, options: dict[str, float]) -> Callable[[np.ndarray], Any]:
    """What is timed, as a function of the table."""
    if what == "build":
        from portal.engine.density import build_density
        from portal.engine.records import Matrix

        return lambda values: build_density(Matrix(values, (), np.arange(len(values))))
    if what == "hdbscan":
        import hdbscan

        return lambda values: hdbscan.HDBSCAN(min_cluster_size=50, min_samples=9).fit(values)
    if what == "sklearn-hdbscan":
        from sklearn.cluster import HDBSCAN

        return lambda values: HDBSCAN(min_cluster_size=50, min_samples=10, copy=True).fit(values)
    if what == "sklearn-dbscan":
        from sklearn.cluster import DBSCAN

        return lambda values: DBSCAN(eps=options["eps"], min_samples=10).fit(values)
    raise SystemExit(f"There is no measurement “{what}”.")


def processor() -> float:
    """Processor seconds of this process and its children, the living (joblib keeps its workers) and the dead."""
    living = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return sum(os.times()[:4]) + sum(times.user + times.system for times in living)


def peak() -> float:
    """Greatest resident megabytes of this process. Not ``ru_maxrss``: that begins with the parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


class Watched:
    """Greatest megabytes of this process and its children together, looked at every so often while it is entered.

    Of a child only what it shares with nobody counts: joblib's workers load the same libraries once more.
    """

    PAUSE = 0.05

    def __enter__(self) -> Self:
        self.most, self._over = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        self.most = max(self.most, peak())

    def _watch(self) -> None:
        own = psutil.Process()
        while not self._over.wait(self.PAUSE):
            total = own.memory_info().rss
            for child in own.children(recursive=True):
                with suppress(psutil.Error):
                    total += child.memory_full_info().uss
            self.most = max(self.most, total / 2**20)


def main(what: str, n: int, repeats: int, options: dict[str, float]) -> dict[str, Any]:
    """Median wall time, processor time and peak memory of the process and its children."""
    values = table(n)
    run = work(what, options)
    run(values[:300])
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    walls, busy = [], []
    with Watched() as memory:
        for _ in range(repeats):
            before, start = processor(), time.perf_counter()
            result = run(values)
            walls.append(time.perf_counter() - start)
            busy.append(processor() - before)
    found: dict[str, Any] = {"seconds": median(walls), "cpu": median(busy), "megabytes": memory.most}
    if hasattr(result, "labels_"):
        found["labels"] = __import__("zlib").crc32(np.asarray(result.labels_, dtype=np.int32).tobytes())
    return found


if __name__ == "__main__":
    _, what, n, repeats, options = sys.argv
    print(json.dumps(main(what, int(n), int(repeats), json.loads(options))))
