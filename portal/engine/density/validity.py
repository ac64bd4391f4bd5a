"""How well density separates a labelling, from the tree alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from portal.engine.density.record import Density
from portal.engine.records import NOISE


def relative_validity(density: Density, labels: npt.NDArray[np.integer], min_samples: int) -> float | None:
    """Density-based validity in [−1, 1] (after DBCV: Moulavi, Jaskowiak, Campello, Zimek & Sander 2014), in O(n).

    Let the height of two rows be the distance at which they merge in the single-linkage dendrogram of mutual
    reachability (the greatest step on the best path between them). For each cluster C:

    * sparseness(C) = the greatest merge within the leaf range that C spans, merges that add a single
      row left out: DBCV, too, leaves out the leaves of its trees, or one straggler would condemn a cluster;
    * separation(C) = the least height of a row of C and a row of another cluster;
    * validity(C) = (separation − sparseness) / max of the two.

    The result is Σ |C| / n · validity(C): noise counts as rows of validity 0, so leaving rows out does
    not pay. It differs from DBCV proper in that core distances are those of all rows at `min_samples` and
    paths may lead over any row, which makes it a matter of milliseconds instead of O(n²).On 180 labellings
    of ten simulated noisy tables its mean rank correlation with exact DBCV within a table was .51; leaving
    no merge out gave .04, and the bare formula of ``hdbscan``'s ``relative_validity_`` −.02. The rule was
    chosen among five on these same tables (those that leave out more gave .48 to .51), so take
    .51 as optimistic. Compare labellings of one table with it.

    Parameters
    ----------
    labels : (n,) −1 = noise; of whatever origin

    Returns
    -------
    float, or None when fewer than two clusters are labelled
    """
    level = density.level(min_samples)
    leafwise = np.asarray(labels)[level.order]
    at = np.flatnonzero(leafwise != NOISE)
    own = leafwise[at]
    if at.size < 2 or own.min() == own.max():
        return None
    clusters = int(own.max()) + 1
    # Height at which neighbours among the labelled leaves merge: the highest merge between them.
    between = np.maximum.reduceat(level.gap, at + 1 if at[-1] + 1 < density.n else at[:-1] + 1)[: at.size - 1]
    heights = np.sqrt(between)
    left, right = own[:-1], own[1:]
    other = left != right
    separation = np.full(clusters, np.inf)
    np.minimum.at(separation, left[other], heights[other])
    np.minimum.at(separation, right[other], heights[other])
    lasting = np.where(level.small > 1, level.gap, 0.0)
    sparseness = np.sqrt(_spans(lasting, at, own, clusters))
    present = np.isfinite(separation)
    size = np.bincount(own, minlength=clusters)[present]
    apart, wide = separation[present], sparseness[present]
    greater = np.maximum(apart, wide)
    validity = np.divide(apart - wide, greater, out=np.zeros_like(greater), where=greater > 0.0)
    return float((size * validity).sum() / density.n)


def _spans(
    merges: npt.NDArray[np.float64], at: npt.NDArray[np.int64], own: npt.NDArray[np.integer], clusters: int
) -> npt.NDArray[np.float64]:
    """Greatest merge after the first and up to the last leaf of each cluster.

    Maxima over windows of 1, 2, 4, … merges: two windows cover any range.
    """
    first = np.full(clusters, merges.size)
    last = np.zeros(clusters, np.int64)
    np.minimum.at(first, own, at)
    np.maximum.at(last, own, at)
    length = last - first
    spans = np.zeros(clusters)
    window, width = merges, 1
    while True:
        here = np.flatnonzero((length >= width) & (length < 2 * width))
        spans[here] = np.maximum(window[first[here] + 1], window[last[here] + 1 - width])
        if 2 * width > length.max():
            return spans
        window = np.maximum(window[:-width], window[width:])
        width *= 2
