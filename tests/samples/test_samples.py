"""The sample tables are what they say: their structure, or their want of one, is found by the plain libraries."""

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import DBSCAN, HDBSCAN, KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from portal.samples import SAMPLES, retail_customers, retail_truth, skewed_spenders, uniform_customers
from portal.samples.columns import AS_OF, NUMBERS
from portal.samples.retail import PLANTED


def silhouettes(values, ks):
    return {k: silhouette_score(values, KMeans(k, n_init=5, random_state=0).fit_predict(values)) for k in ks}


RFM = ["recency_days", "frequency", "monetary"]


def scaled(frame):
    return StandardScaler().fit_transform(frame)


@pytest.fixture(scope="module")
def retail():
    return scaled(retail_customers()[list(NUMBERS)])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.slug)
def test_every_sample_is_the_same_each_time_and_has_no_gaps(sample):
    frame = sample.make()
    pd.testing.assert_frame_equal(frame, sample.make())
    assert not frame.isna().any().any()
    assert frame.iloc[:, 0].is_unique
    assert f"{len(frame):,}" in sample.description
    assert (frame.select_dtypes("number") >= 0).all().all()


@pytest.mark.parametrize("make", [retail_customers, uniform_customers])
def test_retail_columns_ranges_and_types(make):
    frame = make()
    assert list(frame) == [
        "id", "age", "gender", "income", "spending_score", "membership_years", "purchase_frequency",
        "preferred_category", "last_purchase_amount", "region", "signup_date",
    ]  # fmt: skip
    assert frame["age"].between(18, 75).all()
    assert frame["spending_score"].between(1, 100).all()
    assert (frame["income"] > 10_000).all()
    assert [frame[c].dtype.kind for c in NUMBERS] == ["i", "i", "i", "f", "i", "f"]
    years = (AS_OF - frame["signup_date"].to_numpy()) / np.timedelta64(1, "D") / 365.25
    assert np.abs(years - frame["membership_years"]).max() < 0.06
    assert frame["signup_date"].max() < pd.Timestamp(AS_OF)


def test_the_truth_has_five_segments_and_five_percent_who_fit_none():
    shares = np.bincount(retail_truth() + 1) / 3000
    assert shares[0] == pytest.approx(0.05)
    assert shares[1:] == pytest.approx([s.share for s in PLANTED])
    assert shares[1:].min() == pytest.approx(0.06)


def test_the_elongated_segment_joins_income_and_spending():
    frame, truth = retail_customers(), retail_truth()
    assert frame[truth == 3][["income", "spending_score"]].corr().iloc[0, 1] > 0.85


@pytest.mark.parametrize(("min_cluster_size", "min_samples"), [(40, 5), (60, 10), (100, 15)])
def test_hdbscan_finds_exactly_the_five(retail, min_cluster_size, min_samples):
    labels = HDBSCAN(min_cluster_size=min_cluster_size, min_samples=min_samples, copy=True).fit_predict(retail)
    assert labels.max() + 1 == 5
    assert 0.04 < (labels < 0).mean() < 0.06
    assert adjusted_rand_score(retail_truth(), labels) > 0.95


def test_dbscan_finds_them_too(retail):
    labels = DBSCAN(eps=0.85, min_samples=10).fit_predict(retail)
    assert labels.max() + 1 == 5
    assert adjusted_rand_score(retail_truth(), labels) > 0.95


def test_kmeans_silhouette_peaks_at_five(retail):
    score = silhouettes(retail, range(2, 9))
    assert max(score, key=score.get) == 5
    assert score[5] > 0.5


def test_the_segments_lie_apart_on_the_first_two_components(retail):
    seen = PCA(2).fit_transform(retail)
    truth = retail_truth()
    assert silhouette_score(seen[truth >= 0], truth[truth >= 0]) > 0.6


def test_uniform_customers_have_no_structure():
    values = scaled(uniform_customers()[list(NUMBERS)])
    assert HDBSCAN(min_cluster_size=30, min_samples=10, copy=True).fit_predict(values).max() < 0
    assert max(silhouettes(values, (2, 4, 6)).values()) < 0.2


def test_skewed_spenders_tempt_but_are_one_lump_in_logs():
    frame = skewed_spenders()
    raw, logs = scaled(frame[RFM]), scaled(np.log1p(frame[RFM]))
    assert min(silhouettes(raw, (2, 3)).values()) > 0.5
    assert max(silhouettes(logs, (2, 3, 4, 5)).values()) < 0.4
    assert HDBSCAN(min_cluster_size=50, min_samples=10, copy=True).fit_predict(logs).max() < 0
    lumps = HDBSCAN(min_cluster_size=50, min_samples=10, allow_single_cluster=True, copy=True).fit_predict(logs)
    assert lumps.max() == 0
