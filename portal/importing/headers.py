"""The head of a table: where it begins, whether its first row names the columns, and a name for each."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from portal.importing.cells import is_date, is_number
from portal.importing.report import Renamed

_TITLES: Final = 20


def unique_names(header: tuple[str, ...] | None, width: int) -> tuple[list[str], tuple[Renamed, ...]]:
    """A name for each of `width` columns, and which headers had to change for it.

    Without a header they are column_1, column_2 …; a nameless one among named ones is unnamed_1,
    which mostly is a running number that a program has written.
    """
    if header is None:
        return [f"column_{i}" for i in range(1, width + 1)], ()
    names: list[str] = []
    renamed: list[Renamed] = []
    wanted = [" ".join(cell.replace("\x00", "").split()) for cell in header]
    taken: set[str] = set()
    for i, (original, name) in enumerate(zip(header, wanted, strict=True), 1):
        why = "blanks were taken off" if name != original else ""
        if not name:
            name, why = f"unnamed_{i}", "it had no name"
        if name in taken:
            n = 2
            while f"{name}_{n}" in taken or f"{name}_{n}" in wanted:
                n += 1
            name, why = f"{name}_{n}", "another column has this name"
        taken.add(name)
        names.append(name)
        if why:
            renamed.append(Renamed(i, original, name, why))
    return names, tuple(renamed)


def table_top(rows: list[list[str]]) -> int:
    """Which of `rows`, none of them blank, the table begins with.

    Titles above it fill one cell, its header and rows several. Where titles fill a few (“Report, January”, or names
    of groups of columns), a full row below them names the columns.
    """
    head = rows[:_TITLES]
    top = next((i for i, row in enumerate(head) if _filled(row) > 1 or _half_named(row, rows[i + 1 :])), 0)
    width = usual_width(rows[top:])
    full = next((i for i, row in enumerate(head) if i > top and len(row) == width == _filled(row)), top)
    if full == top or _votes(head[full], rows[full + 1 :]) <= 0:
        return top
    # A header may lack a name, and is one short where a running number stands before the rows: those are no titles.
    titles = all(
        len(row) < width or 2 * _filled(row) <= len(row) or _votes(row, rows[top + 1 :]) < 0 for row in head[top:full]
    )
    return full if titles else top


def usual_width(rows: list[list[str]]) -> int:
    """The number of cells that most of `rows` have; the larger of two that are as frequent."""
    widths = Counter(len(row) for row in rows if row)
    return max(widths, key=lambda w: (widths[w], w)) if widths else 0


def _half_named(row: list[str], below: list[list[str]]) -> bool:
    """The header of a running number and one column, of which only that has a name."""
    return len(row) == 2 and not row[0].strip() and _votes(row, below) > 0


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def looks_like_header(first: list[str], body: list[list[str]]) -> bool:
    """Whether the cells of `first` name the columns of `body` rather than being one more row."""
    cells = [c.strip() for c in first]
    if not any(cells):
        return True
    votes = _votes(cells, body)
    # Where files were put one after the other the header is there again: numbers below it speak for it all the same.
    if votes <= 0 and _votes(cells, [row for row in body if row != first]) > 0:
        return True
    if votes < 0 and _years(cells):
        return True
    numbers = sum(is_number(c) or is_date(c) for c in cells)
    return votes > 0 or (votes == 0 and numbers == 0 and len(set(cells)) == len(cells))


def _votes(first: list[str], body: list[list[str]]) -> int:
    """Cells of `first` that differ in kind from what stands below them, less those that are like it."""
    votes = 0
    for i, cell in enumerate(c.strip() for c in first):
        below = [row[i].strip() for row in body if i < len(row) and row[i].strip()]
        if not cell or not below:
            continue
        typed = sum(is_number(v) or is_date(v) for v in below) > 0.8 * len(below)
        if is_number(cell) or is_date(cell):
            votes -= 1
        elif typed:
            votes += 1
        elif cell in below:
            votes -= 1
    return votes


def _years(cells: list[str]) -> bool:
    """A header such as Country, 2019, 2020, 2021."""
    years = [int(c) for c in cells if re.fullmatch(r"(?:19|20)\d\d", c)]
    words = [c for c in cells if c and not is_number(c)]
    return len(years) > 1 and bool(words) and years == list(range(years[0], years[0] + len(years)))
