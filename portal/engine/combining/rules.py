"""What becomes of a customer's many lines: a rule for each column, proposed by its kind."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine import lexicon
from portal.engine.columns import Column, Kind, Role
from portal.errors import ParameterError


class Rule(StrEnum):
    """How lines become one value; the values are the words of a sentence."""

    SUM = "sum"
    MEAN = "mean"
    LEAST = "lowest"
    MOST = "highest"
    FIRST = "first"
    LAST = "last"
    FREQUENT = "most frequent"
    COUNT = "count"
    DIFFERENT = "different values"
    ANY = "any"
    OUT = "left out"


NUMERIC = (Rule.SUM, Rule.MEAN, Rule.LEAST, Rule.MOST)
_ALWAYS = (Rule.FIRST, Rule.LAST, Rule.FREQUENT, Rule.COUNT, Rule.DIFFERENT, Rule.OUT)
_BY_KIND: dict[Kind, tuple[Rule, ...]] = {
    Kind.NUMBER: (*NUMERIC, *_ALWAYS),
    Kind.DATE: (Rule.LEAST, Rule.MOST, *_ALWAYS),
    Kind.BOOLEAN: (Rule.ANY, *_ALWAYS),
    Kind.CATEGORY: _ALWAYS,
    Kind.TEXT: _ALWAYS,
}


def worded(rule: Rule, kind: Kind) -> str:
    """The rule in words: of dates the lowest is the earliest."""
    if kind is Kind.DATE:
        return {Rule.LEAST: "earliest", Rule.MOST: "latest"}.get(rule, str(rule))
    return str(rule)


def allowed_rules(column: Column) -> tuple[Rule, ...]:
    """The rules that a column's kind allows."""
    return _BY_KIND[column.kind]


def proposed_rule(column: Column) -> Rule:
    """Sums of amounts, means of rates, the latest date, the usual category; ids and ignored columns stay behind."""
    if column.role in (Role.ID, Role.IGNORE):
        return Rule.OUT
    match column.kind:
        case Kind.NUMBER:
            return Rule.MEAN if not lexicon.AVERAGED_WORDS.isdisjoint(lexicon.words(column.name)) else Rule.SUM
        case Kind.DATE:
            return Rule.MOST
        case Kind.BOOLEAN:
            return Rule.ANY
        case _:
            return Rule.FREQUENT


def checked_rule(column: Column, rule: Rule) -> Rule:
    """The rule; ParameterError when the column's kind does not allow it."""
    if rule not in allowed_rules(column):
        known = ", ".join(allowed_rules(column))
        raise ParameterError(f"“{column.name}” ({column.kind}) has no {rule}. Choose one of: {known}.")
    return rule


def aggregated(values: pd.Series[Any], codes: npt.NDArray[np.intp], count: int, rule: Rule) -> pd.Series[Any]:
    """One value a key.

    Parameters
    ----------
    values : (n,) column, in the order that first and last mean
    codes : (n,) number of each row's key, −1 for rows without one
    count : number of keys
    rule : what becomes of several values; missing ones are passed over, and nothing but missing ones stay missing

    Returns
    -------
    (count,) values in the order of keys
    """
    there = (codes >= 0) & values.notna().to_numpy(dtype=bool)
    kept, keys = values[there], codes[there]
    if rule is Rule.FREQUENT:
        return _frequent(kept, keys, count)
    if rule is Rule.ANY:
        kept = _truth(kept)
    groups = kept.groupby(keys, sort=True)
    match rule:
        case Rule.SUM:
            made = groups.sum()
        case Rule.MEAN:
            made = groups.mean()
        case Rule.LEAST:
            made = groups.min()
        case Rule.MOST | Rule.ANY:
            made = groups.max()
        case Rule.FIRST:
            made = groups.first()
        case Rule.LAST:
            made = groups.last()
        case Rule.COUNT:
            return groups.count().reindex(range(count), fill_value=0)
        case Rule.DIFFERENT:
            return groups.nunique().reindex(range(count), fill_value=0)
        case _:
            raise ParameterError(f"“{rule}” makes no value of several lines. Leave the column out instead.")
    return made.reindex(range(count))


def _frequent(values: pd.Series[Any], keys: npt.NDArray[np.intp], count: int) -> pd.Series[Any]:
    codes, names = pd.factorize(values)
    pairs, first, counts = np.unique(
        keys.astype(np.int64) * max(len(names), 1) + codes, return_index=True, return_counts=True
    )
    who = pairs // max(len(names), 1)
    # Of equally frequent values the one that comes first in the table.
    order = np.lexsort((first, -counts, who))
    best = order[np.unique(who[order], return_index=True)[1]]
    made = pd.Series(pd.Series(names).take(pairs[best] % max(len(names), 1)).to_numpy(), index=who[best])
    return made.reindex(range(count))


def _truth(values: pd.Series[Any]) -> pd.Series[Any]:
    """Words and numbers that say yes or no as booleans."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype(bool)
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values != 0
    return values.astype(str).str.strip().str.lower().isin(("yes", "true", "y", "t", "ja", "oui", "on", "1"))
