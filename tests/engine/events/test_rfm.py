"""RFM: fifths, ties, and the usual groups."""

from __future__ import annotations

import numpy as np

from portal.engine.events.rfm import GROUPS, fifths, rfm, rfm_clustering


def test_fifths_of_different_values_are_equal_in_size() -> None:
    assert np.bincount(fifths(np.arange(100)))[1:].tolist() == [20] * 5


def test_equal_values_score_alike() -> None:
    scores = fifths([1] * 50 + [2] * 30 + [3] * 20)
    assert [set(scores[:50]), set(scores[50:80]), set(scores[80:])] == [{2}, {4}, {5}]
    assert set(fifths([7] * 9)) == {3}


def test_scores_do_not_depend_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(0)
    values, order = rng.integers(0, 6, 200), rng.permutation(200)
    assert (fifths(values)[order] == fifths(values[order])).all()


def test_the_best_are_champions_and_the_worst_hibernate() -> None:
    recency, frequency, monetary = np.arange(100), np.arange(100, 0, -1), np.arange(100, 0, -1)
    scored = rfm(recency, frequency, monetary)
    assert scored.groups()[0] == "Champions"
    assert scored.groups()[-1] == "Hibernating"
    assert (scored.r[0], scored.f[0], scored.m[0]) == (5, 5, 5)


def test_those_who_were_among_the_best_and_stay_away_cannot_be_lost() -> None:
    recency, value = np.arange(100), np.arange(100)
    assert rfm(recency, value, value).groups()[-1] == "Cannot lose"
    assert rfm(recency, value, value).groups()[0] == "New customers"


def test_every_pair_of_scores_has_a_group_and_every_group_a_meaning() -> None:
    rng = np.random.default_rng(0)
    recency, frequency = rng.permutation(2000), rng.permutation(2000)
    scored = rfm(recency, frequency, frequency)
    assert len(scored.sizes()) == len(GROUPS) == 10
    assert sum(size for _group, size in scored.sizes()) == 2000
    assert all(group.meaning for group in GROUPS)


def test_large_ties_are_counted() -> None:
    once = np.array([1] * 60 + list(range(2, 42)))
    assert rfm(np.arange(100), once, once).tied == 60


def test_as_a_clustering_only_groups_with_members_are_numbered_and_gaps_are_in_none() -> None:
    recency = np.array([1.0, 2.0, 3.0, 400.0, np.nan])
    value = np.array([9.0, 8.0, 7.0, 1.0, 5.0])
    clustering, names = rfm_clustering(recency, value, value)
    assert clustering.labels[-1] == -1
    assert clustering.n_clusters == len(names) == len(set(clustering.labels[:-1]))
    assert [names[label] for label in clustering.labels[:-1]] == list(rfm(recency[:4], value[:4], value[:4]).groups())
    assert rfm_clustering(np.array([np.nan]), np.ones(1), np.ones(1))[1] == ()
