"""The k nearest other rows of every row, leaf by leaf."""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.engine.density.kernel.compiled import compiled


@compiled
def _apart(low: Any, high: Any, u: int, v: int) -> float:
    """Least squared distance between two boxes."""
    total = 0.0
    for j in range(low.shape[1]):
        gap = max(low[v, j] - high[u, j], low[u, j] - high[v, j])
        if gap > 0.0:
            total += gap * gap
    return total


@compiled
def _outside(own: Any, low: Any, high: Any, v: int, out: Any) -> None:
    """Least squared distance from each row of a leaf (d, rows) to a box, column after column."""
    d, size = own.shape
    for p in range(size):
        out[p] = 0.0
    for j in range(d):
        least, most = low[v, j], high[v, j]
        for p in range(size):
            gap = max(max(least - own[j, p], own[j, p] - most), 0.0)
            out[p] += gap * gap


@compiled
def _measure(rows: Any, q: int, leaf: Any, sums: Any) -> None:
    """Squared distances from row q to the rows of one leaf (d, rows).

    Squared differences are added column after column, as scikit-learn's kd-tree adds them; four
    columns a pass, to spare the memory.
    """
    d, size = leaf.shape
    for p in range(size):
        sums[p] = 0.0
    for i in range(d // 4):
        j = 4 * i
        x0, x1, x2, x3 = rows[q, j], rows[q, j + 1], rows[q, j + 2], rows[q, j + 3]
        for p in range(size):
            g0, g1, g2, g3 = x0 - leaf[j, p], x1 - leaf[j + 1, p], x2 - leaf[j + 2, p], x3 - leaf[j + 3, p]
            sums[p] = (((sums[p] + g0 * g0) + g1 * g1) + g2 * g2) + g3 * g3
    for j in range(d // 4 * 4, d):
        x = rows[q, j]
        for p in range(size):
            gap = x - leaf[j, p]
            sums[p] += gap * gap


@compiled
def _offer(q: int, a: int, size: int, sums: Any, near: Any, who: Any) -> None:
    """Enter rows a, a + 1, … at distances `sums` into the list of row q, which stays sorted."""
    last = near.shape[1] - 1
    worst = near[q, last]
    hits = 0
    for p in range(size):  # without a branch, many at a time; most leaves have none
        hits += sums[p] < worst
    if hits == 0:
        return
    for p in range(size):
        s = sums[p]
        if s < worst and a + p != q:
            k = last
            while k > 0 and near[q, k - 1] > s:
                near[q, k] = near[q, k - 1]
                who[q, k] = who[q, k - 1]
                k -= 1
            near[q, k] = s
            who[q, k] = a + p
            worst = near[q, last]


@compiled
def find(
    first: int,
    beyond: int,
    leaves: Any,
    rows: Any,
    blocks: Any,
    right: Any,
    start: Any,
    stop: Any,
    low: Any,
    high: Any,
    depth: int,
    near: Any,
    who: Any,
) -> None:
    """Fill `near` (n, k: squared distances, ascending) and `who` (n, k) for leaves first … beyond − 1.

    One descent serves all rows of a leaf: a node is entered when its box is nearer to the
    leaf's box than the worst listed neighbour of any row of the leaf. Bounds are inclusive of
    rounding: a box distance is a sum of rounded terms, each no greater than the row's own.
    """
    d = rows.shape[1]
    last = near.shape[1] - 1
    nodes = np.empty(2 * depth + 8, np.int64)
    bounds = np.empty(2 * depth + 8)
    sums, away = np.empty(1024), np.empty(1024)
    for t in range(first, beyond):
        leaf = leaves[t]
        qa, qb = start[leaf], stop[leaf]
        own = blocks[qa * d : qb * d].reshape(d, qb - qa)
        worst = 0.0
        for q in range(qa, qb):
            for k in range(last + 1):
                near[q, k] = np.inf
                who[q, k] = -1
            _measure(rows, q, own, sums)
            _offer(q, qa, qb - qa, sums, near, who)
            worst = max(worst, near[q, last])
        nodes[0], bounds[0] = 0, 0.0
        top = 1
        while top > 0:
            top -= 1
            v = nodes[top]
            if bounds[top] >= worst or v == leaf:
                continue
            if right[v] == 0:
                a, size = start[v], stop[v] - start[v]
                other = blocks[a * d : (a + size) * d].reshape(d, size)
                _outside(own, low, high, v, away)
                worst = 0.0
                for q in range(qa, qb):
                    if away[q - qa] < near[q, last]:
                        _measure(rows, q, other, sums)
                        _offer(q, a, size, sums, near, who)
                    worst = max(worst, near[q, last])
                continue
            one, two = v + 1, right[v]
            to_one, to_two = _apart(low, high, leaf, one), _apart(low, high, leaf, two)
            # The nearer child goes on top; between two that touch, the one that holds the leaf.
            if to_two < to_one or (to_two == to_one and leaf >= two):
                one, two, to_one, to_two = two, one, to_two, to_one
            nodes[top], bounds[top] = two, to_two
            nodes[top + 1], bounds[top + 1] = one, to_one
            top += 2
