"""HDBSCAN* read from the density structure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.engine.density.branches import Branches, Positions, branches
from portal.engine.density.record import Density, Level
from portal.engine.density.selection import selected
from portal.engine.params import HdbscanParams
from portal.engine.records import NOISE, Clustering, Floats, Labels


def cut_hdbscan(density: Density, params: HdbscanParams) -> Clustering:
    """HDBSCAN* clusters (Campello, Moulavi & Sander 2013) for any parameters, in O(n) of painting.

    Labels equal those of ``hdbscan`` on the same tree, up to their numbers: clusters are numbered
    by their smallest row. Differences by intention: identical rows are never split, and the
    whole table is never a cluster. ``strengths`` is None: see `strengths`.

    Raises
    ------
    ParameterError : min_samples above what was built
    """
    level = density.level(params.min_samples)
    tree = branches(level, params.min_cluster_size)
    picked = selected(tree, params)
    return Clustering(_paint(level, tree.first[picked], tree.size[picked]), int(picked.size))


def strengths(density: Density, params: HdbscanParams) -> Floats:
    """How firmly each row belongs to its segment, (n,) in [0, 1], 0 for noise.

    As ``hdbscan``'s ``probabilities_``: the distance at which the segment's core forms, divided by
    the distance at which the row joins it; 1 inside the core.
    """
    level = density.level(params.min_samples)
    tree = branches(level, params.min_cluster_size)
    found = np.zeros(density.n)
    for c in selected(tree, params):
        first, size, core = int(tree.first[c]), int(tree.size[c]), int(tree.core_size[c])
        found[first : first + core] = 1.0
        if core < size:
            joins = np.maximum.accumulate(level.gap[first + core : first + size])
            found[first + core : first + size] = np.sqrt(tree.death[c] / joins)
    out = np.empty(density.n)
    out[level.order] = found
    return out


def _paint(level: Level, first: Positions, size: Positions) -> Labels:
    n = level.order.shape[0]
    count = first.size
    labels = np.full(n, NOISE, dtype=np.int32)
    if count == 0:
        return labels
    edges = np.stack([first, first + size], axis=1).ravel()
    inner = edges[:-1] if edges[-1] == n else edges
    smallest = np.minimum.reduceat(level.order, inner)[::2]
    rank = np.empty(count, np.int32)
    rank[np.argsort(smallest)] = np.arange(count, dtype=np.int32)
    values = np.full(2 * count + 1, NOISE, dtype=np.int32)
    values[1::2] = rank
    labels[level.order] = np.repeat(values, np.diff(edges, prepend=0, append=n))
    return labels


@dataclass(frozen=True, slots=True, eq=False)
class CondensedTree:
    """The condensed tree as a picture needs it (an icicle: width = rows, height = distance).

    Attributes
    ----------
    parent : (c,) node above, −1 for node 0, the whole table
    first, size : (c,) range of leaf positions
    birth, death : (c,) distances (not squared) at which the branch appears and at which it splits or
        dissolves, seen from far to near; ``birth[0]`` is the distance at which all rows are one
    core_size : (c,) rows left at its death
    stability : (c,) excess of mass; infinite where at least min_cluster_size rows are identical
    label : (c,) label of a chosen branch in `cut_hdbscan`, else −1
    """

    parent: Positions
    first: Positions
    size: Positions
    birth: Floats
    death: Floats
    core_size: Positions
    stability: Floats
    label: npt.NDArray[np.int32]


def condensed_tree(density: Density, params: HdbscanParams) -> CondensedTree:
    """Every branch for these parameters, with the chosen ones marked."""
    level = density.level(params.min_samples)
    tree = branches(level, params.min_cluster_size)
    picked = selected(tree, params)
    labels = _paint(level, tree.first[picked], tree.size[picked])
    label = np.full(tree.size.size, NOISE, dtype=np.int32)
    label[picked] = labels[level.order[tree.first[picked]]]
    return CondensedTree(
        tree.parent, tree.first, tree.size, _birth(level, tree), _death(tree), tree.core_size, tree.stability, label
    )


def _birth(level: Level, tree: Branches) -> Floats:
    birth = np.sqrt(tree.birth)
    birth[0] = np.sqrt(level.gap[1:].max()) if level.gap.size > 1 else 0.0
    return birth


def _death(tree: Branches) -> Floats:
    """A table with fewer rows than the smallest size dissolves as it appears."""
    return np.where(np.isfinite(tree.death), np.sqrt(np.where(np.isfinite(tree.death), tree.death, 0.0)), 0.0)
