"""Retail customers: five planted segments of unequal size and shape, and some who fit none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.samples.columns import CATEGORIES, GENDERS, NUMBERS, REGIONS, Floats, table

SEED: Final = 20261
FITS_NONE: Final = -1

# Order of every vector below: age, income, spending score, membership years, purchases a year, last purchase.
_LOW: Final = np.array([18.0, 15_000, 1, 0.1, 1, 5.0])
_STRAY_DISTANCE: Final = 6.0  # spreads from every centre
_HIGH: Final = np.array([75.0, 160_000, 100, 12.0, 60, 620.0])


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted segment: its share, centre, spread, one correlated pair of columns, and habits."""

    name: str
    share: float
    centre: tuple[float, ...]
    spread: tuple[float, ...]
    pair: tuple[str, str, float]
    genders: tuple[float, ...]
    categories: tuple[float, ...]
    regions: tuple[float, ...]


PLANTED: Final = (
    Planted(
        "Established savers", 0.28, (57, 78_000, 30, 6.3, 14, 158), (5.6, 8_500, 7.0, 1.0, 3.6, 32),
        ("age", "membership_years", 0.5), (0.49, 0.49, 0.02),
        (0.16, 0.12, 0.27, 0.33, 0.12), (0.30, 0.22, 0.18, 0.30),
    ),
    Planted(
        "Weekly regulars", 0.23, (43, 61_000, 50, 4.9, 41, 76), (5.2, 8_000, 6.5, 0.9, 4.2, 17),
        ("purchase_frequency", "last_purchase_amount", -0.5), (0.60, 0.38, 0.02),
        (0.20, 0.10, 0.46, 0.16, 0.08), (0.24, 0.28, 0.26, 0.22),
    ),
    Planted(
        "Young high earners", 0.21, (33, 103_000, 77, 3.7, 21, 205), (4.0, 9_500, 6.5, 0.8, 3.8, 33),
        ("income", "last_purchase_amount", 0.4), (0.44, 0.53, 0.03),
        (0.22, 0.41, 0.07, 0.12, 0.18), (0.20, 0.36, 0.26, 0.18),
    ),
    # The elongated one: better paid starters spend more, over a wide range of both.
    Planted(
        "Bargain starters", 0.17, (25, 41_000, 50, 1.6, 22, 58), (2.6, 10_000, 13.0, 0.5, 3.8, 14),
        ("income", "spending_score", 0.9), (0.51, 0.46, 0.03),
        (0.36, 0.20, 0.14, 0.08, 0.22), (0.22, 0.26, 0.30, 0.22),
    ),
    # The small dense niche.
    Planted(
        "Collectors", 0.06, (48, 88_000, 59, 5.2, 7, 414), (3.0, 5_000, 4.2, 0.55, 1.7, 27),
        ("age", "income", 0.3), (0.42, 0.56, 0.02),
        (0.12, 0.22, 0.08, 0.44, 0.14), (0.34, 0.24, 0.16, 0.26),
    ),
)  # fmt: skip


def retail_customers(rows: int = 3000, seed: int = SEED) -> pd.DataFrame:
    """Customers of a retailer, in the mission's columns plus region and signup date."""
    return _draw(rows, seed)[0]


def retail_truth(rows: int = 3000, seed: int = SEED) -> npt.NDArray[np.int64]:
    """The planted segment of each row of `retail_customers(rows, seed)`; −1 fits none."""
    return _draw(rows, seed)[1]


def _draw(rows: int, seed: int) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    sizes = [round(rows * segment.share) for segment in PLANTED]
    sizes.append(rows - sum(sizes))
    truth = np.repeat([*range(len(PLANTED)), FITS_NONE], sizes)
    numbers = [_members(segment, n, rng) for segment, n in zip(PLANTED, sizes, strict=False)]
    numbers.append(_strays(sizes[-1], rng))
    words = {
        "gender": _words(GENDERS, [s.genders for s in PLANTED], sizes, rng),
        "preferred_category": _words(CATEGORIES, [s.categories for s in PLANTED], sizes, rng),
        "region": _words(REGIONS, [s.regions for s in PLANTED], sizes, rng),
    }
    order = rng.permutation(rows)
    stacked = np.vstack(numbers)[order]
    return table(stacked, {name: column[order] for name, column in words.items()}, rng), truth[order]


def _correlation(segment: Planted) -> Floats:
    matrix = np.eye(len(NUMBERS))
    first, second, rho = segment.pair
    i, j = NUMBERS.index(first), NUMBERS.index(second)
    matrix[i, j] = matrix[j, i] = rho
    return matrix


def _members(segment: Planted, n: int, rng: np.random.Generator) -> Floats:
    """`n` draws of a Gaussian without its far tail, inside the ranges a column may have."""
    root = np.linalg.cholesky(_correlation(segment))
    kept = np.empty((0, len(NUMBERS)))
    while len(kept) < n:
        normal = rng.standard_normal((2 * n + 16, len(NUMBERS)))
        normal = normal[(normal**2).sum(axis=1) < 14.0]
        values = np.array(segment.centre) + (normal @ root.T) * np.array(segment.spread)
        kept = np.vstack([kept, values[((values >= _LOW) & (values <= _HIGH)).all(axis=1)]])
    return kept[:n]


def _strays(n: int, rng: np.random.Generator) -> Floats:
    """`n` customers spread over the whole table, none of them near a planted segment."""
    centres = np.array([s.centre for s in PLANTED])
    spreads = np.array([s.spread for s in PLANTED])
    kept = np.empty((0, len(NUMBERS)))
    low = np.maximum(centres.min(axis=0) - 2 * spreads.mean(axis=0), _LOW)
    high = np.minimum(centres.max(axis=0) + 2 * spreads.mean(axis=0), _HIGH)
    while len(kept) < n:
        share = rng.uniform(0, 1, (8 * n + 16, len(NUMBERS)))
        share[:, -1] **= 2  # large purchases are rare among them too
        values = low + share * (high - low)
        distance = (((values[:, None, :] - centres) / spreads) ** 2).sum(axis=2).min(axis=1)
        kept = np.vstack([kept, values[distance > _STRAY_DISTANCE**2]])
    return kept[:n]


def _words(
    choices: tuple[str, ...], shares: list[tuple[float, ...]], sizes: list[int], rng: np.random.Generator
) -> npt.NDArray[np.object_]:
    even = tuple([1 / len(choices)] * len(choices))  # the habits of those who fit none
    drawn = [rng.choice(np.array(choices, dtype=object), n, p=p) for p, n in zip([*shares, even], sizes, strict=True)]
    return np.concatenate(drawn)
