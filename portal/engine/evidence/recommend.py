"""How many segments, and why; or that no number is supported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portal.engine.evidence.verdict import STABLE, StructureAssessment

NEAR = 0.01
"""Silhouettes nearer than this count as equal; the smaller k is then preferred."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A number of segments (None: no k is supported) with its reasons, ready to be read."""

    k: int | None
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """One line: "k = 4: highest silhouette (.52), gap rule agrees, all segments ≥ .75"."""
        head = f"k = {self.k}" if self.k is not None else "No k is supported"
        return f"{head}: {', '.join(self.reasons)}."


def recommend_k(
    assessment: StructureAssessment,
    silhouettes: Mapping[int, float],
    stability: Mapping[int, Sequence[float]],
    jaccard: Mapping[int, Sequence[float]] | None = None,
) -> Recommendation:
    """Recommend a k of K-Means.

    Among the k whose partitions return (median index ≥ .75) the one with the highest silhouette; of nearly
    equal ones the smallest. Nothing is recommended when no structure was shown: the verdict outranks it.

    Parameters
    ----------
    assessment : verdict on the table
    silhouettes : mean silhouette per k, k ≥ 2
    stability : adjusted Rand indices of the bootstrap pairs per k
    jaccard : mean overlap of each segment, for the k where it is known
    """
    if not assessment.clustered:
        return Recommendation(
            None,
            (
                f"a table without segments does as well (silhouette test p = {_p(assessment.p_silhouette)})",
                "no variable has more than one hump" if assessment.dips else "no variable could be tested for humps",
                _gap_alone(assessment.gap_k),
                "any number is a deliberate partition",
            ),
        )
    returning = [k for k in sorted(silhouettes) if k in stability and np.median(stability[k]) >= STABLE]
    if not returning:
        best = max(stability, key=lambda k: float(np.median(stability[k])), default=None)
        detail = f" (best: {float(np.median(stability[best])):.2f} at k = {best})" if best is not None else ""
        return Recommendation(None, (f"segments show, but K-Means does not find the same ones twice{detail}",))
    top = max(silhouettes[k] for k in returning)
    k = next(k for k in returning if silhouettes[k] >= top - NEAR)
    highest = silhouettes[k] >= max(silhouettes.values()) - NEAR
    reasons = [f"{'highest silhouette' if highest else 'highest silhouette that is stable'} ({silhouettes[k]:.2f})"]
    if assessment.gap_k == k:
        reasons.append("gap rule agrees")
    elif assessment.gap_k > 1:
        reasons.append(f"gap rule says {assessment.gap_k}")
    else:
        reasons.append("gap rule finds one group only")
    reasons.append(f"the same partition returns from other samples (index {float(np.median(stability[k])):.2f})")
    if jaccard and k in jaccard:
        weak = [place for place, overlap in enumerate(jaccard[k]) if overlap < STABLE]
        reasons.append(
            f"all segments ≥ {STABLE:.2f}".replace("0.", ".")
            if not weak
            else f"{len(weak)} of {k} segments below {STABLE:.2f}".replace("0.", ".")
        )
    return Recommendation(k, tuple(reasons))


def _gap_alone(k: int) -> str:
    return "the gap rule says one group" if k == 1 else f"the gap rule alone says {k}"


def _p(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")
