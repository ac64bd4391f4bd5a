"""Money of a ledger by month."""

from __future__ import annotations

import numpy as np

from portal.engine.events.ledger import Ledger
from portal.engine.records import Floats


def by_month(book: Ledger) -> tuple[tuple[str, ...], Floats]:
    """Money of the purchases of each month from the first to the last: ``("2010-12", …)`` and sums."""
    month = book.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    low = int(month.min())
    sums = np.bincount(month - low, weights=book.money)
    return tuple(str(np.datetime64(low + i, "M")) for i in range(len(sums))), sums.astype(np.float64)
