"""Sentences about a whole text file: what was repaired, passed over or left out."""

from __future__ import annotations

from portal.importing.batches import Source
from portal.importing.dialect import WHITESPACE
from portal.importing.text import Text


def text_notes(text: Text, source: Source, left_out: int) -> list[str]:
    """One sentence for each thing that was not as it should be, with its count."""
    repairs, notes = source.repairs, []
    if source.dialect.header is None:
        notes.append("The file has no header: the columns are called column_1, column_2 and so on.")
    if n := source.dialect.skip:
        notes.append(f"{_many(n, 'line')} above the table passed over.")
    if n := repairs.short:
        notes.append(
            f"{_many(n, 'row')} with too few cells, the first on line {repairs.first_short:,}: "
            "the cells that should follow are missing."
        )
    if n := repairs.trailing:
        notes.append(f"{_many(n, 'row')} with separators at the end and nothing after them.")
    if n := repairs.blank:
        notes.append(f"{_many(n, 'blank line')} passed over.")
    if left_out:
        notes.append(f"{_many(left_out, 'column')} without name and content left out.")
    if n := text.nuls:
        notes.append(f"{_many(n, 'NUL character')} taken out.")
    if n := text.marks:
        notes.append(
            f"{_many(n, 'byte order mark')} within the text taken out: files may have been put one after another."
        )
    if text.escaped:
        notes.append("A quotation mark after a backslash is part of its cell, and read without the backslash.")
    if n := text.replaced:
        notes.append(f"{_many(n, 'character')} not valid in {text.encoding}, shown as “\ufffd”.")
    if text.guessed:
        words = ", ".join(f"“{word}”" for word in text.guessed)
        notes.append(
            f"The file does not say its encoding: {text.encoding} was taken, which gives {words}. If that looks wrong, "
            "choose another under “Read the file again”."
        )
    if source.dialect.separator == WHITESPACE:
        notes.append("Cells are separated by runs of blanks.")
    return notes


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"
