"""From a file's bytes to plain UTF-8 text on disk: encoding, line ends, NULs, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Final

from portal.errors import TableError
from portal.importing.encodings import NAMES, known_encoding, legacy_encoding, unicode_encoding
from portal.importing.tally import Tally, chunks, tally

_MAGIC: Final = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x89HDF", "an HDF5 file"),
    (b"ARROW1", "an Arrow (Feather) file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "an RTF document"),
)
_MARKUP: Final = (
    (re.compile(rb"<(?:!doctype html|html|head|body|table|meta)\b", re.IGNORECASE), "a web page (HTML)"),
    (re.compile(rb"<\?xml|<!--"), "an XML document"),
    (re.compile(rb"\{\s*(?:\"[^\"]*\"\s*:|\}|$)|\[\s*[{\[]"), "JSON"),
)
_TAR: Final = 257
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")
_FOREIGN_WORD: Final = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
_SHOWN: Final = 3
_CONTROL: Final = bytes(b for b in range(32) if b not in b"\x00\x01\x09\x0a\x0b\x0c\x0d\x1b\x1c\x1d\x1e\x1f")


@dataclass(frozen=True, slots=True)
class Text:
    """A text file ready to parse.

    `path` holds UTF-8 (maybe with a byte order mark); `replaced` counts the characters that could not be
    decoded, `nuls` and `marks` the NUL characters and byte order marks that were taken out, `escaped` some
    quotation marks that a backslash makes part of their cell. `guessed` are words that show how an encoding was
    understood which the bytes do not settle.
    """

    path: Path
    bytes: int
    encoding: str
    line_ends: str
    lines: int
    quotes: int
    nuls: int = 0
    replaced: int = 0
    marks: int = 0
    escaped: int = 0
    guessed: tuple[str, ...] = ()


@dataclass(slots=True)
class _TakenOut:
    """What the text is rid of, counted."""

    nuls: int = 0
    marks: int = 0
    replaced: int = 0


def open_text(path: Path, scratch: Path, encoding: str | None = None) -> Text:
    """The text in `path`, rewritten into `scratch` when it is not plain UTF-8; TableError when it is no text."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    found = known_encoding(encoding) if encoding else unicode_encoding(head)
    if found is None or found.startswith("utf-8"):
        refuse_binary(head)
        counts = tally(path)
        marked = head.startswith(codecs.BOM_UTF8)
        if found == "utf-8" and marked:
            found = "utf-8-sig"
        if counts.valid and not counts.nuls and counts.marks <= marked:
            return _text(path, path, found or "utf-8", counts, _TakenOut())
        if found is None:
            found = "utf-8" if counts.valid or _nearly_utf8(path) else None
    telling = _telling(path) if found is None else b""
    known = found or legacy_encoding(telling)
    plain = scratch / "text.csv"
    taken = _rewrite(path, plain, known)
    text = _text(path, plain, known, tally(plain), taken)
    return text if found else replace(text, guessed=_foreign_words(telling.decode(known, errors="replace")))


def refuse_binary(head: bytes) -> None:
    """TableError when the first bytes are those of a picture, a program or the like."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise TableError(f"The file is {what}, not a table. Bring CSV, Excel or Parquet.")
    # Systems that export “Excel” often write a web page or XML, which Excel opens all the same.
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    what = next((what for markup, what in _MARKUP if markup.match(start)), "")
    what = "a tar archive" if head[_TAR : _TAR + 5] == b"ustar" else what
    if what:
        raise TableError(f"The file is {what}, not a table. Open it in the program that made it and save it as CSV.")
    control = sum(head.count(bytes([b])) for b in _CONTROL)
    if control > 0.02 * len(head) or head.count(0) > 0.2 * len(head):
        raise TableError("The file holds binary data, not a table of text. Bring CSV, Excel or Parquet.")


def _text(source: Path, plain: Path, encoding: str, counts: Tally, taken: _TakenOut) -> Text:
    return Text(
        path=plain,
        bytes=source.stat().st_size,
        encoding=NAMES.get(encoding, encoding),
        line_ends=counts.line_ends,
        lines=counts.lines,
        quotes=counts.quotes,
        escaped=counts.escaped,
        nuls=taken.nuls,
        marks=taken.marks,
        replaced=taken.replaced,
    )


def _telling(path: Path, enough: int = 2 << 20) -> bytes:
    """The first parts of the file that hold anything but ASCII."""
    parts: list[bytes] = []
    for chunk in chunks(path):
        for start in range(0, len(chunk), 1 << 16):
            piece = chunk[start : start + (1 << 16)]
            if not piece.isascii():
                parts.append(piece)
        if sum(map(len, parts)) > enough:
            break
    return b"".join(parts)


def _foreign_words(text: str) -> tuple[str, ...]:
    """The first words of `text` with a letter beyond ASCII, or other such characters where there is no such word."""
    words = (_FOREIGN_WORD.findall(text) or _FOREIGN.findall(text))[:200]
    return tuple(word[:30] for word in dict.fromkeys(words))[:_SHOWN]


def _nearly_utf8(path: Path) -> bool:
    text = _telling(path).decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(ord(c) > 0x7F for c in text) - broken
    return sound >= 10 * broken


def _rewrite(source: Path, target: Path, encoding: str) -> _TakenOut:
    """Write `source` as UTF-8 without NULs and marks in the middle; how many of them and of broken characters."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    taken = _TakenOut()
    with target.open("w", encoding="utf-8", newline="", errors="replace") as out:
        for place, chunk in enumerate(chain(chunks(source), [None])):
            text = decoder.decode(b"", final=True) if chunk is None else decoder.decode(chunk)
            text = text if place else text.removeprefix("\ufeff")
            taken.nuls += text.count("\x00")
            taken.marks += text.count("\ufeff")
            taken.replaced += text.count("\ufffd")
            out.write(text.replace("\x00", "").replace("\ufeff", ""))
    return taken
