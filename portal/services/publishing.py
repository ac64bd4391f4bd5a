"""Where a version stands: published, retired, brought back; and the next one."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from portal.engine.agreement import matched
from portal.engine.records import NOISE
from portal.errors import ConflictError
from portal.services import keeping, runs, segmentations
from portal.services.deciding import clock, edited, history
from portal.services.runs import LEFT_OUT, Run
from portal.services.segmentations import LOCAL, Segmentation, SegmentPlan, Status
from portal.services.workspace import Workspace
from portal.store.segmentations import EditRow, SegmentationRow


def publish(ws: Workspace, segmentation_id: str, *, seen: int, author: str = LOCAL) -> Segmentation:
    """Freeze a draft as the version in use; an earlier published version of the same segmentation is retired.

    Raises
    ------
    ConflictError
        it is no draft, or it has changed since revision `seen`
    """
    row = segmentations.found_row(ws, segmentation_id)
    if row.status != Status.DRAFT:
        raise ConflictError(f"“{row.name}”, version {row.version} is {row.status}, so it can not be published.")
    if row.revision != seen:
        last = history(ws, row.id, seen)[0]
        raise ConflictError(
            f"“{row.name}” was changed by {last.author} at {clock(last.at)}, after you opened it. "
            "Load the page again and look before you publish."
        )
    now = time.time()
    moves = [_move(row, "published", Status.PUBLISHED, author, now, published_at=now)]
    for other in ws.segmentations.all(series_id=row.series_id, status=Status.PUBLISHED):
        moves.append(_move(other, "superseded", Status.RETIRED, author, now))
    if not ws.segmentations.change(moves):
        raise ConflictError(f"“{row.name}” was changed this very moment. Load the page again before you publish.")
    return segmentations.segmentation(ws, row.id)


def retire(ws: Workspace, segmentation_id: str, *, author: str = LOCAL) -> Segmentation:
    """Put a version away; nothing of it is lost."""

    def change(row: SegmentationRow) -> dict[str, Any]:
        return {} if row.status == Status.RETIRED else {"status": Status.RETIRED}

    return edited(ws, segmentation_id, "retired", change, lambda _row: [], author)


def bring_back(ws: Workspace, segmentation_id: str, *, author: str = LOCAL) -> Segmentation:
    """Take a retired version out again: a draft if it never was published, else as published as it was.

    Raises
    ------
    ConflictError
        another version of the segmentation is in use or under way in its place
    """

    def change(row: SegmentationRow) -> dict[str, Any]:
        if row.status != Status.RETIRED:
            return {}
        status = Status.DRAFT if row.published_at is None else Status.PUBLISHED
        for other in ws.segmentations.all(series_id=row.series_id, status=status):
            raise ConflictError(f"Version {other.version} of “{other.name}” is {status}. Retire that one first.")
        return {"status": status}

    return edited(ws, segmentation_id, "brought back", change, lambda _row: [], author)


def next_version(
    ws: Workspace, segmentation_id: str, *, run_id: str | None = None, author: str = LOCAL
) -> Segmentation:
    """The draft that continues a segmentation, on its own run or on another one of the same table.

    On another run each segment takes over the plan of the segment that it corresponds to (Hungarian method on
    shared customers); segments without a counterpart begin with their proposed name and strategy.

    Raises
    ------
    ConflictError
        a draft of the segmentation is under way, or the runs are of different tables
    """
    kept = segmentations.segmentation(ws, segmentation_id)
    every = segmentations.versions(ws, kept.series_id)
    if (draft := next((one for one in every if one.status == Status.DRAFT), None)) is not None:
        raise ConflictError(f"Version {draft.version} of “{draft.name}” is a draft already. Open that one to go on.")
    run = runs.run(ws, run_id) if run_id else segmentations.run_of(ws, kept)
    if run.spec.dataset_id != kept.dataset_id:
        raise ConflictError(f"“{kept.name}” is of another table. Keep this run under a name of its own.")
    found = keeping.described(ws, run)
    own = {plan.label: plan for plan in kept.plans}
    partner = {label: label for label in own} if run.id == kept.run_id else _partners(ws, kept, run)
    plans = [
        replace(own[partner[plan.label]], label=plan.label) if partner.get(plan.label) in own else plan
        for plan in keeping.proposed(found)
    ]
    return keeping.add(
        ws, found, kept.name, _numbered(plans), series_id=kept.series_id, version=every[0].version + 1,
        act="started", author=author,
    )  # fmt: skip


def _move(
    row: SegmentationRow, act: str, status: Status, author: str, at: float, **values: Any
) -> tuple[EditRow, dict[str, Any]]:
    return EditRow(row.id, row.revision + 1, act, None, [], author, at), {"status": status, **values}


def _partners(ws: Workspace, kept: Segmentation, run: Run) -> dict[int, int]:
    """For each segment of the run the segment of `kept` that it corresponds to."""
    old, new = (runs.cut_of(ws, one.spec) for one in (segmentations.run_of(ws, kept), run))
    if old is None or new is None:
        return {}
    both = (old.labels > LEFT_OUT) & (new.labels > LEFT_OUT)
    found = matched(old.labels[both], new.labels[both])
    return {int(a): int(b) for a, b in found.items()} | {NOISE: NOISE}


def _numbered(plans: list[SegmentPlan]) -> list[SegmentPlan]:
    """A proposed name that is already taken over from another segment gets a number."""
    out: list[SegmentPlan] = []
    for plan in plans:
        name, number = plan.name, 2
        while any(name.casefold() == one.name.casefold() for one in out):
            name, number = f"{plan.name} ({number})", number + 1
        out.append(replace(plan, name=name))
    return out
