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


def write(sections: list[str]) -> None:
    """Replace the page."""
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text("\n".join(sections).rstrip() + "\n", "utf-8")


def goals(figures: list[Figure]) -> list[str]:
    """What was to be reached and what was found."""
    lines = ["| what | where | to reach | found | |", "|---|---|---|---|---|"]
    for one in figures:
        verdict = "not measured" if one.reached is None else "reached" if one.reached else "**missed**"
        lines.append(f"| {one.what} | {one.where} | {one.wanted} | {one.found} | {verdict} |")
    return lines


def _amount(row: Row, value: float) -> str:
    if "megabytes" in row.what:
        return f"{value:,.0f} MB"
    return f"{value:,.2f} s" if value >= 0.1 else f"{value * 1000:.2f} ms"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
