"""The kd-tree: rows regrouped so that near rows lie near in memory, with a tight box around every node."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from portal.engine.density.kernel.compiled import compiled


class Tree(NamedTuple):
    """A kd-tree in preorder: the left child of node v is v + 1, its right child ``right[v]`` (0 for a leaf).

    Attributes
    ----------
    rows : (n, d) float64, the rows in tree order
    blocks : (n·d,) float64, the same numbers leaf by leaf, one column after the other, so that
        distances to all rows of a leaf are taken together
    row_of : (n,) int32, original row of each tree position
    right, start, stop : (nodes,) int32
    low, high : (nodes, d) float64, bounding boxes
    leaves : (leaves,) int32, the leaf nodes from left to right
    depth : greatest depth of a node
    """

    rows: Any
    blocks: Any
    row_of: Any
    right: Any
    start: Any
    stop: Any
    low: Any
    high: Any
    leaves: Any
    depth: int


@compiled
def grow(values: Any, leaf_size: int) -> Any:
    """Split at the midpoint of the longest side of the tight box (Maneewongvatana & Mount 1999).

    Below the depth that a balanced tree would need twice over, and among identical rows,
    halves are split by count: the depth stays logarithmic whatever the data.
    """
    n, d = values.shape
    rows = values.copy()
    row_of = np.arange(n).astype(np.int32)
    deep = 2 * int(np.ceil(np.log2(n + 1))) + 8
    capacity = 4 * (n // leaf_size) + 16
    right = np.zeros(capacity, np.int32)
    start = np.zeros(capacity, np.int32)
    stop = np.zeros(capacity, np.int32)
    low = np.empty((capacity, d))
    high = np.empty((capacity, d))
    stack = np.empty((2 * deep + 128, 4), np.int64)
    stack[0] = (0, n, 0, -1)
    top, nodes, deepest = 1, 0, 0
    while top > 0:
        top -= 1
        a, b, level, parent = stack[top]
        v = nodes
        nodes += 1
        if nodes > right.shape[0]:
            more = 2 * right.shape[0]
            right, start, stop = _longer(right, more), _longer(start, more), _longer(stop, more)
            low, high = _taller(low, more), _taller(high, more)
        if parent >= 0:
            right[parent] = v
        start[v], stop[v] = a, b
        deepest = max(deepest, level)
        for j in range(d):
            low[v, j] = rows[a, j]
            high[v, j] = rows[a, j]
        for i in range(a + 1, b):
            for j in range(d):
                x = rows[i, j]
                low[v, j] = min(low[v, j], x)
                high[v, j] = max(high[v, j], x)
        if b - a <= leaf_size:
            continue
        axis = 0
        for j in range(1, d):
            if high[v, j] - low[v, j] > high[v, axis] - low[v, axis]:
                axis = j
        lo, hi = low[v, axis], high[v, axis]
        if hi <= lo:
            middle = (a + b) // 2
        elif level > deep:
            middle = (a + b) // 2
            _select(rows, row_of, a, b, middle, axis)
        else:
            cut = lo + 0.5 * (hi - lo)
            if cut >= hi:
                cut = lo
            middle = _partition(rows, row_of, a, b, axis, cut)
        stack[top] = (middle, b, level + 1, v)
        stack[top + 1] = (a, middle, level + 1, -1)
        top += 2
    return (
        rows,
        row_of,
        right[:nodes].copy(),
        start[:nodes].copy(),
        stop[:nodes].copy(),
        low[:nodes].copy(),
        high[:nodes].copy(),
        deepest,
    )


@compiled
def _longer(array: Any, size: int) -> Any:
    out = np.zeros(size, array.dtype)
    out[: array.shape[0]] = array
    return out


@compiled
def _taller(array: Any, size: int) -> Any:
    out = np.empty((size, array.shape[1]))
    out[: array.shape[0]] = array
    return out


@compiled
def _swap(rows: Any, row_of: Any, i: int, j: int) -> None:
    for k in range(rows.shape[1]):
        held = rows[i, k]
        rows[i, k] = rows[j, k]
        rows[j, k] = held
    row = row_of[i]
    row_of[i] = row_of[j]
    row_of[j] = row


@compiled
def _partition(rows: Any, row_of: Any, a: int, b: int, axis: int, cut: float) -> int:
    """Rows with value ≤ cut first; the position of the first other row."""
    i, j = a, b - 1
    while True:
        while i <= j and rows[i, axis] <= cut:
            i += 1
        while i <= j and rows[j, axis] > cut:
            j -= 1
        if i >= j:
            return i
        _swap(rows, row_of, i, j)
        i += 1
        j -= 1


@compiled
def _select(rows: Any, row_of: Any, a: int, b: int, middle: int, axis: int) -> None:
    """Quickselect: afterwards no row before `middle` is greater than any row from it on."""
    lo, hi = a, b - 1
    while lo < hi:
        pivot = rows[(lo + hi) // 2, axis]
        i, j = lo, hi
        while i <= j:
            while rows[i, axis] < pivot:
                i += 1
            while rows[j, axis] > pivot:
                j -= 1
            if i <= j:
                _swap(rows, row_of, i, j)
                i += 1
                j -= 1
        if middle <= j:
            hi = j
        elif middle >= i:
            lo = i
        else:
            return


@compiled
def block(rows: Any, right: Any, start: Any, stop: Any) -> Any:
    """The leaves, and their rows column by column."""
    n, d = rows.shape
    blocks = np.empty(n * d)
    leaves = np.empty(right.shape[0], np.int32)
    count = 0
    for v in range(right.shape[0]):
        if right[v] != 0:
            continue
        leaves[count] = v
        count += 1
        a, size = start[v], stop[v] - start[v]
        for j in range(d):
            for p in range(size):
                blocks[a * d + j * size + p] = rows[a + p, j]
    return blocks, leaves[:count].copy()


def plant(values: Any, leaf_size: int) -> Tree:
    """The kd-tree of an (n, d) matrix."""
    rows, row_of, right, start, stop, low, high, depth = grow(values, leaf_size)
    blocks, leaves = block(rows, right, start, stop)
    return Tree(rows, blocks, row_of, right, start, stop, low, high, leaves, int(depth))
