"""Which branches of a condensed tree become segments."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from portal.engine.density.branches import Branches, Positions, outermost
from portal.engine.params import HdbscanParams


def selected(branches: Branches, params: HdbscanParams) -> Positions:
    """Chosen clusters, disjoint, from left to right in leaf order; the whole table is never one.

    ``eom``: the most lasting branches (Campello, Moulavi & Sander 2013); ``leaf``: the finest.
    ``epsilon`` (squared inside): branches born below it are replaced by their nearest ancestor born above it
    (Malzer & Baum 2020). All as ``hdbscan`` does it.
    """
    if branches.owner.size == 0:
        return np.empty(0, np.int64)
    if params.method == "leaf":
        chosen = branches.split < 0
    else:
        chosen = _lasting(branches, params.max_cluster_size or int(branches.size[0]) + 1)
    picked = np.flatnonzero(chosen)
    if params.epsilon > 0.0:
        picked = _merged(branches, picked, params.epsilon)
    return picked[outermost(branches.first[picked], branches.size[picked])]


def _lasting(branches: Branches, largest: int) -> npt.NDArray[np.bool_]:
    """Excess of mass, from the leaves up. A branch stands when it lasts at least as long as all that stands in it."""
    stability = branches.stability.copy()
    stands = branches.size <= largest
    stability[(branches.split < 0) & ~stands] = 0.0
    mass, chosen, owner = stability.tolist(), stands.tolist(), branches.owner.tolist()
    upward = branches.upward.tolist()
    for k in upward:
        within = mass[2 * k + 1] + mass[2 * k + 2]
        above = owner[k]
        if within > mass[above] or not chosen[above]:
            mass[above], chosen[above] = within, False
    chosen[0] = False
    hidden = [False] * len(chosen)
    for k in reversed(upward):
        if chosen[owner[k]] or hidden[owner[k]]:
            hidden[2 * k + 1] = hidden[2 * k + 2] = True
    return np.array(chosen, dtype=np.bool_) & ~np.array(hidden, dtype=np.bool_)


def _merged(branches: Branches, picked: Positions, epsilon: float) -> Positions:
    """Climb from branches born below epsilon; the climb ends below the whole table at the latest."""
    parent = branches.parent.tolist()
    # Compared as distances, as hdbscan does, so that a radius read off a picture means the same.
    born = np.sqrt(branches.birth).tolist()
    goal: dict[int, int] = {}
    for start in picked.tolist():
        x, walked = start, []
        if born[x] < epsilon:
            while x not in goal:
                walked.append(x)
                if parent[x] == 0:
                    goal[x] = x
                elif born[parent[x]] > epsilon:
                    goal[x] = parent[x]
                else:
                    x = parent[x]
            for y in walked:
                goal[y] = goal[x]
        else:
            goal[start] = start
    return np.unique(np.array([goal[x] for x in picked.tolist()], dtype=np.int64))
