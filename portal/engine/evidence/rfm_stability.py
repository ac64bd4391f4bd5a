"""Whether RFM groups return: fifths taken from other samples of the same customers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from portal.engine.events.rfm import rfm_clustering
from portal.engine.evidence.stability import PAIRS, ROWS, SHARE, Rows, Stability, returning
from portal.engine.records import Floats, Labels, Progress


def assess_rfm(
    values: Floats,
    labels: npt.NDArray[np.integer],
    seed: int = 0,
    progress: Progress | None = None,
    pairs: int = PAIRS,
    rows: int = ROWS,
) -> Stability:
    """Stability of RFM groups (a background job of about a second).

    Parameters
    ----------
    values : (n, 3) recency, frequency, money
    labels : (n,) of the run, −1 = in no group
    seed : the same seed gives the same record
    progress : called between samples; what it raises ends the work
    pairs, rows : pairs of samples; larger tables are sampled down to this many rows
    """
    rng = np.random.default_rng([seed, 20])
    chosen = np.arange(len(values)) if len(values) <= rows else np.sort(rng.choice(len(values), rows, replace=False))
    segments = int(labels.max(initial=-1)) + 1
    if segments < 2:
        return Stability((), (), (), len(chosen), "subsample")
    table, size = values[chosen], max(2, round(SHARE * len(chosen)))

    def refit(draw: np.random.Generator) -> tuple[Rows, Labels, Rows]:
        drawn = np.sort(draw.choice(len(table), size, replace=False))
        again = rfm_clustering(*table[drawn].T)[0].labels
        everyone = np.full(len(table), -2, dtype=np.int64)
        everyone[drawn] = again
        return drawn, again, everyone

    return returning(np.asarray(labels)[chosen], segments, refit, "subsample", seed, progress, pairs)
