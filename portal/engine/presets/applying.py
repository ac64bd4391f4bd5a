"""A preset put on a table: columns known by the words of their names get their part, unit and meaning."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from portal.engine import lexicon
from portal.engine.columns import Column, Kind, Role
from portal.engine.presets.records import Preset, PresetColumn, packaged_presets

ENOUGH = 3
"""Known columns, the id among them, from which a preset is worth proposing; without the id one more."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a preset makes of a table's columns.

    Attributes
    ----------
    columns : every column, changed or not
    known : (column of the table, column of the preset) for those that were recognised
    """

    columns: tuple[Column, ...]
    known: tuple[tuple[str, str], ...]


def applied(preset: Preset, columns: Sequence[Column], numeric: Collection[str] = ()) -> Applied:
    """Give known columns their part; what cannot play it (words as a variable, one value) keeps its own.

    Parameters
    ----------
    preset : what the rows are
    columns : kinds and roles as they are
    numeric : columns whose cells are numbers; one of few whole numbers, which looks like codes, is a number then
    """
    made, known = [], []
    taken: set[str] = set()
    for column in columns:
        found = _found(preset, column, taken)
        if found is None:
            made.append(column)
            continue
        taken.add(found.name)
        known.append((column.name, found.name))
        number = column.name in numeric and found.role is Role.VARIABLE
        column = replace(column, kind=Kind.NUMBER) if number else column
        role = found.role if _fits(column, found.role) else column.role
        note = column.note if role is column.role else f"as {preset.wording.many} usually have it"
        made.append(replace(column, role=role, note=note, unit=column.unit or found.unit,
                            meaning=column.meaning or found.meaning))  # fmt: skip
    return Applied(tuple(made), tuple(known))


def likely(columns: Sequence[Column], presets: Sequence[Preset] | None = None) -> Preset | None:
    """The preset that knows most of a table's columns; None when none knows enough of them."""
    everything = packaged_presets() if presets is None else presets
    best = max(everything, key=lambda one: len(applied(one, columns).known), default=None)
    if best is None:
        return None
    known = {name for _column, name in applied(best, columns).known}
    named = any(column.role is Role.ID and column.name in known for column in best.columns)
    return best if len(known) >= ENOUGH + (not named) else None


def _found(preset: Preset, column: Column, taken: set[str]) -> PresetColumn | None:
    said = set(lexicon.words(column.name))
    hits = [
        (max(len(words) for words in one.words if words <= said), one)
        for one in preset.columns
        if one.name not in taken and any(words <= said for words in one.words)
    ]
    # More words in common are the better match: "satisfaction score" before "score".
    return max(hits, key=lambda hit: hit[0])[1] if hits else None


def _fits(column: Column, role: Role) -> bool:
    if role is Role.VARIABLE:
        return column.distinct >= 2 and column.kind is Kind.NUMBER and column.role is not Role.ID
    if role is Role.ID:
        return column.distinct >= 2 and column.kind in (Kind.NUMBER, Kind.TEXT)
    return column.role is not Role.ID
