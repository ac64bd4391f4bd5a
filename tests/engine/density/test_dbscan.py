"""DBSCAN cuts against scikit-learn: the same numbers, border rows included."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import DBSCAN

from portal.engine.density import cut_dbscan
from portal.engine.params import DbscanParams
from tests.engine.density.reference import built, squared, table


@pytest.mark.parametrize("part", range(10))
def test_labels_are_scikit_learns(part: int) -> None:
    for seed in range(part * 10, part * 10 + 10):
        values = table(seed)
        density = built(values)
        rng = np.random.default_rng(seed)
        distances = np.sqrt(np.unique(squared(values)))
        for _ in range(5):
            # Between two neighbouring distances, never on one.
            i = int(rng.integers(0, max(1, len(distances) * rng.choice([0.05, 0.3, 1.0]))))
            above = distances[i + 1] if i + 1 < len(distances) else distances[i] + 1.0
            eps = float((distances[i] + above) / 2) or 0.5
            if np.isclose(distances[i], above, rtol=1e-7):
                continue
            m = int(rng.integers(1, density.max_min_samples + 1))
            cut = cut_dbscan(density, DbscanParams(eps=eps, min_samples=m))
            expected = DBSCAN(eps=eps, min_samples=m).fit(values).labels_
            np.testing.assert_array_equal(cut.labels, expected, err_msg=f"{seed=} {eps=} {m=}")
            assert cut.n_clusters == expected.max() + 1


@pytest.mark.parametrize("min_samples", [1, 2, 5, 25])
def test_a_larger_table(min_samples: int) -> None:
    rng = np.random.default_rng(9)
    values = np.concatenate([rng.normal(c, 1.0, size=(1200, 5)) for c in (0, 4, 8)] + [rng.uniform(-3, 11, (300, 5))])
    values = rng.permutation(values)
    density = built(values)
    for eps in (0.2, 0.8, 1.1, 1.6, 4.0, 30.0):
        cut = cut_dbscan(density, DbscanParams(eps=eps, min_samples=min_samples))
        np.testing.assert_array_equal(cut.labels, DBSCAN(eps=eps, min_samples=min_samples).fit(values).labels_)
