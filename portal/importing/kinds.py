"""What a column is, told from a sample of its cells, and its cells turned into that."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from portal.importing.cells import BOOLEANS, is_missing_word
from portal.importing.dates import COMPACT, DatePlan, compact_dates, plan_dates, to_dates, unclear_day
from portal.importing.numbers import NumberPlan, codes_not_numbers, plan_numbers, to_numbers
from portal.importing.report import ColumnType, ProposalKind

_MAX_ODD: Final = 0.005
_MAX_WORDS: Final = 0.1
_MAX_MISSING_WORDS: Final = 0.6


@dataclass(frozen=True, slots=True)
class Question:
    """Something about a column that only a person can settle."""

    kind: ProposalKind
    value: str
    count: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known from outside the column: choices of a person and the habits of the other columns."""

    decimal: Literal[".", ","] = "."
    decimal_why: str = ""
    day_first: bool | None = None
    day_first_why: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read one column."""

    type: ColumnType
    why: str
    numbers: NumberPlan | None = None
    dates: DatePlan | None = None
    true_false: tuple[str, str] | None = None
    questions: tuple[Question, ...] = ()

    @property
    def unit(self) -> str:
        """The sign that all cells carry."""
        return self.numbers.notation.unit if self.numbers else ""


def text_plan(why: str, *questions: Question) -> Plan:
    """Leave the cells as they are."""
    return Plan(ColumnType.TEXT, why, questions=questions)


def decide(cells: dict[str, int], header: str, hints: Hints) -> Plan:
    """The plan for a column whose trimmed, filled cells are `cells` (text → count)."""
    if not cells:
        return Plan(ColumnType.EMPTY, "no cell is filled")
    told = {c: n for c, n in cells.items() if not is_missing_word(c)}
    if not told:
        return text_plan("only words such as “unknown”")
    if pair := _booleans(cells):
        return Plan(ColumnType.BOOLEAN, f"only the words “{pair[0]}” and “{pair[1]}”", true_false=pair)
    code = codes_not_numbers(told)
    numbers = plan_numbers(told, hints.decimal)
    if numbers is not None and acceptable(cells, _unread_numbers(cells, numbers[0])):
        if code:
            return text_plan(f"digits kept as text: {code}")
        if numbers[0].whole and compact_dates(told, header):
            return Plan(ColumnType.DATE, "valid dates written yyyymmdd", dates=DatePlan((COMPACT,)))
        return _number_plan(numbers[0], told, header, hints)
    dates = plan_dates(told, hints.day_first)
    if dates is not None and acceptable(cells, _unread(cells, told, dates[1])):
        return _date_plan(dates[0], told, hints)
    return _why_text(told)


def acceptable(cells: dict[str, int], unread: dict[str, int]) -> bool:
    """Whether so few cells are left that they are slips of the pen rather than another kind of column.

    Words for “missing” may be many, other words few, and cells with digits in them hardly any: these
    are what codes such as C536379 among 536365 look like.
    """
    total = sum(cells.values())
    missing = sum(n for c, n in unread.items() if is_missing_word(c))
    odd = sum(n for c, n in unread.items() if any(d.isdigit() for d in c))
    words = sum(unread.values()) - missing - odd
    told = max(total - missing, 1)
    return missing <= _MAX_MISSING_WORDS * total and odd <= _MAX_ODD * told and words <= _MAX_WORDS * told


def convert(cells: pa.Array, plan: Plan) -> tuple[pa.Array, pa.Array | None]:
    """The values of trimmed `cells` (blank = null) under `plan`, and a mask of those not readable, if any."""
    if plan.numbers is not None:
        return to_numbers(cells, plan.numbers)
    if plan.dates is not None:
        return to_dates(cells, plan.dates)
    if plan.true_false is not None:
        lower = pc.utf8_lower(cells)
        yes, no = pc.equal(lower, plan.true_false[0].lower()), pc.equal(lower, plan.true_false[1].lower())
        known = pc.fill_null(pc.or_(yes, no), True)
        values = pc.if_else(known, yes, pa.scalar(None, pa.bool_()))
        return values, None if pc.all(known, min_count=0).as_py() else pc.invert(known)
    if plan.type is ColumnType.EMPTY:
        return pa.nulls(len(cells), pa.float64()), pc.is_valid(cells) if cells.null_count < len(cells) else None
    return cells, None


def arrow_type(plan: Plan) -> pa.DataType:
    """The Arrow type of the values that `convert` gives."""
    return {
        ColumnType.WHOLE: pa.int64(),
        ColumnType.DECIMAL: pa.float64(),
        ColumnType.BOOLEAN: pa.bool_(),
        ColumnType.DATE: pa.timestamp("us"),
        ColumnType.TEXT: pa.string(),
        ColumnType.EMPTY: pa.float64(),
    }[plan.type]


def _booleans(cells: dict[str, int]) -> tuple[str, str] | None:
    seen = {c.lower(): c for c in cells}
    for yes, no in BOOLEANS:
        if set(seen) == yes | no:
            return seen[next(iter(yes))], seen[next(iter(no))]
    return None


def _unread_numbers(cells: dict[str, int], plan: NumberPlan) -> dict[str, int]:
    pattern = re.compile(plan.notation.pattern())
    return {c: n for c, n in cells.items() if not pattern.match(c)}


def _unread(cells: dict[str, int], told: dict[str, int], left: int) -> dict[str, int]:
    """Cells left by the dates: the words for “missing” and one entry for all others, as good as digits."""
    return {c: n for c, n in cells.items() if c not in told} | ({"0": left} if left else {})


def _number_plan(plan: NumberPlan, cells: dict[str, int], header: str, hints: Hints) -> Plan:
    notation, parts = plan.notation, []
    if notation.decimal == "," and not plan.whole:
        parts.append("decimal comma")
    mark = re.escape(notation.thousands)
    if mark and (shown := next((c for c in cells if re.search(rf"\d{mark}\d", c.replace("\u00a0", " "))), "")):
        parts.append(f"{_mark(notation.thousands)} between thousands, as in {shown}")
    if notation.unit:
        parts.append(f"the sign {notation.unit}" + (" (45% is read as 45)" if notation.percent else ""))
    questions: list[Question] = []
    if not plan.certain and hints.decimal_why:
        parts.append(f"“{hints.decimal}” is the decimal mark ({hints.decimal_why})")
    elif not plan.certain:
        shown = next((c for c in cells if re.search(r"\d[.,' ]\d", c)), next(iter(cells)))
        other = "." if notation.decimal == "," else ","
        count = sum(n for c, n in cells.items() if re.search(r"\d[.,]\d", c))
        questions.append(
            Question(ProposalKind.DECIMAL, shown, count,
                     f"“{shown}” could also be read with “{other}” as the decimal mark: choose the mark.")
        )  # fmt: skip
    kind = ColumnType.WHOLE if plan.whole else ColumnType.DECIMAL
    if re.search(r"date|datum|fecha", header, re.IGNORECASE) and _excel_serials(cells):
        questions.append(
            Question(ProposalKind.EXCEL_DATE, next(iter(cells)), sum(cells.values()),
                     "These look like dates as Excel counts them, in days since 1899-12-30.")
        )  # fmt: skip
    why = "every filled cell is a " + kind.value + (f": {', '.join(parts)}" if parts else "")
    return Plan(kind, why, numbers=plan, questions=tuple(questions))


def _excel_serials(cells: dict[str, int]) -> bool:
    # What follows the mark is the time of day.
    return all(re.fullmatch(r"\d{5}(?:[.,]\d+)?", c) and 20_000 <= int(c[:5]) <= 60_000 for c in cells)


def _mark(thousands: str) -> str:
    return {" ": "spaces", "'": "apostrophes", ",": "commas", ".": "dots"}[thousands]


def _date_plan(plan: DatePlan, cells: dict[str, int], hints: Hints) -> Plan:
    if plan.ambiguous:
        shown = unclear_day(cells)
        question = Question(
            ProposalKind.DAY_FIRST, shown, sum(cells.values()),
            f"“{shown}” can be read with the day or with the month first, and no cell settles it. "
            "Choose which; the column stays text until then.",
        )  # fmt: skip
        return text_plan("dates whose day and month cannot be told apart", question)
    parts = ["ISO dates"] if plan.formats == ("ISO",) else []
    if plan.day_first is not None:
        settled = hints.day_first_why if hints.day_first is not None else "a number above 12 settles it"
        parts.append(f"dates with the {'day' if plan.day_first else 'month'} first ({settled})")
    if plan.short_years:
        parts.append("years of two digits lie between 1969 and 2068")
    if plan.zoned:
        parts.append("moments with a time zone are turned into UTC")
    return Plan(ColumnType.DATE, "; ".join(parts) or "dates", dates=plan)


def _why_text(cells: dict[str, int]) -> Plan:
    times = sum(n for c, n in cells.items() if re.fullmatch(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?", c))
    if times == sum(cells.values()):
        return time_plan(next(iter(cells)), times)
    return text_plan("some cells are neither numbers nor dates")


def time_plan(shown: str, count: int) -> Plan:
    """Times of day: text, with the offer to make hours of them."""
    question = Question(ProposalKind.TIME, shown, count, "Times of day are text; as hours they could be a variable.")
    return text_plan("times of day", question)


def widened(plan: Plan) -> Plan:
    """A plan that reads decimals where `plan` reads whole numbers only."""
    if plan.numbers is None:
        return plan
    return replace(plan, type=ColumnType.DECIMAL, numbers=replace(plan.numbers, whole=False))
