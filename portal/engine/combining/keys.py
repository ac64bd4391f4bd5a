"""Ids as they are compared, and how far those of two tables match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

EXAMPLES = 5
_WHOLE = re.compile(r"-?\d+\.0+")

Keys = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Side:
    """One table of a match.

    Attributes
    ----------
    rows, keys, missing : rows of the table, different ids in it, and rows without one
    most : rows of the id that has most of them
    unmatched, examples : ids that the other table does not have, and some of them as they are compared
    respelt, spellings : ids that this table writes in more than one way, blanks aside, and the ways of one of them
    """

    rows: int
    keys: int
    missing: int
    most: int
    unmatched: int
    examples: tuple[str, ...]
    respelt: int = 0
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """How far two tables speak of the same customers.

    Attributes
    ----------
    matched : ids in both
    left, right : either table
    zeros : further ids that would be in both if zeros in front meant nothing
    """

    matched: int
    left: Side
    right: Side
    zeros: int = 0


def plain_keys(values: pd.Series[Any]) -> Keys:
    """Ids as they are compared (n,): without blanks around them, in small letters, 17850.0 as 17850; None is missing.

    "0017" and "17" stay two ids: zeros in front may mean something.
    """
    codes, names = pd.factorize(values)
    return _plain_names(names)[codes]


def match(left: pd.Series[Any], right: pd.Series[Any]) -> Match:
    """Compare the ids of two tables."""
    first, second = _counted(left), _counted(right)
    both = first.index.intersection(second.index)
    alone = [counts.index.difference(both, sort=False) for counts in (first, second)]
    bare = [{key.lstrip("0") for key in keys if key.isdecimal()} for keys in alone]
    zeros = len((bare[0] & bare[1]) - {""})
    return Match(len(both), _side(left, first, alone[0]), _side(right, second, alone[1]), zeros)


def _counted(values: pd.Series[Any]) -> pd.Series[Any]:
    keys = plain_keys(values)
    return pd.Series(keys).value_counts(sort=False, dropna=True)


def _side(values: pd.Series[Any], counts: pd.Series[Any], alone: pd.Index[Any]) -> Side:
    respelt, spellings = _respelt(values)
    return Side(
        rows=len(values), keys=len(counts), missing=len(values) - int(counts.sum()),
        most=int(counts.max()) if len(counts) else 0, unmatched=len(alone),
        examples=tuple(str(key) for key in alone[:EXAMPLES]), respelt=respelt, spellings=spellings,
    )  # fmt: skip


def _respelt(values: pd.Series[Any]) -> tuple[int, tuple[str, ...]]:
    """How many ids are written in more than one way, blanks aside, and the ways of the first of them."""
    if pd.api.types.is_numeric_dtype(values.dtype):
        return 0, ()
    written = pd.Series(pd.unique(values.dropna().astype(str).str.strip()), dtype=object)
    keys = pd.Series(_plain_names(written.to_numpy())[:-1], dtype=object)
    twice = keys.notna() & keys.duplicated(keep=False)
    if not twice.any():
        return 0, ()
    ways = written[keys == keys[twice].iloc[0]]
    return int(keys[twice].nunique()), tuple(str(way) for way in ways[:EXAMPLES])


def _plain_names(names: Any) -> Keys:
    """Different ids as they are compared, and None after them."""
    if pd.api.types.is_integer_dtype(names):
        return np.array([*map(str, names.tolist()), None], dtype=object)
    return np.array([*map(_plain, names), None], dtype=object)


def _plain(name: Any) -> str | None:
    text = str(name).strip().casefold()
    if text.endswith("0") and _WHOLE.fullmatch(text):
        text = text.split(".")[0]
    return text or None
