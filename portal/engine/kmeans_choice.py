"""Which of many solutions of K-Means for one k are different, good, and typical."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from portal.engine.agreement import agreements
from portal.engine.lloyd import Fit

SAME = 1e-6
"""Sums of squares nearer than this (relative) are one solution."""
EQUAL = 1e-3
"""Solutions within this share of the best are equally good: which of them is best is an accident of the sample."""
NEARLY = 5e-3
"""Solutions within this share of the best have a say in which of the best is typical."""


def distinct(fits: Sequence[Fit], take: int) -> list[Fit]:
    """The best fits, best first, those of the same sum of squares counted once."""
    kept: list[Fit] = []
    for fit in sorted(fits, key=lambda item: item.inertia):
        if len(kept) == take:
            break
        if not kept or fit.inertia - kept[-1].inertia > SAME * abs(kept[-1].inertia):
            kept.append(fit)
    return kept


def as_good_as_best(fits: Sequence[Fit], within: float = EQUAL) -> list[Fit]:
    """Solutions that are as good as the best but for this share, best first, sixty at most."""
    best = min(fit.inertia for fit in fits)
    good = [fit for fit in fits if fit.inertia <= best + within * abs(best)]
    return sorted(good, key=lambda fit: fit.inertia)[:60]


def typical(fits: Sequence[Fit]) -> Fit:
    """Of the solutions that are as good as the best, the one that agrees most (by ARI) with all that are nearly so.

    Where the table has groups there is one such solution. Where it has none there are many, and the one of
    least inertia is an accident; the typical one is what other starts and other samples find again.
    """
    good, voters = as_good_as_best(fits), as_good_as_best(fits, NEARLY)
    # The good are the first of the voters. Each agrees with itself too, which changes nothing in the order.
    votes = agreements([fit.labels for fit in voters], len(fits[0].centres))[: len(good)].sum(axis=1)
    return good[int(np.argmax(np.round(votes, 9)))]
