"""Recipes: repairs as an ordered list of steps, each list giving one immutable version of a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from portal.engine.columns import Column, infer_columns
from portal.engine.steps import Step
from portal.errors import NotFoundError, ParameterError, PortalError
from portal.services import datasets, findings, queue
from portal.services.datasets import Dataset
from portal.services.repairs import Outcome, applied
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

AT_ONCE = 2_000_000
"""Cells of a table that is repaired within the request; a larger one is repaired in a job."""
MOST = 200
"""Steps of one recipe."""
BY_HAND = "chosen by hand"


@dataclass(frozen=True, slots=True)
class Done:
    """A step of a version and what it did."""

    step: Step
    outcome: Outcome


def done(dataset: Dataset) -> list[Done]:
    """The steps that made a version, in order; none for a table as it was read."""
    return [] if dataset.is_built else [_done(values) for values in dataset.recipe]


def steps(dataset: Dataset) -> list[Step]:
    """The steps alone."""
    return [one.step for one in done(dataset)]


def source(ws: Workspace, dataset: Dataset) -> Dataset:
    """The table that a version was made of; the table itself when it is no version."""
    if dataset.parent_id is None or dataset.is_built:
        return dataset
    try:
        return datasets.info(ws, dataset.parent_id)
    except NotFoundError:
        raise NotFoundError(
            f"The table that “{dataset.name}” was made of has been deleted, so its repairs are final."
        ) from None


def versions(ws: Workspace, dataset: Dataset) -> list[Dataset]:
    """All versions of the same table, oldest first."""
    origin = dataset.id if dataset.is_built else dataset.parent_id or dataset.id
    rows = ws.datasets.of_parent(origin)
    return [one for one in (datasets.info(ws, row.id) for row in rows) if not one.is_built]


def version_id(source_id: str, recipe: Sequence[Step]) -> str:
    """Id of what a recipe makes of a table: the table's own for no steps."""
    if not recipe:
        return source_id
    canonical = json.dumps([step.to_json() for step in recipe], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{source_id} {canonical}".encode()).hexdigest()[:16]


def moved(recipe: Sequence[Step], position: int, by: int) -> list[Step]:
    """The recipe with one step further up (by −1) or down."""
    to = position + by
    if not (0 <= position < len(recipe) and 0 <= to < len(recipe)):
        raise ParameterError(f"Step {position + 1} cannot go there: the recipe has {len(recipe)} steps.")
    ordered = list(recipe)
    ordered.insert(to, ordered.pop(position))
    return ordered


def without(recipe: Sequence[Step], position: int) -> list[Step]:
    """The recipe without one step."""
    if not 0 <= position < len(recipe):
        raise ParameterError(f"There is no step {position + 1}: the recipe has {len(recipe)} steps.")
    return [step for i, step in enumerate(recipe) if i != position]


def request(ws: Workspace, dataset_id: str, recipe: Sequence[Step], *, owner: str) -> Dataset | JobRow:
    """The version that the recipe makes of the dataset's source, or the job that makes it of a large one."""
    known = datasets.info(ws, dataset_id)
    origin = source(ws, known)
    wanted = version_id(origin.id, recipe)
    if ws.datasets.get(wanted):
        return datasets.info(ws, wanted)
    if origin.rows * len(origin.columns) <= AT_ONCE:
        return make(ws, known, recipe)
    return queue.request(
        ws,
        owner=owner,
        kind="repair",
        key=f"repair:{wanted}",
        title=f"Repairing {origin.name}",
        payload={"dataset": dataset_id, "recipe": [step.to_json() for step in recipe]},
    )


def repair(ws: Workspace, payload: dict[str, Any], progress: Callable[[str, float], None]) -> dict[str, Any]:
    """Make a version (the work of a repair job)."""
    known = datasets.info(ws, str(payload["dataset"]))
    made = make(ws, known, [Step.from_json(values) for values in payload["recipe"]], progress)
    return {"dataset": made.id, "known": False}


def make(
    ws: Workspace, known: Dataset, recipe: Sequence[Step], progress: Callable[[str, float], None] | None = None
) -> Dataset:
    """Apply a recipe to the source of `known` and keep the version; roles chosen by hand in `known` go along.

    Raises
    ------
    ParameterError
        naming the step that does not fit; nothing is kept then
    """
    if len(recipe) > MOST:
        raise ParameterError(f"A recipe has at most {MOST} steps; this one has {len(recipe)}.")
    origin = source(ws, known)
    wanted = version_id(origin.id, recipe)
    if ws.datasets.get(wanted):
        return datasets.info(ws, wanted)
    table = datasets.frame(ws, origin.id)
    made: list[dict[str, Any]] = []
    for position, step in enumerate(recipe):
        if progress is not None:
            progress(step.sentence(), position / (len(recipe) + 2))
        try:
            table, outcome = applied(table, step)
        except PortalError as error:
            raise ParameterError(f"Step {position + 1}: {error.message}") from error
        made.append(step.to_json() | {"outcome": outcome.to_json()})
    if progress is not None:
        progress("Keeping the version", len(recipe) / (len(recipe) + 2))
    number = 2 + len(versions(ws, origin))
    version = datasets.add_frame(
        ws,
        table,
        name=f"{origin.name[: datasets.NAME_LENGTH - 20]}, version {number}",
        source=origin.source,
        dataset_id=wanted,
        report=origin.report,
        columns=_columns(infer_columns(table), known),
        parent_id=origin.id,
        recipe=made,
        choices={"preset": known.preset} if known.preset else None,
    )
    findings.found(ws, version)
    return datasets.info(ws, version.id)


def _columns(inferred: Sequence[Column], known: Dataset) -> list[Column]:
    """What was chosen by hand stays chosen where the column is still of the same kind of values."""
    told = {column.name: column for column in known.columns}
    # What was built for a purpose keeps its part, too.
    settled = {name: column for name, column in told.items() if column.note == BY_HAND or column.meaning}
    kept = []
    for column in inferred:
        old = settled.get(column.name)
        fits = old is not None and column.distinct >= 2 and (old.kind == column.kind or old.kind != "number")
        if old is not None and fits:
            column = replace(column, kind=old.kind, role=old.role, note=old.note)
        if before := told.get(column.name):
            column = replace(column, unit=before.unit, meaning=before.meaning)
        kept.append(column)
    return kept


def _done(values: dict[str, Any]) -> Done:
    outcome = dict(values["outcome"])
    return Done(
        Step.from_json({name: value for name, value in values.items() if name != "outcome"}),
        Outcome(**outcome | {"examples": tuple(outcome["examples"])}),
    )
