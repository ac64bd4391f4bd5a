"""Would the same segments come out of another sample of the same customers?

*Global*: adjusted Rand index between the partitions of two bootstrap samples, for many pairs (Dolnicar &
Leisch 2010, *Marketing Letters* 21:83–101). *Per segment*: mean over the samples of the largest Jaccard overlap of
the segment with any segment found in the sample (Hennig 2007, *Computational Statistics & Data Analysis* 52:258–271).

K-Means is fitted to ordinary bootstrap samples, and every customer then goes to the nearest centre.

For DBSCAN and HDBSCAN a customer drawn twice would be a dense spot of his own, so rows are drawn without
replacement: 63.2 % of them, as many as a bootstrap sample has different ones. Densities shrink with the sample; the
numbers of neighbours and the size limits shrink by the same share, so that a radius keeps its meaning. Two partitions
are compared on the customers in both samples, noise counting as one more segment in the index and as none
in the overlaps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from portal.engine.agreement import ari
from portal.engine.evidence.partition import nearest, partition
from portal.engine.params import AnyParams, DbscanParams, HdbscanParams, KMeansParams
from portal.engine.records import Labels, Matrix, Progress
from portal.errors import ParameterError

PAIRS = 50
ROWS = 3_000
"""Rows that larger tables are sampled down to."""
SHARE = 1 - np.exp(-1)
"""Share of different rows in a bootstrap sample."""
BANDS = ((0.60, "dissolved"), (0.75, "doubtful"), (0.85, "stable"), (np.inf, "highly stable"))

Rows = npt.NDArray[np.int64]
Refit = Callable[[np.random.Generator], tuple[Rows, Labels, Rows]]


def band(jaccard: float) -> str:
    """Hennig's word for a mean Jaccard overlap: bounds .60, .75, .85."""
    return next(word for bound, word in BANDS if jaccard < bound)


