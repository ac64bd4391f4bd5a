"""Segmentations: runs that people have named and kept, each with what they decided about its segments."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from portal.engine.records import NOISE
from portal.errors import NotFoundError
from portal.services import runs, segments
from portal.services.runs import Run
from portal.services.segments import Portrait, Strategy
from portal.services.specs import Spec
from portal.services.workspace import Workspace
from portal.store.segmentations import SegmentationRow

LOCAL = "local"
"""Author of every edit until somebody can log in."""
NAME_LENGTH = 80
TEXT_LENGTH = 300
NOTE_LENGTH = 2_000
SCORES = (1, 5)
"""The lowest and the highest score of attractiveness and fit."""


class Status(StrEnum):
    """Where a version stands: being worked on, in use (and frozen), put away."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """What people decided about one segment; the scores are whole numbers from 1 to 5, or None."""

    label: int
    name: str
    strategy: str
    owner: str
    offer: str
    channel: str
    kpi: str
    note: str
    attractiveness: int | None
    fit: int | None


@dataclass(frozen=True, slots=True)
class Segmentation:
    """One version of a segmentation.

    Attributes
    ----------
    id : of this version; links are ``/profiles?segmentation=<id>``
    series_id : shared by all versions
    plans : by label, the unassigned (−1) last when the run has any
    sizes : customers of each plan's segment, in the same order
    revision : number of edits so far, against which concurrent edits are checked
    dataset_name : as it was when the run was kept; the table itself may be gone
    """

    id: str
    series_id: str
    version: int
    name: str
    status: Status
    run_id: str
    dataset_id: str
    plans: tuple[SegmentPlan, ...]
    author: str
    created_at: float
    changed_at: float
    published_at: float | None
    sizes: tuple[int, ...] = ()
    revision: int = 0
    dataset_name: str = ""

    def plan(self, label: int) -> SegmentPlan:
        """The plan of a segment; NotFoundError when the segmentation has no such segment."""
        for plan in self.plans:
            if plan.label == label:
                return plan
        raise NotFoundError(f"“{self.name}” has no segment {label}. Choose one of those that are shown.")

    @property
    def names(self) -> dict[int, str]:
        """Name of every segment by label."""
        return {plan.label: plan.name for plan in self.plans}


def segmentation(ws: Workspace, segmentation_id: str) -> Segmentation:
    """The version; NotFoundError when there is none of this id."""
    return record(found_row(ws, segmentation_id))


def of_run(ws: Workspace, run_id: str) -> tuple[Segmentation, ...]:
    """Versions that keep this run, the newest first."""
    return tuple(map(record, ws.segmentations.all(run_id=run_id)))


def of_dataset(ws: Workspace, dataset_id: str) -> tuple[Segmentation, ...]:
    """Versions made of this table, the newest first."""
    return tuple(map(record, ws.segmentations.all(dataset_id=dataset_id)))


def versions(ws: Workspace, series_id: str) -> tuple[Segmentation, ...]:
    """Versions of one segmentation, the newest first."""
    found = map(record, ws.segmentations.all(series_id=series_id))
    return tuple(sorted(found, key=lambda one: -one.version))


def listed(ws: Workspace, *, retired: bool = False) -> tuple[Segmentation, ...]:
    """All versions that are in use or being worked on, the newest first; or the retired ones."""
    return tuple(one for one in map(record, ws.segmentations.all()) if (one.status == Status.RETIRED) == retired)


def run_of(ws: Workspace, kept: Segmentation) -> Run:
    """The run that a segmentation keeps; known again as soon as its table is.

    Raises
    ------
    NotFoundError
        the table has been deleted
    """
    if ws.runs.get(kept.run_id) is None:
        if ws.datasets.get(kept.dataset_id) is None:
            raise NotFoundError(
                f"The table “{kept.dataset_name}” of “{kept.name}” has been deleted. "
                "Bring the same file again, and the segmentation opens as before."
            )
        spec = found_row(ws, kept.id).spec
        runs.register(ws, Spec.from_json(spec))
    return runs.run(ws, kept.run_id)


def portrait(ws: Workspace, kept: Segmentation) -> Portrait | None:
    """The run's portrait in the words of the segmentation; None when its structure has not been built."""
    found = segments.portrait(ws, run_of(ws, kept))
    return named(found, kept) if found else None


def named(found: Portrait, kept: Segmentation) -> Portrait:
    """The portrait with the names and strategies that people decided on."""
    plans = {plan.label: plan for plan in kept.plans}
    worded = tuple(
        replace(one, name=plans[one.label].name, strategy=_strategy(plans[one.label], one.strategy))
        if one.label in plans
        else one
        for one in found.segments
    )
    aside = _strategy(plans[NOISE], found.aside) if NOISE in plans else found.aside
    return replace(found, segments=worded, aside=aside, kept=kept.id)


def found_row(ws: Workspace, segmentation_id: str) -> SegmentationRow:
    """The row; NotFoundError when there is none of this id."""
    row = ws.segmentations.get(segmentation_id)
    if row is None:
        raise NotFoundError(f"There is no segmentation “{segmentation_id}”. Choose one on Home.")
    return row


def record(row: SegmentationRow) -> Segmentation:
    """The record of a row."""
    taken: dict[str, Any] = {item.name: getattr(row, item.name, None) for item in fields(Segmentation)}
    plans = tuple(plan_of(values) for values in row.plans)
    sizes = tuple(int(values["size"]) for values in row.plans)
    return Segmentation(**taken | {"status": Status(row.status), "plans": plans, "sizes": sizes})


def plan_of(values: Mapping[str, Any]) -> SegmentPlan:
    """The plan of plain values."""
    return SegmentPlan(**{name: value for name, value in values.items() if name != "size"})


def one_line(text: str, length: int) -> str:
    """Text without line breaks and other control characters, no longer than `length`."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:length].strip()


def new_id() -> str:
    """A random id."""
    return uuid.uuid4().hex[:16]


def _strategy(plan: SegmentPlan, suggested: Strategy) -> Strategy:
    reason = suggested.reason if plan.strategy == suggested.title else "Decided by the team."
    return Strategy(plan.strategy, reason, plan.offer, plan.channel, plan.kpi)
