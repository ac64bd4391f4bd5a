"""The two long stages of a build, cut into chunks. Imports the kernel: for ``build`` only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np

from portal.engine.density.kernel import boruvka, neighbours
from portal.engine.density.kernel.tree import Tree
from portal.engine.density.record import Ints
from portal.engine.records import Floats, Progress

PARTS = 16
"""Into so many parts a round's search is cut. Fixed, for the result must not depend on the machine."""


class Work(Protocol):
    """Runs tasks, tells progress, stops when told to."""

    tell: Progress

    def run(self, stage: str, begin: float, end: float, tasks: Sequence[Callable[[], None]]) -> None:
        """All tasks, in no particular order."""


def listed(tree: Tree, k: int, work: Work, begin: float, end: float) -> tuple[Floats, Ints]:
    """Squared distances and tree positions of the k nearest others, (n, k) each, in tree order."""
    n, leaves = tree.rows.shape[0], tree.leaves.shape[0]
    near, who = np.empty((n, k)), np.empty((n, k), np.int32)
    step = max(1, leaves // 64)
    chunks = [(i, min(i + step, leaves)) for i in range(0, leaves, step)]
    tasks = [
        partial(
            neighbours.find, first, beyond, tree.leaves, tree.rows, tree.blocks, tree.right, tree.start, tree.stop,
            tree.low, tree.high, tree.depth, near, who,
        )
        for first, beyond in chunks
    ]  # fmt: skip
    work.run("Finding neighbours", begin, end, tasks)
    return near, who


def joined(tree: Tree, near: Floats, who: Ints, work: Work, begin: float, end: float) -> tuple[Ints, Floats, Floats]:
    """Edges (n − 1, 2), squared lengths and squared weights of the minimum tree, in tree order."""
    n = near.shape[0]
    core = np.ascontiguousarray(near[:, -1])
    parent = np.arange(n, dtype=np.int32)
    component = np.empty(n, np.int32)
    ends, lengths = np.empty((n - 1, 2), np.int32), np.empty(n - 1)
    count = boruvka.descend(near, who, core, parent, ends, lengths)
    floor, live = core.copy(), np.ones(n, np.bool_)
    nodes = tree.right.shape[0]
    whole, least, wanted, reach = np.empty(nodes, np.int32), np.empty(nodes), np.empty(nodes), np.empty(nodes)
    parts = _parts(tree)
    at = begin
    while count < n - 1:
        components = boruvka.number(parent, component)
        best, edge, length = _blank(components)
        boruvka.from_lists(near, who, core, component, live, best, edge, length)
        boruvka.survey(tree.right, tree.start, tree.stop, component, floor, best, whole, least, wanted, reach)
        found = [(best.copy(), edge.copy(), length.copy()) for _ in parts]
        tasks = [
            partial(
                _search_all, part, tree, core, floor, component, whole, least, wanted, reach, own
            )
            for part, own in zip(parts, found, strict=True)
        ]  # fmt: skip
        # A round halves the number of components at least, and most rounds do better.
        to = at + (end - at) * 0.5
        work.run("Joining neighbours", at, to, tasks)
        at = to
        for own_best, own_edge, own_length in found:
            better = own_best < best
            best[better], edge[better], length[better] = own_best[better], own_edge[better], own_length[better]
        count = boruvka.join(best, edge, length, parent, ends, lengths, count)
        boruvka.raise_floor(floor, component, best)
    weights = np.maximum(lengths, np.maximum(core[ends[:, 0]], core[ends[:, 1]]))
    return ends, lengths, weights


def _blank(components: int) -> tuple[Any, Any, Any]:
    return np.full(components, np.inf), np.full((components, 2), -1, np.int32), np.zeros(components)


def _search_all(
    part: list[int], tree: Tree, core: Any, floor: Any, component: Any, whole: Any, least: Any, wanted: Any,
    reach: Any, own: tuple[Any, Any, Any],
) -> None:  # fmt: skip
    for query in part:
        boruvka.search(
            query, tree.rows, tree.blocks, tree.right, tree.start, tree.stop, tree.low, tree.high, tree.depth,
            core, floor, component, whole, least, wanted, reach, *own,
        )  # fmt: skip


def _parts(tree: Tree) -> list[list[int]]:
    """Neighbouring subtrees, `PARTS` lists of about the same number of rows."""
    n = tree.rows.shape[0]
    queue, small = [0], []
    while queue:
        v = queue.pop()
        if tree.right[v] == 0 or tree.stop[v] - tree.start[v] <= n // (4 * PARTS):
            small.append(v)
        else:
            queue += [int(tree.right[v]), v + 1]
    parts: list[list[int]] = [[] for _ in range(PARTS)]
    for v in small:
        parts[min(PARTS - 1, int(tree.start[v]) * PARTS // n)].append(v)
    return [part for part in parts if part]
