"""A step of a recipe applied to a table: the new table, and a count of everything that changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from portal.engine.steps import Step, StepKind, shown
from portal.engine.transformations import transformed
from portal.errors import ParameterError
from portal.services.rereading import is_number, reread

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did: cells changed, cells that could not be read and are missing now, rows that went."""

    changed: int = 0
    unreadable: int = 0
    examples: tuple[str, ...] = ()
    rows: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self) | {"examples": list(self.examples)}


def applied(table: pd.DataFrame, step: Step) -> tuple[pd.DataFrame, Outcome]:
    """The table after the step; the one given stays as it is.

    Raises
    ------
    ParameterError
        when the column is not there, or cannot be what the step says
    """
    if gone := [name for name in step.names if name not in table]:
        raise ParameterError(
            f"“{step.sentence()}” needs the column “{gone[0]}”, which is not there or was left out before."
        )
    if step.kind is StepKind.DUPLICATES:
        kept = table.drop_duplicates(subset=[name for name in table if name != step.column], ignore_index=True)
        return kept, Outcome(rows=len(table) - len(kept))
    if step.kind is StepKind.GAPS:
        kept = table[table[step.column].notna()].reset_index(drop=True)
        if kept.empty:
            raise ParameterError(f"“{step.column}” is missing in every row: leave the column out instead.")
        return kept, Outcome(rows=len(table) - len(kept))
    if step.kind is StepKind.ROWS:
        kept = table[~_holding(table[step.column], step)].reset_index(drop=True)
        if kept.empty:
            raise ParameterError(f"“{step.column}” is {shown(step.value)} in every row: leave the column out instead.")
        return kept, Outcome(rows=len(table) - len(kept))
    if step.kind is StepKind.DROP:
        return table.drop(columns=[step.column]), Outcome(changed=len(table))
    if step.kind is StepKind.MISSING:
        cleaned = {name: _without(table[name], replace(step, column=name, also=())) for name in step.names}
        made_all = table.assign(**{name: made for name, (made, _) in cleaned.items()})
        return made_all, Outcome(changed=sum(count for _, count in cleaned.values()))
    values = table[step.column]
    if step.adds:
        return _beside(table, step)
    match step.kind:
        case StepKind.CLIP:
            made, outcome = _clipped(values, step)
        case _:
            made, outcome = _read(values, step)
    return table.assign(**{step.column: made}), outcome


def _holding(values: pd.Series[Any], step: Step) -> pd.Series[bool]:
    """Which cells hold the value of a step."""
    if isinstance(step.value, str) == is_number(values):
        kind = "numbers" if is_number(values) else "words"
        raise ParameterError(f"“{step.column}” holds {kind}: {shown(step.value)} cannot stand in it.")
    return (values == step.value).fillna(False).astype(bool)


def _without(values: pd.Series[Any], step: Step) -> tuple[pd.Series[Any], int]:
    hit = _holding(values, step)
    return values.where(~hit, None if not is_number(values) else np.nan), int(hit.sum())


def _clipped(values: pd.Series[Any], step: Step) -> tuple[pd.Series[Any], Outcome]:
    if not is_number(values):
        raise ParameterError(f"“{step.column}” holds no numbers: it has no values to bring to an edge.")
    if step.low is not None and step.high is not None and step.low > step.high:
        raise ParameterError(f"The bounds of “{step.column}” are the wrong way round: {step.low:g} to {step.high:g}.")
    made = values.clip(step.low, step.high)
    whole = all(bound is None or bound.is_integer() for bound in (step.low, step.high))
    if pd.api.types.is_integer_dtype(values.dtype) and whole:
        made = made.astype(values.dtype)
    return made, Outcome(changed=int(((made != values) & values.notna()).sum()))


def _beside(table: pd.DataFrame, step: Step) -> tuple[pd.DataFrame, Outcome]:
    """The table with the logarithm or the ranks of a column directly after it."""
    values = table[step.column]
    if not is_number(values):
        what = {StepKind.LOG: "logarithm", StepKind.RANK: "order to rank by"}[step.kind]
        raise ParameterError(f"“{step.column}” holds no numbers, so it has no {what}. Read it as numbers first.")
    if step.adds in table:
        raise ParameterError(
            f"“{step.adds}” is in the table already. Choose it as a variable under Columns, or leave it out first."
        )
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    made = transformed(numbers, step.kind)
    bad = np.isnan(made) & ~np.isnan(numbers)
    if bad.any() and np.isnan(made).all():
        raise ParameterError(f"No value of “{step.column}” is above −1, so none has a logarithm. Use its ranks.")
    counts = pd.Series(numbers[bad]).value_counts()
    wider = table.copy(deep=False)
    wider.insert(list(table.columns).index(step.column) + 1, step.adds, made)
    examples = tuple(shown(float(value)) for value in counts.index[:EXAMPLES])
    return wider, Outcome(int((~np.isnan(made)).sum()), int(bad.sum()), examples)


def _read(values: pd.Series[Any], step: Step) -> tuple[pd.Series[Any], Outcome]:
    made, bad = reread(values, step)
    words = values[bad].astype(str)
    counts = words.value_counts()
    if made.notna().sum() == 0 and values.notna().any():
        raise ParameterError(f"No cell of “{step.column}” can be read as {step.read_as}. Leave the column as it is.")
    outcome = Outcome(
        changed=int(made.notna().sum()),
        unreadable=int(bad.sum()),
        examples=tuple(str(word)[:80] for word in counts.index[:EXAMPLES]),
    )
    return made, outcome
