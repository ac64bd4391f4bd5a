import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, kruskal

from portal.engine.evidence.across import origins
from portal.engine.evidence.descriptors import compare_descriptors, holm
from portal.engine.evidence.gap import GapCurve
from portal.engine.evidence.guards import category_guard
from portal.engine.evidence.partition import distances, mean_silhouette, partition
from portal.engine.evidence.recommend import recommend_k
from portal.engine.evidence.silhouette_null import SilhouetteTest, View
from portal.engine.evidence.stability import Stability, assess_stability, band, scaled, stability_by_k
from portal.engine.evidence.verdict import DipTest, StructureAssessment
from portal.engine.params import DbscanParams, HdbscanParams, KMeansParams
from portal.engine.preparation import Preparation
from portal.engine.records import Matrix
from portal.errors import JobCancelled, ParameterError


def blobs(n=240, spread=0.4):
    rng = np.random.default_rng(0)
    truth = np.repeat([0, 1, 2], n // 3)
    values = np.array([[0, 0], [5, 0], [0, 5]])[truth] + spread * rng.standard_normal((n, 2))
    return Matrix(values, ("a", "b"), np.arange(n)), truth


def assessment(clustered, gap_k=3):
    view = View("variables", 0.5, 3, (0.4, 0.5), (0.2,), 0.01)
    dips = (DipTest("a", 0.1, 0.2, 100, (0.1,)),)
    gap = GapCurve((0.1,), (0.1,), gap_k)
    return StructureAssessment(clustered, SilhouetteTest(0.4, (view,), (2, 3), None), dips, gap, 100, 100, 0)


def test_partition_and_silhouette_agree_with_scikit_learn():
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    matrix, _ = blobs(spread=1.2)
    labels, centres, inertia = partition(matrix.values, 3, np.random.default_rng(0), starts=5)
    model = KMeans(3, n_init=10, random_state=0).fit(matrix.values)
    assert inertia == pytest.approx(model.inertia_, rel=1e-3)
    assert centres.shape == (3, 2)
    exact = silhouette_score(matrix.values, labels)
    assert mean_silhouette(distances(matrix.values), labels, 3) == pytest.approx(exact, abs=1e-4)


@pytest.mark.parametrize(
    "params", [KMeansParams(k=3), DbscanParams(eps=0.5, min_samples=5), HdbscanParams(min_cluster_size=30)]
)
def test_separate_blobs_return_from_every_sample(params):
    matrix, truth = blobs()
    found = assess_stability(matrix, params, truth, pairs=8)
    assert found.value > 0.9
    assert min(found.jaccard) > 0.85
    assert found.bands == ("highly stable",) * 3
    assert len(found.ari) == 8
    assert len(found.draws[0]) == 16
    assert Stability.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_split_of_one_lump_is_less_stable():
    values = np.random.default_rng(5).standard_normal((300, 2))
    matrix = Matrix(values, ("a", "b"), np.arange(300))
    labels, _, _ = partition(values, 5, np.random.default_rng(0), starts=5)
    lump = assess_stability(matrix, KMeansParams(k=5), labels, pairs=10)
    assert lump.value < 0.75
    by_k = stability_by_k(blobs()[0], (2, 3, 4), pairs=6)
    assert np.median(by_k[3]) > np.median(by_k[4])


def test_a_run_with_one_segment_has_no_stability():
    matrix, _ = blobs()
    found = assess_stability(matrix, HdbscanParams(), np.full(240, -1))
    assert found.value is None
    assert found.jaccard == ()


def test_stability_is_seeded_sampled_and_can_be_cancelled():
    matrix, truth = blobs()
    once, again = (assess_stability(matrix, KMeansParams(k=3), truth, seed=3, pairs=3, rows=90) for _ in range(2))
    assert once == again
    assert once.rows == 90

    def stop(stage, share):
        raise JobCancelled("Called off.")

    with pytest.raises(JobCancelled):
        assess_stability(matrix, KMeansParams(k=3), truth, progress=stop)
    with pytest.raises(ParameterError, match="do not fit"):
        assess_stability(matrix, KMeansParams(k=3), truth[:5])


def test_counts_shrink_with_the_sample_and_distances_stay():
    assert scaled(DbscanParams(eps=0.5, min_samples=10), 0.632) == DbscanParams(eps=0.5, min_samples=6)
    shrunk = scaled(HdbscanParams(min_cluster_size=50, min_samples=1), 0.5)
    assert shrunk == HdbscanParams(min_cluster_size=25, min_samples=1)


def test_bands_are_hennigs():
    assert [band(v) for v in (0.59, 0.60, 0.75, 0.85)] == ["dissolved", "doubtful", "stable", "highly stable"]


def test_origins_of_segments():
    two = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    three = np.array([0, 0, 2, 2, 2, 2, 1, 1])
    first, second, mixed = origins({2: two, 3: three})
    assert first.stability == second.stability == 1
    assert mixed.origins == (2, 2)
    assert mixed.entropy == pytest.approx(np.log(2))
    assert mixed.stability == pytest.approx(0)


def test_a_number_is_recommended_with_reasons_or_not_at_all():
    silhouettes = {2: 0.40, 3: 0.52, 4: 0.60}
    stability = {2: [0.9], 3: [0.95], 4: [0.5]}
    found = recommend_k(assessment(True), silhouettes, stability, {3: (0.9, 0.8, 0.77)})
    assert found.k == 3
    assert "highest silhouette that is stable (0.52)" in found.sentence
    assert "gap rule agrees" in found.sentence
    assert "all segments ≥ .75" in found.sentence
    none = recommend_k(assessment(False), silhouettes, stability)
    assert none.k is None
    assert none.sentence.startswith("No k is supported")
    loose = recommend_k(assessment(True), silhouettes, {3: [0.4]})
    assert loose.k is None
    assert "0.40 at k = 3" in loose.sentence


def test_descriptors_are_compared_with_effect_sizes_and_holm():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, -1], [100, 100, 20])
    frame = pd.DataFrame(
        {
            "same": rng.choice(list("xy"), 220),
            "other": np.where(labels == 0, "p", "q"),
            "age": rng.normal(40, 5, 220) + 3 * labels,
            "income": rng.random(220),
            "empty": np.nan,
        }
    )
    found = {t.name: t for t in compare_descriptors(frame, labels, ["same", "other", "age", "empty"], ["income"])}
    assert next(iter(found)) == "other"
    assert found["other"].effect == pytest.approx(1)
    inside = labels >= 0
    expected = chi2_contingency(pd.crosstab(frame["same"][inside], labels[inside]), correction=False)
    assert found["same"].p == pytest.approx(expected.pvalue)
    statistic, p = kruskal(frame["age"][:100], frame["age"][100:200])
    assert found["age"].p == pytest.approx(p)
    assert found["age"].effect == pytest.approx(statistic / 199)
    assert found["empty"].test == "none"
    assert all(t.p_holm >= t.p for t in found.values())
    with pytest.raises(ParameterError, match="by construction"):
        compare_descriptors(frame, labels, ["income"], ["income"])
    with pytest.raises(ParameterError, match="one segment"):
        compare_descriptors(frame, labels * 0, ["age"], [])


def test_holm_on_a_worked_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_segments_that_repeat_a_category_raise_a_warning():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 50)
    frame = pd.DataFrame(
        {"shop": np.array(list("abc"))[labels], "age": rng.random(150), "code": rng.integers(0, 2, 150)}
    )
    preparation = Preparation(("shop", "age", "code"), categories=("code",))
    found = category_guard(frame, preparation, labels)
    assert found is not None
    assert found.features == ("shop",)
    assert "“shop”" in found.sentence
    assert category_guard(frame, preparation, rng.permutation(labels)) is None
    assert category_guard(frame, preparation, np.zeros(150, dtype=np.int32)) is None
    assert category_guard(frame, Preparation(("age",)), labels) is None
