"""The exact minimum spanning tree of mutual reachability, by Borůvka rounds.

A round finds for every component its lightest edge to another component. The stored neighbours
give a first candidate; a walk over pairs of kd-tree nodes (March, Ram & Gray 2010) finds what is
lighter, if anything is. Weights are squared: max(d², core(a), core(b)).

Equal weights: any lightest edge will do. Edges that close a cycle within a round all weigh the
same, so leaving one out costs nothing; no tie need be explored, which keeps tables of identical
rows as cheap as others.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.engine.density.kernel.compiled import compiled


@compiled
def root(parent: Any, x: int) -> int:
    """Representative of x; halves the path on its way."""
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@compiled
def descend(near: Any, who: Any, core: Any, parent: Any, ends: Any, lengths: Any) -> int:
    """Join every row to a listed neighbour with no greater core distance, where there is one.

    No edge of a row is lighter than its core distance, and such an edge weighs just that, so it
    belongs to a minimum tree. Returns the number of edges written to `ends` and `lengths` (d²).
    """
    count = 0
    for a in range(near.shape[0]):
        for k in range(near.shape[1]):
            b = who[a, k]
            if core[b] <= core[a]:
                u, v = root(parent, a), root(parent, b)
                if u != v:
                    parent[max(u, v)] = min(u, v)
                    ends[count, 0], ends[count, 1] = a, b
                    lengths[count] = near[a, k]
                    count += 1
                break
    return count


@compiled
def number(parent: Any, component: Any) -> int:
    """Give components the numbers 0, 1, … in order of their first row; their number."""
    count = 0
    for i in range(parent.shape[0]):
        u = root(parent, i)
        if u == i:  # the representative is the smallest member
            component[i] = count
            count += 1
        else:
            component[i] = component[u]
    return count


@compiled
def from_lists(near: Any, who: Any, core: Any, component: Any, live: Any, best: Any, edge: Any, length: Any) -> None:
    """Lightest edge of every component among the stored neighbours.

    `live` remembers which rows still list a row of another component.
    """
    for a in range(near.shape[0]):
        if not live[a]:
            continue
        c = component[a]
        found = False
        for k in range(near.shape[1]):
            b = who[a, k]
            e = component[b]
            if e == c:
                continue
            found = True
            w = max(core[a], core[b])  # a listed neighbour is no further than the core distance
            if w < best[c]:
                best[c], length[c] = w, near[a, k]
                edge[c, 0], edge[c, 1] = a, b
            if w < best[e]:
                best[e], length[e] = w, near[a, k]
                edge[e, 0], edge[e, 1] = a, b
        live[a] = found


@compiled
def survey(
    right: Any, start: Any, stop: Any, component: Any, floor: Any, best: Any, whole: Any, least: Any, wanted: Any,
    reach: Any,
) -> None:  # fmt: skip
    """What every node holds, for one round.

    whole : the component of all its rows, or −1
    least : least floor of its rows; no edge that leaves a row's component is lighter than its floor
    wanted : least floor of the rows whose component may still be bettered (floor < best)
    reach : greatest best of those rows' components; −1 when there is none
    """
    for v in range(right.shape[0] - 1, -1, -1):
        if right[v] == 0:
            c = component[start[v]]
            least[v] = wanted[v] = np.inf
            reach[v] = -1.0
            for i in range(start[v], stop[v]):
                e = component[i]
                if e != c:
                    c = -1
                least[v] = min(least[v], floor[i])
                if floor[i] < best[e]:
                    wanted[v] = min(wanted[v], floor[i])
                    reach[v] = max(reach[v], best[e])
            whole[v] = c
        else:
            x, y = v + 1, right[v]
            whole[v] = whole[x] if whole[x] == whole[y] else -1
            least[v] = min(least[x], least[y])
            wanted[v] = min(wanted[x], wanted[y])
            reach[v] = max(reach[x], reach[y])


@compiled
def _apart(low: Any, high: Any, u: int, v: int) -> float:
    total = 0.0
    for j in range(low.shape[1]):
        gap = max(low[v, j] - high[u, j], low[u, j] - high[v, j])
        if gap > 0.0:
            total += gap * gap
    return total


@compiled
def _outside(rows: Any, q: int, low: Any, high: Any, v: int) -> float:
    total = 0.0
    for j in range(low.shape[1]):
        gap = max(low[v, j] - rows[q, j], rows[q, j] - high[v, j])
        if gap > 0.0:
            total += gap * gap
    return total


@compiled
def search(
    query: int, rows: Any, blocks: Any, right: Any, start: Any, stop: Any, low: Any, high: Any, depth: int,
    core: Any, floor: Any, component: Any, whole: Any, least: Any, wanted: Any, reach: Any,
    best: Any, edge: Any, length: Any,
) -> None:  # fmt: skip
    """Better `best`, `edge`, `length` by the edges that start below node `query`."""
    d = rows.shape[1]
    pairs = np.empty((8 * depth + 64, 2), np.int32)
    bounds = np.empty(8 * depth + 64)
    room = np.empty(1024)
    pairs[0, 0], pairs[0, 1], bounds[0] = query, 0, 0.0
    top = 1
    while top > 0:
        top -= 1
        q, v = pairs[top, 0], pairs[top, 1]
        c = whole[q]
        if c >= 0 and c == whole[v]:
            continue
        bound = best[c] if c >= 0 else reach[q]
        if max(bounds[top], wanted[q], least[v]) >= bound:
            continue
        if right[q] == 0 and right[v] == 0:
            a, size = start[v], stop[v] - start[v]
            sums = room[:size]
            for i in range(start[q], stop[q]):
                e = component[i]
                if max(floor[i], least[v]) >= best[e] or e == whole[v]:
                    continue
                if _outside(rows, i, low, high, v) >= best[e]:
                    continue
                for p in range(size):
                    sums[p] = 0.0
                for j in range(d):
                    x = rows[i, j]
                    column = blocks[a * d + j * size : a * d + (j + 1) * size]
                    for p in range(size):
                        gap = x - column[p]
                        sums[p] += gap * gap
                for p in range(size):
                    if sums[p] < best[e]:
                        f = component[a + p]
                        w = max(sums[p], core[i], core[a + p])
                        if f != e and w < best[e]:
                            best[e], length[e] = w, sums[p]
                            edge[e, 0], edge[e, 1] = i, a + p
                            if w < best[f]:
                                best[f], length[f] = w, sums[p]
                                edge[f, 0], edge[f, 1] = i, a + p
            continue
        split_query = right[q] != 0 and (right[v] == 0 or stop[q] - start[q] >= stop[v] - start[v])
        if split_query:
            x, y = q + 1, right[q]
            to_x, to_y = _apart(low, high, x, v), _apart(low, high, y, v)
        else:
            x, y = v + 1, right[v]
            to_x, to_y = _apart(low, high, q, x), _apart(low, high, q, y)
            # A node and itself come first: the nearest rows are found there.
            if to_y < to_x or (to_y == to_x and q >= y):
                x, y, to_x, to_y = y, x, to_y, to_x
        for z, to_z in ((y, to_y), (x, to_x)):
            if split_query:
                pairs[top, 0], pairs[top, 1] = z, v
            else:
                pairs[top, 0], pairs[top, 1] = q, z
            bounds[top] = to_z
            top += 1


@compiled
def join(best: Any, edge: Any, length: Any, parent: Any, ends: Any, lengths: Any, count: int) -> int:
    """Add the lightest edges of all components; the new number of edges."""
    for c in range(best.shape[0]):
        if edge[c, 0] < 0:
            continue
        u, v = root(parent, edge[c, 0]), root(parent, edge[c, 1])
        if u != v:
            parent[max(u, v)] = min(u, v)
            ends[count, 0], ends[count, 1] = edge[c, 0], edge[c, 1]
            lengths[count] = length[c]
            count += 1
    return count


@compiled
def raise_floor(floor: Any, component: Any, best: Any) -> None:
    """After a round: no edge that leaves a row's component weighs less than the component's best."""
    for i in range(floor.shape[0]):
        floor[i] = max(floor[i], best[component[i]])
