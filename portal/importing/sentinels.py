"""Numbers that stand for “missing”: 999, −1, 666666 … far from every other value of their column."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

_ROUNDS: Final = 3


def stands_for_missing(value: float) -> bool:
    """Whether a number is one that people write for “missing”: −1, −9, −99, 99, 999, 666666 …"""
    if not np.isfinite(value) or value != int(value) or abs(value) >= 1e15:
        return False
    digits = str(abs(int(value)))
    alike = len(set(digits)) == 1
    if value < 0:
        return value == -1 or (alike and digits[0] in "89")
    return alike and ((len(digits) >= 3 and digits[0] in "6789") or digits == "99")


class Extremes:
    """The span of a column's ordinary values, and the suspicious ones outside of it, over many batches."""

    def __init__(self) -> None:
        self.low, self.high = np.inf, -np.inf
        self.suspects: dict[float, int] = {}

    def add(self, values: pa.Array) -> None:
        """Take in the values of a numeric array; nulls are passed over."""
        numbers = values.drop_null().to_numpy(zero_copy_only=False)
        for _ in range(_ROUNDS):
            if not numbers.size:
                return
            ends = {float(v) for v in (numbers.min(), numbers.max()) if stands_for_missing(float(v))}
            if not ends:
                break
            for end in ends:
                same = numbers == end
                self.suspects[end] = self.suspects.get(end, 0) + int(same.sum())
                numbers = numbers[~same]
        if numbers.size:
            self.low, self.high = min(self.low, float(numbers.min())), max(self.high, float(numbers.max()))

    def sentinels(self) -> list[tuple[float, int]]:
        """(value, count) of the suspects that lie far outside the ordinary values."""
        if not np.isfinite(self.low) or self.high == self.low:
            return []
        found = []
        for value, count in sorted(self.suspects.items()):
            if value > 0:
                far = value > self.high and value >= 2 * max(abs(self.high), abs(self.low))
            else:
                far = self.low >= 0 and (count > 1 or value < -1)
            if far:
                found.append((value, count))
        return found
