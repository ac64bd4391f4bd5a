"""Audiences as files: CSV, Parquet, and the workbook of `portal.services.takeaway.workbook`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from portal.errors import ParameterError
from portal.services.exports import harmless, lines, texts
from portal.services.takeaway.audience import Audience, facts
from portal.services.takeaway.shapes import Shape, spelling
from portal.services.takeaway.workbook import workbook_parts


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


MOST_IN_WORKBOOK: Final = 200_000
"""Customers of a workbook that is made while somebody waits: it is whole before its first byte leaves, and a
million take minutes, more than hosts allow a request. The shell has no such limit."""


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


def check_patience(customers: int, kind: Format) -> None:
    """ParameterError when a file would keep somebody waiting for longer than a request may take."""
    if kind is Format.XLSX and customers > MOST_IN_WORKBOOK:
        raise ParameterError(
            f"A workbook of {customers:,} customers takes minutes. Take CSV or Parquet, take fewer segments (up to "
            f"{MOST_IN_WORKBOOK:,} customers), or write it from a shell: python -m portal export --format xlsx."
        )


def filename(audience: Audience, kind: Format, shape: Shape) -> str:
    """A name that says what is inside."""
    subject = audience.subject
    version = f"v{subject.version}" if subject.version is not None else subject.run.id[:6]
    words = [subject.name, version, "" if shape is Shape.PLAIN else str(shape)]
    plain = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in " ".join(words).lower()).split())
    return f"{plain or 'customers'}.{kind}"


def csv_parts(audience: Audience, shape: Shape) -> Iterator[bytes]:
    """CSV, no cell of which a spreadsheet takes for a formula (`portal.services.exports.harmless`)."""
    spelt = spelling(audience, shape)
    yield (("\ufeff" if spelt.mark else "") + lines([[harmless(head) for head in spelt.heads]])).encode()
    for batch in audience.batches:
        cells = [texts(array, spelt.time) for array in batch]
        yield lines(zip(*cells, strict=True)).encode()


def parquet_parts(audience: Audience, shape: Shape) -> Iterator[bytes]:
    """Parquet, typed: nothing is changed, for nothing in it is ever read as a formula."""
    heads = spelling(audience, shape).heads
    schema = pa.schema(zip(heads, audience.types, strict=True))
    schema = schema.with_metadata({name: str(said) for name, said in facts(audience)})
    drain = _Drain()
    with pq.ParquetWriter(pa.PythonFile(drain, mode="w"), schema, compression="zstd") as writer:
        for batch in audience.batches:
            writer.write_table(pa.Table.from_arrays(batch, schema=schema))
            yield drain.taken()
    yield drain.taken()


class _Drain(io.RawIOBase):
    """A file that only knows how far it has been written; what was written is handed on and forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def write(self, content: Any) -> int:
        part = bytes(content)
        self._waiting.append(part)
        self._at += len(part)
        return len(part)

    def taken(self) -> bytes:
        whole = b"".join(self._waiting)
        self._waiting.clear()
        return whole
