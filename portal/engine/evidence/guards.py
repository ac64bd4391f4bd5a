"""Warnings that travel with a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portal.engine.agreement import ari
from portal.engine.encoding import encode
from portal.engine.preparation import Preparation
from portal.engine.records import Labels

LIMIT = 0.8
"""Adjusted Rand index of segments and categories from which the categories alone explain the segments."""


@dataclass(frozen=True, slots=True)
class CategoryWarning:
    """The segments are the values of `features` over again; `agreement` is the adjusted Rand index."""

    features: tuple[str, ...]
    agreement: float

    @property
    def sentence(self) -> str:
        """What is wrong and the way out."""
        names = " and ".join(f"“{name}”" for name in self.features)
        return (
            f"These segments repeat {names} (agreement {self.agreement:.2f}): the category alone explains them. "
            f"Leave {names} out of the variables and compare it with the segments afterwards."
        )


def category_guard(frame: pd.DataFrame, preparation: Preparation, labels: Labels) -> CategoryWarning | None:
    """Warn when encoded categories alone explain the segments.

    Each category of the preparation is compared with the segments by itself, and all of them crossed. Noise
    (negative labels) is left out.

    Parameters
    ----------
    frame : (n, columns) table
    preparation : of the run
    labels : (n,) label of each row of the table
    """
    inside = labels >= 0
    if len(np.unique(labels[inside])) < 2:
        return None
    kept = frame.loc[inside]
    codes: dict[str, Labels] = {}
    for name in preparation.features:
        column = encode(kept, name, as_category=name in preparation.categories)
        if column.codes is not None:
            codes[name] = column.codes.astype(np.int32)
    candidates: dict[tuple[str, ...], Labels] = {(name,): each for name, each in codes.items()}
    if len(codes) > 1:
        crossed = np.unique(np.column_stack(list(codes.values())), axis=0, return_inverse=True)[1]
        candidates[tuple(codes)] = crossed.reshape(-1).astype(np.int32)
    agreements = {names: float(ari(each, labels[inside])) for names, each in candidates.items()}
    worst = max(agreements, key=lambda names: agreements[names], default=None)
    if worst is None or agreements[worst] <= LIMIT:
        return None
    return CategoryWarning(worst, agreements[worst])
