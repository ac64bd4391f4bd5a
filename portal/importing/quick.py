"""The cells of a regular text, batch by batch, by Arrow's own parser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from portal.importing.ahead import ahead, in_turn
from portal.importing.batches import Batch, IrregularError, Source
from portal.importing.dialect import WHITESPACE

_BLOCK: Final = 8 << 20
_SMALLEST_BLOCK: Final = 128 << 10
_RESERVED: Final = 128 << 20
"""The parser reserves a block's bytes for every column: wide tables are read in smaller blocks."""
_PARSERS: Final = 2
Kinds = Mapping[int, pa.DataType]


def quick_batches(source: Source, kinds: Kinds | None = None) -> Iterator[Batch]:
    """The rows, parsed in threads of their own; IrregularError at the first with another number of cells.

    `kinds` names columns, by place, that the parser is to give as numbers or under codes (a dictionary): it does
    so without making a string of each cell. A cell that is no number is an IrregularError then, too.
    """
    dialect = source.dialect
    # An odd number of quotation marks may mean that one never closes: the careful reader finds out.
    if dialect.separator == WHITESPACE or ord(dialect.separator) > 127 or source.quotes % 2:
        raise IrregularError
    row, consumed = 0, 0.0
    per_row = source.path.stat().st_size / max(source.lines, 1)
    try:
        # A quoted cell may hold line ends, so only the parser itself can tell where such a text may be cut.
        for table in ahead(_streamed(source, kinds or {})) if source.quotes else _in_pieces(source, kinds):
            lines = None if source.quotes else np.arange(row, row + table.num_rows) + source.first_line + 1
            row += table.num_rows
            consumed += per_row * table.num_rows
            yield Batch([_whole(c) for c in table.columns], table.num_rows, lines, int(consumed))
    except pa.ArrowInvalid:
        raise IrregularError from None


def _in_pieces(source: Source, kinds: Kinds | None) -> Iterator[pa.Table]:
    """Pieces of whole lines, parsed side by side and given in their order."""
    options = _options(source, kinds or {})

    def parsed(piece: tuple[int, memoryview]) -> pa.Table:
        place, text = piece
        reading = pacsv.ReadOptions(
            column_names=_names(source), skip_rows=source.first_line if place == 0 else 0,
            block_size=len(text) + 1, use_threads=False,
        )  # fmt: skip
        return pacsv.read_csv(pa.BufferReader(text), reading, *options)

    pieces = enumerate(_pieces(source))
    # Without kinds only the first is looked at; a single piece needs nobody beside it.
    alone = kinds is None or source.path.stat().st_size <= _block(source)
    return map(parsed, pieces) if alone else in_turn(pieces, parsed, _PARSERS)


def _pieces(source: Source) -> Iterator[memoryview]:
    size, start = _block(source), 0
    with source.path.open("rb") as file:
        while text := file.read(size):
            last = len(text) < size
            end = len(text) if last else text.rfind(b"\n") + 1 or text.rfind(b"\r", 0, -1) + 1
            if not end:  # a row longer than a piece
                raise IrregularError
            yield memoryview(text)[:end]
            # The torn row is read once more: cheaper than putting its parts together.
            start += end
            file.seek(start)


def _streamed(source: Source, kinds: Kinds) -> Iterator[pa.Table]:
    reading = pacsv.ReadOptions(column_names=_names(source), skip_rows=source.first_line, block_size=_block(source))
    return _gathered(pacsv.open_csv(source.path, reading, *_options(source, kinds)))


def _options(source: Source, kinds: Kinds) -> tuple[pacsv.ParseOptions, pacsv.ConvertOptions]:
    parsing = pacsv.ParseOptions(
        delimiter=source.dialect.separator,
        quote_char='"' if source.quotes else False,
        escape_char="\\" if source.dialect.escapes else False,
        newlines_in_values=source.quotes > 0,
        ignore_empty_lines=False,
    )
    types = {name: kinds.get(i, pa.string()) for i, name in enumerate(_names(source))}
    # `open_text` has looked at every byte: it gives UTF-8 only.
    return parsing, pacsv.ConvertOptions(
        column_types=types, strings_can_be_null=True, null_values=[""], check_utf8=False
    )


def _names(source: Source) -> list[str]:
    return [str(i) for i in range(source.dialect.width)]


def _block(source: Source) -> int:
    return min(max(_RESERVED // source.dialect.width, _SMALLEST_BLOCK), _BLOCK)


def _gathered(reader: pacsv.CSVStreamingReader) -> Iterator[pa.Table]:
    """The parser's small batches, together again: converting a column costs as much for ten rows as for a thousand."""
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in reader:
        held.append(batch)
        size += batch.nbytes
        if size >= _BLOCK // 2:
            yield pa.Table.from_batches(held)
            held, size = [], 0
    if held:
        yield pa.Table.from_batches(held)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece; codes of all its chunks mean the same then."""
    if column.num_chunks == 1:
        return column.chunk(0)
    if not pa.types.is_dictionary(column.type):
        return column.combine_chunks()
    column = column.unify_dictionaries()
    indices = pa.concat_arrays([chunk.indices for chunk in column.chunks])
    return pa.DictionaryArray.from_arrays(indices, column.chunk(0).dictionary)
