"""Typical and borderline members of a segment, as small tables show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from portal.engine.nearness import borderline, typical
from portal.services import datasets, lookup
from portal.services.explaining import measured_by, structure_of
from portal.services.segments import Portrait, own_columns
from portal.services.workspace import Workspace

SHOWN: Final = 5
MOST_COLUMNS: Final = 6


@dataclass(frozen=True, slots=True)
class Member:
    """One member in a small table; `nearest` and `margin` only of a borderline one."""

    row: int
    name: str
    values: tuple[Any, ...]
    nearest: int | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """The medoids of a segment and those who are nearly elsewhere."""

    columns: tuple[str, ...]
    typical: tuple[Member, ...]
    borderline: tuple[Member, ...]


def members(ws: Workspace, portrait: Portrait, label: int) -> Members:
    """Typical and borderline members of a segment, with the run's own variables."""
    structure, by = structure_of(ws, portrait), measured_by(portrait)
    own = own_columns(portrait.dataset, portrait.run.spec.preparation)
    features = tuple(column.name for column in own)[:MOST_COLUMNS]
    frame = datasets.frame(ws, portrait.dataset.id, list(features))
    values, labels, index = structure.matrix.values, portrait.cut.matrix_labels, structure.matrix.index

    def member(at: int, nearest: int | None = None, margin: float | None = None) -> Member:
        row = int(index[at])
        cells = tuple(_cell(frame[name].iloc[row]) for name in features)
        return Member(row, lookup.name_of(ws, portrait.dataset, row), cells, nearest, margin)

    near = borderline(values, labels, label, len(portrait.segments), by, SHOWN)
    return Members(
        columns=features,
        typical=tuple(member(int(at)) for at in typical(values, labels, label, SHOWN)),
        borderline=tuple(member(int(at), int(to), float(sure)) for at, to, sure in zip(*near, strict=True)),
    )


def _cell(value: Any) -> Any:
    return None if pd.isna(value) else value
