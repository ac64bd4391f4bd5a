"""Dates as people write them: which ways a column uses, what is ambiguous, and its cells as timestamps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pandas as pd

_ZONE: Final = r"(?P<zone> ?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?))?"
_TIME: Final = (
    r"(?P<time>(?P<gap>[T ]+)(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?P<part>[.,]\d{1,9})?"
    rf"(?P<half> ?[AaPp]\.?[Mm]\.?)?{_ZONE})?"
)
_ISO: Final = re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_TIME}")
_ISO_HERE: Final = re.compile(_ISO.pattern.replace(_ZONE, ""))
_YMD: Final = re.compile(rf"(?P<y>\d{{4}})(?P<mark>[/.])(?P<m>\d{{1,2}})(?P=mark)(?P<d>\d{{1,2}}){_TIME}")
_NUMERIC: Final = re.compile(rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<y>\d{{4}}|\d{{2}}){_TIME}")
_NAMED: Final = re.compile(
    rf"(?:(?P<d>\d{{1,2}})(?P<mark>[-/ ])(?P<name>[A-Za-z]{{3,9}})(?P=mark)(?P<y>\d{{4}}|\d{{2}})"
    rf"|(?P<name2>[A-Za-z]{{3,9}}) (?P<d2>\d{{1,2}})(?P<comma>,?) (?P<y2>\d{{4}})){_TIME}"
)
_COMPACT: Final = re.compile(r"(?:19|20)\d{6}")
COMPACT: Final = "%Y%m%d"
_MOST_WAYS: Final = 6


@dataclass(frozen=True, slots=True)
class DatePlan:
    """How to read a column of dates: `formats` as for strptime, “ISO” for ISO 8601, tried in turn.

    `ambiguous` when day and month may be swapped in every cell; then the column is not read without a choice.
    """

    formats: tuple[str, ...]
    zoned: bool = False
    ambiguous: bool = False
    day_first: bool | None = None
    short_years: bool = False


def plan_dates(cells: dict[str, int], day_first: bool | None = None) -> tuple[DatePlan, int] | None:
    """The plan that reads most of `cells` (text → count) and how many cells it leaves; None if they are no dates."""
    left, zoned, short = 0, False, False
    formats: dict[str, int] = {}
    over = {True: 0, False: 0}  # cells that only day-first, only month-first reads
    numeric: list[tuple[re.Match[str], int]] = []
    for cell, n in cells.items():
        if match := _ISO.fullmatch(cell):
            _add(formats, "ISO", n)
        elif match := _YMD.fullmatch(cell):
            _add(formats, f"%Y{match['mark']}%m{match['mark']}%d{_clock(match)}", n)
        elif match := _NUMERIC.fullmatch(cell):
            numeric.append((match, n))
            a, b = int(match["a"]), int(match["b"])
            over[True] += n * (a > 12 >= b)
            over[False] += n * (b > 12 >= a)
            short |= len(match["y"]) == 2
        elif match := _NAMED.fullmatch(cell):
            formats_of = _named(match)
            _add(formats, formats_of + _clock(match), n)
        else:
            left += n
            continue
        zoned |= bool(match["zone"])
    found = sum(cells.values()) - left
    if not found:
        return None
    ambiguous = False
    if numeric:
        mixed = over[True] > 0 and over[False] > 0
        if mixed and day_first is None:
            return None  # two orders in one column: nobody can tell the rest
        left += over[not day_first] if mixed else 0
        settled = over[True] > 0 if not mixed and (over[True] or over[False]) else day_first
        ambiguous = settled is None and any(int(m["a"]) != int(m["b"]) for m, _ in numeric)
        day_first = bool(settled)
        for match, n in numeric:
            mark, year = match["mark"], "%Y" if len(match["y"]) == 4 else "%y"
            order = ("%d", "%m") if day_first else ("%m", "%d")
            _add(formats, f"{order[0]}{mark}{order[1]}{mark}{year}{_clock(match)}", n)
    if len(formats) > _MOST_WAYS or any(n < 0.02 * found for n in formats.values() if len(formats) > 3):
        return None
    ways = tuple(sorted(formats, key=lambda f: -formats[f]))
    return DatePlan(ways, zoned, ambiguous, day_first if numeric else None, short), left


def orders(cells: dict[str, int]) -> tuple[int, int, int]:
    """Days in numbers among `cells` (text → count), those with the day first only, those with the month first only."""
    days = {True: 0, False: 0}
    found = 0
    for cell, n in cells.items():
        if match := _NUMERIC.fullmatch(cell):
            a, b = int(match["a"]), int(match["b"])
            found += n
            days[True] += n * (a > 12 >= b)
            days[False] += n * (b > 12 >= a)
    return found, days[True], days[False]


def unclear_day(cells: Iterable[str]) -> str:
    """The first of `cells` whose day and month may be swapped; "" when there is none."""
    numeric = ((cell, _NUMERIC.fullmatch(cell)) for cell in cells)
    return next((c for c, m in numeric if m and m["a"] != m["b"] and max(int(m["a"]), int(m["b"])) <= 12), "")


def compact_dates(cells: dict[str, int], header: str) -> bool:
    """Whether whole numbers are dates written yyyymmdd: all valid, and many or under a telling header."""
    if not all(_COMPACT.fullmatch(c) for c in cells):
        return False
    import pandas as pd  # large, and most files hold no such column

    if pd.to_datetime(pd.Series(list(cells)), format=COMPACT, errors="coerce").isna().any():
        return False
    return len(cells) >= 10 or bool(re.search(r"date|data|day|time|datum|_dt|dt_|fecha", header, re.IGNORECASE))


def to_dates(cells: pa.Array, plan: DatePlan) -> tuple[pa.Array, pa.Array | None]:
    """Timestamps (microseconds, UTC where a zone is given) of trimmed `cells`, and a mask of the unreadable."""
    kind = pa.timestamp("us")
    if plan.formats == ("ISO",) and not plan.zoned:
        try:
            return pc.cast(cells, kind), None
        except pa.ArrowInvalid:
            pass
    import pandas as pd

    texts = pd.Series(cells.to_pandas(), dtype="str")
    read = np.full(len(texts), np.datetime64("NaT", "us"))
    for way in plan.formats:
        rest = np.isnat(read) & texts.notna().to_numpy()
        if not rest.any():
            break
        read[rest] = _parsed(texts[rest], way, plan.zoned)
    values = pa.array(read, type=kind)
    bad = pc.and_(pc.is_null(values), pc.is_valid(cells))
    return values, bad if pc.any(bad).as_py() else None


def _parsed(texts: pd.Series, way: str, zoned: bool) -> np.ndarray:
    if way == "ISO":
        # Moments of different zones come together only under a plan that knows of zones.
        known = texts.str.fullmatch(_ISO) if zoned else texts.str.fullmatch(_ISO_HERE)
        # Padded, so that 2024-3-8 is read like 2024-03-08.
        texts = texts.where(known).str.replace(r"-(\d)(?=\D|$)", r"-0\1", regex=True)
        way = "ISO8601"
    elif "%p" in way:
        texts = texts.str.upper().str.replace(".M.", "M", regex=False).str.replace(r"(\d)([AP])", r"\1 \2", regex=True)
    import pandas as pd

    moments = pd.to_datetime(texts, format=way, errors="coerce", utc=zoned)
    if zoned:
        moments = moments.dt.tz_localize(None)
    return moments.to_numpy().astype("datetime64[us]")


def _clock(match: re.Match[str]) -> str:
    if not match["time"]:
        return ""
    clock = "%I:%M" if match["half"] else "%H:%M"
    if match["clock"].count(":") == 2:
        clock += ":%S"
    part = f"{match['part'][0]}%f" if match["part"] else ""
    zone = "" if not match["zone"] else " %z" if match["zone"].startswith(" ") else "%z"
    return match["gap"] + clock + part + (" %p" if match["half"] else "") + zone


def _named(match: re.Match[str]) -> str:
    name = match["name"] or match["name2"]
    month = "%b" if len(name) == 3 else "%B"
    if match["name"]:
        year = "%Y" if len(match["y"]) == 4 else "%y"
        return f"%d{match['mark']}{month}{match['mark']}{year}"
    return f"{month} %d{match['comma']} %Y"


def _add(formats: dict[str, int], way: str, n: int) -> None:
    formats[way] = formats.get(way, 0) + n
