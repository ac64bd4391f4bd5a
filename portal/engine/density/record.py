"""What the slow half leaves behind: plain arrays from which every cut is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from portal.engine.records import Floats
from portal.errors import ParameterError, StoreError

Ints = npt.NDArray[np.int32]

FORMAT = 1
"""Raised when the arrays change their meaning; older artifacts are then rebuilt."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """The single-linkage dendrogram of mutual reachability at one ``min_samples``, in leaf order.

    Wherever two parts merge, the larger lies left of the smaller, so every part of the
    dendrogram is a range of leaf positions, and every merge has a position of its own: the
    first leaf of its smaller part.

    Attributes
    ----------
    order : (n,) int32, row at each leaf position
    gap : (n,) float64, squared distance of the merge at each position; ``gap[0]`` is infinite
    small : (n,) int32, rows of the smaller part of that merge; ``small[0]`` is n
    above : (n,) float64, sum of ``small / distance`` over the merges above this one whose larger
        part holds this one's larger part (its path to the top of that chain)
    """

    order: Ints
    gap: Floats
    small: Ints
    above: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """Density structure of one matrix: every DBSCAN and HDBSCAN with min_samples ≤ `max_min_samples`.

    The dendrograms of all min_samples are made at the build and kept, instead of each when it is first
    asked for. Made by compiled code
    beside the tree they cost about a third of the build's processor time; the web process has no compiled
    code for it, and would sort some 17 edges per row and run a union-find at every first touch (not measured).
    They take 24 bytes per row and level on disk, and a cut reads one level of them.

    Attributes
    ----------
    near : (n, k) float64, squared distances to the k = max(max_min_samples, 2) − 1 nearest other rows
    who : (n, k) int32, those rows
    order, gap, small, above : (max_min_samples, n), one ``Level`` per min_samples, from 1 up
    asked : the max_min_samples that was asked for; `max_min_samples` is no more than the number of rows
    """

    near: Floats
    who: Ints
    order: Ints
    gap: Floats
    small: Ints
    above: Floats
    asked: int

    @property
    def n(self) -> int:
        """Rows."""
        return int(self.order.shape[1])

    @property
    def max_min_samples(self) -> int:
        """Greatest min_samples that can be cut."""
        return int(self.order.shape[0])

    def level(self, min_samples: int) -> Level:
        """The dendrogram at `min_samples`; ParameterError when it was not built."""
        i = self.checked(min_samples) - 1
        return Level(self.order[i], self.gap[i], self.small[i], self.above[i])

    def core(self, min_samples: int, rows: Any = slice(None)) -> Floats:
        """Squared core distances: to the `min_samples`-th nearest row, the row itself counted."""
        if self.checked(min_samples) == 1:
            return np.zeros(len(np.arange(self.n)[rows]))
        return np.ascontiguousarray(self.near[rows, min_samples - 2])

    def checked(self, min_samples: int) -> int:
        """`min_samples` when it can be cut, else ParameterError."""
        if not 1 <= min_samples <= self.max_min_samples:
            why = f"the table has only {self.n:,} rows" if self.max_min_samples < self.asked else "no more was prepared"
            raise ParameterError(f"Minimum neighbours is {min_samples}. Choose 1 to {self.max_min_samples}: {why}.")
        return min_samples

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Plain arrays by name, ready to be stored."""
        return {
            "format": np.array([FORMAT, self.asked], dtype=np.int64),
            **{name: getattr(self, name) for name in ("near", "who", "order", "gap", "small", "above")},
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The record of stored arrays, which may be memory-mapped; StoreError for another format."""
        try:
            version, asked = (int(x) for x in arrays["format"])
            if version != FORMAT:
                raise StoreError(f"This density structure has format {version}, not {FORMAT}. Build it again.")
            # Plain views: indexing numpy.memmap objects costs several times more.
            named = {k: np.asarray(arrays[k]) for k in ("near", "who", "order", "gap", "small", "above")}
        except KeyError as missing:
            raise StoreError(f"This density structure lacks {missing}. Build it again.") from None
        return cls(**named, asked=asked)