@dataclass(frozen=True, slots=True)
class Stability:
    """How well a segmentation returns.

    Attributes
    ----------
    ari : adjusted Rand index of each pair of samples; empty when the run has fewer than two segments
    jaccard : mean overlap of each segment 0 … K−1
    draws : for each segment its overlap in each sample
    rows : rows looked at
    scheme : ``"bootstrap"``, ``"subsample"`` or, of a consensus, ``"joined"``
    """

    ari: tuple[float, ...]
    jaccard: tuple[float, ...]
    draws: tuple[tuple[float, ...], ...]
    rows: int
    scheme: str

    @property
    def value(self) -> float | None:
        """Median index over the pairs; None when there was nothing to compare."""
        return float(np.median(self.ari)) if self.ari else None

    @property
    def bands(self) -> tuple[str, ...]:
        """Hennig's word for each segment."""
        return tuple(band(each) for each in self.jaccard)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The record back from its plain values."""
        return cls(
            tuple(stored["ari"]),
            tuple(stored["jaccard"]),
            tuple(tuple(each) for each in stored["draws"]),
            int(stored["rows"]),
            str(stored["scheme"]),
        )


def assess_stability(
    matrix: Matrix,
    params: AnyParams,
    labels: npt.NDArray[np.integer],
    seed: int = 0,
    progress: Progress | None = None,
    pairs: int = PAIRS,
    rows: int = ROWS,
) -> Stability:
    """Stability of one run (a background job: a second for K-Means, several for density methods).

    Parameters
    ----------
    matrix : prepared rows (n, d)
    params : of the run
    labels : (n,) labels of the run, −1 = noise
    seed : the same seed gives the same record
    progress : called between samples; what it raises ends the work
    pairs : pairs of samples
    rows : larger tables are sampled down to this many rows
    """
    if len(labels) != matrix.n:
        raise ParameterError(f"{len(labels):,} labels do not fit {matrix.n:,} rows. Give the labels of this matrix.")
    segments = int(labels.max(initial=-1)) + 1
    scheme = "bootstrap" if isinstance(params, KMeansParams) else "subsample"
    rng = np.random.default_rng([seed, 20])
    chosen = np.arange(matrix.n) if matrix.n <= rows else np.sort(rng.choice(matrix.n, rows, replace=False))
    if segments < 2:
        return Stability((), (), (), len(chosen), scheme)
    values, own = np.ascontiguousarray(matrix.values[chosen]), np.asarray(labels)[chosen]
    refit = _kmeans(values, params.k) if isinstance(params, KMeansParams) else _density(values, params, matrix)
    return returning(own, segments, refit, scheme, seed, progress, pairs)


def returning(
    own: npt.NDArray[np.integer],
    segments: int,
    refit: Refit,
    scheme: str,
    seed: int,
    progress: Progress | None,
    pairs: int,
) -> Stability:
    """How well the segments `own` (n,) return when `refit` divides samples of the same n rows.

    Parameters
    ----------
    refit : draws a sample; its rows (m,), their labels (m,), and labels (n,) of everyone, −2 where it says nothing
    """
    found: list[float] = []
    overlaps: list[list[float]] = [[] for _ in range(segments)]
    for pair in range(pairs):
        first = refit(np.random.default_rng([seed, 21, 2 * pair]))
        second = refit(np.random.default_rng([seed, 21, 2 * pair + 1]))
        found.append(_pair_index(first, second))
        for drawn, again, _ in (first, second):
            for segment, overlap in enumerate(_jaccard(own[drawn], again, segments)):
                if overlap is not None:
                    overlaps[segment].append(overlap)
        if progress is not None:
            progress("Segmenting other samples of the same rows", (pair + 1) / pairs)
    means = tuple(float(np.mean(each)) if each else 0.0 for each in overlaps)
    return Stability(tuple(found), means, tuple(tuple(each) for each in overlaps), len(own), scheme)


def stability_by_k(
    matrix: Matrix,
    ks: Sequence[int],
    seed: int = 0,
    progress: Progress | None = None,
    pairs: int = PAIRS,
    rows: int = ROWS,
) -> dict[int, tuple[float, ...]]:
    """Adjusted Rand index of each pair of bootstrap samples, for each k of K-Means (box plots over k)."""
    rng = np.random.default_rng([seed, 20])
    chosen = np.arange(matrix.n) if matrix.n <= rows else np.sort(rng.choice(matrix.n, rows, replace=False))
    values = np.ascontiguousarray(matrix.values[chosen])
    found: dict[int, tuple[float, ...]] = {}
    for at, k in enumerate(ks):
        refit = _kmeans(values, k)
        of_k = []
        for pair in range(pairs):
            first = refit(np.random.default_rng([seed, 21, 2 * pair]))
            second = refit(np.random.default_rng([seed, 21, 2 * pair + 1]))
            of_k.append(_pair_index(first, second))
            if progress is not None:
                progress(f"Segmenting samples into {k}", (at + (pair + 1) / pairs) / len(ks))
        found[k] = tuple(of_k)
    return found


def _kmeans(values: npt.NDArray[np.float64], k: int) -> Refit:
    if k > len(values):
        raise ParameterError(f"k = {k:,} is more than the {len(values):,} rows. Choose fewer groups.")

    def refit(rng: np.random.Generator) -> tuple[Rows, Labels, Rows]:
        drawn = np.sort(rng.integers(len(values), size=len(values)))
        _, centres, _ = partition(values[drawn], k, rng)
        drawn = np.unique(drawn)
        everyone = nearest(values, centres)
        return drawn, everyone[drawn], everyone.astype(np.int64)

    return refit


def _density(values: npt.NDArray[np.float64], params: DbscanParams | HdbscanParams, matrix: Matrix) -> Refit:
    from portal.engine.density import build_density, cut_dbscan, cut_hdbscan

    # Two shares: rows that a large table was sampled down to, and the rows of each draw.
    smaller = scaled(params, SHARE * len(values) / matrix.n)
    size = max(2, round(SHARE * len(values)))

    def refit(rng: np.random.Generator) -> tuple[Rows, Labels, Rows]:
        drawn = np.sort(rng.choice(len(values), size, replace=False))
        part = Matrix(np.ascontiguousarray(values[drawn]), matrix.columns, np.arange(size))
        structure = build_density(part, max_min_samples=smaller.min_samples)
        if isinstance(smaller, DbscanParams):
            labels = cut_dbscan(structure, smaller).labels
        else:
            labels = cut_hdbscan(structure, smaller).labels
        everyone = np.full(len(values), -2, dtype=np.int64)
        everyone[drawn] = labels
        return drawn, labels, everyone

    return refit


def scaled(params: DbscanParams | HdbscanParams, share: float) -> DbscanParams | HdbscanParams:
    """The parameters for a sample of this share of the rows: counts shrink with it, distances stay."""
    neighbours = max(min(2, params.min_samples), round(share * params.min_samples))
    if isinstance(params, DbscanParams):
        return replace(params, min_samples=neighbours)
    largest = max(2, round(share * params.max_cluster_size)) if params.max_cluster_size else 0
    smallest = max(2, round(share * params.min_cluster_size))
    return replace(params, min_samples=neighbours, min_cluster_size=smallest, max_cluster_size=largest)


def _pair_index(first: tuple[Rows, Labels, Rows], second: tuple[Rows, Labels, Rows]) -> float:
    both = (first[2] >= -1) & (second[2] >= -1)
    return float(ari(first[2][both], second[2][both]))


def _jaccard(own: npt.NDArray[np.integer], again: npt.NDArray[np.integer], segments: int) -> list[float | None]:
    """Largest overlap of each segment with any found one; None when no customer of it was drawn."""
    found = int(again.max(initial=-1)) + 1
    table = np.zeros((segments + 1, found + 1))
    np.add.at(table, (own + 1, again + 1), 1)
    sizes, others = table.sum(axis=1), table.sum(axis=0)
    out: list[float | None] = []
    for segment in range(1, segments + 1):
        if sizes[segment] == 0:
            out.append(None)
            continue
        shared = table[segment, 1:]
        out.append(float(np.max(shared / (sizes[segment] + others[1:] - shared), initial=0.0)))
    return out
