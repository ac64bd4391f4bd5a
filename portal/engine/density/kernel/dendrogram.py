"""From a minimum tree to the dendrogram in leaf order."""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.engine.density.kernel.compiled import compiled


@compiled
def ranked(weights: Any) -> Any:
    """Stable ascending order of non-negative float64, by radix on their bits (11 bits a pass)."""
    n = weights.shape[0]
    keys = weights.view(np.uint64).copy()
    other = np.empty(n, np.uint64)
    order = np.arange(n).astype(np.int32)
    spare = np.empty(n, np.int32)
    for shift in range(0, 66, 11):
        counts = np.zeros(2049, np.int64)
        for i in range(n):
            counts[((keys[i] >> np.uint64(shift)) & np.uint64(2047)) + np.uint64(1)] += 1
        if counts.max() == n:
            continue
        for b in range(2048):
            counts[b + 1] += counts[b]
        for i in range(n):
            digit = (keys[i] >> np.uint64(shift)) & np.uint64(2047)
            at = counts[digit]
            counts[digit] += 1
            other[at], spare[at] = keys[i], order[i]
        keys, other = other, keys
        order, spare = spare, order
    return order


@compiled
def unfold(ends: Any, weights: Any, ranks: Any, row_of: Any, order: Any, gap: Any, small: Any, above: Any) -> None:
    """Merge by ascending weight, always larger part first; see ``record.Level`` for what is written."""
    n = order.shape[0]
    parent = np.arange(n).astype(np.int32)
    size = np.ones(n, np.int32)
    head = np.arange(n).astype(np.int32)  # first and last leaf of every part, by representative
    tail = np.arange(n).astype(np.int32)
    following = np.full(n, -1, np.int32)
    height = np.empty(n)  # of the merge that made this leaf the head of a smaller part
    lesser = np.empty(n, np.int32)
    path = np.empty(n - 1, np.int32)  # head of the larger and of the smaller part of every merge
    joined = np.empty(n - 1, np.int32)
    for t in range(n - 1):
        u, v = ends[ranks[t], 0], ends[ranks[t], 1]
        while parent[u] != u:
            parent[u] = parent[parent[u]]
            u = parent[u]
        while parent[v] != v:
            parent[v] = parent[parent[v]]
            v = parent[v]
        if size[u] < size[v]:
            u, v = v, u
        parent[v] = u
        path[t], joined[t] = head[u], head[v]
        height[head[v]], lesser[head[v]] = weights[ranks[t]], size[v]
        following[tail[u]] = head[v]
        tail[u] = tail[v]
        size[u] += size[v]
    top = 0
    while parent[top] != top:
        top = parent[top]
    height[head[top]], lesser[head[top]] = np.inf, n
    total = np.zeros(n)  # along each path from its top: Σ size of what fell off · 1 / distance
    before = np.zeros(n)
    for t in range(n - 2, -1, -1):
        x, w = joined[t], weights[ranks[t]]
        before[x] = total[path[t]]
        if w > 0.0:
            total[path[t]] += lesser[x] / np.sqrt(w)
    leaf = head[top]
    for i in range(n):
        order[i] = row_of[leaf]
        gap[i], small[i], above[i] = height[leaf], lesser[leaf], before[leaf]
        leaf = following[leaf]


@compiled
def restore(near: Any, who: Any, row_of: Any) -> None:
    """Put the neighbour lists back into the rows' own order and numbering, in place."""
    n, k = near.shape
    done = np.zeros(n, np.bool_)
    for i in range(n):
        for j in range(k):
            who[i, j] = row_of[who[i, j]]
    held_near, held_who = np.empty(k), np.empty(k, np.int32)
    for first in range(n):
        if done[first]:
            continue
        held_near[:], held_who[:] = near[first], who[first]
        i = first
        while True:  # what lies at i belongs to row_of[i]
            done[i] = True
            to = row_of[i]
            if to == first:
                near[first], who[first] = held_near, held_who
                break
            for j in range(k):
                held_near[j], near[to, j] = near[to, j], held_near[j]
                held_who[j], who[to, j] = who[to, j], held_who[j]
            i = to
