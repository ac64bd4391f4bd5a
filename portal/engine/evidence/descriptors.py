"""Do segments differ in what they were not made from?

Chi-square for categories, Kruskal–Wallis for numbers, p-values adjusted by Holm (1979), always with an effect
size. Never for clustering variables: segments differ in those by construction, structure or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.encoding import encode
from portal.engine.records import Floats, Labels
from portal.errors import ParameterError

Ints = npt.NDArray[np.intp]
_Outcome = tuple[str, float, float, float, str, int, bool]


@dataclass(frozen=True, slots=True)
class DescriptorTest:
    """One descriptor.

    Attributes
    ----------
    name : column
    test : ``"chi-square"``, ``"Kruskal–Wallis"`` or ``"none"`` (nothing to compare: fewer than two values)
    statistic, p, p_holm : of the test, raw and adjusted over all descriptors
    effect : Cramér's V (0 to 1) or ε² (0 to 1)
    effect_name : ``"Cramér's V"`` or ``"ε²"``
    rows : customers with a value and a segment
    sparse : chi-square with more than a fifth of expected counts below 5: read the effect, not the p-value
    """

    name: str
    test: str
    statistic: float
    p: float
    p_holm: float
    effect: float
    effect_name: str
    rows: int
    sparse: bool


def compare_descriptors(
    frame: pd.DataFrame, labels: Labels, descriptors: Sequence[str], variables: Sequence[str]
) -> tuple[DescriptorTest, ...]:
    """Test descriptors against segments; the largest effect first.

    Parameters
    ----------
    frame : (n, columns) table
    labels : (n,) segment of each row; negative = left out
    descriptors : columns to test
    variables : columns that the segments were made from; asking for one of them is an error

    Raises
    ------
    ParameterError
        a descriptor is a clustering variable
    """
    used = [name for name in descriptors if name in set(variables)]
    if used:
        raise ParameterError(
            f"“{used[0]}” is a variable of the segmentation: the segments differ in it by construction, "
            "so a p-value would say nothing. Choose columns that were not used."
        )
    inside = labels >= 0
    if len(np.unique(labels[inside])) < 2:
        raise ParameterError("There is one segment at most, so nothing can be compared. Choose a run with two or more.")
    tests = [_one(frame.loc[inside], labels[inside], name) for name in descriptors]
    adjusted = holm([test[2] for test in tests])
    found = [
        DescriptorTest(name, kind, statistic, p, p_holm, effect, effect_name, rows, sparse)
        for name, (kind, statistic, p, effect, effect_name, rows, sparse), p_holm in zip(
            descriptors, tests, adjusted, strict=True
        )
    ]
    return tuple(sorted(found, key=lambda test: (-_comparable(test), test.name)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment (1979, *Scandinavian Journal of Statistics* 6:65–70)."""
    order = np.argsort(p_values, kind="stable")
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, p_values[at] * (len(p_values) - rank)))
        adjusted[at] = highest
    return adjusted


def _comparable(test: DescriptorTest) -> float:
    return test.effect if test.effect_name == "Cramér's V" else float(np.sqrt(test.effect))


def _one(frame: pd.DataFrame, labels: Labels, name: str) -> _Outcome:
    if name not in frame.columns:
        raise ParameterError(f"The table has no column “{name}”. Choose among its {frame.shape[1]:,} columns.")
    if not frame[name].notna().any():
        return "none", 0.0, 1.0, 0.0, "ε²", 0, False
    column = encode(frame, name)
    known = ~column.missing
    groups = np.unique(labels[known], return_inverse=True)[1]
    n = int(known.sum())
    if column.numbers is not None and len(np.unique(column.numbers[known])) > 2:
        return _ranks(column.numbers[known], groups, n)
    codes = column.codes if column.codes is not None else column.numbers
    assert codes is not None
    return _counts(np.unique(codes[known], return_inverse=True)[1], groups, n)


def _ranks(values: Floats, groups: Ints, n: int) -> _Outcome:
    parts = [values[groups == group] for group in range(int(groups.max(initial=-1)) + 1)]
    if len(parts) < 2:
        return "none", 0.0, 1.0, 0.0, "ε²", n, False
    from scipy.stats import kruskal  # half a second to import, which most pages need not spend

    statistic, p = kruskal(*parts)
    return "Kruskal–Wallis", float(statistic), float(p), float(min(1.0, statistic / (n - 1))), "ε²", n, False


def _counts(codes: Ints, groups: Ints, n: int) -> _Outcome:
    table = np.zeros((int(groups.max(initial=-1)) + 1, int(codes.max(initial=-1)) + 1))
    np.add.at(table, (groups, codes), 1)
    if min(table.shape) < 2:
        return "none", 0.0, 1.0, 0.0, "Cramér's V", n, False
    from scipy.stats import chi2_contingency  # as above

    statistic, p, _, expected = chi2_contingency(table, correction=False)
    effect = float(np.sqrt(statistic / (n * (min(table.shape) - 1))))
    return (
        "chi-square",
        float(statistic),
        float(p),
        min(1.0, effect),
        "Cramér's V",
        n,
        bool(np.mean(expected < 5) > 0.2),
    )
