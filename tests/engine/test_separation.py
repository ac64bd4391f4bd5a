"""Separation: hulls hold the nearer half, ties follow the definition."""

from __future__ import annotations

import numpy as np
import pytest

from portal.engine.separation import separation


def test_hulls_and_ties_of_three_groups_in_a_row() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2, -1], [80, 60, 40, 5])
    values = rng.normal(0, 1, (185, 2)) + np.array([[0, 0], [4, 0], [30, 0], [500, 500]])[labels]
    found = separation(values, values.astype(np.float32), labels, 3)
    assert (found.ties[0].first, found.ties[0].second) == (0, 1)
    assert found.centres == pytest.approx(np.array([values[labels == s].mean(axis=0) for s in range(3)]), abs=1e-4)
    for segment, hull in enumerate(found.hulls):
        away = np.linalg.norm(values[labels == segment] - found.centres[segment], axis=1)
        assert np.linalg.norm(hull - found.centres[segment], axis=1).max() == pytest.approx(np.sort(away)[
            round(0.5 * len(away)) - 1
        ], rel=1e-4)  # fmt: skip
    centres = np.array([values[labels == s].mean(axis=0) for s in range(3)])
    away = np.linalg.norm(values[labels >= 0][:, None] - centres[None], axis=2)
    order = np.argsort(away, axis=1)
    shares = []
    for first, second in ((0, 1), (1, 0)):
        mine = order[:, 0] == first
        pair = mine & (order[:, 1] == second)
        near, far = away[pair, first], away[pair, second]
        shares.append((2 * near / (near + far)).sum() / mine.sum())
    assert found.ties[0].strength == pytest.approx(np.mean(shares))


def test_one_segment_few_rows_and_one_line() -> None:
    line = np.column_stack([np.arange(9.0), np.arange(9.0)])
    found = separation(line, line, np.array([0, 0, 0, 0, 0, 0, 0, 1, 1]), 2)
    assert [len(hull) for hull in found.hulls] == [0, 0]
    assert separation(line, line, np.zeros(9, dtype=int), 1).ties == ()
    nobody = separation(line, line, np.full(9, -1), 0)
    assert nobody.hulls == ()
