"""One labelling out of several: customers whom the runs keep together belong together.

Evidence accumulation (Fred & Jain 2005, *IEEE TPAMI* 27:835–850): two customers are as alike as the share of the runs
that put them into the same segment, and customers are then merged hierarchically, here by Ward's criterion, so that
a handful of disputed customers does not become a segment. Customers with the same label in every run are alike in
everything; only the distinct tuples of labels are therefore clustered, each weighted by its customers: memory grows
with the number of customers, never with its square. Of several numbers of segments the one that agrees best with
the runs is recommended (the objective of Strehl & Ghosh 2002, *JMLR* 3:583–617, with the adjusted Rand index).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.engine.agreement import ari_of_counts, matched
from portal.engine.records import NOISE, Clustering, Floats
from portal.errors import ParameterError

MOST = 400
"""Distinct tuples that are clustered, those of the most customers; rarer ones join the one they are most like."""

CHUNK = 20_000
"""Rare tuples that are compared at a time."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Merges:
    """How the distinct tuples of labels merge.

    Attributes
    ----------
    tuples : (t, r) label of each run; below 0 where the run says nothing
    counts : (t,) customers of each tuple
    of_row : (n,) the tuple of each customer, −1 where most runs leave the customer unassigned
    pairs : (t' − 1, 2) the groups merged at each step; a group keeps the lower of the two numbers
    leader : (t,) the clustered tuple that each tuple follows
    clustered : t', number of clustered tuples, the first ones
    """

    tuples: Ints
    counts: Ints
    of_row: Ints
    pairs: Ints
    leader: Ints
    clustered: int

    def groups(self, k: int) -> Ints:
        """(t,) group 0 … of each tuple when `k` groups are left."""
        found = np.arange(self.clustered)
        for kept, gone in self.pairs[: max(0, self.clustered - k)]:
            found[found == gone] = kept
        return np.unique(found, return_inverse=True)[1][self.leader].astype(np.int64)


