"""Reading a CSV file into a dataset's Parquet against plain `pandas.read_csv` and `to_parquet`.

`python -m benchmarks.importing [ROWS …]` prints the lines; 5,000,000 rows by default.
The portal's side is what an upload goes through: a process of its own with its fence, types, report and checks.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.density import Row
from benchmarks.served import environment

SIZES = (5_000_000,)
LARGEST = 20_000_000
COLUMNS = 10
SECONDS = "CSV to Parquet vs pandas.read_csv and to_parquet"
MEMORY = "CSV to Parquet, peak megabytes"
ROOT = Path(__file__).parents[1]
BLOCK = 250_000


def customers_csv(path: Path, rows: int, seed: int = 0) -> None:
    """A table as shops export it: id, date, whole and decimal numbers, words, yes and no, gaps."""
    rng = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, rows, BLOCK):
            n = min(BLOCK, rows - start)
            spend = rng.gamma(2.0, 40.0, n).round(2)
            days = np.datetime64("2020-01-01") + rng.integers(0, 1_800, n).astype("timedelta64[D]")
            frame = pd.DataFrame(
                {
                    "customer_id": np.char.add("C", np.arange(start, start + n).astype(str)),
                    "joined": days.astype(str),
                    "age": rng.integers(18, 90, n),
                    "income": rng.lognormal(10.3, 0.5, n).round(2),
                    "spend": np.where(rng.random(n) < 0.02, np.nan, spend),
                    "visits": rng.poisson(6, n),
                    "score": rng.normal(50, 12, n).round(4),
                    "region": rng.choice(["north", "south", "east", "west"], n),
                    "plan": rng.choice(["basic", "plus", "pro"], n),
                    "subscribed": rng.choice(["yes", "no"], n),
                }
            )
            frame.to_csv(file, index=False, header=start == 0)


def rows(sizes: tuple[int, ...] = SIZES, repeats: int = 1) -> Iterator[Row]:
    """Two lines a size: seconds and peak megabytes. Runs by turns, so that noise falls on both."""
    for n in sizes:
        with tempfile.TemporaryDirectory(prefix="importing-") as folder:
            path = Path(folder) / "customers.csv"
            customers_csv(path, n)
            pairs = [(measured("ours", path), measured("pandas", path)) for _ in range(repeats)]
        ours, theirs = ({k: median(p[i][k] for p in pairs) for k in ("seconds", "megabytes")} for i in (0, 1))
        yield Row(SECONDS, n, COLUMNS, ours["seconds"], theirs["seconds"], theirs["seconds"] / ours["seconds"],
                  "ours finds types, looks for what is missing and writes the report on the way")  # fmt: skip
        yield Row(MEMORY, n, COLUMNS, ours["megabytes"], theirs["megabytes"], theirs["megabytes"] / ours["megabytes"])


def whole(n: int) -> dict[str, float]:
    """Seconds of `python -m portal import`, peak megabytes of the largest of its processes, megabytes of the file."""
    with tempfile.TemporaryDirectory(prefix="importing-") as folder:
        path = Path(folder) / "customers.csv"
        customers_csv(path, n)
        return measured("whole", path) | {"file": path.stat().st_size / 2**20}


def measured(what: str, path: Path) -> dict[str, float]:
    """One reading in a process of its own; imports are not counted on the side of pandas, they are on ours."""
    command = [sys.executable, "-m", "benchmarks.importing", what, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _ours(path: Path) -> dict[str, float]:
    import resource

    from portal.importing.child import read_in_child

    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        start = time.perf_counter()
        read_in_child(path, Path(folder), name=path.name, memory=3 << 30, seconds=900.0)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}


def _whole(path: Path) -> dict[str, float]:
    import resource

    with tempfile.TemporaryDirectory(prefix="portal-") as folder:
        command = [sys.executable, "-m", "portal", "import", str(path)]
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment(Path(folder), 2), capture_output=True, check=True)
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}


def _pandas(path: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        start = time.perf_counter()
        pd.read_csv(path).to_parquet(Path(folder) / "table.parquet")
        seconds = time.perf_counter() - start
    status = Path("/proc/self/status").read_text()
    return {"seconds": seconds, "megabytes": int(status.split("VmHWM:")[1].split()[0]) / 1024}


def main(arguments: list[str]) -> None:
    """Print one measurement (for `measured`), or all lines."""
    if arguments[:1] in (["ours"], ["pandas"], ["whole"]):
        work: Any = {"ours": _ours, "pandas": _pandas, "whole": _whole}[arguments[0]]
        print(json.dumps(work(Path(arguments[1]))))
        return
    for row in rows(tuple(int(one) for one in arguments) or SIZES):
        rates = f" ({row.n / row.ours:,.0f} rows a second)" if row.what == SECONDS else ""
        print(f"{row.what}: {row.n:,} rows: {row.ours:,.1f}{rates} against {row.baseline:,.1f}, {row.ratio:.2f}×")


if __name__ == "__main__":
    main(sys.argv[1:])
