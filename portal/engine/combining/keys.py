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
    both = first.keys() & second.keys()
    alone = [[key for key in counts if key not in both] for counts in (first, second)]
    bare = [{key.lstrip("0") for key in keys if key.isdecimal()} for keys in alone]
    zeros = len((bare[0] & bare[1]) - {""})
    return Match(len(both), _side(left, first, alone[0]), _side(right, second, alone[1]), zeros)


def _counted(values: pd.Series[Any]) -> dict[str, int]:
    """Rows by id, in the order of the table."""
    codes, names = pd.factorize(values)
    rows = np.bincount(codes[codes >= 0], minlength=len(names)).tolist()
    counts: dict[str, int] = {}
    for key, n in zip(_plain_names(names)[:-1], rows, strict=True):
        if key is not None:
            counts[key] = counts.get(key, 0) + n
    return counts


def _side(values: pd.Series[Any], counts: dict[str, int], alone: list[str]) -> Side:
    respelt, spellings = _respelt(values, len(counts))
    return Side(
        rows=len(values), keys=len(counts), missing=len(values) - sum(counts.values()),
        most=max(counts.values(), default=0), unmatched=len(alone), examples=tuple(alone[:EXAMPLES]),
        respelt=respelt, spellings=spellings,
    )  # fmt: skip


def _respelt(values: pd.Series[Any], keys: int) -> tuple[int, tuple[str, ...]]:
    """How many of the ids are written in more than one way, blanks aside, and the ways of the first of them."""
    if pd.api.types.is_numeric_dtype(values.dtype):
        return 0, ()
    written = dict.fromkeys(str(name).strip() for name in pd.unique(values.dropna()).tolist())
    if len(written) - ("" in written) == keys:
        return 0, ()
    ways: dict[str | None, list[str]] = {}
    for name in written:
        ways.setdefault(_plain(name), []).append(name)
    several = [names for names in ways.values() if len(names) > 1]
    return len(several), tuple(several[0][:EXAMPLES])


def _plain_names(names: Any) -> Keys:
    """Different ids as they are compared, and None after them."""
    if pd.api.types.is_integer_dtype(names):
        return np.array([*map(str, names.tolist()), None], dtype=object)
    return np.array([*map(_plain, names.tolist()), None], dtype=object)


def _plain(name: Any) -> str | None:
    text = str(name).strip().casefold()
    if text.endswith("0") and _WHOLE.fullmatch(text):
        text = text.split(".")[0]
    return text or None
