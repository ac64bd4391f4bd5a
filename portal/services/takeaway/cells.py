"""The code cells of a notebook: a run's preparation and algorithm, spelt out."""

from __future__ import annotations

from pprint import pformat
from typing import Any, Final

from portal.engine.params import AnyParams, DbscanParams, HdbscanParams, KMeansParams
from portal.engine.preparation import Preparation
from portal.services.specs import Spec
from portal.services.structures import Structure

SCALED: Final = {
    "standard": "return StandardScaler().fit_transform(values)",
    "robust": """low, high = np.percentile(values, (25, 75))
    # Where more than half of the values are equal, the standard deviation serves instead of the quartile range.
    return RobustScaler().fit_transform(values) if high > low else (values - np.median(values)) / values.std()""",
    "minmax": "return MinMaxScaler().fit_transform(values)",
    "none": "return values",
}
WEIGHTED: Final = """shares = ones.mean()
    # A whole category weighs as much as one number: its columns have total variance 1.
    return ((ones - shares) / np.sqrt((shares * (1 - shares)).sum())).to_numpy()"""
APART: Final = """# Two different categories lie at distance 1.
    return (ones * np.sqrt(0.5)).to_numpy()"""


def settings(facts: dict[str, Any]) -> str:
    """The table is read."""
    return f"""import hashlib

import numpy as np
import pandas as pd

TABLE = {facts["table"]!r}
NAMES = {pformat(facts["label"], width=100, sort_dicts=False)}
FINGERPRINT = {facts["fingerprint"]!r}  # of every customer's label in the run

frame = pd.read_parquet(TABLE)
assert len(frame) == {facts["rows"]}, "this is not the table of the run"
"""


def plain_preparation(preparation: Preparation, columns: tuple[str, ...]) -> str:
    """The table becomes the matrix X."""
    numbers = [name for name in preparation.features if name in columns and name not in preparation.categories]
    kept = "frame[FEATURES].notna().all(axis=1)" if preparation.missing == "drop" else "np.ones(len(frame), dtype=bool)"
    category = WEIGHTED if preparation.scaling in ("standard", "robust") else APART
    return f"""from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

FEATURES = {list(preparation.features)!r}
NUMBERS = {numbers!r}  # the others are categories
LOGGED = {list(preparation.log)!r}
kept = np.flatnonzero({kept})  # rows that the run speaks of


def scaled(values):
    {SCALED[preparation.scaling]}


def number(column):
    if pd.api.types.is_datetime64_any_dtype(column):  # days since 1970
        if column.dt.tz is not None:
            column = column.dt.tz_convert("UTC").dt.tz_localize(None)
        column = (column - pd.Timestamp(0)) / pd.Timedelta(days=1)
    values = column.to_numpy(dtype="float64", na_value=np.nan)[kept]
    values = np.where(np.isnan(values), np.nanmedian(values), values)
    if column.name in LOGGED:
        values = np.log1p(values)
    return scaled(values[:, None])


def text(value):
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def category(column):
    texts = column.iloc[kept].astype(object).map(text, na_action="ignore")
    ones = pd.get_dummies(texts, dtype="float64")
    ones.loc[texts.isna().to_numpy(), ones.sum().idxmax()] = 1.0  # missing: the most frequent one
    {category}


X = np.hstack([number(frame[name]) if name in NUMBERS else category(frame[name]) for name in FEATURES])
print(f"{{X.shape[0]:,}} customers, {{X.shape[1]}} columns")
"""


def reading_of(params: AnyParams, structure: Structure) -> str:
    """What the plain calls do, and where they may differ from the run."""
    said = {
        "kmeans": "The run has tried many starts and kept the most typical of the best solutions; its centres are "
        "below. K-Means that starts there stays there. (On tables of more than 20,000 rows the run stops when an "
        "iteration gains less than a few millionths, so a handful of customers between two segments may still move.)",
        "dbscan": "DBSCAN is exact: scikit-learn finds the same segments, under the same numbers.",
        "hdbscan": "`hdbscan` counts neighbours without the customer itself, hence one less. Where many distances are "
        "equal (whole numbers, categories), the tree that both build is not unique and some customers may differ.",
    }[params.algorithm]
    if structure.sample is not None and not isinstance(params, KMeansParams):
        said += (
            f"\n\nThe table is above the row budget: {len(structure.sample):,} seeded rows are clustered, and everyone "
            "else takes the label of the nearest of them."
        )
    return said


