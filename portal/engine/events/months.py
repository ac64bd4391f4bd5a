"""Money of a ledger by month, or its events, within the years in which things happened."""

from __future__ import annotations

import numpy as np

from portal.engine.events.ledger import Ledger
from portal.engine.records import Floats

MOST = 480
"""Months from the first to the last one at the most: a slip such as 9999-12-31 does not make 96,000 of them."""


def by_month(book: Ledger) -> tuple[tuple[str, ...], Floats]:
    """Money of the purchases of each month from the first to the last: ``("2010-12", …)`` and sums.

    Where lines are counted, the events of each month.

    Of purchases that span more than :data:`MOST` months, those months from the first to the last within such a span
    that hold the most purchases.
    """
    month = book.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    low, high = _span(month)
    inside = (month >= low) & (month <= high)
    sums = np.bincount(month[inside] - low, weights=book.worth[inside], minlength=high - low + 1)
    return tuple(str(np.datetime64(low + i, "M")) for i in range(len(sums))), sums.astype(np.float64)


def _span(month: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[int, int]:
    there, counts = np.unique(month, return_counts=True)
    ends = np.searchsorted(there, there + MOST)
    upto = np.concatenate([[0], np.cumsum(counts)])
    best = int(np.argmax(upto[ends] - upto[:-1]))
    return int(there[best]), int(there[ends[best] - 1])
