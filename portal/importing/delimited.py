"""Tables written as text: CSV and its kin, read in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa

from portal.errors import TableError
from portal.importing.batches import Batch, IrregularError, Source, careful_batches, lines_of
from portal.importing.cells import Notation
from portal.importing.column import ColumnReader
from portal.importing.dialect import find_dialect
from portal.importing.headers import unique_names
from portal.importing.kinds import Plan, arrow_type
from portal.importing.limits import Choices, Limits, Tell
from portal.importing.notes import text_notes
from portal.importing.planning import FirstLook, first_look, parsed_kinds, second_thought
from portal.importing.quick import quick_batches
from portal.importing.report import ColumnReport, ColumnType, Report
from portal.importing.rows import RowHashes
from portal.importing.sink import Sink
from portal.importing.text import open_text

_PASSES: Final = 6


@dataclass(slots=True)
class _Pass:
    """What one way through the file has brought."""

    readers: list[ColumnReader]
    kept: list[int]
    rows: int
    hashes: RowHashes


def read_delimited(
    path: Path, name: str, limits: Limits, choices: Choices, sink: Sink, scratch: Path, tell: Tell
) -> Report:
    """Read the text table in `path` into `sink`; TableError when it cannot be read."""
    tell("Looking at the file", 0.0)
    text = open_text(path, scratch, choices.encoding)
    dialect = find_dialect(text.path, limits, choices.separator, choices.header, escapes=text.escaped > 0)
    if not text.quotes:  # a line is a row then, at most: no need to read them all to find too many
        limits.check_shape(max(text.lines - dialect.skip - 2, 0), dialect.width)
    source = Source(text.path, dialect, text.quotes, text.lines)
    names, renamed = unique_names(dialect.header, dialect.width)
    careful = False
    kinds: dict[int, pa.DataType] = {}
    look: FirstLook | None = None
    for attempt in range(_PASSES):
        try:
            if look is None:
                first = next(careful_batches(source) if careful else quick_batches(source), None)
                if first is None:
                    raise TableError("The file has a header but no rows. Bring at least one row.")
                look = first_look(first.columns, names, choices)
                plans = look.plans
                kinds = {} if careful else parsed_kinds(first.columns, plans)
            done = _pass(source, careful, kinds, names, plans, limits, sink, text.lines, tell)
        except IrregularError:
            # A cell of which the parser can make no number may still be one: once more as strings.
            coded = {place: kind for place, kind in kinds.items() if pa.types.is_dictionary(kind)}
            careful, kinds = coded == kinds, coded
            continue
        last = attempt >= _PASSES - 3
        changed = {} if last else _reconsidered(look, done.readers)
        for i, reader in enumerate(done.readers):
            if i not in changed and not reader.fits():
                changed[i] = second_thought(reader, choices, last)
        if not changed:
            break
        for i, plan in changed.items():
            kinds.pop(i, None)
            plans[i] = plan
    if not done.rows:
        raise TableError("The file has a header but no rows. Bring at least one row.")
    readers = [done.readers[i] for i in done.kept]
    return Report(
        name=name,
        format="text",
        bytes=text.bytes,
        rows=done.rows,
        columns=_located(source, tuple(reader.report() for reader in readers)),
        encoding=text.encoding,
        separator=dialect.separator,
        decimal=_decimal(plans),
        header=dialect.header is not None,
        line_ends=text.line_ends,
        duplicates=done.hashes.duplicates(),
        constants=tuple(r.name for r in readers if r.is_constant),
        proposals=tuple(p for r in readers for p in r.proposals()),
        renamed=tuple(r for r in renamed if r.name in {reader.name for reader in readers}),
        notes=tuple(text_notes(text, source, left_out=len(names) - len(readers))),
    )


def _reconsidered(look: FirstLook, readers: list[ColumnReader]) -> dict[int, Plan]:
    plans = {i: look.reconsidered(i, reader) for i, reader in enumerate(readers)}
    return {i: plan for i, plan in plans.items() if plan is not None}


def _batches(source: Source, careful: bool, kinds: dict[int, pa.DataType]) -> Iterator[Batch]:
    return careful_batches(source) if careful else quick_batches(source, kinds)


def _pass(
    source: Source,
    careful: bool,
    kinds: dict[int, pa.DataType],
    names: list[str],
    plans: list[Plan],
    limits: Limits,
    sink: Sink,
    expected: int,
    tell: Tell,
) -> _Pass:
    readers = [ColumnReader(name, plan) for name, plan in zip(names, plans, strict=True)]
    kept = [i for i, plan in enumerate(plans) if not _nothing(source, plan, i)]
    schema = pa.schema([pa.field(names[i], arrow_type(plans[i])) for i in kept])
    sink.start(schema)
    hashes = RowHashes(expected)
    rows = 0
    whole = max(source.path.stat().st_size, 1)
    for batch in _batches(source, careful, kinds):
        values = [r.read(c, rows, batch.lines) for r, c in zip(readers, batch.columns, strict=True)]
        hashes.add(values)
        rows += batch.rows
        limits.check_shape(rows, len(names))
        sink.write(pa.RecordBatch.from_arrays([values[i] for i in kept], names=schema.names))
        tell("Reading rows", min(batch.consumed / whole, 1.0))
    return _Pass(readers, kept, rows, hashes)


def _nothing(source: Source, plan: Plan, i: int) -> bool:
    """A column without name and content, such as separators at the end of every line leave."""
    header = source.dialect.header
    return header is not None and not header[i].strip() and plan.type is ColumnType.EMPTY


def _located(source: Source, columns: tuple[ColumnReport, ...]) -> tuple[ColumnReport, ...]:
    """The reports with the lines of their examples, where only rows are known yet."""
    rows = {e.row for c in columns for e in c.examples if e.line is None}
    if not rows:
        return columns
    lines = lines_of(source, rows)
    return tuple(
        replace(c, examples=tuple(replace(e, line=e.line or lines.get(e.row)) for e in c.examples)) for c in columns
    )


def _decimal(plans: list[Plan]) -> str:
    marks = [p.numbers.notation for p in plans if p.numbers is not None and not p.numbers.whole]
    return "," if sum(n.decimal == "," for n in marks) > len(marks) / 2 else Notation().decimal if marks else ""