def plain_clustering(structure: Structure, params: AnyParams, seed: int) -> str:
    """The algorithm in the calls of its own library; leaves `plain`, a label for every row of the table."""
    params = structure.in_sample(params)
    sampled = structure.sample is not None and not isinstance(params, KMeansParams)
    return "\n".join(
        [
            _sampling(structure, seed) if sampled else "rows = X",
            _fitted(params, structure),
            _SPREAD if sampled else "",
            _BY_SIZE,
            f"plain = np.full(len(frame), -2)  # −2: left out\nplain[kept] = by_size({_ordered(params)})",
            'print(pd.Series(plain).map(NAMES).value_counts().to_string())',
        ]
    )  # fmt: skip


def _fitted(params: AnyParams, structure: Structure) -> str:
    if isinstance(params, KMeansParams):
        centres = pformat(structure.sweep.centers_of(params.k).tolist(), width=110)
        return (
            f"from sklearn.cluster import KMeans\n\nCENTRES = np.array({centres})\n"
            f"found = KMeans(n_clusters={params.k}, init=CENTRES, n_init=1, tol=0).fit(rows).labels_"
        )
    if isinstance(params, DbscanParams):
        return (
            "from sklearn.cluster import DBSCAN\n\n"
            f"found = DBSCAN(eps={params.eps!r}, min_samples={params.min_samples}).fit(rows).labels_"
        )
    return _hdbscan(params)


def _hdbscan(params: HdbscanParams) -> str:
    shared = (
        f"min_cluster_size={params.min_cluster_size}, cluster_selection_method={params.method!r},\n"
        f"    cluster_selection_epsilon={params.epsilon!r}"
    )
    if params.min_samples == 1:
        # hdbscan knows no neighbourhood of the customer alone.
        most = params.max_cluster_size or None
        return (
            f"from sklearn.cluster import HDBSCAN\n\nfound = HDBSCAN(\n    min_samples=1, {shared},\n"
            f"    max_cluster_size={most}, copy=True,\n).fit(rows).labels_"
        )
    return (
        f"from hdbscan import HDBSCAN\n\nfound = HDBSCAN(\n    min_samples={params.min_samples - 1}, {shared},\n"
        f"    max_cluster_size={params.max_cluster_size}, approx_min_span_tree=False,\n).fit(rows).labels_"
    )


def _sampling(structure: Structure, seed: int) -> str:
    assert structure.sample is not None
    return (
        f"drawn = np.random.default_rng([{seed}, 0]).choice(len(X), {len(structure.sample)}, replace=False)\n"
        "sample = np.sort(drawn)\nrows = X[sample]"
    )


_SPREAD: Final = """
from scipy.spatial import cKDTree

found = found[cKDTree(rows).query(X)[1]]"""

_BY_SIZE: Final = '''

def by_size(labels):
    """Segments numbered from the largest to the smallest; −1 stays."""
    counts = np.bincount(labels + 1, minlength=labels.max() + 2)[1:]
    order = np.argsort(-counts, kind="stable")
    rank = np.full(len(order) + 1, -1)
    rank[order] = np.arange(len(order))
    return rank[labels]


def by_first(labels):
    """Segments numbered by their first customer."""
    _, first = np.unique(labels[labels >= 0], return_index=True)
    rank = np.full(len(first) + 1, -1)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[labels]

'''


def _ordered(params: AnyParams) -> str:
    return "by_first(found)" if isinstance(params, HdbscanParams) else "found"


def engine(structure: Structure, spec: Spec, params: AnyParams, max_min_samples: int) -> str:
    """The same with `portal.engine`; leaves `labels`."""
    own = type(params).__name__
    params = structure.in_sample(params)
    head = f"""from portal.engine import {own}, Matrix, Preparation, fit, prepare

preparation = Preparation.from_json({pformat(spec.preparation.to_json(), width=110, sort_dicts=False)})
params = {own}.from_json({params.to_json()!r})
matrix = prepare(frame, preparation)
"""
    if structure.sample is None or isinstance(params, KMeansParams):
        middle = f"found = fit(matrix, params, seed={spec.seed}, max_min_samples={max_min_samples}).labels\n"
    else:
        middle = f"""from portal.engine.sampling import drawn, nearest_rows

sample = drawn(matrix.n, {len(structure.sample)}, seed={spec.seed})
part = Matrix(np.ascontiguousarray(matrix.values[sample]), matrix.columns, sample)
found = fit(part, params, max_min_samples={max_min_samples}).labels[nearest_rows(matrix.values, sample)]
"""
    return f"{head}{middle}labels = np.full(len(frame), -2)\nlabels[matrix.index] = by_size(found)"


COMPARISON: Final = """from sklearn.metrics import adjusted_rand_score

own = hashlib.sha256(labels.astype("<i4").tobytes()).hexdigest()[:16]
assert own == FINGERPRINT, "the engine has placed somebody elsewhere: is it the same version, is it the same table?"
print(f"plain calls and engine: {(plain == labels).mean():.4%} of customers alike, "
      f"adjusted Rand index {adjusted_rand_score(plain, labels):.4f}")
"""
