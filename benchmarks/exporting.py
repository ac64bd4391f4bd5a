"""Seconds and peak memory of an audience export for each format: in a process of its own, and in a live web worker.

`python -m benchmarks.exporting [ROWS …]` prints the lines; 1,000,000 rows by default. The run is described
beforehand, as it is once its page has been opened; the export itself reads the table batch by batch. The workers are
fresh ones: what pages have loaded into one stays beside what an export needs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil

from benchmarks import served

SIZES = (1_000_000,)
ROOT = Path(__file__).parents[1]
MOST = 300
"""Megabytes that a process may have while it exports a million customers."""
COLUMNS = ("spend", "region", "note")
# A small sample and few groups: the structure only has to be there.
QUICK = {"ROW_BUDGET": "20000", "MAX_K": "3", "SECRET_KEY": "only-for-benchmarks-" + "x1y2z3" * 6}


def customers(rows: int, seed: int = 0) -> pd.DataFrame:
    """A table with an id, four numbers and two words."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 3, rows)
    return pd.DataFrame(
        {
            "customer_id": np.char.add("C", np.arange(rows).astype(str)),
            "spend": rng.normal(group * 6.0, 1.0),
            "visits": rng.normal(group * -4.0, 1.0),
            "age": rng.integers(18, 90, rows),
            "income": rng.lognormal(10.3, 0.5, rows).round(2),
            "region": rng.choice(["north", "south", "east", "west"], rows),
            "note": rng.choice(["", "=1+1", "calls back", "-"], rows),
        }
    )


def prepare(folder: Path, rows: int) -> list[str]:
    """Keep and cluster the table; ids of a K-Means and an HDBSCAN run."""
    from portal.engine.params import HdbscanParams, KMeansParams
    from portal.services import datasets, runs, segments, structures
    from portal.services.specs import Spec, default_preparation
    from portal.services.workspace import opened
    from portal.settings import Settings

    ws = opened(Settings.from_env(QUICK | {"PORTAL_DATA_DIR": str(folder)}))
    ws.database.migrate()
    known = datasets.add_frame(ws, customers(rows), name="Customers", source="benchmark")
    preparation = default_preparation(known)
    payload = {"dataset": known.id, "preparation": preparation.to_json(), "seed": 0}
    structures.build(ws, payload, lambda _stage, _share: None)
    params = (KMeansParams(k=3), HdbscanParams(min_cluster_size=max(20, rows // 100), min_samples=10))
    made = [runs.register(ws, Spec(known.id, preparation, one)) for one in params]
    for run in made:
        segments.portrait(ws, run)
    ws.close()
    return [run.id for run in made]


def measured(folder: Path, run_id: str, kind: str) -> dict[str, float]:
    """One export in a process of its own, imports counted."""
    command = [sys.executable, "-m", "benchmarks.exporting", "one", run_id, kind]
    env = os.environ | QUICK | {"PORTAL_DATA_DIR": str(folder), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=1800, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def one(run_id: str, kind: str) -> dict[str, float]:
    """Write the customers of a run to nowhere."""
    from portal.services.takeaway.audience import Wish, audience
    from portal.services.takeaway.subject import subject
    from portal.services.takeaway.writing import Format, file_of
    from portal.services.workspace import opened
    from portal.settings import Settings

    start = time.perf_counter()
    ws = opened(Settings.from_env(os.environ))
    found = audience(ws, subject(ws, run_id), Wish(columns=COLUMNS))
    size = sum(len(part) for part in file_of(found, Format(kind)).parts)
    return {
        "rows": found.rows, "seconds": time.perf_counter() - start, "megabytes": resident(os.getpid(), "VmHWM"),
        "written": size / 1e6,
    }  # fmt: skip


def resident(process: int, what: str) -> float:
    """Megabytes in memory: now (`VmRSS`) or at the most so far (`VmHWM`)."""
    return int(Path(f"/proc/{process}/status").read_text().split(f"{what}:")[1].split()[0]) / 1024


def live(folder: Path, address: str) -> dict[str, float]:
    """One download from a fresh web worker; `began` is what it had in memory, `first` the seconds to the first byte."""
    with served.portal(folder, **QUICK) as url:
        gunicorn = psutil.Process().children()[-1]
        # Its other child waits for jobs.
        worker = next(one.pid for one in gunicorn.children() if "portal.jobs.warm" not in one.cmdline())
        began, start = resident(worker, "VmRSS"), time.perf_counter()
        with urllib.request.urlopen(f"{url}{address}", timeout=1800) as answer:
            size = len(answer.read(1))
            first = time.perf_counter() - start
            while part := answer.read(2**20):
                size += len(part)
        seconds, peak = time.perf_counter() - start, resident(worker, "VmHWM")
    return {"seconds": seconds, "first": first, "began": began, "megabytes": peak, "written": size / 1e6}


def lines(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """A line for each size, algorithm and format."""
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="exporting-") as name:
            kmeans, hdbscan = prepare(Path(name), rows)
            for algorithm, run_id, kind in (
                ("K-Means", kmeans, "csv"), ("K-Means", kmeans, "parquet"), ("K-Means", kmeans, "xlsx"),
                ("HDBSCAN", hdbscan, "csv"),
            ):  # fmt: skip
                found = measured(Path(name), run_id, kind)
                yield (
                    f"{algorithm}, {kind}: {found['rows']:,.0f} customers, {found['seconds']:.1f} s, "
                    f"{found['written']:.0f} MB written, peak {found['megabytes']:.0f} MB ({verdict(found)})"
                )
            chosen = "&".join(f"column={name}" for name in COLUMNS)
            addresses = {kind: f"/take/{kmeans}/audience?format={kind}&{chosen}" for kind in ("csv", "parquet", "xlsx")}
            for what, address in (addresses | {"disputed": f"/export/disputed.csv?runs={kmeans},{hdbscan}"}).items():
                found = live(Path(name), address)
                yield (
                    f"live web worker, {what}: {found['seconds']:.1f} s, first byte after {found['first']:.2f} s, "
                    f"{found['written']:.0f} MB sent, "
                    f"from {found['began']:.0f} MB to a peak of {found['megabytes']:.0f} MB ({verdict(found)})"
                )


def verdict(found: dict[str, float]) -> str:
    """Whether the memory was enough."""
    return "reached" if found["megabytes"] < MOST else f"more than {MOST} MB"


def main(arguments: list[str]) -> None:
    """Print one measurement (for `measured`), or all lines."""
    if arguments[:1] == ["one"]:
        told: Any = one(*arguments[1:])
        print(json.dumps(told))
        return
    for line in lines(tuple(int(size) for size in arguments) or SIZES):
        print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
