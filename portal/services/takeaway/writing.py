"""Audiences as files: CSV, Parquet, and the workbook of `portal.services.takeaway.workbook`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from portal.errors import ParameterError
from portal.services.exports import harmless, lines, texts
from portal.services.takeaway.audience import Audience, facts
from portal.services.takeaway.drain import Drain
from portal.services.takeaway.shapes import Shape, spelling
from portal.services.takeaway.workbook import workbook_parts

LINES_AT_ONCE: Final = 4_000
"""Rows that are spelt at a time: as Python's texts they take ten times the room that they have in Arrow."""


class Format(StrEnum):
    """Kinds of files; also their endings."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


MIME: Final = {
    Format.CSV: "text/csv",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def format_of(text: str) -> Format:
    """The format of this name; ParameterError lists what there is."""
    try:
        return Format(text)
    except ValueError:
        raise ParameterError(f"There is no format “{text}”. Choose one of: {', '.join(Format)}.") from None


@dataclass(frozen=True, slots=True)
class File:
    """A file on its way: its name, its kind, its bytes part by part."""

    name: str
    mime: str
    parts: Iterator[bytes]


def file_of(audience: Audience, kind: Format, shape: Shape = Shape.PLAIN) -> File:
    """The audience as a file; only CSV comes in other shapes than the plain one."""
    if shape is not Shape.PLAIN and kind is not Format.CSV:
        raise ParameterError(f"The {shape.title()} preset is a CSV file. Choose csv, or the plain preset for {kind}.")
    write = {Format.CSV: csv_parts, Format.PARQUET: parquet_parts, Format.XLSX: workbook_parts}[kind]
    return File(filename(audience, kind, shape), MIME[kind], write(audience, shape))


def filename(audience: Audience, kind: Format, shape: Shape) -> str:
    """A name that says what is inside."""
    subject = audience.subject
    version = f"v{subject.version}" if subject.version is not None else subject.run.id[:6]
    words = [subject.name, version, "" if shape is Shape.PLAIN else str(shape)]
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in " ".join(words).lower()).split())
    return f"{plain or 'audience'}.{kind}"


def csv_parts(audience: Audience, shape: Shape) -> Iterator[bytes]:
    """CSV, no cell of which a spreadsheet takes for a formula (`portal.services.exports.harmless`)."""
    spelt = spelling(audience, shape)
    yield (("\ufeff" if spelt.mark else "") + lines([[harmless(head) for head in spelt.heads]])).encode()
    for batch in audience.batches:
        for start in range(0, len(batch[0]), LINES_AT_ONCE):
            cells = [texts(array.slice(start, LINES_AT_ONCE), spelt.time) for array in batch]
            yield lines(zip(*cells, strict=True)).encode()


def parquet_parts(audience: Audience, shape: Shape) -> Iterator[bytes]:
    """Parquet, typed: nothing is changed, for nothing in it is ever read as a formula."""
    heads = spelling(audience, shape).heads
    schema = pa.schema(zip(heads, audience.types, strict=True))
    schema = schema.with_metadata({name: str(said) for name, said in facts(audience)})
    drain = Drain()
    with pq.ParquetWriter(pa.PythonFile(drain, mode="w"), schema, compression="zstd") as writer:
        for batch in audience.batches:
            writer.write_table(pa.Table.from_arrays(batch, schema=schema))
            yield drain.taken()
    yield drain.taken()
