"""One column on its way through a file: its cells are converted, and what is odd about them is kept."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from portal.importing.batches import IrregularError
from portal.importing.cells import MISSING_WORDS
from portal.importing.kinds import Plan, acceptable, convert
from portal.importing.numbers import quick_numbers
from portal.importing.report import ColumnReport, ColumnType, Example, Proposal, ProposalKind
from portal.importing.sentinels import Extremes
from portal.importing.sink import plain_words

_EXAMPLES: Final = 5
_KEPT: Final = 400
_CLEAR: Final = 20
_CLEAR_DAY: Final = r"^(?:\d{1,2}[-/.])?(?:1[3-9]|2\d|3[01])[-/.](?:\d{1,2}[-/.])?\d{2,4}\b"
_PLAIN: Final = np.array([0x20 < sign < 0x7F for sign in range(256)])


@cache
def _missing_words() -> pa.Array:
    titles = {word.title() for word in MISSING_WORDS}
    # “keine Angabe”, “k.A.”: all but the first begin with a capital.
    forms = titles | {title[0].lower() + title[1:] for title in titles}
    return pa.array(sorted(forms | {form for w in MISSING_WORDS for form in (w, w.upper(), w.capitalize())}))


def trimmed(cells: pa.Array) -> pa.Array:
    """Cells without the blanks around them; nothing but blanks becomes null."""
    if _tidy(cells):
        return cells
    cells = pc.utf8_trim_whitespace(cells)
    blank = pc.equal(cells, "")
    if pc.any(blank).as_py():
        return pc.if_else(blank, pa.scalar(None, cells.type), cells)
    return cells


def _tidy(cells: pa.Array) -> bool:
    """Whether every cell begins and ends with a sign of ASCII that is no blank: there is nothing to trim."""
    if not pa.types.is_string(cells.type) or not len(cells):
        return False
    _, offsets, data = cells.buffers()
    if data is None or not data.size:
        return False
    ends = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    starts, stops = ends[:-1], ends[1:]
    filled = stops > starts
    if int(np.count_nonzero(filled)) != len(cells) - cells.null_count:
        return False
    if cells.null_count:  # null cells are of no length
        starts, stops = starts[filled], stops[filled]
    signs = np.frombuffer(data, np.uint8)
    return bool(_PLAIN[signs[starts]].all() and _PLAIN[signs[stops - 1]].all())


class ColumnReader:
    """Reads one column batch by batch under a plan, and counts what the plan does not cover."""

    def __init__(self, name: str, plan: Plan) -> None:
        self.name, self.plan = name, plan
        self.filled = self.missing = self.blank = self.padded = self.unreadable = 0
        self.examples: list[Example] = []
        self.unread: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.settling: dict[str, int] = {}
        self.open_days = any(question.kind is ProposalKind.DAY_FIRST for question in plan.questions)
        self.extremes = Extremes()
        self.constant: Any = None
        self.varies = False

    def read(self, cells: pa.Array, row: int, lines: npt.NDArray[np.int64] | None) -> pa.Array:
        """The values of `cells`, whose first stands in row `row` of the table (from 0).

        Cells may be strings, strings under codes, or what the parser has made of them under this plan.
        """
        if pa.types.is_dictionary(cells.type):
            return self._read_coded(cells, row, lines)
        if not pa.types.is_string(cells.type):
            if pa.types.is_floating(cells.type) and not pc.all(pc.is_finite(cells), min_count=0).as_py():
                raise IrregularError  # the parser takes “nan” and “inf” for numbers; a person does not
            self.look_at(cells)
            return cells
        values = quick_numbers(cells, self.plan.numbers) if self.plan.numbers is not None else None
        if values is None:
            tidy = trimmed(cells)
            self.blank += tidy.null_count - cells.null_count
            if self.plan.type is ColumnType.TEXT and tidy is not cells:
                lengths = pc.sum(pc.binary_length(cells)).as_py() or 0, pc.sum(pc.binary_length(tidy)).as_py() or 0
                self.padded += int(lengths[0] > lengths[1])
            if self.open_days:
                self._settle(tidy)
            values, bad = convert(tidy, self.plan)
            if bad is not None:
                self._keep(tidy, pc.fill_null(bad, False), row, lines)
        self.look_at(values)
        return values

    def _read_coded(self, cells: pa.DictionaryArray, row: int, lines: npt.NDArray[np.int64] | None) -> pa.Array:
        """The same for strings under codes: each string is converted once, however often it occurs."""
        words, codes = cells.dictionary, cells.indices
        tidy = trimmed(words)
        if tidy is not words:
            counts = np.bincount(codes.drop_null().to_numpy(), minlength=len(words))
            self.blank += int(counts[tidy.is_null().to_numpy(zero_copy_only=False)].sum())
            self.padded += int(self.plan.type is ColumnType.TEXT and not tidy.equals(words))
        if self.open_days:
            self._settle(tidy)
        values, bad = convert(tidy, self.plan)
        if bad is not None:
            self._keep(tidy.take(codes), pc.fill_null(bad.take(codes), False), row, lines)
        # Words stay under their codes up to the file, which keeps them so as well.
        values = cells if self.plan.type is ColumnType.TEXT and tidy is words else values.take(codes)
        self.look_at(values, coded=(tidy, codes))
        return values

    def refuse(self, values: pa.Array, bad: pa.Array, row: int) -> None:
        """Count values that are there but cannot be used."""
        if pc.any(bad).as_py():
            self._keep(pc.cast(values, pa.string()), bad, row, None)

    def look_at(self, values: pa.Array, coded: tuple[pa.Array, pa.Array] | None = None) -> None:
        """Take note of typed values: missing, constant, extreme; `coded` are their words and codes, where known."""
        self.missing += values.null_count
        self.filled += len(values) - values.null_count
        if values.null_count == len(values):
            return
        if not self.varies:
            self.constant = self.constant if self.constant is not None else plain_words(values.drop_null()[:1])[0]
            known = values.dictionary if pa.types.is_dictionary(values.type) else values
            self.varies = not pc.all(pc.equal(known, self.constant), min_count=0).as_py()
        if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
            self.extremes.add(values)
        elif pa.types.is_string(values.type) or pa.types.is_dictionary(values.type):
            if coded is not None and not pc.any(pc.is_in(coded[0], _missing_words())).as_py():
                return
            values = plain_words(values)
            for entry in pc.value_counts(values.filter(pc.is_in(values, _missing_words()))).to_pylist():
                self.words[entry["values"]] = self.words.get(entry["values"], 0) + entry["counts"]

    def fits(self) -> bool:
        """Whether the cells that could not be read are few enough for the plan to stand."""
        if not self.unreadable:
            return True
        if self.plan.type in (ColumnType.BOOLEAN, ColumnType.EMPTY):
            return False
        rest = self.unreadable - sum(self.unread.values())
        kept = {**self.unread, "0…": rest} if rest else self.unread  # what was not kept counts as odd
        return acceptable({**kept, "": self.filled}, kept)

    def report(self) -> ColumnReport:
        """What there is to say about the column."""
        parts = [self.plan.why]
        if self.blank:
            parts.append(f"{self.blank:,} {'cell holds' if self.blank == 1 else 'cells hold'} only blanks")
        if self.unreadable:
            shown = ", ".join(f"“{word}”" for word in list(self.unread)[:3])
            parts[0] = parts[0].replace("every filled cell is", "every filled cell that can be read is")
            parts.append(f"{self.unreadable:,} not readable and missing now: {shown}")
        if self.padded:
            parts.append("blanks around words were taken off")
        return ColumnReport(
            self.name, self.plan.type, "; ".join(parts), self.missing, self.unreadable,
            tuple(self.examples), self.plan.unit,
        )  # fmt: skip

    def proposals(self) -> list[Proposal]:
        """What a person should decide about the column."""
        found = [Proposal(self.name, q.kind, q.value, q.count, q.sentence) for q in self.plan.questions]
        for word, n in sorted(self.words.items(), key=lambda item: -item[1]):
            if n < self.filled:
                sentence = f"“{word}” in {n:,} cells may mean that nothing is known."
                found.append(Proposal(self.name, ProposalKind.MISSING_WORD, word, n, sentence))
        for value, n in self.extremes.sentinels():
            shown, cells = f"{value:.0f}", "cell" if n == 1 else "cells"
            sentence = f"{shown} in {n:,} {cells} lies far from all other values: it may mean “missing”."
            found.append(Proposal(self.name, ProposalKind.MISSING_NUMBER, shown, n, sentence))
        return found

    @property
    def is_constant(self) -> bool:
        """Whether every filled cell holds the same."""
        return self.filled > 0 and not self.varies and not self.missing

    def _settle(self, cells: pa.Array) -> None:
        """Keep dates that can be read with the day, or with the month, first only."""
        clear = cells.filter(pc.fill_null(pc.match_substring_regex(cells, _CLEAR_DAY), False))
        for word in pc.unique(clear)[:_CLEAR].to_pylist():
            if len(self.settling) < _KEPT:
                self.settling[word] = self.settling.get(word, 0) + 1

    def _keep(self, cells: pa.Array, bad: pa.Array, row: int, lines: npt.NDArray[np.int64] | None) -> None:
        where = np.flatnonzero(bad.to_numpy(zero_copy_only=False))
        self.unreadable += len(where)
        for i in where[: max(_EXAMPLES - len(self.examples), 0)].tolist():
            line = int(lines[i]) if lines is not None else None
            self.examples.append(Example(row + i + 1, line, str(cells[i].as_py())[:80]))
        for entry in pc.value_counts(cells.filter(bad)).to_pylist():
            word = entry["values"]
            if word in self.unread or len(self.unread) < _KEPT:
                self.unread[word] = self.unread.get(word, 0) + entry["counts"]
