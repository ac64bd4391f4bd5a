"""Searching K-Means centres: many cheap starts on a sample, a few good ones on all rows.

Starts are k-means++ (Arthur & Vassilvitskii 2007) and, as in global k-means (Likas, Vlassis & Verbeek
2003), the best centres for k − 1 with one cluster split; these warm starts find what random starts miss
at larger k. Every search runs in one thread, several beside each other: the number of threads
changes no bit of the result.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from portal.engine import kmeans_kernel as kernel
from portal.engine import kmeans_starts as starts
from portal.engine.records import Floats, Labels

Array = npt.NDArray[Any]


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
    starts.plus_plus(rows.columns, rows.weights, chances, centres)
    return centres


def search(rows: Rows, centres: Array, iterations: int, tolerance: float) -> Fit:
    """Lloyd's iterations in one thread, from given centres."""
    centres = np.array(centres, dtype=rows.columns.dtype, order="C")
    labels = np.empty(rows.n, dtype=np.int32)
    inertia = kernel.search(rows.columns, rows.weights, centres, labels, iterations, tolerance, rows.squares)
    return Fit(centres, labels, float(inertia))


def measured(rows: Rows, centres: Array) -> Fit:
    """These centres with the labels and the sum of squares that they give."""
    centres = np.ascontiguousarray(centres, dtype=rows.columns.dtype)
    labels = np.empty(rows.n, dtype=np.int32)
    nothing = np.empty((0, len(rows.columns))), np.empty(0)
    gained = kernel.assign(rows.columns, rows.weights, centres, 0, rows.n, labels, *nothing)
    return Fit(centres, labels, rows.squares + float(gained))


class Descent:
    """Lloyd's iterations on all rows, each of which counts anew only the rows that it moves.

    Begins with centres, or with the means of labels; then `centres` is where those without rows are.

    Attributes
    ----------
    centres, labels, inertia : (k, d), (n,) and the sum of squares of the last pass
    means : (k, d) of its labels; a centre without rows stays where it is
    """

    def __init__(self, rows: Rows, centres: Array, labels: Labels | None = None) -> None:
        self._rows = rows
        self._sums, self._sizes = np.zeros(centres.shape), np.zeros(len(centres))
        self.labels: Labels = np.full(rows.n, -1, dtype=np.int32) if labels is None else labels.copy()
        if labels is not None:
            kernel.tally(rows.columns, rows.weights, self.labels, self._sums, self._sizes)
        self._assign(centres if labels is None else self._means(centres))

    def _assign(self, centres: Array) -> None:
        rows, sizes = self._rows, self._sizes
        self.centres = np.ascontiguousarray(centres, dtype=rows.columns.dtype)
        gained = kernel.assign(rows.columns, rows.weights, self.centres, 0, rows.n, self.labels, self._sums, sizes)
        self.inertia = rows.squares + float(gained)
        self.means = self._means(self.centres)

    def _means(self, centres: Array) -> Array:
        sizes = self._sizes[:, None]
        return np.where(sizes > 0, self._sums / np.where(sizes > 0, sizes, 1.0), centres)

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
    k, d = fit.centres.shape
    centres = fit.centres.astype(np.float64)
    spread = np.zeros((k, d, d))
    starts.spreads(rows.columns, rows.weights, centres, fit.labels, spread)
    axes = np.ascontiguousarray(np.linalg.eigh(spread)[1][:, :, -1])
    shares, moves = np.zeros((k, 2)), np.zeros((k, 2, d))
    starts.halves(rows.columns, rows.weights, centres, fit.labels, axes, shares, moves)
    gains = (moves**2).sum(axis=2) / np.maximum(shares, 1e-300)
    usable = np.flatnonzero((shares > 0).all(axis=1))
    order = usable[np.argsort(-gains.sum(axis=1)[usable], kind="stable")]
    halved = centres[:, None] + moves / np.maximum(shares, 1e-300)[:, :, None]
    return [np.vstack([np.delete(centres, j, axis=0), halved[j]]) for j in order[:take]]


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
