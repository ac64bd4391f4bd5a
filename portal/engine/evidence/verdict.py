"""Are there segments at all? Two tests share the five percent; a third looks on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
import pandas as pd

from portal.engine.evidence.dip import DIP_ROWS, dip, dip_null, dip_p_value, without_ties
from portal.engine.evidence.gap import GapCurve, gap_curve
from portal.engine.evidence.sample import sample
from portal.engine.evidence.silhouette_null import SilhouetteTest, silhouette_test
from portal.engine.preparation import Preparation
from portal.engine.records import Floats, Progress

LEVEL = 0.05
"""Chance of a false alarm of the joint rule; half is spent on each test."""
SAMPLE_ROWS = 1_000
"""Rows that the silhouette test and the gap statistic look at in larger tables."""
STABLE = 0.75
"""Median adjusted Rand index between bootstrap partitions from which a run counts as stable."""


class Verdict(StrEnum):
    """What a segmentation may claim (Dolnicar & Leisch 2010, *Marketing Letters* 21:83–101)."""

    NATURAL = "natural"
    REPRODUCIBLE = "reproducible"
    CONSTRUCTIVE = "constructive"


@dataclass(frozen=True, slots=True)
class DipTest:
    """Dip of one variable; `p` is Bonferroni-adjusted over the variables, `null` are dips of one hump."""

    variable: str
    dip: float
    p: float
    rows: int
    null: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StructureAssessment:
    """The evidence for or against segments in a prepared table.

    Attributes
    ----------
    clustered : the joint rule at five percent: the silhouette test at 2.5 % or any dip at 2.5 % after Bonferroni
    silhouette : observed against draws without segments
    dips : one per numeric variable with at least three values
    gap : corroboration
    rows : rows of the prepared table
    sampled_rows : rows that `silhouette` and `gap` looked at
    """

    clustered: bool
    silhouette: SilhouetteTest
    dips: tuple[DipTest, ...]
    gap: GapCurve
    rows: int
    sampled_rows: int
    seed: int

    @property
    def p_silhouette(self) -> float:
        """p-value of the silhouette test."""
        return self.silhouette.p

    @property
    def p_dip(self) -> dict[str, float]:
        """Bonferroni-adjusted p-value of the dip of each variable tested."""
        return {test.variable: test.p for test in self.dips}

    @property
    def gap_k(self) -> int:
        """Number of clusters that the gap statistic chooses; 1 = none."""
        return self.gap.k

    @property
    def reason(self) -> str:
        """One plain sentence."""
        best = min(self.dips, key=lambda test: test.p, default=None)
        found = []
        if self.p_silhouette <= LEVEL / 2:
            found.append("the rows lie in tighter, better separated groups than their columns alone would give")
        if best is not None and best.p <= LEVEL / 2:
            found.append(f"“{best.variable}” has more than one hump")
        if found:
            return f"There are segments here: {' and '.join(found)}."
        return "No segments show: a table with the same columns and nothing in it divides just as well."

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The record back from its plain values."""
        return cls(
            clustered=bool(stored["clustered"]),
            silhouette=SilhouetteTest.from_json(stored["silhouette"]),
            dips=tuple(DipTest(**_tuples(each)) for each in stored["dips"]),
            gap=GapCurve(**_tuples(stored["gap"])),
            rows=int(stored["rows"]),
            sampled_rows=int(stored["sampled_rows"]),
            seed=int(stored["seed"]),
        )


def assess_structure(
    frame: pd.DataFrame, preparation: Preparation, seed: int = 0, progress: Progress | None = None
) -> StructureAssessment:
    """Judge whether a table has segments at all (a background job: seconds).

    Parameters
    ----------
    frame : (rows, columns) raw table
    preparation : variables, scaling and so on of the segmentation
    seed : the same seed gives the same record
    progress : called between steps; what it raises ends the work

    Raises
    ------
    PreparationError
        when the table cannot be prepared

    Notes
    -----
    Calibration and power: docs/evidence.md.
    """
    drawn = sample(frame, preparation, SAMPLE_ROWS, np.random.default_rng([seed, 10]))
    dips = dip_tests(frame, preparation, seed)
    silhouette = silhouette_test(drawn, seed, _part(progress, 0.05, 0.85))
    gap = gap_curve(drawn.values, seed, _part(progress, 0.85, 1.0))
    clustered = silhouette.p <= LEVEL / 2 or any(test.p <= LEVEL / 2 for test in dips)
    return StructureAssessment(clustered, silhouette, dips, gap, drawn.of, len(drawn.rows), seed)


def verdict(clustered: bool, stability: float | None) -> Verdict:
    """The word for a run.

    Parameters
    ----------
    clustered : whether structure was shown (:attr:`StructureAssessment.clustered`)
    stability : median adjusted Rand index between bootstrap partitions; None when the run has fewer than
        two segments or stability is not known
    """
    if stability is None or stability < STABLE:
        return Verdict.CONSTRUCTIVE
    return Verdict.NATURAL if clustered else Verdict.REPRODUCIBLE


def dip_tests(frame: pd.DataFrame, preparation: Preparation, seed: int = 0) -> tuple[DipTest, ...]:
    """Dip of every numeric variable with at least three values, p-values adjusted over the variables."""
    rng = np.random.default_rng([seed, 11])
    rows = sample(frame, preparation, DIP_ROWS, rng)
    tested: list[tuple[str, Floats]] = []
    for column in rows.columns:
        if column.numbers is None:
            continue
        values = column.numbers[~np.isnan(column.numbers)]
        # Two values are two heaps by definition; that says nothing about customers.
        if len(np.unique(values)) < 3:
            continue
        tested.append((column.name, np.log1p(values) if column.name in preparation.log else values))
    found = []
    for name, values in tested:
        statistic = dip(without_ties(values, rng))
        p = min(1.0, dip_p_value(statistic, len(values)) * len(tested))
        found.append(DipTest(name, statistic, p, len(values), tuple(dip_null(len(values)).tolist())))
    return tuple(found)


def _part(progress: Progress | None, begin: float, end: float) -> Progress | None:
    if progress is None:
        return None
    told = progress

    def within(stage: str, share: float) -> None:
        told(stage, begin + share * (end - begin))

    return within


def _tuples(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
