"""K-Means sweep and cuts against fresh ``KMeans(n_init=10)`` fits, as a plain page would call them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import numpy as np
from sklearn.cluster import KMeans

from benchmarks.density import SIZES, Row
from benchmarks.once import SECONDS, table
from portal.engine.kmeans import cut_kmeans, sweep_kmeans
from portal.engine.kmeans_kernel import warm
from portal.engine.kmeans_search import solutions_of
from portal.engine.params import KMeansParams
from portal.engine.records import Matrix

KS = range(2, 13)


def rows(sizes: tuple[int, ...] = SIZES, repeats: int = 3) -> Iterator[Row]:
    """All lines: every size of blobs, then the real table (given as n = 0)."""
    warm()
    for n in (*sizes, 0):
        try:
            values = table(n)
        except SystemExit:
            continue
        yield from one_table(values, repeats if len(values) <= 200_000 else 1)


def one_table(values: np.ndarray, repeats: int) -> Iterator[Row]:
    """Sweeps and baselines by turns, so that whatever else the machine does falls on both."""
    n, d = values.shape
    matrix = Matrix(values, (), np.arange(n))
    found = [_round(values) for _ in range(repeats)]
    search, baseline = median(item[0] for item in found), _middle([item[1] for item in found])
    sweep = sweep_kmeans(matrix)
    whole = median(_timed(lambda: sweep_kmeans(matrix))[0] for _ in range(repeats))
    theirs = found[-1][2]
    note = ""
    if baseline is not None:
        worse = sweep.inertia[: len(theirs)] / np.array(theirs)
        note = f"inertia {worse.min():.4f} to {worse.max():.4f} of theirs"
    yield _row(
        "K-Means sweep k = 2…12, labels and centres, vs KMeans(n_init=10) for each k", n, d, search, baseline, note
    )
    note = f"silhouette within ±{2 * sweep.silhouette_error.max():.4f}"
    yield _row("the same with silhouette, CH and DB of every k, vs the fits alone", n, d, whole, baseline, note)
    cuts = median(_timed(lambda k=k: cut_kmeans(sweep, KMeansParams(k=k)))[0] for k in KS for _ in range(5))
    fresh = None if baseline is None else baseline / len(KS)
    yield _row("K-Means new k vs fresh KMeans(n_init=10), mean over k", n, d, cuts, fresh, "")


def _round(values: np.ndarray) -> tuple[float, float | None, list[float]]:
    """Seconds of our search, seconds of the baseline (None past five minutes), its sums of squares."""
    ours, _ = _timed(lambda: solutions_of(values, 2, 12, 0, lambda stage, share: None))
    theirs: list[float] = []
    start = time.perf_counter()
    for k in KS:
        theirs.append(float(KMeans(k, n_init=10, random_state=0).fit(values).inertia_))
        if time.perf_counter() - start > SECONDS:
            return ours, None, theirs
    return ours, time.perf_counter() - start, theirs


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _middle(seconds: list[float | None]) -> float | None:
    known = [item for item in seconds if item is not None]
    return median(known) if known else None


def _row(what: str, n: int, d: int, ours: float, baseline: float | None, note: str) -> Row:
    if baseline is None:
        return Row(what, n, d, ours, None, None, "baseline skipped: more than 5 minutes")
    return Row(what, n, d, ours, baseline, baseline / ours, note)


if __name__ == "__main__":
    import sys

    for row in rows(tuple(int(x) for x in sys.argv[1:]) or SIZES):
        baseline = "–" if row.baseline is None else f"{row.baseline:.4g}"
        ratio = "–" if row.ratio is None else f"{row.ratio:,.1f}×"
        print(f"| {row.what} | {row.n:,} × {row.d} | {row.ours:.4g} | {baseline} | {ratio} | {row.note} |", flush=True)
