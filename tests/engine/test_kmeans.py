import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from portal.engine import KMeansParams, Preparation, cut, fit, kmeans_search, kmeans_sweep, prepare, sweep_kmeans
from portal.engine.kmeans import KMeansSweep
from portal.errors import JobCancelled, ParameterError, PreparationError
from tests.engine.blobs import blobs, matrix_of
from tests.engine.data import SIX, real


def test_seed_customers_fall_into_the_age_income_quadrants() -> None:
    frame = real("seed_customers.csv")
    matrix = prepare(frame, Preparation(SIX))
    sweep = sweep_kmeans(matrix)
    best = KMeans(4, n_init=10, random_state=0).fit(matrix.values).inertia_
    assert sweep.inertia[2] <= 1.005 * best
    labels = cut(sweep, KMeansParams(k=4)).labels
    means = frame.groupby(labels)[["age", "income"]].mean().sort_values("age")
    assert means["age"].tolist() == pytest.approx([30, 34, 55, 55], abs=3)
    for pair in (means["income"].iloc[:2], means["income"].iloc[2:]):
        assert sorted(pair) == pytest.approx([79_000, 99_000], abs=4_000)


@pytest.mark.parametrize("n", [400, 6_000, 24_000])
def test_inertia_is_that_of_ten_starts_or_better(n: int) -> None:
    matrix, _ = blobs(n, d=6, groups=9, seed=n, spread=1.5)
    sweep = sweep_kmeans(matrix, k_max=9)
    for k in (2, 5, 9):
        theirs = KMeans(k, n_init=10, random_state=0).fit(matrix.values).inertia_
        assert sweep.inertia[k - 2] <= 1.001 * theirs, k


def test_every_k_is_a_consistent_solution() -> None:
    matrix, truth = blobs(3_000)
    sweep = sweep_kmeans(matrix, k_max=7)
    assert (sweep.k_min, sweep.k_max, sweep.n) == (2, 7, 3_000)
    for at, k in enumerate(sweep.ks):
        labels, centres = sweep.labels_of(k), sweep.centers_of(k)
        away = ((matrix.values[:, None] - centres) ** 2).sum(axis=2)
        assert np.array_equal(away.argmin(axis=1), labels)
        assert sweep.inertia[at] == pytest.approx(away.min(axis=1).sum())
        sizes = np.bincount(labels, minlength=k)
        assert np.all(np.diff(sizes) <= 0)
        assert sizes.min() > 0
        assert sweep.silhouette[at] == pytest.approx(silhouette_score(matrix.values, labels))
    assert sweep.best_k == 5
    assert adjusted_rand_score(truth, sweep.labels_of(5)) > 0.99


@pytest.mark.parametrize("n", [500, 25_000])
def test_the_same_seed_gives_the_same_bytes(n: int) -> None:
    matrix, _ = blobs(n, spread=2)
    one, two = (sweep_kmeans(matrix, k_max=5, seed=3).to_arrays() for _ in range(2))
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)


@pytest.mark.parametrize("n", [300, 9_000])
def test_threads_change_no_bit(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix, _ = blobs(n, spread=2)
    two = sweep_kmeans(matrix, k_max=5, seed=3).to_arrays()
    for module in (kmeans_search, kmeans_sweep):
        monkeypatch.setattr(module, "processors", lambda: 1)
    one = sweep_kmeans(matrix, k_max=5, seed=3).to_arrays()
    assert all(one[name].tobytes() == two[name].tobytes() for name in one)


def test_arrays_round_trip() -> None:
    matrix, _ = blobs(300)
    sweep = sweep_kmeans(matrix, k_max=4)
    again = KMeansSweep.from_arrays(sweep.to_arrays())
    assert np.array_equal(cut(again, KMeansParams(k=3)).labels, cut(sweep, KMeansParams(k=3)).labels)
    assert again.best_k == sweep.best_k


@pytest.mark.parametrize("n", [300, 9_000])
def test_fit_is_sweep_and_cut(n: int) -> None:
    matrix, _ = blobs(n, spread=2)
    swept = cut(sweep_kmeans(matrix, k_max=6, seed=1), KMeansParams(k=5))
    assert np.array_equal(fit(matrix, KMeansParams(k=5), seed=1).labels, swept.labels)


def test_progress_rises_to_one_and_can_stop_the_work() -> None:
    matrix, _ = blobs(300)
    told: list[tuple[str, float]] = []
    sweep_kmeans(matrix, k_max=5, progress=lambda stage, share: told.append((stage, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert told[0][0] == "K-Means, 2 groups"

    def stop(stage: str, share: float) -> None:
        if share > 0.2:
            raise JobCancelled("Called off.")

    with pytest.raises(JobCancelled):
        sweep_kmeans(matrix, k_max=5, progress=stop)


def test_k_beyond_the_customers_gets_a_sentence() -> None:
    matrix, _ = blobs(5)
    with pytest.raises(ParameterError, match=r"k = 8 is more than the 5 rows\. Choose 2 to 5\."):
        fit(matrix, KMeansParams(k=8))
    with pytest.raises(ParameterError, match=r"k = 8 is more than the 5 rows\. Choose 2 to 5\."):
        cut(sweep_kmeans(matrix), KMeansParams(k=8))
    with pytest.raises(ParameterError, match=r"k = 9 is outside what was computed\. Choose 2 to 6\."):
        cut(sweep_kmeans(blobs(50)[0], k_max=6), KMeansParams(k=9))


def test_duplicates_clip_the_sweep() -> None:
    values = np.repeat([[0.0, 0], [1, 0], [0, 5]], 20, axis=0)
    sweep = sweep_kmeans(matrix_of(values))
    assert sweep.k_max == 3
    assert sweep.inertia[-1] == pytest.approx(0)
    with pytest.raises(ParameterError, match=r"k = 4 is more than the 3 different rows\. Choose 2 to 3\."):
        cut(sweep, KMeansParams(k=4))
    with pytest.raises(PreparationError, match="same values"):
        sweep_kmeans(matrix_of(np.ones((10, 2))))


def test_nine_in_ten_duplicates_and_one_column() -> None:
    rng = np.random.default_rng(0)
    values = np.where(rng.random((4_500, 1)) < 0.9, 0.0, rng.normal(size=(4_500, 1)))
    sweep = sweep_kmeans(matrix_of(values), k_max=4)
    assert np.bincount(sweep.labels_of(4)).min() > 0


def test_two_rows() -> None:
    sweep = sweep_kmeans(matrix_of(np.array([[0.0, 1], [2, 3]])))
    assert sweep.k_max == 2
    assert sorted(sweep.labels_of(2).tolist()) == [0, 1]


def test_numbers_far_from_zero_keep_their_precision() -> None:
    matrix, truth = blobs(25_000, d=3, groups=4, seed=2, spread=0.3)
    sweep = sweep_kmeans(matrix_of(matrix.values + 1e7), k_max=4)
    assert adjusted_rand_score(truth, sweep.labels_of(4)) > 0.99
