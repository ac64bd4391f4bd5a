"""Gap statistic (Tibshirani, Walther & Hastie 2001, *JRSS B* 63:411–423): how many clusters, one allowed.

log W_k of the table against its mean over boxes filled evenly, the box aligned with the principal axes
(their reference b). Corroboration only: it takes part in no verdict.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portal.engine.evidence.partition import partition
from portal.engine.records import Floats, Progress

K_MAX = 8
BOXES = 30


@dataclass(frozen=True, slots=True)
class GapCurve:
    """Gap(k) and its standard error s_k for k = 1 … K, and the k chosen by the one-standard-error rule."""

    gap: tuple[float, ...]
    error: tuple[float, ...]
    k: int


def gap_curve(
    values: Floats, seed: int = 0, progress: Progress | None = None, k_max: int = K_MAX, boxes: int = BOXES
) -> GapCurve:
    """Gap statistic of prepared rows (n, d).

    The k chosen is the smallest with Gap(k) ≥ Gap(k + 1) − s_{k+1}; `k_max` when there is none.
    """
    k_max = min(k_max, len(values) - 1)
    centred = values - values.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    turned = centred @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    observed = _log_spread(centred, k_max, np.random.default_rng([seed, 0]))
    reference = np.empty((boxes, k_max))
    for b in range(boxes):
        rng = np.random.default_rng([seed, 1, b])
        reference[b] = _log_spread(rng.uniform(low, high, turned.shape), k_max, rng)
        if progress is not None:
            progress("Comparing with evenly filled boxes", (b + 1) / boxes)
    gap = reference.mean(axis=0) - observed
    error = reference.std(axis=0) * np.sqrt(1 + 1 / boxes)
    k = next((k for k in range(1, k_max) if gap[k - 1] >= gap[k] - error[k]), k_max)
    return GapCurve(tuple(gap.tolist()), tuple(error.tolist()), k)


def _log_spread(values: Floats, k_max: int, rng: np.random.Generator) -> Floats:
    spread = [partition(values, k, rng)[2] for k in range(1, k_max + 1)]
    return np.log(np.maximum(spread, 1e-300))
