"""Where the typed rows go: into memory, or into a Parquet file as they come."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import pandas as pd

_ROW_GROUP: Final = 250_000
_HELD_BYTES: Final = 96 << 20
_SAMPLE: Final = 20_000
_REPEATED: Final = 0.1


def repeats(values: pa.Array | pa.ChunkedArray) -> bool:
    """Whether a column says the same again and again, told by its first values."""
    sample = values[:_SAMPLE]
    return bool(pc.count_distinct(sample).as_py() <= _REPEATED * len(sample))


def plain_words(values: pa.Array) -> pa.Array:
    """Words without codes."""
    return values.dictionary_decode() if pa.types.is_dictionary(values.type) else values


class Sink(Protocol):
    """Takes the rows of one table. `start` may come again: then everything before is void.

    Columns of words may come under codes (a dictionary), batch by batch; what was taken has plain words again.
    """

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
        plain = [plain_words(column) for column in batch.columns]
        self.batches.append(pa.RecordBatch.from_arrays(plain, schema=self.schema))

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
        self._wait()
        if self.writer is None and self.schema is not None:
            self.writer = self._opened(self.schema.empty_table())
        self._finish()

    def _flush(self) -> None:
        self._wait()
        if self.held and self.thread is not None:
            self.pending = self.thread.submit(self._write, self.held)
        self.held, self.rows, self.bytes = [], 0, 0

    def _write(self, held: list[pa.RecordBatch]) -> None:
        chunked = [
            pa.chunked_array([batch.column(at) for batch in held])
            if _alike(held, at)
            else pa.chunked_array([plain_words(batch.column(at)) for batch in held])
            for at in range(len(held[0].columns))
        ]
        table = pa.Table.from_arrays(chunked, names=held[0].schema.names).unify_dictionaries()
        self.writer = self.writer or self._opened(table)
        self.writer.write_table(_as_written(table, self.writer.schema), _ROW_GROUP)

    def _opened(self, table: pa.Table) -> pq.ParquetWriter:
        # Looking for repeated values in columns that have none would take a third of the writing.
        coded = [
            name
            for name, column in zip(table.column_names, table.columns, strict=True)
            if pa.types.is_dictionary(column.type) or repeats(column)
        ]
        # Rounded decimals get smaller by a third or less, and making them so took as much time as all other columns.
        bare = {f.name for f in table.schema if pa.types.is_floating(f.type)}.difference(coded)
        compression = {name: "none" if name in bare else "snappy" for name in table.column_names}
        # Nobody asks the file for the least and largest of a column: working them out was a fifth of the writing.
        # Without Arrow's own schema words that were written under codes are read as words.
        return pq.ParquetWriter(
            self.path, table.schema, compression=compression, use_dictionary=coded, write_statistics=False,
            store_schema=False,
        )  # fmt: skip

    def _wait(self) -> None:
        pending, self.pending = self.pending, None
        if pending is not None:
            pending.result()

    def _finish(self) -> None:
        try:
            self._wait()
        finally:
            if self.thread is not None:
                self.thread.shutdown()
            if self.writer is not None:
                self.writer.close()
            self.writer = self.thread = None


def _alike(held: list[pa.RecordBatch], at: int) -> bool:
    return len({batch.schema.field(at).type for batch in held}) == 1


def _as_written(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table with codes where the file has begun with codes, and only there."""
    columns = []
    for column, field in zip(table.columns, schema, strict=True):
        if column.type != field.type:
            column = pc.dictionary_encode(column) if pa.types.is_dictionary(field.type) else pc.cast(column, field.type)
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=schema)


def frame_of(table: pa.Table) -> pd.DataFrame:
    """The table as the portal's frames are: whole numbers with gaps as decimals, yes/no with gaps as `boolean`."""
    fields = zip(table.schema, table.columns, strict=True)
    gaps = {f.name for f, c in fields if pa.types.is_boolean(f.type) and c.null_count}
    frame: pd.DataFrame = table.to_pandas()
    return frame.astype(dict.fromkeys(gaps, "boolean")) if gaps else frame
