"""Why a segment is what it is, and why a customer is in it: rules and reasons."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.clauses import Read
from portal.engine.columns import Column
from portal.engine.nearness import By, standing
from portal.engine.params import KMeansParams
from portal.engine.reading import Categories, Quantity, read
from portal.engine.records import NOISE
from portal.engine.surrogate import Rule, Surrogate, rule_of, surrogate
from portal.errors import ConflictError
from portal.services import datasets, lookup, runs
from portal.services.runs import LEFT_OUT
from portal.services.segments import WEEK, Portrait, own_columns
from portal.services.structures import Structure
from portal.services.workspace import Workspace

FORMAT: Final = 2
"""Raised when the same run is explained otherwise."""
_TELLING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Pull:
    """What one variable does to a customer's place.

    Attributes
    ----------
    column : variable
    value : the customer's own cell, None when missing
    own, other : average in the customer's segment (None for the unassigned) and in the nearest other one; of a
        category the share of members with the customer's own
    share : its share of all pulls, −1 to 1; positive towards the own segment
    """

    column: str
    value: Any
    own: float | None
    other: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a customer is where the run puts them.

    Attributes
    ----------
    row, name : position in the table, and what the customer is called
    label : segment, −1 unassigned
    rule : the sentence about the segment that the customer meets, if there is one
    nearest : the nearest other segment, None when there is none
    own_distance, other_distance : root of summed squared differences of prepared variables
    outside : share of the members that are nearer to the segment than this customer
    by : distances are to the mean of a segment, or to the ten nearest of its members
    pulls : the variables, the strongest first
    """

    row: int
    name: str
    label: int
    rule: Rule | None
    nearest: int | None
    own_distance: float | None
    other_distance: float | None
    outside: float
    by: By
    pulls: tuple[Pull, ...]


def rules(ws: Workspace, portrait: Portrait) -> Surrogate:
    """The segments of a run as sentences about its own variables; remembered between requests and processes."""
    # A number may be said to be a code after the run was made, and the rules then speak of it otherwise.
    key = ("rules", FORMAT, portrait.run.id, tuple((c.name, str(c.kind)) for c in _own(portrait)))
    known: Surrogate | None = ws.cache.get(key)
    if known is None:
        with _TELLING:
            known = ws.cache.get(key)
            if known is None:
                frame, labels = _placed(ws, portrait)
                known = surrogate(frame, labels, _own(portrait), seed=portrait.run.spec.seed)
                ws.cache.set(key, known, expire=WEEK)
    return known


def reason(ws: Workspace, portrait: Portrait, text: str) -> Reason:
    """Why the customer of this id is where the run puts them."""
    row = lookup.row_of(ws, portrait.dataset, text)
    label = int(portrait.cut.labels[row])
    name = lookup.name_of(ws, portrait.dataset, row)
    if label == LEFT_OUT:
        raise ConflictError(f"{name} was left out: a variable of this run is missing. Fill the gap on Data.")
    if not portrait.segments:
        raise ConflictError("This run has no segment, so nobody can be near one. Change the settings on Compare.")
    structure = structure_of(ws, portrait)
    at = int(np.searchsorted(structure.matrix.index, row))
    by, labels = measured_by(portrait), portrait.cut.matrix_labels
    found = standing(structure.matrix.values, labels, at, len(portrait.segments), by)
    frame = datasets.frame(ws, portrait.dataset.id, [column.name for column in _own(portrait)])
    columns = read(frame, _own(portrait))
    own_rules = rules(ws, portrait).segments.get(label)
    return Reason(
        row=row,
        name=name,
        label=label,
        rule=rule_of(own_rules, [_of_row(column, row) for column in columns]) if own_rules else None,
        nearest=found.nearest,
        own_distance=float(found.distances[label]) if label != NOISE else None,
        other_distance=None if found.nearest is None else float(found.distances[found.nearest]),
        outside=found.outside,
        by=by,
        pulls=_pulls(portrait, structure, columns, row, label, found.nearest, found.pulls),
    )


def measured_by(portrait: Portrait) -> By:
    """What counts as the distance to a segment of this run."""
    # K-Means assigns by the mean; segments of any shape are known by their members alone.
    return "mean" if isinstance(portrait.run.spec.params, KMeansParams) else "members"


def structure_of(ws: Workspace, portrait: Portrait) -> Structure:
    """The structure of the run; ConflictError when it has gone."""
    found = runs.structure_of(ws, portrait.run.spec)
    if found is None:
        raise ConflictError("This run has not been computed yet. Open it on Compare first.")
    return found


def _own(portrait: Portrait) -> tuple[Column, ...]:
    return own_columns(portrait.dataset, portrait.run.spec.preparation)


def _placed(ws: Workspace, portrait: Portrait) -> tuple[pd.DataFrame, npt.NDArray[Any]]:
    """The run's variables and labels of everyone whom the run places."""
    frame = datasets.frame(ws, portrait.dataset.id, [column.name for column in _own(portrait)])
    labels = portrait.cut.labels
    return (frame.loc[labels > LEFT_OUT], labels[labels > LEFT_OUT]) if portrait.cut.left_out else (frame, labels)


def _of_row(column: Read, row: int) -> Read:
    if isinstance(column, Categories):
        return Categories(column.name, column.codes[[row]], column.levels)
    return Quantity(column.name, column.values[[row]], column.binary)


def _pulls(
    portrait: Portrait,
    structure: Structure,
    columns: list[Read],
    row: int,
    label: int,
    nearest: int | None,
    pulls: npt.NDArray[np.float64],
) -> tuple[Pull, ...]:
    whole = float(np.abs(pulls).sum()) or 1.0
    features = portrait.run.spec.preparation.features
    summed: dict[str, float] = dict.fromkeys((column.name for column in columns), 0.0)
    for name, pull in zip(structure.matrix.columns, pulls, strict=True):
        # A category stands in several columns, called “feature=level”.
        feature = name if name in features else max((f for f in features if name.startswith(f"{f}=")), key=len)
        summed[portrait.dataset.readable(feature)] += float(pull)
    labels = portrait.cut.labels
    found = []
    for column in columns:
        own, other = (
            None if one in (None, NOISE) else _average(column, row, labels == one) for one in (label, nearest)
        )
        found.append(Pull(column.name, _value(column, row), own, other, summed[column.name] / whole))
    return tuple(sorted(found, key=lambda pull: -abs(pull.share)))


def _value(column: Read, row: int) -> Any:
    if isinstance(column, Categories):
        return column.levels[column.codes[row]] if column.codes[row] >= 0 else None
    value = float(column.values[row])
    return None if np.isnan(value) else value


def _average(column: Read, row: int, members: npt.NDArray[np.bool_]) -> float | None:
    if isinstance(column, Categories):
        codes = column.codes[members]
        known = codes >= 0
        return float((codes[known] == column.codes[row]).mean()) if known.any() else None
    values = column.values[members]
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else None
