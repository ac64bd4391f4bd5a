"""What stands in the bytes of a text, counted in one way through the file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

CHUNK: Final = 512 << 10
_NUL, _LF, _CR, _QUOTE, _BACKSLASH = b'\x00\n\r"\\'
_ESCAPED: Final = re.compile(rb'\\"(?=[^\r\n",;\t|])')
"""A quotation mark after a backslash that does not end its cell, as that of a folder such as "C:\\data\\" would."""


@dataclass(slots=True)
class Tally:
    """Line ends, NULs, quotation marks; byte order marks anywhere; `valid` for UTF-8; the `last` byte.

    `escaped` are quotation marks that a backslash makes part of their cell; those at its end are not counted.
    """

    valid: bool = True
    cr: int = 0
    lf: int = 0
    crlf: int = 0
    nuls: int = 0
    marks: int = 0
    quotes: int = 0
    escaped: int = 0
    last: bytes = b""

    @property
    def lines(self) -> int:
        """Physical lines, the last of which needs no end."""
        return self.lf + self.cr - self.crlf + (self.last not in (b"\n", b"\r", b""))

    @property
    def line_ends(self) -> str:
        """The ways in which lines end."""
        ends = {"CRLF": self.crlf, "LF": self.lf - self.crlf, "CR": self.cr - self.crlf}
        return " and ".join(name for name, n in ends.items() if n)


def chunks(path: Path) -> Iterator[bytes]:
    """The file in parts."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def tally(path: Path) -> Tally:
    """Count what stands in the file."""
    counts = Tally()
    decoder = codecs.getincrementaldecoder("utf-8")()
    tail = b""
    for chunk in chunks(path):
        signs = np.frombuffer(chunk, np.uint8)
        counts.lf += _occurrences(chunk, signs, _LF)
        if (cr := _occurrences(chunk, signs, _CR)) or counts.last == b"\r":
            counts.cr += cr
            counts.crlf += chunk.count(b"\r\n") + (counts.last == b"\r" and chunk.startswith(b"\n"))
        counts.nuls += _occurrences(chunk, signs, _NUL)
        if quotes := _occurrences(chunk, signs, _QUOTE):
            counts.quotes += quotes
            counts.escaped += len(_ESCAPED.findall(chunk)) if _BACKSLASH in chunk else 0
        counts.last = chunk[-1:]
        ascii_only = chunk.isascii()
        if not ascii_only:
            counts.marks += chunk.count(codecs.BOM_UTF8) + (tail + chunk[:2]).count(codecs.BOM_UTF8)
        tail = chunk[-2:]
        if counts.valid and not (ascii_only and not decoder.getstate()[0]):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                counts.valid = False
    if counts.valid:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            counts.valid = False
    return counts


def _occurrences(chunk: bytes, signs: npt.NDArray[np.uint8], sign: int) -> int:
    # `bytes.count` looks at one byte after the other; most signs that are asked for do not occur at all.
    return int(np.count_nonzero(signs == sign)) if sign in chunk else 0
