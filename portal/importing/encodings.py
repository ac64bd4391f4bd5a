"""Which encoding a text is written in, told from its bytes."""

from __future__ import annotations

import codecs
import re
from typing import Final

from portal.errors import TableError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with byte order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 without byte order mark",
    "utf-16-be": "UTF-16 without byte order mark",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "mac-roman": "Mac Roman",
    "cp932": "Shift-JIS",
    "ascii": "ASCII",
}
_LETTERS: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜ")
_MARKS: Final = frozenset("’‘“”–—…€£°º«»•·®©™´")
_USUAL_ENDS: Final = {"cp1252": re.compile(rb"\r\n"), "mac-roman": re.compile(rb"\r(?!\n)")}
"""How lines end where an encoding is at home …"""
_AT_HOME: Final = 0.75
"""… which counts less than a letter within a word does, and more than a mark."""
_HALF_KANA: Final = re.compile("[\uff66-\uff9f]{3,}")
_WIDE: Final = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_WIDE_RUN: Final = re.compile(f"{_WIDE.pattern}{{2,}}")
"""Kana, kanji, and the marks, letters and digits that are as wide as those."""
_HIGH: Final = re.compile(rb"[^\x00-\x7f]+")


def unicode_encoding(head: bytes) -> str | None:
    """UTF-8 with mark, UTF-16 or UTF-32, told from the first bytes; None for everything else."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    pairs = head[: len(head) // 2 * 2][:4000]
    if len(pairs) < 4:
        return None
    even, odd = pairs[0::2].count(0) / (len(pairs) / 2), pairs[1::2].count(0) / (len(pairs) / 2)
    # Latin text in UTF-16 has a zero in every second byte; stray zeros in 8-bit text are rare.
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    if even > 0.6 and odd < 0.1:
        return "utf-16-be"
    return None


def legacy_encoding(sample: bytes) -> str:
    """The likeliest 8-bit or Japanese encoding of `sample`, which is not UTF-8.

    Japanese is told by its kana; the Western ones by which of them turns the high bytes into letters
    inside words rather than into symbols there, and by how lines end.
    """
    if _japanese(sample):
        return "cp932"
    scores = {name: _western_score(sample, name) for name in ("cp1252", "mac-roman")}
    best = max(scores, key=lambda name: scores[name])
    if best == "cp1252" and not re.search(rb"[\x80-\x9f]", sample):
        return "latin-1"
    return best


def known_encoding(name: str) -> str:
    """The codec called `name` by a person, or TableError."""
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        raise TableError(f"There is no encoding “{name}”. Try UTF-8, Windows-1252 or Shift-JIS.") from None


def _japanese(sample: bytes) -> bool:
    text = None
    for cut in range(3):  # a sample may end inside a character
        try:
            text = sample[: len(sample) - cut].decode("cp932")
            break
        except UnicodeDecodeError:
            continue
    if text is None:
        return False
    foreign = [c for c in text if ord(c) > 0x7F]
    # Half-width kana are the bytes of Western capitals, which hardly stand three in a row.
    halves = sum(map(len, _HALF_KANA.findall(text)))
    if foreign and halves / len(foreign) > 0.8:
        return True
    # Kanji alone also come out of accented Western text ("é" + letter), but never two in a row.
    wide, together = len(_WIDE.findall(text)), sum(map(len, _WIDE_RUN.findall(text)))
    kana = sum("\u3040" <= c <= "\u30ff" for c in foreign)
    told = bool(foreign) and (wide + halves) / len(foreign) > 0.8
    return told and (kana / len(foreign) > 0.1 or together > 0.4 * wide)


def _western_score(sample: bytes, name: str) -> float:
    score, home = 0.0, _AT_HOME if _USUAL_ENDS[name].search(sample) else 0.0
    for match in list(_HIGH.finditer(sample))[:20_000]:
        before, after = sample[match.start() - 1 : match.start()], sample[match.end() : match.end() + 1]
        within = before.isalpha() or after.isalpha()
        text = match.group().decode(name, errors="replace")
        for i, c in enumerate(text):
            score += home
            if c in _LETTERS:
                score += 1.0 if within else 0.5
                # A capital inside a word of small letters is a sign of the wrong table.
                if c.isupper() and before.islower() and i == 0:
                    score -= 0.9
            elif c in _MARKS:
                score += 0.3 if not (before.isalpha() and after.isalpha()) or c == "’" else -0.5
            else:
                score -= 1.0
    return score
