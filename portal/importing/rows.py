"""How many rows repeat an earlier one."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from portal.importing.hashes import Hashes, value_hashes

MOST: Final = 2_000_000
"""Longer tables are not searched for duplicates while they are read: it would take their hashes in memory."""


def row_hashes(columns: list[pa.Array]) -> Hashes:
    """A 64-bit hash of every row."""
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for values in columns:
        total = (total ^ value_hashes(values)) * np.uint64(0x94D049BB133111EB)
        total ^= total >> np.uint64(31)
    return total


class RowHashes:
    """64-bit hashes of whole rows, gathered batch by batch; past `most` rows none are kept."""

    def __init__(self, expected: int, most: int = MOST) -> None:
        self.parts: list[Hashes] = []
        self.rows, self.most = 0, most
        self.counting = expected <= most

    def add(self, columns: list[pa.Array]) -> None:
        """Take in the columns of a batch."""
        if self.counting and columns:
            self.take(row_hashes(columns))

    def take(self, hashes: Hashes) -> None:
        """Take in the hashes of a batch's rows."""
        if not self.counting:
            return
        self.parts.append(hashes)
        self.rows += len(hashes)
        if self.rows > self.most:
            self.counting = False
            self.parts.clear()

    def duplicates(self) -> int | None:
        """Rows equal to an earlier one, or None when the table is too long to say."""
        if not self.counting:
            return None
        if not self.parts:
            return 0
        ordered = np.concatenate(self.parts)
        ordered.sort()
        return int((ordered[1:] == ordered[:-1]).sum())
