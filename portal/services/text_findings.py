"""What stands out in columns of text that hold numbers, days or times of day."""

from __future__ import annotations

from portal.engine import lexicon
from portal.engine.findings import Finding, FindingKind, Repair, leave_out, many
from portal.engine.steps import ReadAs, Step, StepKind

READABLE = 0.8
"""Share of a text column's cells that must be numbers for the offer to read it as numbers."""


def stored_as_text(name: str, counts: dict[str, int]) -> list[Finding]:
    """Text that is mostly numbers, dates or times of day."""
    from portal.importing.cells import is_missing_word
    from portal.importing.dates import orders, plan_dates, unclear_day
    from portal.importing.kinds import Hints, decide
    from portal.importing.numbers import codes_not_numbers, plan_numbers
    from portal.importing.report import ProposalKind
    from portal.importing.signs import signs

    cells = {word: n for word, n in counts.items() if not is_missing_word(word)}
    total = sum(cells.values())
    if not total:
        return []
    for question in decide(cells, name, Hints()).questions:
        if question.kind is ProposalKind.TIME:
            repair = Repair("Read as hours", Step(StepKind.READ, name, read_as=ReadAs.HOURS))
            sentence = f"“{name}” holds times of day, which are text; as hours they could be a variable."
            return [Finding(FindingKind.STORED_AS_TEXT, (name,), total, sentence, (repair,))]
    dates = plan_dates(cells, None)
    if dates is not None and dates[1] <= (1 - READABLE) * total:
        return [_dates(name, total, dates[1], unclear_day(cells) if dates[0].ambiguous else "")]
    days, day_first, month_first = orders(cells)
    if day_first and month_first and days >= READABLE * total:
        return [_two_orders(name, total, day_first, month_first)]
    if (several := signs(cells)) and len(several) > 1 and sum(several.values()) >= READABLE * total:
        return [_several_signs(name, total, several)]
    # Invoice numbers such as 536365 and C536379 are names, whatever they look like.
    if codes_not_numbers(cells) or lexicon.names_an_id(name):
        return []
    numbers = plan_numbers(cells)
    if numbers is None or numbers[1] > (1 - READABLE) * total:
        return []
    odd = [word for word in cells if plan_numbers({word: 1}) is None][:3]
    rest = f"; {many(numbers[1], 'cell')} would become missing: {', '.join(f'“{w}”' for w in odd)}" if odd else ""
    sentence = f"“{name}” is text, but {many(total - numbers[1], 'cell')} of it are numbers{rest}."
    repair = Repair("Read as numbers", Step(StepKind.READ, name, read_as=ReadAs.NUMBER))
    return [Finding(FindingKind.STORED_AS_TEXT, (name,), total - numbers[1], sentence, (repair,))]


def _several_signs(name: str, total: int, several: dict[str, int]) -> Finding:
    each = [f"{many(n, 'cell')} {f'with {sign}' if sign else 'without a sign'}" for sign, n in several.items()]
    sentence = (
        f"“{name}” holds amounts of several kinds, {', '.join(each)}: as one number they would be wrong, so it "
        "is text. Bring them into one unit and read the file again, or leave the column out."
    )
    return Finding(FindingKind.STORED_AS_TEXT, (name,), total, sentence, (leave_out(name),))


def _two_orders(name: str, total: int, day_first: int, month_first: int) -> Finding:
    sentence = (
        f"“{name}” holds days in two orders: {many(day_first, 'cell')} can only have the day first, "
        f"{many(month_first, 'cell')} only the month. It is text until you choose; the others become missing then."
    )
    return Finding(FindingKind.DATES, (name,), total, sentence, _either(name))


def _dates(name: str, total: int, odd: int, unclear: str) -> Finding:
    rest = f" {many(odd, 'cell')} would become missing." if odd else ""
    if not unclear:
        repair = Repair("Read as dates", Step(StepKind.READ, name, read_as=ReadAs.DATE))
        sentence = f"“{name}” is text, but {many(total - odd, 'cell')} of it are dates.{rest}"
        return Finding(FindingKind.STORED_AS_TEXT, (name,), total - odd, sentence, (repair,))
    sentence = (
        f"The dates of “{name}”, such as {unclear}, can be read with the day or with the month first, "
        f"and no cell settles it: they are text until you choose.{rest}"
    )
    return Finding(FindingKind.DATES, (name,), total - odd, sentence, _either(name))


def _either(name: str) -> tuple[Repair, ...]:
    return (
        Repair("The day comes first", Step(StepKind.READ, name, read_as=ReadAs.DAY_FIRST)),
        Repair("The month comes first", Step(StepKind.READ, name, read_as=ReadAs.MONTH_FIRST)),
    )
