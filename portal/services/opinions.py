"""Second opinions: what the other methods, at their recommended settings, make of the same customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.services import comparison, openings, runs
from portal.services.runs import Cut, Run
from portal.services.workspace import Workspace

FORMAT = 2
WEEK = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Opinion:
    """One other method.

    Attributes
    ----------
    title, run_id : its name, and its run at the recommended settings
    sizes : (colour slot, customers) of each segment, in the colours of the segments that correspond
    noise : customers it leaves in no segment
    agreement : adjusted Rand index with the run; the unassigned count as one group
    """

    title: str
    run_id: str
    sizes: tuple[tuple[int, int], ...]
    noise: int
    agreement: float

    @property
    def n_segments(self) -> int:
        """Number of segments."""
        return len(self.sizes)


def opinions(ws: Workspace, run: Run) -> tuple[Opinion, ...]:
    """The methods other than the run's own; () while the run's structure has not been built."""
    structure = runs.structure_of(ws, run.spec)
    if structure is None:
        return ()
    key = ("opinions", FORMAT, run.id, structure.key)
    known: tuple[tuple[Any, ...], ...] | None = ws.cache.get(key)
    if known is None:
        own = runs.cut_of(ws, run.spec) or runs.labelled(structure, run.spec)
        specs = openings.default_specs(structure, run.spec.seed)
        others = {name: runs.register(ws, spec) for name, spec in specs.items() if name != run.spec.algorithm}
        known = tuple(_opinion(other, own, runs.labelled(structure, other.spec)) for other in others.values())
        ws.cache.set(key, known, expire=WEEK)
    return tuple(Opinion(*one) for one in known)


def _opinion(other: Run, own: Cut, cut: Cut) -> tuple[Any, ...]:
    slots = comparison.slots(own, cut)
    sizes = tuple(sorted((slots[label], size) for label, size in enumerate(cut.sizes)))
    agreement = comparison.agreement({"run": own, "other": cut}).ari[0, 1]
    return other.title, other.id, sizes, cut.noise, float(agreement)
