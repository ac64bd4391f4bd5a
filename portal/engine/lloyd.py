"""Searching K-Means centres: many cheap starts on a sample, a few good ones on all rows.

Starts are k-means++ (Arthur & Vassilvitskii 2007) and, as in global k-means (Likas, Vlassis & Verbeek
2003), the best centres for k − 1 with one cluster split; these warm starts find what random starts miss
at larger k. Every search runs in one thread, several beside each other: the number of threads
changes no bit of the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from portal.engine import kmeans_kernel as kernel
from portal.engine.agreement import agreements
from portal.engine.records import Floats, Labels

Array = npt.NDArray[Any]
SAME = 1e-6
"""Sums of squares nearer than this (relative) are one solution."""
EQUAL = 1e-3
"""Solutions within this share of the best are equally good: which of them is best is an accident of the sample."""
NEARLY = 5e-3
"""Solutions within this share of the best have a say in which of the best is typical."""


class Rows(NamedTuple):
    """Rows to cluster, column by column (d, n), Σ w ‖x‖², and how many rows each stands for (n,); None is one each."""

    columns: Array
    squares: float
    weights: Array | None = None

    @classmethod
    def of(cls, columns: Array, weights: Array | None = None) -> Self:
        """Columns (d, n), laid out for the kernel."""
        columns = np.ascontiguousarray(columns)
        if weights is None:
            squares = [np.einsum("i,i->", column, column, dtype=np.float64) for column in columns]
        else:
            squares = [np.einsum("i,i,i->", weights, column, column, dtype=np.float64) for column in columns]
        return cls(columns, float(sum(squares)), weights)

    def part(self, start: int, stop: int) -> Self:
        """The rows from start to stop."""
        return type(self).of(self.columns[:, start:stop], None if self.weights is None else self.weights[start:stop])

    def sizes(self, labels: Labels, k: int) -> Floats:
        """How many rows stand in each of k clusters."""
        return np.bincount(labels, self.weights, minlength=k).astype(np.float64)

    @property
    def n(self) -> int:
        """Number of rows."""
        return int(self.columns.shape[1])


class Fit(NamedTuple):
    """Centres (k, d), labels (n,) and sum of squares after some of Lloyd's iterations."""

    centres: Array
    labels: Labels
    inertia: float


def start(rows: Rows, k: int, seed: int) -> Array:
    """(k, d) greedy k-means++ start."""
    return begun(rows, np.random.default_rng(seed).random((k, 2 + int(np.log(k)))))


def begun(rows: Rows, chances: Array) -> Array:
    """(k, d) greedy k-means++ start from uniform draws (k, candidates) in [0, 1)."""
    centres = np.empty((len(chances), len(rows.columns)), dtype=rows.columns.dtype)
    kernel.plus_plus(rows.columns, rows.weights, chances, centres)
    return centres


def search(rows: Rows, centres: Array, iterations: int, tolerance: float) -> Fit:
    """Lloyd's iterations in one thread, from given centres."""
    centres = np.array(centres, dtype=rows.columns.dtype, order="C")
    labels = np.empty(rows.n, dtype=np.int32)
    inertia = kernel.search(rows.columns, rows.weights, centres, labels, iterations, tolerance, rows.squares)
    return Fit(centres, labels, float(inertia))


class Descent:
    """Lloyd's iterations on all rows, each of which counts anew only the rows that it moves.

    Attributes
    ----------
    centres, labels, inertia : (k, d), (n,) and the sum of squares of the last pass
    means : (k, d) of its labels; a centre without rows stays where it is
    """

    def __init__(self, rows: Rows, centres: Array) -> None:
        self._rows = rows
        self._sums, self._sizes = np.zeros(centres.shape), np.zeros(len(centres))
        self.labels: Labels = np.full(rows.n, -1, dtype=np.int32)
        self._assign(centres)

    def _assign(self, centres: Array) -> None:
        rows, sizes = self._rows, self._sizes
        self.centres = np.ascontiguousarray(centres, dtype=rows.columns.dtype)
        gained = kernel.assign(rows.columns, rows.weights, self.centres, 0, rows.n, self.labels, self._sums, sizes)
        self.inertia = rows.squares + float(gained)
        self.means = np.where(sizes[:, None] > 0, self._sums / np.maximum(sizes, 1)[:, None], self.centres)

    def converged(self, passes: int, tolerance: float) -> Self:
        """Go on, to so many passes at most, until one lowers the sum of squares by less than `tolerance` of itself."""
        for _ in range(passes - 1):
            before = self.inertia
            self._assign(self.means)
            if before - self.inertia <= tolerance * self.inertia:
                break
        return self


