"""Rows that are nobody: totals below or above the others, and the names of the columns once more between them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from portal.engine.columns import Role
from portal.engine.findings import Finding, FindingKind, Repair, many
from portal.engine.steps import Step, StepKind, shown
from portal.services.datasets import Dataset
from portal.services.whole_table import WholeTable
from portal.services.workspace import Workspace

if TYPE_CHECKING:
    from portal.importing import ColumnReport

FIRST, LAST = 3, 5
"""Rows at either end among which totals are looked for."""
FEWEST = 4
"""Rows below which a sum of the others says nothing."""
ALIKE = 1e-4
"""Share by which a total may differ from the sum: it is often rounded."""
_TOTALS: Final = """
total, totals, grand total, overall total, sub total, subtotal, sub-total, sum, sums, gesamt, gesamtsumme,
gesamtergebnis, insgesamt, summe, zwischensumme, total général, total general, sous-total, somme, ensemble,
suma, suma total, totales, total geral, soma, totale, totale generale, somma, totaal, eindtotaal, subtotaal,
som, summa, totalt, sammanlagt, i alt, yhteensä, razem, suma końcowa, ogółem, celkem, součet, összesen,
итого, всего, сумма, toplam, genel toplam, 合計, 総計, 小計, 总计, 合计, 小计, 總計, 합계, 총계, المجموع
"""
TOTALS: Final = tuple(word.strip() for line in _TOTALS.strip().splitlines() for word in line.split(",") if word.strip())
_TOTAL: Final = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(TOTALS, key=len, reverse=True)))})\b(.*)")


def stray_rows(ws: Workspace, dataset: Dataset) -> list[Finding]:
    """Rows that are no row like the others, with the step that leaves them out; looked for in the whole table."""
    table = WholeTable(ws, dataset)
    return _heads_again(table) + _totals(table)


def is_total(cell: Any) -> bool:
    """Whether a cell says “total” and no more, in any of many languages."""
    found = _says_total(cell)
    return found is not None and not re.search(r"\w", found)


def told_by(strays: list[Finding], dataset: Dataset, column: ColumnReport) -> bool:
    """Whether the cells of a column that could not be read belong to stray rows, told or left out already."""
    gone = sum(int(step["outcome"]["rows"]) for step in dataset.recipe if step.get("kind") == StepKind.ROWS)
    names = _headers(dataset).get(column.name, {column.name})
    words = all(one.text in names or is_total(one.text) for one in column.examples)
    return bool(column.examples) and words and column.unreadable <= gone + sum(one.count for one in strays)


def _says_total(cell: Any) -> str | None:
    """What follows the word “total” in a cell that begins with it."""
    found = _TOTAL.match(cell.strip().casefold()) if isinstance(cell, str) else None
    return found[1] if found else None


def _headers(dataset: Dataset) -> dict[str, set[str]]:
    """What the header row of the file may have held above each column; nothing for a column without a name."""
    from portal.importing import Report

    held = {column.name: {column.name} for column in dataset.columns}
    for renamed in Report.from_json(dataset.report).renamed if dataset.report else ():
        if renamed.name in held:
            held[renamed.name] = {renamed.original.strip()} - {""}
    return held


def _heads_again(table: WholeTable) -> list[Finding]:
    held = _headers(table.dataset)
    named = [name for name in table.words if held[name]]
    if not named:
        return []
    rows = table.rows_with(named[0], held[named[0]])
    if not rows.empty:
        rows = rows[rows.apply(lambda row: _is_head(row, held, set(table.words)), axis=1)]
    if rows.empty:
        return []
    for name in named:
        (word,) = held[name]
        if table.count(name, word) == len(rows):
            verb = "repeats" if len(rows) == 1 else "repeat"
            sentence = (
                f"{many(len(rows), 'row')} {verb} the names of the columns, as where files were put one after "
                f"the other (row {rows.index[0] + 1:,}{' is the first' if len(rows) > 1 else ''})."
            )
            return [_left_out(FindingKind.HEADER, name, word, len(rows), sentence)]
    return []


def _is_head(row: pd.Series[Any], held: Mapping[str, set[str]], words: set[str]) -> bool:
    """Words are the names of their columns; elsewhere a name could not be read and is missing."""
    return all(
        cell in held[str(name)] if name in words and held[str(name)] else bool(pd.isna(cell))
        for name, cell in row.items()
    )


def _totals(table: WholeTable) -> list[Finding]:
    dataset = table.dataset
    if dataset.rows < FEWEST:
        return []
    ends = table.ends(FIRST, LAST)
    labels = _labels(table, ends)
    key = dataset.id_column or dataset.columns[0].name
    suspects = ends[[place in labels or bool(pd.isna(row[key])) for place, row in ends.iterrows()]]
    amounts = [name for name in table.numbers if dataset.column(name).role is not Role.ID]
    usual = ends.drop(suspects.index).isna().sum(axis=1).median() if len(suspects) < len(ends) else math.nan
    found: dict[tuple[str, str | float], list[str]] = {}
    sums: dict[str, float] = {}
    for index, row in suspects.iterrows():
        label = labels.get(place := int(str(index)))
        others = suspects[[other in labels and other != place for other in suspects.index]]
        summed = _summed(table, row, others, amounts, sums)
        blank, cells = int(row.isna().sum()), len(row) - 1
        head = f"{_place(place, dataset.rows)} %s a total and not a row like the others: "
        if summed:
            said = f"“{label[0]}” is “{label[1]}”" if label else f"“{key}” is missing"
            told = head % "is" + f"{said}, and “{summed}” ({shown(float(row[summed]))}) is the sum of all others."
        elif label and is_total(label[1]) and cells > 1 and blank >= cells / 2 and blank > 2 * usual:
            told = head % "looks like"
            empty = "all its other cells" if blank == cells else f"{blank:,} of its {cells:,} other cells"
            told += f"“{label[0]}” is “{label[1]}”, and {empty} are blank."
        else:
            continue
        found.setdefault(label or (summed, float(row[summed])), []).append(told)
    return [
        _left_out(FindingKind.TOTAL, name, value, len(said), " ".join(said))
        for (name, value), said in found.items()
        if table.count(name, value) == len(said)
    ]


def _labels(table: WholeTable, ends: pd.DataFrame) -> dict[int, tuple[str, str]]:
    """By row, the first cell that says “total”, with its column; a word of rows between the ends says nothing."""
    said = {}
    for place, row in ends.iterrows():
        cells = ((name, row[name]) for name in table.words if _says_total(row[name]) is not None)
        if label := next(cells, None):
            said[int(str(place))] = label
    met = Counter(said.values())
    return {place: label for place, label in said.items() if table.count(*label) == met[label]}


def _summed(
    table: WholeTable, row: pd.Series[Any], other: pd.DataFrame, amounts: list[str], sums: dict[str, float]
) -> str:
    """The first amount of a row that is the sum of all rows that are no totals; "" for none."""
    for name in amounts:
        amount = float(row[name])
        if math.isnan(amount) or not amount:
            continue
        if name not in sums:
            sums[name] = table.total(name)
        rest = sums[name] - amount - float(other[name].sum())
        if math.isclose(amount, rest, rel_tol=ALIKE):
            return name
    return ""


def _place(place: int, rows: int) -> str:
    return "The last row" if place == rows - 1 else "The first row" if not place else f"Row {place + 1:,}"


def _left_out(kind: FindingKind, name: str, value: str | float, count: int, sentence: str) -> Finding:
    repair = Repair(f"Leave the {'row' if count == 1 else 'rows'} out", Step(StepKind.ROWS, name, value=value))
    return Finding(kind, (name,), count, sentence, (repair,))
