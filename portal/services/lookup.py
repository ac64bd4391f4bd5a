"""One customer: found by id, and called by it."""

from __future__ import annotations

import numpy as np

from portal.errors import NotFoundError, ParameterError
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace


def row_of(ws: Workspace, dataset: Dataset, text: str) -> int:
    """The table row of a customer: by id where the table has one, else by the number of the row, from 1.

    Raises
    ------
    ParameterError, NotFoundError
        nothing was asked for; nobody has this id
    """
    wanted = text.strip()
    column = dataset.id_column
    if not wanted:
        raise ParameterError(f"Nobody is named. Type {f'a value of “{column}”' if column else 'a row number'}.")
    if column is None:
        if not wanted.isdecimal() or not 1 <= int(wanted[:12]) <= dataset.rows:
            raise NotFoundError(f"There is no row “{wanted}”. Type a number from 1 to {dataset.rows:,}.")
        return int(wanted) - 1
    ids = datasets.frame(ws, dataset.id, [column])[column]
    hits = np.flatnonzero((ids.astype(str) == wanted).to_numpy(dtype=np.bool_, na_value=False))
    if not len(hits):
        first = ids.dropna()
        example = f", for example {first.iloc[0]}" if len(first) else ""
        raise NotFoundError(f"Nobody in “{column}” is called “{wanted}”. Type the id as it is in the table{example}.")
    return int(hits[0])


def name_of(ws: Workspace, dataset: Dataset, row: int) -> str:
    """What the customer in this row of the table is called."""
    if dataset.id_column is None:
        return f"Row {row + 1:,}"
    return str(datasets.frame(ws, dataset.id, [dataset.id_column])[dataset.id_column].iloc[row])
