"""`make bench`: every figure of the portal's speed in one run, written to docs/benchmarks.md (about half an hour).

`python -m benchmarks --quick` takes a few minutes: small tables, one round; it prints and writes nothing.
`--only density kmeans importing verdict workers jobs browser` runs parts and prints them; with `--into FILE` they are
written to a page of their own, as docs/benchmarks-importing.md is.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import browser, density, importing, kmeans, report, served, verdict, workers
from benchmarks.report import Figure
from portal.engine import density as engine
from portal.services.maps import RASTER_FROM

PARTS = ("density", "kmeans", "importing", "verdict", "workers", "jobs", "browser")
JOBS = (10_000, 50_000, 100_000, RASTER_FROM + 1_000, 1_000_000)
FELT = {10_000: 120, 50_000: 200, RASTER_FROM + 1_000: 500}
"""Milliseconds from release to paint that are to be reached."""
QUICK_JOBS = (10_000, 50_000, RASTER_FROM + 1_000)


class Bench:
    """Runs the parts one after another; a part that fails is told, and the others still run."""

    def __init__(self, quick: bool, parts: list[str], folder: Path) -> None:
        self.quick, self.parts, self.folder = quick, parts, folder
        every = set(parts) == set(PARTS)
        self.command = "make bench" if every else f"python -m benchmarks --only {' '.join(parts)}"
        self.rows: list[density.Row] = []
        self.figures: list[Figure] = []
        self.notes: list[str] = []
        self.built: dict[int, dict[str, Any]] = {}

    def run(self) -> None:
        for name in PARTS:
            if name in self.parts:
                self._part(name, getattr(self, name))

    def _part(self, name: str, work: Callable[[], None]) -> None:
        start, load = time.perf_counter(), os.getloadavg()[0]
        print(f"— {name} (load {load:.1f})", flush=True)
        work()
        took = time.perf_counter() - start
        self.notes.append(f"{name}: {took:,.0f} s, load {load:.1f} before, {os.getloadavg()[0]:.1f} after")

    def density(self) -> None:
        """Build and cuts of the density structure against hdbscan and scikit-learn."""
        engine.warm()
        self._engine(density.rows)

    def kmeans(self) -> None:
        """Sweep and cuts of K-Means against scikit-learn."""
        self._engine(kmeans.rows)

    def _engine(self, rows: Callable[..., Any]) -> None:
        sizes = (1_000, 10_000) if self.quick else (1_000, 10_000, 50_000, 200_000)
        for row in rows(sizes, 1 if self.quick else 3):
            self.rows.append(row)
            print(report.table([row])[-1], flush=True)

    def importing(self) -> None:
        """A generated CSV file to a dataset's Parquet, with everything that an upload goes through."""
        sizes = (300_000,) if self.quick else importing.SIZES
        for row in importing.rows(sizes, 1 if self.quick else 3):
            self.rows.append(row)
            where = f"{row.n:,} × {row.d}"
            if row.what == importing.MEMORY:
                self._reach(
                    "peak memory of reading a CSV", where, "≤ 1,024 MB", f"{row.ours:,.0f} MB", row.ours <= 1024
                )
            elif row.ratio is not None and row.baseline:
                rates = f"{row.n / row.ours:,.0f} against {row.n / row.baseline:,.0f} rows a second"
                self._reach("CSV to Parquet vs pandas.read_csv and to_parquet", where, "≥ 1×",
                            f"{row.ratio:.2f}× ({rates})", row.ratio >= 1)  # fmt: skip
        if not self.quick:
            n = importing.LARGEST
            found = importing.whole(n)
            said = f"{found['megabytes']:,.0f} MB ({found['seconds']:.0f} s for a file of {found['file']:,.0f} MB)"
            what = "peak memory of a whole import, the largest of its processes"
            self._reach(what, f"{n:,} × {importing.COLUMNS}", "≤ 1,024 MB", said, found["megabytes"] <= 1024)

    def verdict(self) -> None:
        """Everything that is said of a run's structure and stability, one piece after the other."""
        for n, most in verdict.ROWS.items():
            found = verdict.seconds(self.folder, n)
            parts = ", ".join(f"{name} {spent:.1f} s" for name, spent in found.items())
            total = sum(found.values())
            said = f"{total:.1f} s ({parts})"
            self._reach("the whole verdict on a run", f"{n:,} × 6", f"≤ {most} s", said, total <= most)

    def workers(self) -> None:
        """One and two worker processes."""
        one, two = workers.rates(self.folder, self._job(50_000)["dataset"], 1 if self.quick else 5)
        for what, words in (("cuts", "cuts of 50,000 rows"), ("fits", "fits of 1,000 rows")):
            ratio = two[what] / one[what]
            said = f"{ratio:.2f}× ({one[what]:,.0f} → {two[what]:,.0f})"
            self._reach(f"two worker processes vs one, {words} per second", "50,000 × 8", "≥ 1.8×", said, ratio >= 1.8)

    def jobs(self) -> None:
        """The whole structure job: seconds, memory, and every slider of what it leaves."""
        for n in QUICK_JOBS if self.quick else JOBS:
            found = self._job(n)
            fit = next((row for row in self.rows if "megabytes" in row.what and abs(row.n - n) <= n / 100), None)
            if fit is not None and fit.baseline:
                ratio = found["megabytes"] / fit.baseline
                said = f"{ratio:.2f}× ({found['megabytes']:,.0f} against {fit.baseline:,.0f} MB)"
                fits = ratio <= 1.5 if n >= 50_000 else None
                self._reach(
                    "peak memory of the whole job vs hdbscan fit", f"{n:,} × 8", "≤ 1.5× from 50,000", said, fits
                )
            if n >= 1_000_000:
                where, slowest = f"{n:,} × 8", max(found["cuts"].values())
                spent = found["seconds"]
                self._reach("structure job with the row budget", where, "≤ 60 s", f"{spent:.1f} s", spent <= 60)
                self._reach("any slider, labels of every row", where, "≤ 1 s", f"{slowest:.3f} s", slowest <= 1)
                memory = found["megabytes"]
                self._reach("memory of the job", where, "≤ 2,048 MB", f"{memory:,.0f} MB", memory <= 2048)

    def browser(self) -> None:
        """What a reader feels."""
        sizes = QUICK_JOBS if self.quick else tuple(n for n in JOBS if n <= RASTER_FROM + 1_000)
        datasets = {n: self._job(n)["dataset"] for n in sizes}
        with served.portal(self.folder) as url:
            for n, dataset in datasets.items():
                felt = browser.felt(url, dataset)
                said = f"{felt.milliseconds:.0f} ms (server {felt.server:.0f} ms, {felt.moves} moves)"
                if n in FELT:
                    wanted, fast = f"≤ {FELT[n]} ms", felt.milliseconds <= FELT[n]
                    self._reach("slider released → colours painted", f"{n:,} × 8", wanted, said, fast)
                small = felt.largest <= 60_000 if n == 100_000 else None
                self._reach(
                    "bytes over HTTP per move, the largest", f"{n:,} × 8", "≤ 60 KB at 100,000",
                    f"{felt.largest / 1000:.1f} KB", small,
                )  # fmt: skip

    def _job(self, n: int) -> dict[str, Any]:
        if n not in self.built:
            self.built[n] = served.job(self.folder, n)
            one = self.built[n]
            print(f"  job {n:,}: {one['seconds']:.1f} s, {one['megabytes']:.0f} MB, cuts {one['cuts']}", flush=True)
        return self.built[n]

    def _reach(self, what: str, where: str, wanted: str, found: str, reached: bool | None) -> None:
        self.figures.append(Figure(what, where, wanted, found, reached))
        print(report.goals([self.figures[-1]])[-1], flush=True)

    def page(self) -> list[str]:
        """The document."""
        figures = report.from_rows(self.rows) + self.figures
        lines = [
            "# Benchmarks",
            "",
            f"Written by `{self.command}` on {date.today():%d %B %Y}. {report.machine()}",
            "",
            "Baseline: what a plain Dash page would do, calling the library afresh at every move of a slider. "
            "Blobs: ten Gaussian groups of unequal spread and 5 % uniform noise, eight columns; the table of ten "
            "columns is real (online shoppers). Ours and the baseline run by turns, medians of three; baselines over 5 "
            "minutes or 8 GB are skipped. Above the row budget (200,000 rows) only the job is measured: the baselines "
            "need more than 5 minutes there.",
            "",
            "## What was to be reached",
            "",
            *report.goals(figures),
            "",
            "## What was missed, and why",
            "",
            *report.explained(figures),
            "",
        ]
        if growth := report.exponents(self.rows):
            lines += ["## Growth", "", "| what | rows | seconds grow as |", "|---|---|---|", *growth, ""]
        if self.built:
            lines += [
                "## Structure jobs", "",
                "| rows | density built on | seconds | peak | longest silence | second sample agrees | "
                "slider moves: K-Means, DBSCAN, HDBSCAN |", "|---|---|---|---|---|---|---|",
            ]  # fmt: skip
        for n, one in sorted(self.built.items()):
            cuts = ", ".join(f"{seconds * 1000:.1f} ms" for seconds in one["cuts"].values())
            agrees = "–" if one["agreement"] is None else f"{one['agreement']:.3f}"
            lines.append(
                f"| {n:,} | {one['sample']:,} | {one['seconds']:.1f} | {one['megabytes']:,.0f} MB | "
                f"{one['longest']:.1f} s | {agrees} | {cuts} |"
            )
        if self.built:
            n = max(self.built)
            parts = ", ".join(f"{name} {spent:.1f} s" for name, spent in self.built[n]["stages"].items())
            lines += ["", f"Where the {n:,} rows' time goes: {parts}.", ""]
        lines += ["## Every line", "", *report.table(self.rows), "", "## The run", ""]
        return lines + [f"- {note}" for note in self.notes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--into", type=Path, help="the page to write; docs/benchmarks.md when every part is run")
    asked = parser.parse_args()
    whole = set(asked.only) == set(PARTS) and not asked.quick
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(asked.quick, asked.only, Path(folder))
        bench.run()
        page = bench.page()
        if into := asked.into or (report.DOCUMENT if whole else None):
            report.write(page, into)
        else:
            print("\n".join(page))


if __name__ == "__main__":
    main()
