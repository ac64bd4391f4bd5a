"""A table of any length asked a few questions, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.workspace import Workspace

HITS = 10_000
"""Rows that a search gives at most."""


@dataclass(frozen=True, eq=False)
class WholeTable:
    """What can be asked of a table without holding it; only the columns that a question is about are read."""

    ws: Workspace
    dataset: Dataset
    words: tuple[str, ...] = field(init=False)
    numbers: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Tell columns of words and of numbers apart."""
        kinds = {one.name: one.type for one in datasets.schema(self.ws, self.dataset.id)}
        object.__setattr__(self, "words", tuple(name for name, kind in kinds.items() if _is_word(kind)))
        object.__setattr__(self, "numbers", tuple(name for name, kind in kinds.items() if _is_amount(kind)))

    def count(self, name: str, value: str | float) -> int:
        """Rows whose cell of a column is exactly this."""
        return sum(pc.sum(pc.equal(cells, value)).as_py() or 0 for cells in self._cells(name))

    def total(self, name: str) -> float:
        """The sum of a column of numbers."""
        return float(sum(pc.sum(pc.cast(cells, pa.float64())).as_py() or 0.0 for cells in self._cells(name)))

    def rows_with(self, name: str, values: Collection[str]) -> pd.DataFrame:
        """The rows whose cell of a column of words is one of these, the first `HITS` of them."""
        wanted = pa.array(sorted(values), pa.string())
        places: list[int] = []
        passed = 0
        for cells in self._cells(name):
            hits = pc.indices_nonzero(pc.is_in(cells, wanted)).to_pylist()
            places += [passed + hit for hit in hits[: HITS - len(places)]]
            passed += len(cells)
        if not places:
            return pd.DataFrame()
        taken, passed = [], 0
        for batch in self._batches(self.dataset.names()):
            inside = [place - passed for place in places if passed <= place < passed + len(batch)]
            taken.append(batch.take(pa.array(inside, pa.int64())))
            passed += len(batch)
        return _framed(taken, places)

    def ends(self, first: int, last: int) -> pd.DataFrame:
        """The first and the last rows, by their place from 0."""
        rows = self.dataset.rows
        head = next(datasets.batches(self.ws, self.dataset.id, self.dataset.names(), first))
        # A last group of rows may be shorter than what is asked for.
        file = pq.ParquetFile(datasets.table_path(self.ws, self.dataset.id), pre_buffer=False)
        groups = list(range(file.num_row_groups))[-2:]
        tail: list[pa.RecordBatch] = []
        for batch in file.iter_batches(datasets.ROWS_AT_ONCE, row_groups=groups, use_threads=False):
            tail = [*tail, batch.select(list(self.dataset.names()))][-2:]
        table = pa.Table.from_batches(tail)
        end = table.slice(max(0, table.num_rows - min(last, rows - len(head))))
        places = [*range(len(head)), *range(rows - end.num_rows, rows)]
        return _framed([head, *end.to_batches()], places)

    def _cells(self, name: str) -> Iterator[pa.Array]:
        from portal.importing.sink import plain_words

        return (plain_words(batch.column(0)) for batch in self._batches((name,)))

    def _batches(self, names: Collection[str]) -> Iterator[pa.RecordBatch]:
        return datasets.batches(self.ws, self.dataset.id, list(names), datasets.ROWS_AT_ONCE)


def _framed(parts: list[pa.RecordBatch], places: list[int]) -> pd.DataFrame:
    frame: pd.DataFrame = pa.Table.from_batches(parts).to_pandas()
    frame.index = pd.Index(places)
    return frame


def _is_word(kind: Any) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_amount(kind: Any) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))
