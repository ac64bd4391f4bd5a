"""Several tables of the same customers as one, each reduced to a row a customer first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Literal, Self

import numpy as np
import pandas as pd

from portal.engine.columns import Column, Kind, Role, infer_columns
from portal.engine.combining.keys import plain_keys
from portal.engine.combining.rules import Rule, aggregated, checked_rule, worded
from portal.engine.records import Progress
from portal.errors import ParameterError, TableError


class Keep(StrEnum):
    """Which customers the combination has."""

    FIRST = "first"
    """All of the first table; the others fill in what they know."""
    ALL = "all"
    """Everybody whom some table knows."""
    BOTH = "both"
    """Only those whom every table knows."""


_HOW: Final[dict[Keep, Literal["left", "outer", "inner"]]] = {
    Keep.FIRST: "left", Keep.ALL: "outer", Keep.BOTH: "inner"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One table of a combination.

    Attributes
    ----------
    dataset : id of the table
    key : its column of customer ids
    prefix : stands before the names of its columns; "" leaves them as they are
    order_by : column that first and last follow; "" is the order of the table
    rules : what becomes of each column's many lines; columns that are not here are left out
    """

    dataset: str
    key: str
    prefix: str = ""
    order_by: str = ""
    rules: tuple[tuple[str, Rule], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "dataset": self.dataset, "key": self.key, "prefix": self.prefix, "order_by": self.order_by,
            "rules": [[name, str(rule)] for name, rule in self.rules],
        }  # fmt: skip

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The source of `to_json`; ParameterError where it is none."""
        try:
            rules = tuple((str(name), Rule(rule)) for name, rule in values["rules"])
            key, prefix, order_by = (str(values.get(name) or "") for name in ("key", "prefix", "order_by"))
            return cls(str(values["dataset"]), key, prefix[:40], order_by, rules)
        except (KeyError, ValueError, TypeError) as error:
            raise ParameterError(f"A table of the combination cannot be read: {error}. Choose it anew.") from None

    def used(self) -> tuple[str, ...]:
        """The columns that are read, each once."""
        named = [name for name, rule in self.rules if rule is not Rule.OUT]
        return tuple(dict.fromkeys(name for name in (self.key, *named, self.order_by) if name))

    def made(self) -> tuple[str, ...]:
        """Names of the columns that it brings into the combination."""
        kept = [name for name, rule in self.rules if rule is not Rule.OUT and name != self.key]
        return tuple(self.prefix + name for name in kept)


def checked_names(sources: Sequence[Source]) -> frozenset[str]:
    """The names of all columns that are brought; ParameterError when two of them are the same."""
    taken: set[str] = set()
    for source in sources:
        if clash := [name for name in source.made() if name in taken]:
            raise ParameterError(f"Two tables have a column “{clash[0]}”. Give one of them a prefix.")
        taken |= set(source.made())
    if sources and sources[0].key in taken:
        raise ParameterError(
            f"The id column “{sources[0].key}” has the name of another column. Give that table a prefix."
        )
    return frozenset(taken)


def combined(
    tables: Sequence[tuple[str, pd.DataFrame, Sequence[Column], Source]],
    keep: Keep,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """One row a customer.

    Parameters
    ----------
    tables : name, rows, columns and plan of each table; the first one names the id column and gives the order
    keep : which customers the result has

    Raises
    ------
    ParameterError
        a column has no such rule, or two columns would have the same name
    TableError
        nobody is left
    """
    tell = progress or (lambda _stage, _share: None)
    taken = set(checked_names([source for _name, _frame, _columns, source in tables]))
    parts: list[pd.DataFrame] = []
    told: dict[str, Column] = {}
    written: dict[str, Any] = {}
    for place, (name, frame, columns, source) in enumerate(tables):
        tell(f"Reducing {name} to a row for each id", place / (len(tables) + 1))
        part, meant, ids = _reduced(name, frame, columns, source, taken)
        parts.append(part)
        told |= meant
        written = ids | written
    tell("Putting the tables side by side", len(tables) / (len(tables) + 1))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.join(part, how=_HOW[keep], sort=False)
    if len(whole) < 2:
        raise TableError(
            f"{len(whole)} {'id is' if len(whole) == 1 else 'ids are'} in all of these tables, and segments need two. "
            "Check the id columns."
        )
    key = tables[0][3].key
    named = pd.Series([written[one] for one in whole.index], name=key)
    if named.map(type).nunique() > 1:
        # Numbers in one table, words in another: only words can hold both.
        named = named.astype(str)
    table = pd.concat([named, whole.reset_index(drop=True)], axis=1)
    return table, _described(infer_columns(table), told, key)


def _reduced(
    name: str, frame: pd.DataFrame, columns: Sequence[Column], source: Source, names: set[str]
) -> tuple[pd.DataFrame, dict[str, Column], dict[str, Any]]:
    """A row a key; what its columns mean; and each key as it is written in the table. `names` are taken by columns."""
    known = {column.name: column for column in columns}
    for wanted in source.used():
        if wanted not in known:
            raise ParameterError(f"“{name}” has no column “{wanted}”. Choose one of: {', '.join(known)}.")
    if not source.key:
        raise ParameterError(f"Choose the column of “{name}” that names each row.")
    ordered = frame.sort_values(source.order_by, kind="stable") if source.order_by else frame
    codes, keys = pd.factorize(pd.Series(plain_keys(ordered[source.key])))
    undated = _undated_first(ordered, source.order_by)
    single = len(keys) == int((codes >= 0).sum())
    made: dict[str, pd.Series[Any]] = {}
    meant: dict[str, Column] = {}
    for column_name, rule in source.rules:
        if rule is Rule.OUT or column_name == source.key:
            continue
        column = known[column_name]
        target = source.prefix + column_name
        taken = Rule.FIRST if single else checked_rule(column, rule)
        # The last is that of the last day known, not of a line without one.
        places = undated if taken is Rule.LAST else slice(None)
        made[target] = aggregated(ordered[column_name].iloc[places], codes[places], len(keys), taken)
        meant[target] = _meaning(name, column, taken, single=single)
    if not single:
        target = f"{source.prefix}lines"
        while target in names or target == source.key:
            target += " counted"
        names.add(target)
        made[target] = aggregated(pd.Series(1, index=ordered.index), codes, len(keys), Rule.SUM)
        meant[target] = Column(
            target, Kind.NUMBER, Role.VARIABLE, 0, 0, unit="lines", meaning=f"Number of lines in {name}"
        )
    first = aggregated(ordered[source.key], codes, len(keys), Rule.FIRST)
    written = {key: _whole(value) for key, value in zip(keys, first, strict=True)}
    return pd.DataFrame({column: values.to_numpy() for column, values in made.items()}, index=keys), meant, written


def _undated_first(ordered: pd.DataFrame, order_by: str) -> Any:
    """Places of sorted lines, those without a value of the order before the others."""
    if not order_by:
        return slice(None)
    gaps = ordered[order_by].isna().to_numpy(dtype=bool)
    return np.concatenate([np.flatnonzero(gaps), np.flatnonzero(~gaps)]) if gaps.any() else slice(None)


def _meaning(name: str, column: Column, rule: Rule, *, single: bool) -> Column:
    if single:
        return replace(column, meaning=column.meaning or f"{column.name} of {name}")
    counts = rule in (Rule.COUNT, Rule.DIFFERENT)
    unit = "values" if counts else column.unit
    kind = Kind.NUMBER if counts else column.kind
    how = "Whether any line says yes:" if rule is Rule.ANY else worded(rule, column.kind).capitalize()
    said = f"{how} {column.name} in {name}"
    return replace(column, kind=kind, unit=unit, meaning=said)


def _described(inferred: Sequence[Column], told: Mapping[str, Column], key: str) -> tuple[Column, ...]:
    made = []
    for column in inferred:
        if column.name == key:
            made.append(replace(column, role=Role.ID, note="the id by which the tables were joined"))
        elif column.distinct < 2:
            made.append(replace(column, meaning=told[column.name].meaning, unit=told[column.name].unit))
        else:
            before = told[column.name]
            role = before.role if before.role is not Role.IGNORE else column.role
            made.append(replace(column, kind=before.kind, role=role, unit=before.unit, meaning=before.meaning))
    return tuple(made)


def _whole(value: Any) -> Any:
    """Ids that gaps had turned into floats as whole numbers again."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
