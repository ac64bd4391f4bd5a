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
    unmatched, examples : ids that the other table does not have, and some of them as they are written
    """

    rows: int
    keys: int
    missing: int
    most: int
    unmatched: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How far two tables speak of the same customers; `matched` ids are in both."""

    matched: int
    left: Side
    right: Side


def plain_keys(values: pd.Series[Any]) -> Keys:
    """Ids as they are compared (n,): without blanks around them, in small letters, 17850.0 as 17850; None is missing.

    "0017" and "17" stay two ids: zeros in front may mean something.
    """
    codes, names = pd.factorize(values)
    plain = np.array([*(_plain(name) for name in names), None], dtype=object)
    return plain[codes]


def match(left: pd.Series[Any], right: pd.Series[Any]) -> Match:
    """Compare the ids of two tables."""
    first, second = _counted(left), _counted(right)
    both = first.index.intersection(second.index)
    return Match(len(both), _side(left, first, both), _side(right, second, both))


def _counted(values: pd.Series[Any]) -> pd.Series[Any]:
    keys = plain_keys(values)
    return pd.Series(keys).value_counts(sort=False, dropna=True)


def _side(values: pd.Series[Any], counts: pd.Series[Any], both: pd.Index[Any]) -> Side:
    alone = counts.index.difference(both, sort=False)
    return Side(
        rows=len(values), keys=len(counts), missing=len(values) - int(counts.sum()),
        most=int(counts.max()) if len(counts) else 0, unmatched=len(alone),
        examples=tuple(str(key) for key in alone[:EXAMPLES]),
    )  # fmt: skip


def _plain(name: Any) -> str | None:
    text = str(name).strip().casefold()
    if _WHOLE.fullmatch(text):
        text = text.split(".")[0]
    return text or None
