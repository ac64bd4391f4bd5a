"""RFM groups return from other samples, more or less, and always the same."""

from __future__ import annotations

import numpy as np

from portal.engine.events.rfm import rfm_clustering
from portal.engine.evidence.rfm_stability import assess_rfm


def customers(n: int = 600) -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.column_stack([rng.uniform(1, 365, n), rng.integers(1, 40, n), rng.gamma(2, 100, n)]).astype(float)


def test_fifths_of_a_sample_are_nearly_those_of_everyone() -> None:
    values = customers()
    labels = rfm_clustering(*values.T)[0].labels
    found = assess_rfm(values, labels, pairs=5)
    assert found.value is not None
    assert found.value > 0.7
    assert len(found.jaccard) == labels.max() + 1
    assert found == assess_rfm(values, labels, pairs=5)
    shuffled = assess_rfm(values, np.random.default_rng(1).permutation(labels), pairs=5)
    assert np.mean(shuffled.jaccard) < 0.3 < np.mean(found.jaccard)


def test_one_group_has_nothing_to_return() -> None:
    assert assess_rfm(customers(50), np.zeros(50, dtype=np.int32)).value is None
