"""The code cells that every notebook has: the table, its preparation spelt out, the comparison at the end."""

from __future__ import annotations

from pprint import pformat
from typing import Any, Final

from portal.engine.preparation import Preparation

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
BY_SIZE: Final = '''

def by_size(labels):
    """Segments numbered from the largest to the smallest; −1 stays."""
    counts = np.bincount(labels + 1, minlength=labels.max() + 2)[1:]
    order = np.argsort(-counts, kind="stable")
    rank = np.full(len(order) + 1, -1)
    rank[order] = np.arange(len(order))
    return rank[labels]
'''
APART: Final = """# Two different categories lie at distance 1.
    return (ones * np.sqrt(0.5)).to_numpy()"""


def settings(facts: dict[str, Any]) -> str:
    """The table is read."""
    return f"""import hashlib

import numpy as np
import pandas as pd

TABLE = {facts["table"]!r}
NAMES = {pformat(facts["label"], width=100, sort_dicts=False)}
FINGERPRINT = {facts["fingerprint"]!r}  # of every row's label in the run

frame = pd.read_parquet(TABLE)
assert len(frame) == {facts["rows"]}, "this is not the table of the run"
{BY_SIZE}"""


def kept_rows(preparation: Preparation) -> str:
    """The rows that a run speaks of."""
    if preparation.missing == "drop":
        return f"kept = np.flatnonzero(frame[{list(preparation.features)!r}].notna().all(axis=1))  # rows without a gap"
    return "kept = np.arange(len(frame))  # every row"


def plain_preparation(preparation: Preparation, columns: tuple[str, ...]) -> str:
    """The table becomes the matrix X."""
    numbers = [name for name in preparation.features if name in columns and name not in preparation.categories]
    category = WEIGHTED if preparation.scaling in ("standard", "robust") else APART
    return f"""from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

FEATURES = {list(preparation.features)!r}
NUMBERS = {numbers!r}  # the others are categories
LOGGED = {list(preparation.log)!r}
{kept_rows(preparation)}


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
print(f"{{X.shape[0]:,}} rows, {{X.shape[1]}} columns")
"""


COUNTED: Final = "print(pd.Series(plain).map(NAMES).value_counts().to_string())"
COMPARISON: Final = """from sklearn.metrics import adjusted_rand_score

own = hashlib.sha256(labels.astype("<i4").tobytes()).hexdigest()[:16]
assert own == FINGERPRINT, "the engine has placed somebody elsewhere: is it the same version, is it the same table?"
print(f"plain calls and engine: {(plain == labels).mean():.4%} of rows alike, "
      f"adjusted Rand index {adjusted_rand_score(plain, labels):.4f}")
"""
