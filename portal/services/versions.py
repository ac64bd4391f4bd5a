"""Two kept versions beside each other: who moved, and what was decided otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from portal.engine.agreement import ari, matched
from portal.engine.records import NOISE
from portal.errors import ConflictError
from portal.services import comparison, runs, segmentations
from portal.services.comparison import Moves
from portal.services.runs import LEFT_OUT, Cut
from portal.services.segmentations import Segmentation, SegmentPlan
from portal.services.workspace import Workspace

FIELDS = ("name", "strategy", "owner", "offer", "channel", "kpi", "note", "attractiveness", "fit")
"""The fields of a plan that may differ."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A segment in both versions (None: only in the other one), its sizes, and the fields that differ."""

    before: SegmentPlan | None
    after: SegmentPlan | None
    sizes: tuple[int, int]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Versions:
    """What distinguishes two versions.

    Attributes
    ----------
    pairs : segments by the later version's labels, those that are gone last
    moves : who is where; None when both keep the same run, so that nobody moved, or when a run is not computed
    same_run : whether both keep the same run
    ari : adjusted Rand index of the two divisions (1 when nobody moved), None when a run is not computed
    """

    before: Segmentation
    after: Segmentation
    pairs: tuple[Pair, ...]
    moves: Moves | None
    same_run: bool
    ari: float | None


def compared(ws: Workspace, before_id: str, after_id: str) -> Versions:
    """Two versions, matched segment by segment.

    Raises
    ------
    NotFoundError
        a version, or the table it was made of, is not there
    ConflictError
        they are of different tables
    """
    before, after = (segmentations.segmentation(ws, one) for one in (before_id, after_id))
    if before.dataset_id != after.dataset_id:
        raise ConflictError(f"“{before.name}” and “{after.name}” are of different tables. Choose two of one table.")
    if before.run_id == after.run_id:
        partner = {label: label for label in after.names}
        return Versions(before, after, _pairs(before, after, partner), None, True, 1.0)
    old, new = (runs.cut_of(ws, segmentations.run_of(ws, one).spec) for one in (before, after))
    if old is None or new is None:
        return Versions(before, after, _pairs(before, after, {}), None, False, None)
    partner, score = _matched(old, new)
    return Versions(before, after, _pairs(before, after, partner), comparison.moves(old, new), False, score)


def _matched(old: Cut, new: Cut) -> tuple[dict[int, int], float]:
    both = (old.labels > LEFT_OUT) & (new.labels > LEFT_OUT)
    a, b = old.labels[both], new.labels[both]
    return matched(a, b) | {NOISE: NOISE}, float(ari(a, b))


def _pairs(before: Segmentation, after: Segmentation, partner: dict[int, int]) -> tuple[Pair, ...]:
    """Segments of `after` with their counterparts by `partner` (label → label), then those that have none."""
    old = {plan.label: (plan, size) for plan, size in zip(before.plans, before.sizes, strict=True)}
    pairs = []
    for plan, size in zip(after.plans, after.sizes, strict=True):
        known, known_size = old.pop(partner.get(plan.label, LEFT_OUT), (None, 0))
        changed = [field for field in FIELDS if known and getattr(known, field) != getattr(plan, field)]
        pairs.append(Pair(known, plan, (known_size, size), tuple(changed)))
    return (*pairs, *(Pair(plan, None, (size, 0), ()) for plan, size in old.values()))