def merges(labels: npt.NDArray[np.integer]) -> Merges:
    """Merge the customers that several runs label.

    Parameters
    ----------
    labels : (r, n) label of every customer in every run; −1 unassigned, −2 not spoken of. A customer whom more runs
        leave unassigned than place stays unassigned

    Raises
    ------
    ParameterError
        fewer than two runs
    """
    if len(labels) < 2:
        raise ParameterError(f"A consensus needs two runs or more; here is {len(labels)}. Pin another run.")
    tuples, of_row, first = _distinct(labels)
    placed = (tuples >= 0).sum(axis=1)
    taken = (placed > 0) & (placed >= (tuples == NOISE).sum(axis=1))
    counts = np.bincount(of_row, minlength=len(tuples))
    # Most customers first, equals as they are met: neither the runs' order nor their numbers decide.
    order = np.lexsort((first, -counts))
    order = order[taken[order]]
    number = np.full(len(tuples), -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    tuples, counts = tuples[order], counts[order]
    clustered = min(MOST, len(tuples))
    leader = np.arange(len(tuples))
    for start in range(clustered, len(tuples), CHUNK):
        part = slice(start, start + CHUNK)
        leader[part] = _alike(tuples[part], tuples[:clustered]).argmax(axis=1)
    weights: Floats = np.bincount(leader, weights=counts, minlength=clustered)[:clustered].astype(np.float64)
    pairs = _ward(1 - _alike(tuples[:clustered], tuples[:clustered]), weights)
    return Merges(tuples, counts, number[of_row], pairs, leader, clustered)


def consensus(labels: npt.NDArray[np.integer], k: int) -> Clustering:
    """The consensus of several runs with `k` segments, fewer where the runs tell fewer apart.

    Parameters
    ----------
    labels : (r, n) as in :func:`merges`
    k : number of segments

    Returns
    -------
    Clustering with labels (n,) int32, −1 = unassigned
    """
    found = merges(labels)
    groups = np.append(found.groups(k), NOISE)  # the last one is reached by −1
    return Clustering(groups[found.of_row].astype(np.int32), int(groups.max(initial=NOISE)) + 1)


def agreement_by_k(found: Merges, ks: Sequence[int]) -> dict[int, float]:
    """Mean adjusted Rand index between the consensus of `k` segments and each run, over the customers both place."""
    return {k: _agreement(found, found.groups(k)) for k in ks if k <= found.clustered}


def support(labels: npt.NDArray[np.integer], agreed: npt.NDArray[np.integer]) -> Floats:
    """How many of the runs stand behind each customer's place.

    Parameters
    ----------
    labels : (r, n) as in :func:`merges`
    agreed : (n,) labels of the consensus

    Returns
    -------
    (n,) share of the runs placing the customer that put it into the segment matched to its own (Hungarian method);
    NaN for the unassigned
    """
    same, placed = np.zeros(len(agreed)), np.zeros(len(agreed))
    for run in labels:
        partner = matched(agreed, run)
        number = np.full(int(run.max(initial=NOISE)) + 3, NOISE - 1, dtype=np.int64)
        number[list(partner)] = list(partner.values())
        held = run >= 0
        placed += held
        same += held & (number[run] == agreed)
    return np.where(agreed >= 0, same / np.maximum(placed, 1), np.nan)


def _agreement(found: Merges, groups: Ints) -> float:
    indices = []
    for own in found.tuples.T:
        held = own >= 0
        counts = np.zeros((int(groups.max(initial=0)) + 1, int(own.max(initial=0)) + 1), dtype=np.int64)
        np.add.at(counts, (groups[held], own[held]), found.counts[held])
        indices.append(ari_of_counts(counts) if counts.sum() > 1 else 0.0)
    return float(np.mean(indices))


def _distinct(labels: npt.NDArray[np.integer]) -> tuple[Ints, Ints, Ints]:
    """(t, r) distinct tuples of labels, the tuple of each of the n rows, and the first row of each tuple."""
    of_row = np.zeros(labels.shape[1], dtype=np.int64)
    for run in labels:
        shifted = run.astype(np.int64) + 2
        # Numbered anew after each run, so that the code never outgrows an integer.
        of_row = np.unique(of_row * (int(shifted.max(initial=0)) + 1) + shifted, return_inverse=True)[1]
    first = np.unique(of_row, return_index=True)[1]
    return np.ascontiguousarray(labels[:, first].T, dtype=np.int64), of_row, first


def _alike(a: Ints, b: Ints) -> Floats:
    """(a, b) share of the runs placing both that put them together; 0 where no run places both."""
    same, both = np.zeros((len(a), len(b))), np.zeros((len(a), len(b)))
    for one, other in zip(a.T, b.T, strict=True):
        placed = (one >= 0)[:, None] & (other >= 0)
        both += placed
        same += placed & (one[:, None] == other)
    return np.asarray(same / np.maximum(both, 1))


def _ward(apart: Floats, weights: Floats) -> Ints:
    """(t − 1, 2) merges by Ward's criterion (Lance & Williams 1967), from dissimilarities and weights."""
    sizes = weights.copy()
    cost = apart * (np.outer(sizes, sizes) / np.add.outer(sizes, sizes))
    np.fill_diagonal(cost, np.inf)
    steps = []
    for _ in range(len(sizes) - 1):
        a, b = divmod(int(cost.argmin()), len(sizes))
        kept, gone = min(a, b), max(a, b)
        # What has gone stays infinitely far.
        merged = (sizes[kept] + sizes) * cost[kept] + (sizes[gone] + sizes) * cost[gone] - sizes * cost[kept, gone]
        merged /= sizes[kept] + sizes[gone] + sizes
        merged[[kept, gone]] = np.inf
        cost[kept] = cost[:, kept] = merged
        cost[gone] = cost[:, gone] = np.inf
        sizes[kept] += sizes[gone]
        steps.append((kept, gone))
    return np.array(steps, dtype=np.int64).reshape(-1, 2)
