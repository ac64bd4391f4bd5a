"""Nearness: distances as they are defined, medoids, borderline members, and what pulls a row where."""

from __future__ import annotations

import numpy as np
import pytest

from portal.engine.nearness import NEIGHBOURS, By, borderline, distances, standing, typical

LABELS = np.repeat([0, 1, -1], [60, 40, 1])


@pytest.fixture(scope="module")
def values() -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.vstack([rng.normal(0, 1, (60, 2)), rng.normal([8, 0], 1, (40, 2)), [[4.5, 0.0]]])


def test_distances_are_those_of_the_definition(values: np.ndarray) -> None:
    rows = np.array([0, 70, 100])
    to_mean = distances(values, LABELS, rows, 2, "mean")
    to_members = distances(values, LABELS, rows, 2, "members")
    for at, row in enumerate(rows):
        for segment in (0, 1):
            inside = np.flatnonzero(segment == LABELS)
            assert to_mean[at, segment] == pytest.approx(np.linalg.norm(values[row] - values[inside].mean(axis=0)))
            others = inside[inside != row]
            near = np.sort(np.linalg.norm(values[others] - values[row], axis=1))[:NEIGHBOURS]
            assert to_members[at, segment] == pytest.approx(near.mean())


@pytest.mark.parametrize("by", ["mean", "members"])
def test_where_a_member_and_where_an_unassigned_row_stands(values: np.ndarray, by: By) -> None:
    member = standing(values, LABELS, 3, 2, by)
    assert (member.own, member.nearest) == (0, 1)
    assert member.distances[0] < member.distances[1]
    # The groups lie apart on the first column only.
    assert member.pulls[0] > abs(member.pulls[1])
    nobody = standing(values, LABELS, 100, 2, by)
    assert (nobody.own, nobody.nearest) == (-1, 1)
    assert (nobody.pulls <= 0).all()
    assert nobody.outside > 0.9
    assert 0 <= member.outside < 1


def test_the_medoid_is_the_member_nearest_to_all_others(values: np.ndarray) -> None:
    inside = values[LABELS == 1]
    away = np.linalg.norm(inside[:, None] - inside[None], axis=2).mean(axis=1)
    assert typical(values, LABELS, 1, 3).tolist() == (60 + np.argsort(away)[:3]).tolist()


@pytest.mark.parametrize("by", ["mean", "members"])
def test_borderline_members_lean_to_the_other_segment(values: np.ndarray, by: By) -> None:
    rows, nearest, margins = borderline(values, LABELS, 0, 2, by, 4)
    assert len(rows) == 4
    assert (LABELS[rows] == 0).all()
    assert (nearest == 1).all()
    assert (np.diff(margins) >= 0).all()
    assert values[rows, 0].mean() > values[LABELS == 0, 0].mean()


def test_one_segment_has_no_border_and_twins_no_distance() -> None:
    values, labels = np.zeros((30, 2)), np.zeros(30, dtype=int)
    assert [len(part) for part in borderline(values, labels, 0, 1, "members", 3)] == [0, 0, 0]
    alone = standing(values, labels, 0, 1, "members")
    assert alone.nearest is None
    assert alone.distances.tolist() == [0]
    assert alone.pulls.tolist() == [0, 0]
    single = distances(np.array([[0.0], [1.0]]), np.array([0, 1]), np.array([0]), 2, "members")
    assert single.tolist() == [[0, 1]]
