"""Where the typed rows go: into memory, or into a Parquet file as they come."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_ROW_GROUP: Final = 250_000
_HELD_BYTES: Final = 96 << 20
_SAMPLE: Final = 20_000
_REPEATED: Final = 0.1


def repeats(values: pa.Array | pa.ChunkedArray) -> bool:
    """Whether a column says the same again and again, told by its first values."""
    sample = values[:_SAMPLE]
    return bool(pc.count_distinct(sample).as_py() <= _REPEATED * len(sample))


class Sink(Protocol):
    """Takes the rows of one table. `start` may come again: then everything before is void."""

    def start(self, schema: pa.Schema) -> None:
        """Begin afresh."""
        ...

    def write(self, batch: pa.RecordBatch) -> None:
        """Take rows."""
        ...


class TableSink:
    """Keeps the rows in memory."""

    def __init__(self) -> None:
        self.schema: pa.Schema | None = None
        self.batches: list[pa.RecordBatch] = []

    def start(self, schema: pa.Schema) -> None:
        """Begin afresh."""
        self.schema, self.batches = schema, []

    def write(self, batch: pa.RecordBatch) -> None:
        """Keep a batch."""
        self.batches.append(batch)

    def table(self) -> pa.Table:
        """All rows."""
        return pa.Table.from_batches(self.batches, schema=self.schema)


class ParquetSink:
    """Writes the rows to a Parquet file in row groups, in a thread; memory holds two of them at most."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.schema: pa.Schema | None = None
        self.held: list[pa.RecordBatch] = []
        self.rows = self.bytes = 0
        self.writer: pq.ParquetWriter | None = None
        self.thread: ThreadPoolExecutor | None = None
        self.pending: Future[None] | None = None

    def start(self, schema: pa.Schema) -> None:
        """Begin afresh, over the old file."""
        self._finish()
        self.schema, self.held, self.rows, self.bytes = schema, [], 0, 0
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="writing")

    def write(self, batch: pa.RecordBatch) -> None:
        """Hold a batch until a row group is full."""
        self.held.append(batch)
        self.rows += batch.num_rows
        self.bytes += batch.nbytes
        if self.rows >= _ROW_GROUP or self.bytes >= _HELD_BYTES:
            self._flush()

    def close(self) -> None:
        """Write what is held and finish the file."""
        self._flush()
        if self.writer is None and self.schema is not None:
            self.writer = self._opened(self.schema.empty_table())
        self._finish()

    def _flush(self) -> None:
        if self.pending is not None:
            self.pending.result()
            self.pending = None
        if self.held and self.thread is not None:
            table = pa.Table.from_batches(self.held, schema=self.schema)
            self.writer = self.writer or self._opened(table)
            self.pending = self.thread.submit(self.writer.write_table, table, _ROW_GROUP)
        self.held, self.rows, self.bytes = [], 0, 0

    def _opened(self, table: pa.Table) -> pq.ParquetWriter:
        # Looking for repeated values in columns that have none would take a third of the writing.
        coded = [name for name, column in zip(table.column_names, table.columns, strict=True) if repeats(column)]
        return pq.ParquetWriter(self.path, table.schema, compression="snappy", use_dictionary=coded)

    def _finish(self) -> None:
        try:
            if self.pending is not None:
                self.pending.result()
        finally:
            self.pending = None
            if self.thread is not None:
                self.thread.shutdown()
            if self.writer is not None:
                self.writer.close()
            self.writer = self.thread = None


def frame_of(table: pa.Table) -> pd.DataFrame:
    """The table as the portal's frames are: whole numbers with gaps as decimals, yes/no with gaps as `boolean`."""
    fields = zip(table.schema, table.columns, strict=True)
    gaps = {f.name for f, c in fields if pa.types.is_boolean(f.type) and c.null_count}
    frame: pd.DataFrame = table.to_pandas()
    return frame.astype(dict.fromkeys(gaps, "boolean")) if gaps else frame
