"""Who is meant, as data: an outline on named axes of a map, or filters of columns. Evaluated here, on every customer.

A predicate holds no list of people: it gives the same answer to everybody who asks, and a new one when a
table is read again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from portal.engine.columns import Kind
from portal.errors import ConflictError, ParameterError
from portal.services import datasets, exploring, maps, runs, selection
from portal.services.datasets import Dataset
from portal.services.exploring import Filters
from portal.services.selection import Outline
from portal.services.specs import Spec, title
from portal.services.workspace import Workspace

Mask = npt.NDArray[np.bool_]
_AXIS: Final = re.compile(r"component ([1-9]\d{0,2})")


@dataclass(frozen=True, slots=True)
class Outlined:
    """Inside any of the outlines on two principal components of a spec's preparation.

    `across` and `up` count components from 0; `segment` keeps only this segment of the spec's run. Without
    outlines, the segment alone is meant.
    """

    spec: Spec
    across: int
    up: int
    outlines: tuple[Outline, ...]
    segment: int | None = None


@dataclass(frozen=True, slots=True)
class Filtered:
    """Meeting every filter of a table's columns."""

    filters: Filters


Predicate = Outlined | Filtered


def to_json(predicate: Predicate) -> dict[str, Any]:
    """Plain values, as they are stored."""
    if isinstance(predicate, Filtered):
        return {"kind": "filters", "where": json.loads(exploring.written(predicate.filters) or "[]")}
    return {
        "kind": "outline",
        "spec": predicate.spec.to_json(),
        "axes": [f"component {axis + 1}" for axis in (predicate.across, predicate.up)],
        "outlines": [[list(corner) for corner in outline] for outline in predicate.outlines],
        "segment": predicate.segment,
    }


def from_json(values: Any) -> Predicate:
    """The predicate of untrusted values; ParameterError when they make none."""
    try:
        if values["kind"] == "filters":
            filters = exploring.parse(json.dumps(values["where"]))
            if not filters:
                raise ParameterError("A selection needs at least one filter. Choose one first.")
            return Filtered(filters)
        across, up = (_axis(name) for name in values["axes"])
        drawn = "~".join("_".join(f"{float(x):.9g},{float(y):.9g}" for x, y in one) for one in values["outlines"])
        outlines = selection.read(drawn)
        segment = None if values["segment"] is None else int(values["segment"])
        if not outlines and segment is None:
            raise ParameterError("A selection needs an outline or a segment. Draw around some dots first.")
        return Outlined(Spec.from_json(values["spec"]), across, up, outlines, segment)
    except (KeyError, TypeError, ValueError):
        raise ParameterError("This selection can not be read. Draw it again on the map.") from None


def members(ws: Workspace, dataset: Dataset, predicate: Predicate) -> Mask:
    """(rows,) which customers of the table meet the predicate.

    Raises
    ------
    ConflictError
        the map or the segments it speaks of have not been computed here
    NotFoundError, ParameterError
        a column that it speaks of has gone or is of another kind
    """
    if isinstance(predicate, Filtered):
        filters = exploring.checked(dataset, predicate.filters)
        met = np.ones(dataset.rows, dtype=np.bool_)
        for item in filters:
            # One column at a time: what is kept of each is a bit a customer.
            met &= exploring.mask(datasets.alone(ws, dataset.id, [item.column]), [item])
        return met
    structure = runs.structure_of(ws, predicate.spec)
    cut = runs.cut_of(ws, predicate.spec)
    if structure is None or cut is None or predicate.spec.dataset_id != dataset.id:
        raise ConflictError(
            f"The map of this selection is not computed. Open {title(predicate.spec.params)} on Compare."
        )
    if max(predicate.across, predicate.up) >= max(2, structure.components.m):
        raise ParameterError(f"The map has {structure.components.m} components. Draw the selection again on PCA.")
    own = np.ones(structure.matrix.n, dtype=np.bool_)
    if predicate.outlines:
        own = selection.inside(maps.plane(structure, predicate.across, predicate.up), predicate.outlines)
    if predicate.segment is not None:
        own &= cut.matrix_labels == predicate.segment
    chosen = np.zeros(structure.rows, dtype=np.bool_)
    chosen[structure.matrix.index] = own
    return chosen


def spoken(dataset: Dataset, predicate: Predicate, names: dict[int, str] | None = None) -> str:
    """The predicate in words, with `names` of the segments where they are known."""
    if isinstance(predicate, Filtered):
        return " and ".join(_filter_words(dataset, item) for item in predicate.filters)
    drawn = len(predicate.outlines)
    inside = "" if not drawn else "inside an outline" if drawn == 1 else f"inside one of {drawn} outlines"
    where = f"{inside} on components {predicate.across + 1} and {predicate.up + 1}" if drawn else ""
    if predicate.segment is None:
        return where
    name = (names or {}).get(predicate.segment, f"segment {predicate.segment + 1}")
    return f"in “{name}” of {title(predicate.spec.params)}" + (f", {where}" if where else "")


def _axis(name: str) -> int:
    found = _AXIS.fullmatch(name)
    if found is None:
        raise ValueError
    return int(found[1]) - 1


def _filter_words(dataset: Dataset, item: exploring.Filter) -> str:
    if not item.is_range:
        return f"{item.column} is {' or '.join(item.values)}"
    dated = any(column.name == item.column and column.kind == Kind.DATE for column in dataset.columns)
    low, high = (_edge(edge, dated) for edge in (item.low, item.high))
    if item.low is None or item.high is None:
        return f"{item.column} {'from ' + low if item.high is None else 'up to ' + high}"
    return f"{item.column} {low}" if low == high else f"{item.column} {low} to {high}"


def _edge(edge: float | None, dated: bool) -> str:
    if edge is None:
        return ""
    return str(np.datetime64(int(edge), "ms").astype("datetime64[D]")) if dated else f"{edge:,.10g}"
