"""The code cells of a method that is fitted: in the calls of its own library, and with the engine."""

from __future__ import annotations

from pprint import pformat
from typing import Final

from portal.engine.params import AnyParams, DbscanParams, HdbscanParams, KMeansParams
from portal.services.specs import Spec
from portal.services.structures import Structure


def reading_of(params: AnyParams, structure: Structure) -> str:
    """What the plain calls do, and where they may differ from the run."""
    said = {
        "kmeans": "The run has tried many starts and kept the most typical of the best solutions; its centres are "
        "below. K-Means that starts there stays there. (On tables of more than 20,000 rows the run stops when an "
        "iteration gains less than a few millionths, so a handful of rows between two segments may still move.)",
        "dbscan": "DBSCAN is exact: scikit-learn finds the same segments, under the same numbers.",
        "hdbscan": "`hdbscan` counts neighbours without the row itself, hence one less. Where many distances are "
        "equal (whole numbers, categories), the tree that both build is not unique and some rows may differ.",
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
            _BY_FIRST if isinstance(params, HdbscanParams) else "",
            f"plain = np.full(len(frame), -2)  # −2: left out\nplain[kept] = by_size({_ordered(params)})",
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
        # hdbscan knows no neighbourhood of the row alone.
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

_BY_FIRST: Final = '''

def by_first(labels):
    """Segments numbered by their first row."""
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
