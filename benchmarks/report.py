"""The benchmark's page: what was reached, against what was to be reached, on which machine."""

from __future__ import annotations

import math
import os
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.density import Row

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PACKAGES = ("numpy", "scipy", "numba", "scikit-learn", "hdbscan", "dash", "plotly", "gunicorn")


@dataclass(frozen=True)
class Figure:
    """One figure that is to be reached."""

    what: str
    where: str
    wanted: str
    found: str
    reached: bool | None


GOALS: tuple[tuple[str, dict[int, float]], ...] = (
    ("build, all min_samples to 25, vs one hdbscan fit", {50_000: 3, 200_000: 8}),
    ("HDBSCAN re-cut, same min_samples, vs fresh hdbscan", {50_000: 1_000, 200_000: 5_000}),
    ("HDBSCAN re-cut, new min_samples, vs fresh hdbscan", {50_000: 100, 200_000: 50}),
    ("DBSCAN new eps vs fresh sklearn DBSCAN", {50_000: 500, 200_000: 1_000}),
    ("K-Means new k vs fresh KMeans(n_init=10), mean over k", {50_000: 500, 200_000: 500}),
    ("K-Means sweep k = 2…12, labels and centres, vs KMeans(n_init=10) for each k", {50_000: 10, 200_000: 30}),
)


def from_rows(rows: list[Row]) -> list[Figure]:
    """The ratios that the tables of the engine show."""
    found = []
    for what, sizes in GOALS:
        for n, least in sizes.items():
            row = next((row for row in rows if (row.what, row.n) == (what, n)), None)
            if row is None:
                continue
            said = "baseline skipped" if row.ratio is None else f"{row.ratio:,.1f}×"
            if row.note and row.ratio is not None:
                said += f" ({row.note})"
            reached = None if row.ratio is None else row.ratio >= least
            found.append(Figure(what, f"{n:,} × {row.d}", f"≥ {least:,.0f}×", said, reached))
    return found


def exponents(rows: list[Row]) -> list[str]:
    """Growth of build and cut over n: slope of log seconds between the least and the largest blobs from 10,000 on."""
    lines = []
    for what in (GOALS[0][0], GOALS[1][0], GOALS[2][0], GOALS[3][0], GOALS[5][0]):
        points = sorted((row.n, row.ours) for row in rows if row.what == what and row.d == 8 and row.n >= 10_000)
        if len(points) > 1:
            (few, quick), (many, slow) = points[0], points[-1]
            slope = math.log(slow / quick) / math.log(many / few)
            lines.append(f"| {what.split(' vs ')[0].rstrip(',')} | {few:,} to {many:,} | n^{slope:.2f} |")
    return lines


def table(rows: list[Row]) -> list[str]:
    """All lines, with what the baseline took."""
    lines = ["| what | rows × columns | ours | baseline | ratio | |", "|---|---|---|---|---|---|"]
    for row in rows:
        baseline = "–" if row.baseline is None else _amount(row, row.baseline)
        ratio = "–" if row.ratio is None else f"{row.ratio:,.1f}×"
        lines.append(
            f"| {row.what} | {row.n:,} × {row.d} | {_amount(row, row.ours)} | {baseline} | {ratio} | {row.note} |"
        )
    return lines


def machine() -> str:
    """Processor, cores, memory, versions, and how busy the machine was."""
    names = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) / 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{names[0] if names else platform.processor()}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB; "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}; {packages}."
    )


def write(sections: list[str], page: Path) -> None:
    """Replace the page."""
    page.parent.mkdir(exist_ok=True)
    page.write_text("\n".join(sections).rstrip() + "\n", "utf-8")


def goals(figures: list[Figure]) -> list[str]:
    """What was to be reached and what was found."""
    lines = ["| what | where | to reach | found | |", "|---|---|---|---|---|"]
    for one in figures:
        verdict = "no goal here" if one.reached is None else "reached" if one.reached else "**missed**"
        lines.append(f"| {one.what} | {one.where} | {one.wanted} | {one.found} | {verdict} |")
    return lines


SPEED, MEMORY = "CSV to Parquet vs pandas.read_csv and to_parquet", "peak memory of the whole job vs hdbscan fit"
FELT = "slider released → colours painted"
WHY = {
    GOALS[5][0]: "Groups as plain as these blobs are the libraries' best case: ten starts converge after a few "
    "passes. Ours spends the same effort on every table: for each k, and on to k = 13, fifteen starts and the splits, "
    "merges and swaps of the neighbouring k on a coreset, then the best on all rows until nothing moves, in double "
    "precision. It keeps the sums of squares at or below theirs where groups are not plain, and is the stage “K-Means” "
    "of the jobs below. A move of the slider then costs nothing.",
    SPEED: "Every cell is also looked at for kinds, dates, sentinels and what cannot be read, in a process with a "
    "memory limit that never holds the table; pandas holds all of it and looks at types alone.",
    MEMORY: "The fit's process holds one library. The job's holds what reads, prepares, measures and stores as well "
    "(pandas, pyarrow, scipy, numba, SQLAlchemy), and the table beside the matrix; what grows with the rows is the "
    "density line of the last table.",
    "two worker processes vs one, fits of 1,000 rows per second": "What asks for the fits runs on the same two cores "
    "as the two workers, and takes its share of them.",
    FELT: "The server needs a small part of it. The rest is the page: Dash's renderer tells every component of every "
    "step, and the slider, the map and the sizes are painted on the same thread.",
}
"""What the profile says of figures that were missed."""


def explained(figures: list[Figure]) -> list[str]:
    """Why figures were missed, each once."""
    missed = dict.fromkeys(one.what for one in figures if one.reached is False)
    return [f"- *{what}*: {WHY.get(what, 'not looked into yet.')}" for what in missed] or ["Nothing."]


def _amount(row: Row, value: float) -> str:
    if "megabytes" in row.what:
        return f"{value:,.0f} MB"
    return f"{value:,.2f} s" if value >= 0.1 else f"{value * 1000:.2f} ms"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
