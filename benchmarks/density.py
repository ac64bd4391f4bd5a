"""The density engine against fresh fits of hdbscan and scikit-learn, as a plain page would call them."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from benchmarks.once import measured, table
from portal.engine.density import Density, build_density, cut_dbscan, cut_hdbscan, k_distances
from portal.engine.params import DbscanParams, HdbscanParams
from portal.engine.records import Matrix

SIZES = (1_000, 10_000, 50_000, 200_000, 1_000_000)


@dataclass(frozen=True)
class Row:
    """One line of the table. Seconds, or megabytes where `what` says so; no ratio where the baseline was skipped."""

    what: str
    n: int
    d: int
    ours: float
    baseline: float | None
    ratio: float | None
    note: str = ""


def rows(sizes: tuple[int, ...] = SIZES, repeats: int = 3) -> Iterator[Row]:
    """All lines: every size of blobs, then the real table (given as n = 0)."""
    for n in (*sizes, 0):
        try:
            values = table(n)
        except SystemExit:
            continue
        yield from one_table(n, values, repeats)


def one_table(n: int, values: np.ndarray, repeats: int) -> Iterator[Row]:
    rounds = repeats if len(values) <= 200_000 else 1
    # Builds and fits by turns, so that whatever else the machine does falls on both.
    pairs = [(measured("build", n), measured("hdbscan", n)) for _ in range(rounds)]
    ours = {key: median(pair[0][key] for pair in pairs) for key in ("seconds", "cpu", "megabytes")}
    fits = [fit for _, fit in pairs if "seconds" in fit]
    theirs = {key: median(fit[key] for fit in fits) for key in ("seconds", "cpu", "megabytes")} if fits else pairs[0][1]
    line = _liner(values)
    yield line("build, all min_samples to 25, vs one hdbscan fit", ours["seconds"], theirs, "seconds")
    yield line("the same, processor seconds of all processes", ours["cpu"], theirs, "cpu")
    yield line("the same, peak megabytes of all processes", ours["megabytes"], theirs, "megabytes")

    density = build_density(Matrix(values, (), np.arange(len(values))))
    sizes = [c for c in (10, 25, 50, 100, 200) if c < density.n]
    same = _seconds([_hdbscan(density, c, 10) for c in sizes])
    yield line("HDBSCAN re-cut, same min_samples, vs fresh hdbscan", same, theirs)
    new = _seconds([_hdbscan(density, 50, m) for m in (3, 7, 12, 18, 24)])
    yield line("HDBSCAN re-cut, new min_samples, vs fresh hdbscan", new, theirs)
    if len(values) <= 50_000:
        yield line("HDBSCAN re-cut vs fresh sklearn HDBSCAN", same, measured("sklearn-hdbscan", n))
    eps = float(np.quantile(k_distances(density, 10), 0.7))
    fresh = measured("sklearn-dbscan", n, eps=eps)
    params = DbscanParams(eps=eps, min_samples=10)
    seconds = _seconds([lambda: cut_dbscan(density, params)] * 5)
    labels = zlib.crc32(cut_dbscan(density, params).labels.tobytes())
    equal = "" if "labels" not in fresh else f"labels {'identical' if labels == fresh['labels'] else 'DIFFER'}"
    yield line("DBSCAN new eps vs fresh sklearn DBSCAN", seconds, fresh, note=equal)


def _hdbscan(density: Density, size: int, min_samples: int) -> Callable[[], Any]:
    return lambda: cut_hdbscan(density, HdbscanParams(min_cluster_size=size, min_samples=min_samples))


def _seconds(cuts: list[Callable[[], Any]]) -> float:
    """Median over distinct cuts, each timed once warm."""
    found = []
    for cut in cuts:
        cut()
        for _ in range(5):
            start = time.perf_counter()
            cut()
            found.append(time.perf_counter() - start)
    return median(found)


def _liner(values: np.ndarray) -> Callable[..., Row]:
    n, d = values.shape

    def line(what: str, ours: float, theirs: dict[str, Any], key: str = "seconds", note: str = "") -> Row:
        if key not in theirs:
            return Row(what, n, d, ours, None, None, f"baseline skipped: {theirs.get('skipped', '')}")
        return Row(what, n, d, ours, theirs[key], theirs[key] / ours, note)

    return line


if __name__ == "__main__":
    import sys

    chosen = tuple(int(x) for x in sys.argv[1:]) or SIZES
    for row in rows(chosen):
        baseline = "–" if row.baseline is None else f"{row.baseline:.4g}"
        ratio = "–" if row.ratio is None else f"{row.ratio:,.1f}×"
        print(f"| {row.what} | {row.n:,} × {row.d} | {row.ours:.4g} | {baseline} | {ratio} | {row.note} |", flush=True)
