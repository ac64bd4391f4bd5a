"""The consensus keeps together whom the runs keep together, whatever their numbers and their order."""

from __future__ import annotations

import numpy as np
import pytest

from portal.engine import consensus as engine
from portal.engine.agreement import ari
from portal.engine.consensus import agreement_by_k, consensus, merges, support
from portal.errors import ParameterError


@pytest.fixture
def truth() -> np.ndarray:
    return np.repeat(np.arange(4), (400, 300, 200, 100))


def disturbed(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    """The labels under other numbers, some of them wrong."""
    rng = np.random.default_rng(seed)
    found = rng.permutation(labels.max() + 1)[labels]
    wrong = rng.random(len(labels)) < share
    found[wrong] = rng.integers(labels.max() + 1, size=int(wrong.sum()))
    return found


def test_runs_that_agree_are_their_own_consensus(truth: np.ndarray) -> None:
    runs = np.stack([disturbed(truth, 0.0, seed) for seed in range(3)])
    found = consensus(runs, 4)
    assert ari(found.labels, truth) == 1.0
    assert found.n_clusters == 4
    assert consensus(runs, 9).n_clusters == 4


def test_the_consensus_is_nearer_to_the_truth_than_any_of_its_runs(truth: np.ndarray) -> None:
    runs = np.stack([disturbed(truth, 0.3, seed) for seed in range(7)])
    found = consensus(runs, 4)
    assert ari(found.labels, truth) > 0.9 > 0.7 > max(ari(run, truth) for run in runs)


def test_the_order_of_runs_and_the_numbers_of_segments_do_not_matter(truth: np.ndarray) -> None:
    runs = np.stack([disturbed(truth, 0.2, seed) for seed in range(4)])
    again = np.stack([(run + 1) % 4 for run in runs[::-1]])
    assert ari(consensus(runs, 4).labels, consensus(again, 4).labels) == 1.0


def test_a_handful_of_disputed_customers_is_no_segment(truth: np.ndarray) -> None:
    other = truth.copy()
    other[:3] = 3
    sizes = np.bincount(consensus(np.stack([truth, other]), 4).labels)
    assert sizes.min() >= 100


def test_the_best_k_is_that_of_the_runs(truth: np.ndarray) -> None:
    agreed = agreement_by_k(merges(np.stack([disturbed(truth, 0.1, seed) for seed in range(5)])), range(2, 9))
    assert max(agreed, key=lambda k: agreed[k]) == 4
    assert agreed[4] > 0.75


def test_whom_most_runs_leave_unassigned_stays_so_and_the_left_out_do_not_vote(truth: np.ndarray) -> None:
    runs = np.stack([truth, truth, truth])
    runs[0, :5] = runs[1, :5] = -1  # two of three say: unassigned
    runs[0, 5:9] = -1  # one of three
    runs[0, 9:12], runs[1, 9:12] = -2, -1  # one places, one does not, one says nothing
    runs[:, 12] = -2
    labels = consensus(runs, 4).labels
    assert (labels[:5] == -1).all()
    assert (labels[5:12] == labels[20]).all()
    assert labels[12] == -1


def test_support_is_the_share_of_runs_behind_a_place(truth: np.ndarray) -> None:
    runs = np.stack([truth, (truth + 1) % 4, truth])
    runs[2, 0], runs[2, 1], runs[:2, 2], runs[2, 2] = 3, -1, -1, -2
    found = support(runs, consensus(runs, 4).labels)
    assert found[0] == pytest.approx(2 / 3)
    assert found[1] == 1.0
    assert np.isnan(found[2])
    assert (found[3:] == 1.0).all()


def test_rare_tuples_join_the_one_they_are_most_like(truth: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = np.stack([disturbed(truth, 0.2, seed) for seed in range(5)])
    whole = consensus(runs, 4).labels
    monkeypatch.setattr(engine, "MOST", 40)
    monkeypatch.setattr(engine, "CHUNK", 7)
    found = merges(runs)
    assert found.clustered == 40 < len(found.tuples)
    assert ari(consensus(runs, 4).labels, whole) > 0.9


def test_runs_without_segments_have_no_consensus() -> None:
    nobody = np.full((2, 6), -1)
    assert consensus(nobody, 3).n_clusters == 0
    assert agreement_by_k(merges(nobody), range(2, 5)) == {}
    with pytest.raises(ParameterError, match="two runs or more; here is 1"):
        merges(nobody[:1])
