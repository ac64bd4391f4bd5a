"""How far a segment would overlap with segments of the same sizes that are dealt out at random."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from portal.errors import ParameterError

DRAWS = 99


def chance_overlaps(
    sizes: Sequence[int], segment: int, noise: int = 0, draws: int = DRAWS, seed: int = 0
) -> tuple[float, ...]:
    """Largest Jaccard overlap of one segment with any segment of a random division, for each of `draws`.

    The floor that Hennig's (2007) overlaps are read against: a segment that holds most customers
    overlaps with any other large one by chance alone.

    Parameters
    ----------
    sizes : customers of each segment
    segment : which one
    noise : customers in no segment
    draws : random divisions
    seed : the same seed gives the same draws
    """
    if not 0 <= segment < len(sizes):
        raise ParameterError(f"There is no segment {segment} among {len(sizes)}. Choose 0 to {len(sizes) - 1}.")
    others = np.asarray(sizes, dtype=np.int64)
    size = int(others[segment])
    rng = np.random.default_rng([seed, 30])
    # How many of the segment fall into each random one: all at once, without dealing out single customers.
    shared = rng.multivariate_hypergeometric(np.append(others, noise), size, draws, method="marginals")[:, :-1]
    found = (shared / np.maximum(size + others - shared, 1)).max(axis=1)
    return tuple(float(value) for value in found)
