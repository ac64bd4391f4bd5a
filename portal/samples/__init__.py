"""Sample tables that the portal generates itself, each the same on every start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from portal.samples.plain import skewed_spenders, uniform_customers
from portal.samples.retail import retail_customers, retail_truth

__all__ = ["SAMPLES", "Sample", "retail_customers", "retail_truth", "skewed_spenders", "uniform_customers"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample table: how it is called, what it shows, and how it is made."""

    slug: str
    name: str
    description: str
    make: Callable[[], pd.DataFrame]


SAMPLES: tuple[Sample, ...] = (
    Sample(
        "retail-customers",
        "Retail customers",
        "3,000 customers with five segments of unequal size and shape, and some who fit none.",
        retail_customers,
    ),
    Sample(
        "uniform-customers",
        "Uniform customers",
        "1,000 customers spread evenly: there are no segments to find.",
        uniform_customers,
    ),
    Sample(
        "skewed-spenders",
        "Skewed spenders",
        "2,000 spenders in one skewed lump that tempts K-Means into false segments.",
        skewed_spenders,
    ),
)