def splits(rows: Rows, fit: Fit, take: int) -> list[Array]:
    """(k + 1, d) starts with one cluster of `fit` halved across its longest axis, the most gainful first."""
    found: list[tuple[float, Array]] = []
    order = np.argsort(fit.labels.astype(np.int16), kind="stable")
    grouped = rows.columns[:, order]
    weights = np.ones(rows.n, dtype=grouped.dtype) if rows.weights is None else rows.weights[order]
    ends = np.cumsum(np.bincount(fit.labels, minlength=len(fit.centres)))
    for j, (centre, end) in enumerate(zip(fit.centres, ends, strict=True)):
        first = ends[j - 1] if j else 0
        away, weight = grouped[:, first:end] - centre[:, None], weights[first:end]
        axis = np.linalg.eigh(((weight * away) @ away.T).astype(np.float64))[1][:, -1]
        # Not by BLAS, whose kernel for so few columns may count what lies beside them and warn of it.
        right = np.einsum("i,ij->j", axis.astype(away.dtype), away) > 0
        if not 0 < np.count_nonzero(right) < len(right):
            continue
        here, there = float(weight[right].sum()), float(weight[~right].sum())
        one = np.einsum("ij,j->i", away, np.where(right, weight, 0)) / here
        other = np.einsum("ij,j->i", away, np.where(right, 0, weight)) / there
        gain = float(here * (one @ one) + there * (other @ other))
        found.append((gain, np.vstack([np.delete(fit.centres, j, axis=0), centre + one, centre + other])))
    found.sort(key=lambda item: -item[0])
    return [centres for _, centres in found[:take]]


def merges(rows: Rows, fit: Fit, take: int) -> list[Fit]:
    """`fit` with two of its centres merged, the pairs that cost least first (Ward 1963): k − 1 centres each."""
    k = len(fit.centres)
    sizes = rows.sizes(fit.labels, k)
    apart = ((fit.centres[:, None].astype(np.float64) - fit.centres) ** 2).sum(axis=2)
    cost = apart * sizes * sizes[:, None] / np.maximum(sizes + sizes[:, None], 1)
    cost[np.tril_indices(k)] = np.inf
    found = []
    for pair in np.argsort(cost, axis=None, kind="stable")[: min(take, k * (k - 1) // 2)]:
        one, other = divmod(int(pair), k)
        centres = fit.centres.copy()
        both = max(sizes[one] + sizes[other], 1)
        centres[one] = (sizes[one] * centres[one] + sizes[other] * centres[other]) / both
        labels = np.where(fit.labels == other, one, fit.labels)
        labels = np.where(labels > other, labels - 1, labels).astype(np.int32)
        found.append(Fit(np.delete(centres, other, axis=0), labels, np.inf))
    return found


def swaps(rows: Rows, fit: Fit, take: int) -> list[Array]:
    """(k, d) starts with the two cheapest centres merged and another cluster split.

    This mends the usual fault of a local optimum: two centres share one group while one serves two.
    """
    if len(fit.centres) <= 2:
        return []
    return splits(rows, merges(rows, fit, 1)[0], take)


def distinct(fits: Sequence[Fit], take: int) -> list[Fit]:
    """The best fits, best first, those of the same sum of squares counted once."""
    kept: list[Fit] = []
    for fit in sorted(fits, key=lambda item: item.inertia):
        if len(kept) == take:
            break
        if not kept or fit.inertia - kept[-1].inertia > SAME * abs(kept[-1].inertia):
            kept.append(fit)
    return kept


def as_good_as_best(fits: Sequence[Fit], within: float = EQUAL) -> list[Fit]:
    """Solutions that are as good as the best but for this share, best first, sixty at most."""
    best = min(fit.inertia for fit in fits)
    good = [fit for fit in fits if fit.inertia <= best + within * abs(best)]
    return sorted(good, key=lambda fit: fit.inertia)[:60]


def typical(fits: Sequence[Fit]) -> Fit:
    """Of the solutions that are as good as the best, the one that agrees most (by ARI) with all that are nearly so.

    Where the table has groups there is one such solution. Where it has none there are many, and the one of
    least inertia is an accident; the typical one is what other starts and other samples find again.
    """
    good, voters = as_good_as_best(fits), as_good_as_best(fits, NEARLY)
    # The good are the first of the voters. Each agrees with itself too, which changes nothing in the order.
    votes = agreements([fit.labels for fit in voters], len(fits[0].centres))[: len(good)].sum(axis=1)
    return good[int(np.argmax(np.round(votes, 9)))]
