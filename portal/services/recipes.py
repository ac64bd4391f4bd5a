"""Recipes: repairs as an ordered list of steps, each list giving one immutable version of a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from portal.engine.columns import BY_HAND, Column, Kind, infer_columns
from portal.engine.steps import Step, StepKind
from portal.engine.transformations import with_transformed, without_doubles
from portal.errors import NotFoundError, ParameterError, PortalError
from portal.services import datasets, findings, queue
from portal.services.datasets import Dataset
from portal.services.repairs import Outcome, applied
from portal.services.rereading import is_number
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

AT_ONCE = 2_000_000
"""Cells of a table that is repaired within the request; a larger one is repaired in a job."""
MOST = 200
"""Steps of one recipe."""


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


def added(recipe: Sequence[Step], step: Step) -> list[Step]:
    """The recipe with one step more: last, but cells are repaired before a logarithm or ranks are taken of them."""
    taken = [i for i, one in enumerate(recipe) if one.adds and one.column in step.names]
    at = taken[0] if taken and step.kind in (StepKind.MISSING, StepKind.CLIP) else len(recipe)
    return [*recipe[:at], step, *recipe[at:]]


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
    ws: Workspace,
    known: Dataset,
    recipe: Sequence[Step],
    progress: Callable[[str, float], None] | None = None,
    *,
    like: Dataset | None = None,
) -> Dataset:
    """Apply a recipe to the source of `known` and keep the version; roles chosen by hand in `known` go along.

    Parameters
    ----------
    like : the version of an older state of the same table, whose roles and words go along instead

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
        columns=_columns(table, like or known, origin, recipe),
        parent_id=origin.id,
        recipe=made,
        choices={"preset": preset} if (preset := (like or known).preset) else None,
    )
    findings.found(ws, version)
    return datasets.info(ws, version.id)


def _columns(table: pd.DataFrame, known: Dataset, origin: Dataset, recipe: Sequence[Step]) -> tuple[Column, ...]:
    """What was chosen by hand stays chosen where the column is still of the same kind of values."""
    told = {column.name: column for column in known.columns}
    before = told | _before_transformations(known, origin)
    # What was built for a purpose keeps its part, too.
    settled = {name: column for name, column in before.items() if column and (column.note == BY_HAND or column.meaning)}
    kept = []
    for column in with_transformed(infer_columns(table), recipe):
        old = settled.get(column.name)
        fits = column.distinct >= 2 and (old is None or old.kind != Kind.NUMBER or is_number(table[column.name]))
        if old is not None and fits:
            column = replace(column, kind=old.kind, role=old.role, note=old.note)
        if (last := told.get(column.name)) and not column.transforms:
            column = replace(column, unit=last.unit, meaning=last.meaning)
        kept.append(column)
    # A role that was chosen while the logarithm was there already is about both of them.
    doubled = {column.transforms for column in known.columns}
    return without_doubles(kept, {name for name in doubled if name in told and told[name].note == BY_HAND})


def _before_transformations(known: Dataset, origin: Dataset) -> dict[str, Column | None]:
    """Columns that only describe because a logarithm or ranks are the variable, as they were before that step."""
    first = {column.name: column for column in origin.columns}
    replaced = {column.transforms for column in known.columns if column.transforms}
    return {c.name: first.get(c.name) for c in known.columns if c.name in replaced and c.note != BY_HAND}


def _done(values: dict[str, Any]) -> Done:
    outcome = dict(values["outcome"])
    return Done(
        Step.from_json({name: value for name, value in values.items() if name != "outcome"}),
        Outcome(**outcome | {"examples": tuple(outcome["examples"])}),
    )
