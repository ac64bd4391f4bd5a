"""Where the segments of k + 1 come from: segment level stability across solutions.

Dolnicar & Leisch (2017), "Using segment level stability to select target segments in data-driven market
segmentation studies", *Marketing Letters* 28:423–436.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Origin:
    """One segment and where its customers were one solution earlier.

    Attributes
    ----------
    k : number of segments of its solution
    segment : its label
    size : its customers
    origins : how many of them came from each segment of the solution before
    entropy : of the shares of those origins, in nats
    stability : 1 − entropy / log(segments before): 1 when all came from one segment
    """

    k: int
    segment: int
    size: int
    origins: tuple[int, ...]
    entropy: float
    stability: float


def origins(solutions: Mapping[int, npt.NDArray[np.integer]]) -> tuple[Origin, ...]:
    """Origins of every segment, from each k to the next larger one given.

    Parameters
    ----------
    solutions : labels (n,) of the same customers for each k, all ≥ 0
    """
    ks = sorted(solutions)
    found = []
    for before, after in pairwise(ks):
        table = np.zeros((before, after), dtype=np.int64)
        np.add.at(table, (solutions[before].astype(np.int64), solutions[after].astype(np.int64)), 1)
        for segment in range(after):
            counts = table[:, segment]
            size = int(counts.sum())
            shares = counts[counts > 0] / max(size, 1)
            entropy = float(-(shares * np.log(shares)).sum()) + 0.0
            stability = 1 - entropy / np.log(before) if before > 1 else 1.0
            found.append(Origin(after, segment, size, tuple(counts.tolist()), entropy, float(stability)))
    return tuple(found)
