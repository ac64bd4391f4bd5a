"""From the tree of the greatest min_samples to the dendrograms of all. Imports the kernel: for ``build`` only."""

from __future__ import annotations

from typing import Any

import numpy as np

from portal.engine.density.kernel import dendrogram, levels
from portal.engine.density.record import Ints
from portal.engine.density.stages import Work
from portal.engine.records import Floats

Edges = tuple[Ints, Floats, Floats]
"""Ends (n − 1, 2), squared lengths and squared weights of a minimum tree."""


def ordered(
    near: Floats, who: Ints, row_of: Ints, tree: Edges, out: tuple[Any, ...], work: Work, begin: float, end: float
) -> None:
    """Fill the dendrograms `out` (order, gap, small, above: one row per min_samples).

    Two chains go down one by one, side by side; the second starts half-way, from the same tree.
    """
    most, top = out[0].shape[0], near.shape[1] + 1
    half = most // 2
    chains = [
        _Chain(near, who, row_of, tree, top, list(range(first, last, -1)), out)
        for first, last in ((top, half), (half, 0))
    ]
    steps = max(len(chain.ahead) for chain in chains)
    for i in range(steps):
        at, to = (begin + (end - begin) * (i + j) / steps for j in (0, 1))
        work.run("Ordering the branches", at, to, [chain.step for chain in chains if chain.ahead])


class _Chain:
    """A min_samples after the other, each tree made from the one before."""

    def __init__(
        self, near: Floats, who: Ints, row_of: Ints, tree: Edges, above: int, ahead: list[int], out: tuple[Any, ...]
    ) -> None:
        self.near, self.who, self.row_of, self.tree = near, who, row_of, tree
        self.above, self.ahead, self.out = above, ahead, out

    def step(self) -> None:
        """Make the next tree and write its dendrogram."""
        m = self.ahead.pop(0)
        if m < self.above:
            self.tree = lowered(self.near, self.who, self.above, m, self.tree)
            self.above = m
        if m <= self.out[0].shape[0]:
            ends, _, weights = self.tree
            rows = [array[m - 1] for array in self.out]
            dendrogram.unfold(ends, weights, dendrogram.ranked(weights), self.row_of, *rows)


def lowered(near: Floats, who: Ints, above: int, m: int, tree: Edges) -> Edges:
    """The tree at `m` from the one at `above` > m."""
    n = near.shape[0]
    core = np.ascontiguousarray(near[:, m - 2]) if m > 1 else np.zeros(n)
    ends, lengths, weights = np.empty((n - 1, 2), np.int32), np.empty(n - 1), np.empty(n - 1)
    basin = np.empty(n, np.int32)
    parts, count = levels.basins(near, who, m, core, ends, lengths, weights, basin)
    edge, length, weight = levels.crossings(near, who, above, m, core, basin, tree[0], tree[1])
    ranks = dendrogram.ranked(weight)
    levels.connect(parts, basin, edge, length, weight, ranks, ends, lengths, weights, count)
    return ends, lengths, weights
