"""Segments traced over k, in the colours of a run."""

from __future__ import annotations

from typing import NamedTuple

from portal.engine.params import KMeansParams
from portal.services import comparison, runs
from portal.services.evidence import Solutions
from portal.services.runs import Run
from portal.services.specs import Spec
from portal.services.workspace import Workspace

NEUTRAL = -1


class Traced(NamedTuple):
    """One segment of one k: `slot` is the colour of the run's segment that it corresponds to, −1 for none."""

    size: int
    slot: int
    origins: tuple[int, ...]
    entropy: float | None
    stability: float | None


def columns(ws: Workspace, run: Run, solved: Solutions) -> dict[int, list[Traced]]:
    """Every segment of K-Means by k; {} when the structure is gone."""
    own = runs.cut_of(ws, run.spec)
    if own is None:
        return {}
    by_place = {(origin.k, origin.segment): origin for origin in solved.origins}
    found: dict[int, list[Traced]] = {}
    for k in sorted(solved.stability):
        cut = runs.cut_of(ws, Spec(run.spec.dataset_id, run.spec.preparation, KMeansParams(k=k), run.spec.seed))
        if cut is None:
            return {}
        slots = comparison.slots(own, cut)
        column = []
        for segment, size in enumerate(cut.sizes):
            origin = by_place.get((k, segment))
            slot = slots[segment] if slots[segment] < own.n_segments else NEUTRAL
            if origin is None:
                column.append(Traced(size, slot, (), None, None))
            else:
                column.append(Traced(size, slot, origin.origins, origin.entropy, origin.stability))
        found[k] = column
    return found
