"""How far two labellings agree: contingency, adjusted Rand, adjusted mutual information, best matching.

Every function takes two integer arrays (n,) of the same rows. Noise (−1) is one more group here; leave
those rows out beforehand to measure agreement on the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from portal.engine.records import Floats
from portal.errors import ParameterError

Ints = npt.NDArray[np.int64]


class Contingency(NamedTuple):
    """Rows counted by both labels: `counts` (r, c), and what its rows and columns stand for."""

    counts: Ints
    left: Ints
    right: Ints


def contingency(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> Contingency:
    """Cross-table of two labellings, labels in rising order.

    Raises
    ------
    ParameterError
        when the labellings have different lengths
    """
    _same_rows(a, b)
    left, one = _numbered(a)
    right, other = _numbered(b)
    counts = np.bincount(one * len(right) + other, minlength=len(left) * len(right))
    return Contingency(counts.reshape(len(left), len(right)), left, right)


def ari(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> float:
    """Adjusted Rand index (Hubert & Arabie 1985): 1 = the same, 0 = as by chance."""
    return _adjusted(*_sizes(a, b))


def ari_of_counts(counts: Ints) -> float:
    """Adjusted Rand index of the two labellings whose cross-table (r, c) this is."""
    return _adjusted(counts.ravel(), counts.sum(axis=1), counts.sum(axis=0))


def agreements(labellings: Sequence[npt.NDArray[Any]], k: int) -> Floats:
    """(m, m) adjusted Rand indices of m labellings, each with labels 0 … k−1, from one product of matrices."""
    n = len(labellings[0])
    members = np.concatenate([np.arange(k)[:, None] == labels for labels in labellings]).astype(np.float32)
    # Counts up to 2²⁴ are exact in single precision.
    counts = (members @ members.T).astype(np.float64).reshape(len(labellings), k, len(labellings), k)
    both = (counts * (counts - 1)).sum(axis=(1, 3)) / 2
    sizes = members.sum(axis=1, dtype=np.float64).reshape(len(labellings), k)
    alone = (sizes * (sizes - 1)).sum(axis=1) / 2
    expected = alone[:, None] * alone / (n * (n - 1) / 2)
    highest = (alone[:, None] + alone) / 2
    agreed: Floats = np.divide(both - expected, highest - expected, out=np.ones_like(both), where=highest > expected)
    return agreed


def _adjusted(cells: Ints, left: Ints, right: Ints) -> float:
    n = int(left.sum())
    both, one, other = (_pairs(sizes) for sizes in (cells, left, right))
    every = n * (n - 1) // 2
    if one == other == both:
        return 1.0
    expected = one * other / every
    highest = (one + other) / 2
    return (both - expected) / (highest - expected)


def ami(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> float:
    """Adjusted mutual information, arithmetic mean (Vinh, Epps & Bailey 2010): 1 = the same, 0 = as by chance."""
    _same_rows(a, b)
    left, one = _numbered(a)
    right, other = _numbered(b)
    n = len(one)
    pairs, cells = _cells(one * len(right) + other, len(left) * len(right))
    if len(pairs) == len(left) == len(right):
        return 1.0  # the same groups
    if min(len(left), len(right)) == 1:
        return 0.0
    rows, columns = np.bincount(one), np.bincount(other)
    expected_product = rows[pairs // len(right)] * (columns[pairs % len(right)] / n)
    mutual = float(np.sum(cells / n * np.log(cells / expected_product)))
    chance = _expected_mutual(rows, columns, n)
    ceiling = (_entropy(rows, n) + _entropy(columns, n)) / 2
    room = ceiling - chance
    return (mutual - chance) / max(room, float(np.finfo(np.float64).eps))


def matched(reference: npt.NDArray[Any], labels: npt.NDArray[Any]) -> dict[int, int]:
    """For each label its counterpart in `reference`, so that most rows coincide (Hungarian method, Kuhn 1955).

    Each label of the reference is used once at most. Labels without a counterpart, and noise, are not
    in the answer.
    """
    from scipy.optimize import linear_sum_assignment

    counts, left, right = contingency(reference, labels)
    rows, columns = np.flatnonzero(left >= 0), np.flatnonzero(right >= 0)
    inner = counts[np.ix_(rows, columns)]
    i, j = linear_sum_assignment(inner, maximize=True)
    kept = inner[i, j] > 0
    return {int(right[columns[y]]): int(left[rows[x]]) for x, y in zip(i[kept], j[kept], strict=True)}


def _same_rows(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> None:
    if len(a) != len(b):
        raise ParameterError(f"One run labels {len(a):,} rows, the other {len(b):,}. Compare runs of one table.")


def _numbered(labels: npt.NDArray[Any]) -> tuple[Ints, Ints]:
    """Labels in rising order, and for each row the place of its label among them."""
    labels = np.asarray(labels).astype(np.int64)
    if not len(labels):
        return labels, labels
    low = int(labels.min())
    if int(labels.max()) - low <= len(labels) + 1_000:  # counting beats sorting
        counts = np.bincount(labels - low)
        used = np.flatnonzero(counts)
        place = np.zeros(len(counts), dtype=np.int64)
        place[used] = np.arange(len(used))
        return used + low, place[labels - low]
    return np.unique(labels, return_inverse=True)


def _sizes(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> tuple[Ints, Ints, Ints]:
    """Sizes of the non-empty cells, of the groups of `a` and of those of `b`."""
    _same_rows(a, b)
    left, one = _numbered(a)
    right, other = _numbered(b)
    cells = _cells(one * len(right) + other, len(left) * len(right))[1]
    return cells, np.bincount(one), np.bincount(other)


def _cells(code: Ints, possible: int) -> tuple[Ints, Ints]:
    """The cells that hold rows, and how many; counted where there are few cells, else sorted."""
    if possible > 4 * len(code) + 1_000:
        return np.unique(code, return_counts=True)
    counts = np.bincount(code)
    held = np.flatnonzero(counts)
    return held, counts[held]


def _pairs(sizes: Ints) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _entropy(sizes: Ints, n: int) -> float:
    share = sizes[sizes > 0] / n
    return -float(np.sum(share * np.log(share)))


def _expected_mutual(rows: Ints, columns: Ints, n: int) -> float:
    """Expected mutual information of two random labellings with groups of these sizes.

    Groups of equal size share their terms. Each cell follows a hypergeometric law; terms further than
    twelve standard deviations and forty rows from its mean are below rounding and are left out.
    """
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    total = 0.0
    widths, times = np.unique(columns, return_counts=True)
    for a, often in zip(*np.unique(rows, return_counts=True), strict=True):
        mean = a * widths / n
        reach = 12 * np.sqrt(mean * (1 - a / n) * (1 - widths / n)) + 40
        low = np.maximum(np.maximum(1, a + widths - n), np.floor(mean - reach)).astype(np.int64)
        high = np.minimum(np.minimum(a, widths), np.ceil(mean + reach)).astype(np.int64)
        for start in range(0, len(widths), 256):
            part = slice(start, start + 256)
            total += float(often) * _terms(int(a), widths[part], times[part], low[part], high[part], n, log_factorial)
    return total


def _terms(a: int, b: Ints, times: Ints, low: Ints, high: Ints, n: int, log_factorial: Floats) -> float:
    cell = low[:, None] + np.arange(int((high - low).max()) + 1)
    inside = cell <= high[:, None]
    cell = np.minimum(cell, high[:, None])
    wide = b[:, None]
    fixed = log_factorial[a] + log_factorial[n - a] - log_factorial[n]
    log_chance = (
        fixed
        + (log_factorial[b] + log_factorial[n - b])[:, None]
        - log_factorial[cell]
        - log_factorial[a - cell]
        - log_factorial[wide - cell]
        - log_factorial[n - a - wide + cell]
    )
    gain = cell / n * (np.log(cell) - np.log(a * (wide / n)))
    return float(np.sum((gain * np.exp(log_chance) * inside).sum(axis=1) * times))
