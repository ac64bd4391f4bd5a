"""Keeping a run under a name: the first version of a segmentation, filled with what the portal proposes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict

from portal.engine.records import NOISE
from portal.errors import ConflictError, ParameterError
from portal.services import runs, segmentations, segments
from portal.services.runs import Run
from portal.services.segmentations import (
    LOCAL,
    NAME_LENGTH,
    Segmentation,
    SegmentPlan,
    Status,
    new_id,
    one_line,
    record,
)
from portal.services.segments import UNASSIGNED_NAME, Portrait, Strategy
from portal.services.workspace import Workspace
from portal.store.segmentations import EditRow, SegmentationRow


def keep(ws: Workspace, run_id: str, name: str, *, author: str = LOCAL) -> Segmentation:
    """Give a run a name: the first version of a segmentation, a draft with the proposed names and strategies.

    Raises
    ------
    ParameterError
        the name is empty
    ConflictError
        the table has a segmentation of this name, or the run has not been computed
    """
    wanted = one_line(name, NAME_LENGTH)
    if not wanted:
        raise ParameterError("A segmentation needs a name. Write at least one character.")
    run = runs.run(ws, run_id)
    for other in segmentations.of_dataset(ws, run.spec.dataset_id):
        if other.name.casefold() == wanted.casefold() and other.status != Status.RETIRED:
            raise ConflictError(f"This table has a segmentation “{other.name}” already. Choose another name.")
    found = described(ws, run)
    return add(ws, found, wanted, proposed(found), series_id=new_id(), version=1, act="kept", author=author)


def proposed(found: Portrait) -> tuple[SegmentPlan, ...]:
    """A plan of each segment, filled from its proposed name and suggested strategy."""
    plans = [_plan(one.label, one.name, one.strategy) for one in found.segments]
    return (*plans, _plan(NOISE, UNASSIGNED_NAME, found.aside)) if found.noise else tuple(plans)


def described(ws: Workspace, run: Run) -> Portrait:
    """The run's portrait with proposed names; ConflictError while it has not been computed."""
    found = segments.portrait(ws, run)
    if found is None:
        raise ConflictError("This run has not been computed yet. Open it on Compare first.")
    if not found.segments:
        raise ConflictError("This run has no segment to name. Choose other settings on Compare.")
    return found


def add(
    ws: Workspace,
    found: Portrait,
    name: str,
    plans: Sequence[SegmentPlan],
    *,
    series_id: str,
    version: int,
    act: str,
    author: str,
) -> Segmentation:
    """Keep a version; ConflictError when somebody else has made one of this number."""
    sizes = {one.label: one.size for one in found.segments} | {NOISE: found.noise}
    now = time.time()
    row = SegmentationRow(
        id=new_id(), series_id=series_id, version=version, name=name, status=Status.DRAFT, run_id=found.run.id,
        dataset_id=found.dataset.id, dataset_name=found.dataset.name, spec=found.run.spec.to_json(),
        plans=[asdict(plan) | {"size": sizes[plan.label]} for plan in plans],
        revision=0, author=author, created_at=now, changed_at=now, published_at=None,
    )  # fmt: skip
    if not ws.segmentations.add(row, EditRow(row.id, 0, act, None, [], author, now)):
        raise ConflictError(f"Version {version} of “{name}” has just been started by somebody else. Open that one.")
    return record(row)


def _plan(label: int, name: str, strategy: Strategy) -> SegmentPlan:
    return SegmentPlan(
        label=label, name=one_line(name, NAME_LENGTH), strategy=strategy.title, owner="", offer=strategy.offer,
        channel=strategy.channel, kpi=strategy.measure, note="", attractiveness=None, fit=None,
    )  # fmt: skip
