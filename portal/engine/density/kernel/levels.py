"""The minimum trees of all smaller ``min_samples``, without another distance (CORE-SG, Neto et al. 2021).

Let M > m. The tree at M together with the lists of M − 1 neighbours contains a minimum tree at m:
an edge outside both is the heaviest on the cycle that it closes with the tree at M, and going
from M down to m makes no edge of that tree heavier.

At m an edge between a and b of length d weighs max(d, core(a), core(b)), which leaves two kinds:

* *downhill*: d ≤ core(a) and core(b) ≤ core(a). It weighs core(a), b is listed by a, and no edge
  of a is lighter: each row takes its first such edge without asking. The rows so connected are a basin.
* *long*: d ≥ both. It weighs d.

(An edge with d < core(b) and core(a) < core(b) is downhill seen from b.) Only edges between two basins are
then left to Kruskal: about one per row.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.engine.density.kernel.compiled import compiled


@compiled
def _root(parent: Any, x: int) -> int:
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@compiled
def basins(near: Any, who: Any, m: int, core: Any, ends: Any, lengths: Any, weights: Any, basin: Any) -> Any:
    """Take each row's first downhill edge; the number of basins and of edges written."""
    n = near.shape[0]
    parent = np.arange(n).astype(np.int32)
    count = 0
    for a in range(n):
        for k in range(m - 1):
            b = who[a, k]
            if core[b] <= core[a]:
                u, v = _root(parent, a), _root(parent, b)
                if u != v:  # equal core distances may lead back
                    parent[max(u, v)] = min(u, v)
                    ends[count, 0], ends[count, 1] = a, b
                    lengths[count], weights[count] = near[a, k], core[a]
                    count += 1
                break
    parts = 0
    for i in range(n):
        u = _root(parent, i)
        if u == i:  # the representative is the smallest member
            basin[i] = parts
            parts += 1
        else:
            basin[i] = basin[u]
    return parts, count


@compiled
def _better(u: int, v: int, w: float, pairs: Any, lightest: Any) -> bool:
    """False when an edge between these two basins, no heavier, is known to have been kept.

    One slot per pair, by hash; a pair that finds its slot taken takes it over, so that the
    table may forget (and an edge too many be kept) but never err.
    """
    low, high = np.int64(min(u, v)), np.int64(max(u, v))
    pair = (high << np.int64(32)) | low
    slot = ((low * np.int64(7919)) ^ (high * np.int64(104729))) & np.int64(pairs.shape[0] - 1)
    if pairs[slot] == pair and lightest[slot] <= w:
        return False
    pairs[slot], lightest[slot] = pair, w
    return True


@compiled
def crossings(near: Any, who: Any, above: int, m: int, core: Any, basin: Any, ends: Any, lengths: Any) -> Any:
    """Edges between basins at `m`: of the lists of above − 1 neighbours and of the tree at `above`.

    Returns their ends (e, 2), squared lengths and squared weights.
    """
    n = near.shape[0]
    pairs, lightest = np.full(1 << 15, -1, np.int64), np.empty(1 << 15)
    size, count = n // 2 + 64, 0
    edge, length, weight = np.empty((size, 2), np.int32), np.empty(size), np.empty(size)
    for i in range(2 * n - 1):
        if count + above >= size:
            more = 2 * size
            longer_edge, longer_length, longer_weight = np.empty((more, 2), np.int32), np.empty(more), np.empty(more)
            longer_edge[:size], longer_length[:size], longer_weight[:size] = edge, length, weight
            edge, length, weight, size = longer_edge, longer_length, longer_weight, more
        if i < n:
            a = i
            own = basin[a]
            for k in range(above - 1):
                b = who[a, k]
                if basin[b] == own:
                    continue
                s = near[a, k]
                w = core[a] if k < m - 1 else s
                if core[b] <= w and _better(own, basin[b], w, pairs, lightest):
                    edge[count, 0], edge[count, 1] = a, b
                    length[count], weight[count] = s, w
                    count += 1
        else:
            a, b, s = ends[i - n, 0], ends[i - n, 1], lengths[i - n]
            if basin[a] != basin[b] and s >= max(core[a], core[b]) and _better(basin[a], basin[b], s, pairs, lightest):
                edge[count, 0], edge[count, 1] = a, b
                length[count] = weight[count] = s
                count += 1
    return edge[:count], length[:count], weight[:count]


@compiled
def connect(
    parts: int, basin: Any, edge: Any, length: Any, weight: Any, ranks: Any, ends: Any, lengths: Any, weights: Any,
    count: int,
) -> int:  # fmt: skip
    """Kruskal (1956) among the basins, lightest first; the number of edges in the finished tree."""
    parent = np.arange(parts).astype(np.int32)
    n = ends.shape[0] + 1
    for i in ranks:
        u, v = _root(parent, basin[edge[i, 0]]), _root(parent, basin[edge[i, 1]])
        if u != v:
            parent[max(u, v)] = min(u, v)
            ends[count, 0], ends[count, 1] = edge[i, 0], edge[i, 1]
            lengths[count], weights[count] = length[i], weight[i]
            count += 1
            if count == n - 1:
                break
    return count
