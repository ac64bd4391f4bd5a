"""Would a consensus come back, if all its runs were made from other samples?

Each sample is 63.2 % of the customers, drawn without replacement as for the density methods. Every run is made anew
from it, at parameters scaled to the sample, and the new labels are joined as the old ones were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from portal.engine.consensus import consensus
from portal.engine.evidence.partition import partition
from portal.engine.evidence.stability import PAIRS, ROWS, SHARE, Refit, Rows, Stability, returning, scaled
from portal.engine.params import AnyParams, DbscanParams, HdbscanParams, KMeansParams
from portal.engine.records import Floats, Labels, Matrix, Progress
from portal.errors import ParameterError


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What runs of one preparation were fitted to: rows (`index`: table rows), and parameters as these have them."""

    matrix: Matrix
    params: tuple[AnyParams, ...]


def assess_consensus(
    fitted: Sequence[Fitted],
    k: int,
    labels: npt.NDArray[np.integer],
    seed: int = 0,
    progress: Progress | None = None,
    pairs: int = PAIRS,
    rows: int = ROWS,
) -> Stability:
    """Stability of a consensus (a background job: as long as its runs' own stability together).

    Parameters
    ----------
    fitted : the runs that it joins, by preparation
    k : number of segments that they were joined into
    labels : (table rows,) of the consensus, −1 = unassigned, −2 = left out
    seed : the same seed gives the same record
    progress : called between samples; what it raises ends the work
    pairs : pairs of samples
    rows : larger tables are sampled down to this many rows

    Raises
    ------
    ParameterError
        when the runs have no two rows in common
    """
    shared: Rows = reduce(np.intersect1d, (one.matrix.index for one in fitted))
    shared = shared[labels[shared] >= -1]
    if len(shared) < 2:
        raise ParameterError("The runs have no two rows in common. Join runs that place the same rows.")
    rng = np.random.default_rng([seed, 20])
    chosen = shared if len(shared) <= rows else np.sort(rng.choice(shared, rows, replace=False))
    segments = int(labels.max(initial=-1)) + 1
    if segments < 2:
        return Stability((), (), (), len(chosen), "joined")
    return returning(labels[chosen], segments, _refit(fitted, k, chosen), "joined", seed, progress, pairs)


def _refit(fitted: Sequence[Fitted], k: int, chosen: Rows) -> Refit:
    size = max(2, round(SHARE * len(chosen)))
    tables = [np.ascontiguousarray(one.matrix.values[np.searchsorted(one.matrix.index, chosen)]) for one in fitted]
    smaller = [[_smaller(params, size / one.matrix.n) for params in one.params] for one in fitted]

    def refit(rng: np.random.Generator) -> tuple[Rows, Labels, Rows]:
        drawn = np.sort(rng.choice(len(chosen), size, replace=False))
        ballots: list[Labels] = []
        for values, params in zip(tables, smaller, strict=True):
            ballots += _labels(np.ascontiguousarray(values[drawn]), params, rng)
        labels = consensus(np.stack(ballots), k).labels
        everyone = np.full(len(chosen), -2, dtype=np.int64)
        everyone[drawn] = labels
        return drawn, labels, everyone

    return refit


def _labels(values: Floats, wanted: Sequence[AnyParams], rng: np.random.Generator) -> list[Labels]:
    """Labels of the sample by each of the runs; the density methods share one tree."""
    from portal.engine.density import build_density, cut_dbscan, cut_hdbscan

    dense = [params.min_samples for params in wanted if not isinstance(params, KMeansParams)]
    part = Matrix(values, tuple(str(place) for place in range(values.shape[1])), np.arange(len(values)))
    tree = build_density(part, max_min_samples=max(dense)) if dense else None
    found = []
    for params in wanted:
        if isinstance(params, KMeansParams):
            found.append(partition(values, min(params.k, len(values)), rng)[0])
        elif isinstance(params, DbscanParams) and tree is not None:
            found.append(cut_dbscan(tree, params).labels)
        elif isinstance(params, HdbscanParams) and tree is not None:
            found.append(cut_hdbscan(tree, params).labels)
    return found


def _smaller(params: AnyParams, share: float) -> AnyParams:
    return params if isinstance(params, KMeansParams) else scaled(params, share)
