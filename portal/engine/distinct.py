"""How many different values a column has, in bounded memory however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

PIECE = 1_000_000
"""Rows of a long column that are looked at together."""


def count_distinct(series: pd.Series[Any]) -> int:
    """Number of different values that are there.

    Of twenty million different words the odds that the number is one too few are one in 90,000.

    Parameters
    ----------
    series : (n,) values

    Notes
    -----
    Numbers and days are sorted, which takes a fifth of the memory of pandas' table of them, and less time; words of
    long columns are hashed first.
    """
    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "iufM":
        # What is missing comes last.
        ordered = np.sort(series.to_numpy())[: series.count()]
    elif isinstance(series.dtype, pd.StringDtype) and len(series) > PIECE:
        ordered = _hashed(series)
        ordered.sort()
    else:
        return int(series.nunique())
    return min(ordered.size, 1) + int(np.count_nonzero(ordered[1:] != ordered[:-1]))


def _hashed(words: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    found = np.empty(len(words), dtype=np.uint64)
    filled = 0
    for piece in pieces(words):
        seen = pd.util.hash_array(np.asarray(piece.dropna().unique(), dtype=object), categorize=False)
        found[filled : filled + len(seen)] = seen
        filled += len(seen)
    return found[:filled]


def pieces(present: pd.Series[Any]) -> Iterator[pd.Series[Any]]:
    """The values, a million at a time."""
    return (present.iloc[at : at + PIECE] for at in range(0, len(present), PIECE))
