"""Where the real tables are, when they are there, and what is found in them."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from portal.engine import KMeansParams, Preparation, Role, fit, infer_columns, prepare
from portal.engine.columns import Column
from portal.engine.preparation import skewed_columns

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "data"

SIX = (
    "age",
    "income",
    "spending_score",
    "membership_years",
    "purchase_frequency",
    "last_purchase_amount",
)


def real(name: str, **how: Any) -> pd.DataFrame:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"real table {name} is not on this machine")
    return pd.read_csv(path, **how)


def described(frame: pd.DataFrame, k: int) -> tuple[np.ndarray, list[Column]]:
    """K-Means labels of a table, prepared as the portal would, and the columns that describe its rows."""
    columns = [column for column in infer_columns(frame) if column.role in (Role.VARIABLE, Role.DESCRIPTOR)]
    variables = tuple(column.name for column in columns if column.role == Role.VARIABLE)
    matrix = prepare(frame, Preparation(variables, log=skewed_columns(frame, variables)))
    return fit(matrix, KMeansParams(k=k)).labels, columns
