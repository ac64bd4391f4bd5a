"""Scales of the matrix columns."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from portal.engine.records import Floats

Scaling = Literal["standard", "robust", "minmax", "none"]

ROUNDING = 1e-14
"""Relative differences up to this are rounding, not information."""


def scaled_numbers(numbers: Floats, scaling: Scaling) -> Floats:
    """(n,) numbers on their new scale; a constant (but for rounding) becomes all zeros.

    ``robust`` divides by the quartile range, or, where more than half of the values are equal,
    by the standard deviation.
    """
    if scaling == "none":
        return numbers
    low, high = float(numbers.min()), float(numbers.max())
    if high - low <= ROUNDING * max(abs(low), abs(high)):
        return np.zeros_like(numbers)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        if scaling == "minmax":
            return np.asarray((numbers - low) / (high - low))
        if scaling == "robust":
            quarter, middle, three_quarters = np.percentile(numbers, (25, 50, 75))
            spread = three_quarters - quarter
            centred = numbers - middle
            return np.asarray(centred / (spread if spread > 0 else numbers.std()))
        centred = numbers - numbers.mean()
        return np.asarray(centred / np.sqrt(np.mean(centred * centred)))


def scaled_category(codes: np.ndarray[Any, np.dtype[np.intp]], levels: int, scaling: Scaling) -> Floats:
    """(n, levels) centred 0/1 columns that weigh together as much as one number.

    Under standard and robust scaling their variances add up to 1; otherwise two different
    categories lie at distance 1.
    """
    n = len(codes)
    shares = np.bincount(codes, minlength=levels) / n
    if scaling in ("minmax", "none"):
        weight, centre = math.sqrt(0.5), np.zeros(levels)
    else:
        variance = float(np.sum(shares * (1 - shares)))
        weight, centre = 1 / math.sqrt(variance) if variance > 0 else 0.0, shares
    block = np.zeros((n, levels))
    block[np.arange(n), codes] = 1.0
    return np.asarray((block - centre) * weight)
