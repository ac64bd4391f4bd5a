"""Columns that say what another column says already: determined by it, or moving with it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.columns import Column, Kind, Role
from portal.engine.findings import Finding, FindingKind, leave_out

CLOSE = 0.9
"""Absolute rank correlation above which two variables count as saying the same."""
SAMPLE = 10_000
"""Rows on which pairs are searched; what is found there is checked on all rows."""
MOST = 150
"""Columns that are compared with each other."""
GROUP = 5
"""Rows that a determining value has on average; with fewer, everything determines everything."""

Codes = npt.NDArray[np.int64]


def find_pairs(frame: pd.DataFrame, columns: Sequence[Column], seed: int = 0) -> list[Finding]:
    """Pairs of variables with |ρ| > 0.9 and columns whose value another column settles.

    Parameters
    ----------
    frame : table with typed columns
    columns : kinds and roles, in table order
    seed : of the sample of rows on which a long table is searched

    Notes
    -----
    ρ is Spearman's rank correlation over the rows that have both values. A column is determined by another
    when each value of that one (a missing cell counts as a value) comes with a single value of it in every row;
    the determining values must have five rows each on average, and rows with a rare value must be no accident.
    """
    rows = len(frame)
    part = frame
    if rows > SAMPLE:
        chosen = np.random.default_rng(seed).choice(rows, SAMPLE, replace=False)
        part = frame.iloc[np.sort(chosen)]
    together = _correlated(frame, part, columns)
    said = {frozenset(finding.columns) for finding in together}
    return _determined(frame, part, columns, said) + together


def _correlated(frame: pd.DataFrame, part: pd.DataFrame, columns: Sequence[Column]) -> list[Finding]:
    names = [
        c.name
        for c in columns
        if c.role is Role.VARIABLE and c.kind is Kind.NUMBER and pd.api.types.is_numeric_dtype(frame[c.name].dtype)
    ][:MOST]
    if len(names) < 2 or len(part) < 8:
        return []
    ranks = part[names].astype("float64").rank()
    matrix = ranks.corr(min_periods=8).to_numpy()
    found = []
    for i, j in zip(*np.nonzero(np.triu(np.abs(np.nan_to_num(matrix)) > CLOSE, k=1)), strict=True):
        one, other, rho = names[i], names[j], float(matrix[i, j])
        way = "rise together" if rho > 0 else "move against each other"
        shown = f"{abs(rho):.2f}".removeprefix("0")
        sentence = (
            f"“{one}” and “{other}” {way} (ρ = {'−' if rho < 0 else ''}{shown}): as two variables they count twice."
        )
        repairs = (leave_out(other), leave_out(one))
        found.append(Finding(FindingKind.CORRELATED, (one, other), len(part), sentence, repairs))
    return found


def _determined(
    frame: pd.DataFrame, part: pd.DataFrame, columns: Sequence[Column], said: set[frozenset[str]]
) -> list[Finding]:
    rows = len(frame)
    known = [c for c in columns if c.role is not Role.ID and 2 <= c.distinct <= rows / GROUP][:MOST]
    codes = {c.name: _codes(part[c.name]) for c in known}
    usual = {name: int(np.bincount(code).max()) for name, code in codes.items()}
    # A column that is nearly always the same is settled by many others, by accident.
    telling = {name for name in codes if len(part) - usual[name] >= max(10, 0.01 * len(part))}
    found = []
    for one, other in combinations(known, 2):
        # That a logarithm follows from its column is no news.
        if frozenset((one.name, other.name)) in said or one.name == other.transforms or other.name == one.transforms:
            continue
        ways = [
            (a, b)
            for a, b in ((one, other), (other, one))
            if b.name in telling
            and _values(a) >= _values(b)
            and _settles(codes[a.name], codes[b.name])
            and (len(part) == rows or _settles(_codes(frame[a.name]), _codes(frame[b.name])))
        ]
        if len(ways) == 2:
            sentence = f"“{one.name}” and “{other.name}” say the same in different words."
            repairs = (leave_out(other.name), leave_out(one.name))
            found.append(Finding(FindingKind.LEAK, (one.name, other.name), rows, sentence, repairs))
        elif ways:
            a, b = ways[0]
            sentence = (
                f"“{a.name}” determines “{b.name}”: rows with the same “{a.name}” always have the same “{b.name}”."
            )
            found.append(Finding(FindingKind.LEAK, (a.name, b.name), rows, sentence, (leave_out(b.name),)))
    return found


def _values(column: Column) -> int:
    """Different values, a missing cell counted as one."""
    return column.distinct + bool(column.missing)


def _codes(values: pd.Series[Any]) -> Codes:
    codes, _ = pd.factorize(values, use_na_sentinel=True)
    shifted: Codes = codes.astype(np.int64) + 1
    return shifted


def _settles(a: Codes, b: Codes) -> bool:
    """Whether rows with equal `a` have equal `b`."""
    first = np.zeros(int(a.max()) + 1, dtype=np.int64)
    first[a] = b
    return bool((first[a] == b).all())
