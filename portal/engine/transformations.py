"""Logarithm and ranks of a skewed column, kept in a column of their own that takes its place as a variable."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from portal.engine.columns import Column, Kind, Role
from portal.engine.records import Floats
from portal.engine.steps import Step, StepKind


def transformed(numbers: Floats, kind: StepKind) -> Floats:
    """The values of the new column.

    Parameters
    ----------
    numbers : (n,) values, NaN where missing
    kind : ``LOG`` for ln(1 + x), defined above −1; ``RANK`` for the share of values at or below, in percent, where
        equal values have the average of their ranks

    Returns
    -------
    (n,) values; NaN where the value is missing or has no logarithm.
    """
    if kind is StepKind.RANK:
        filled = int(np.count_nonzero(~np.isnan(numbers)))
        ranks = np.asarray(pd.Series(numbers).rank(), dtype=np.float64)
        return ranks * 100 / filled if filled else ranks
    found = np.full(len(numbers), np.nan)
    np.log1p(numbers, out=found, where=numbers > -1)
    return found


def with_transformed(columns: Sequence[Column], steps: Sequence[Step]) -> tuple[Column, ...]:
    """Columns that the steps of a recipe have added, as what they are: variables, with their meaning and origin."""
    by_name = {step.adds: step for step in steps if step.adds}
    return tuple(_added(column, by_name[column.name]) if column.name in by_name else column for column in columns)


def without_doubles(columns: Sequence[Column], chosen: Collection[str] = ()) -> tuple[Column, ...]:
    """Variables whose logarithm or ranks are a variable as well only describe from now on, or they would count twice.

    Parameters
    ----------
    columns : kinds and roles, in table order
    chosen : names of columns whose role somebody has chosen since, and which keep it
    """
    doubles = {column.transforms: column.name for column in columns if column.transforms}
    return tuple(
        replace(column, role=Role.DESCRIPTOR, note=f"“{doubles[column.name]}” is the variable in its place")
        if column.name in doubles and column.role is Role.VARIABLE and column.name not in chosen
        else column
        for column in columns
    )


def _added(column: Column, step: Step) -> Column:
    told: dict[str, Any] = {
        StepKind.LOG: {"meaning": f"natural logarithm of 1 + {step.column}", "unit": ""},
        StepKind.RANK: {"meaning": f"share of rows with as much {step.column} or less", "unit": "%"},
    }[step.kind]
    column = replace(column, transforms=step.column, **told)
    if column.distinct < 2:
        return column
    return replace(column, kind=Kind.NUMBER, role=Role.VARIABLE, note=f"the variable in place of “{step.column}”")
