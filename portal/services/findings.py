"""What stands out in a dataset, kept with it: shape and redundancy from the engine, cells from the reader's rooms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from portal.engine.columns import BY_HAND, Kind
from portal.engine.findings import Finding, FindingKind, Repair, find, leave_out, many, repeated_rows
from portal.engine.redundancy import find_pairs
from portal.engine.steps import ReadAs, Step, StepKind
from portal.services import datasets
from portal.services.datasets import Dataset
from portal.services.missing_findings import missing_numbers, missing_words, together
from portal.services.stray_rows import stray_rows, told_by
from portal.services.text_findings import stored_as_text
from portal.services.workspace import Workspace

if TYPE_CHECKING:
    from portal.importing import Report

DISTINCT = 5_000
"""Different words of a column that are looked at, the most frequent first."""
LARGE, SAMPLE = 10_000_000, 2_000_000
"""Cells past which a sample is searched, and cells of that."""
MOST_EACH = 30
"""Findings of one kind that are kept: nobody reads more, and each repair brings up the next."""
ORDER = list(FindingKind)
_MEANT = {"whole number": "numbers", "decimal number": "numbers", "date": "dates", "yes or no": "yes or no"}


def found(ws: Workspace, dataset: Dataset) -> list[Finding]:
    """The findings of a dataset, looked for once and then kept."""
    if dataset.findings is None:
        looked = look(ws, dataset)
        ws.datasets.change(dataset.id, {"findings": [finding.to_json() for finding in looked]})
        return looked
    return [Finding.from_json(values) for values in dataset.findings]


def look(ws: Workspace, dataset: Dataset) -> list[Finding]:
    """Search a dataset for everything that a person should decide; of a very large one a sample, saying so."""
    strays = stray_rows(ws, dataset)
    heads = sum(one.count for one in strays if one.kind is FindingKind.HEADER)
    if dataset.rows * len(dataset.columns) <= LARGE:
        seen = _look(dataset, datasets.frame(ws, dataset.id), strays)
        # Repeated headers are equal to each other: that is told already.
        kept = [one for one in seen if one.kind is not FindingKind.DUPLICATES or one.count > heads - 1]
        return _ordered(strays + kept)
    table = datasets.sample(ws, dataset.id, max(SAMPLE // len(dataset.columns), 1_000))
    # Rows spaced out say nothing about rows that repeat or are totals: those are looked for in the whole table.
    seen = [one for one in _look(dataset, table, strays) if one.kind is not FindingKind.DUPLICATES]
    told = [replace(one, sentence=f"Among {len(table):,} rows, evenly spaced: {one.sentence}") for one in seen]
    repeated = _repeated(ws, dataset)
    return _ordered(strays + repeated_rows(repeated if repeated > heads - 1 else 0) + told)


def _repeated(ws: Workspace, dataset: Dataset) -> int:
    """Rows of a large table that are equal to an earlier one, by a hash of each: eight bytes a row."""
    from portal.importing.rows import RowHashes

    if any(column.distinct == dataset.rows for column in dataset.columns):
        return 0
    hashes = RowHashes(dataset.rows, most=dataset.rows)
    for batch in datasets.batches(ws, dataset.id, dataset.names(), datasets.ROWS_AT_ONCE):
        hashes.add(batch.columns)
    return hashes.duplicates() or 0


def _ordered(seen: Sequence[Finding]) -> list[Finding]:
    return sorted(seen, key=lambda finding: ORDER.index(finding.kind))


def _look(dataset: Dataset, table: pd.DataFrame, strays: list[Finding]) -> list[Finding]:
    seen = find(table, dataset.columns, rows=dataset.rows) + find_pairs(table, dataset.columns)
    for column in dataset.columns:
        values = table[column.name]
        if pd.api.types.is_bool_dtype(values.dtype) or column.distinct == 0:
            continue
        if pd.api.types.is_numeric_dtype(values.dtype):
            seen += missing_numbers(column.name, values)
        elif values.dtype == object or pd.api.types.is_string_dtype(values.dtype):
            counts = {str(word): int(n) for word, n in values.value_counts().head(DISTINCT).items()}
            seen += missing_words(column.name, counts)
            # Words that are ordered by size or read as codes on purpose stay what they are.
            if not _chosen(dataset, column.name):
                seen += stored_as_text(column.name, counts)
    seen += _of_report(dataset, table, strays)
    told = {f.columns for f in seen if f.kind is FindingKind.STORED_AS_TEXT}
    seen = [f for f in seen if not (f.kind is FindingKind.ID and f.columns in told)]
    seen = together(seen)
    met: Counter[FindingKind] = Counter()
    kept = []
    for finding in _ordered(seen):
        met[finding.kind] += 1
        if met[finding.kind] <= MOST_EACH:
            kept.append(finding)
    return kept


def _of_report(dataset: Dataset, table: pd.DataFrame, strays: list[Finding]) -> list[Finding]:
    """What only the reader of the file could see: unclear decimal marks, dates as Excel counts them."""
    if dataset.report is None:
        return []
    from portal.importing import ProposalKind, Report

    report: Report = Report.from_json(dataset.report)
    seen = []
    for proposal in report.proposals:
        name = proposal.column
        if name not in table or not pd.api.types.is_numeric_dtype(table[name].dtype):
            continue
        if proposal.kind is ProposalKind.DECIMAL and not dataset.recipe:
            sentence = f"“{name}”: {proposal.sentence} Choose it under “Read the file again”."
            seen.append(Finding(FindingKind.DECIMAL, (name,), proposal.count, sentence))
        if proposal.kind is ProposalKind.EXCEL_DATE:
            repair = Repair("Read as dates", Step(StepKind.READ, name, read_as=ReadAs.EXCEL_DATE))
            sentence = f"“{name}”: {proposal.sentence}"
            seen.append(Finding(FindingKind.DATES, (name,), proposal.count, sentence, (repair, leave_out(name))))
    return seen + _unread(dataset, report, strays)


def _unread(dataset: Dataset, report: Report, strays: list[Finding]) -> list[Finding]:
    """Cells that could not be read and are missing still."""
    kept, seen = {column.name: column for column in dataset.columns if column.missing}, []
    for column in report.columns:
        if not column.unreadable or column.name not in kept or told_by(strays, dataset, column):
            continue
        verb, read_as = "is" if column.unreadable == 1 else "are", _MEANT.get(column.type, "text")
        sentence = (
            f"{many(column.unreadable, 'cell')} of “{column.name}” could not be read as {read_as} and {verb} "
            f"missing now, such as {', '.join(map(str, column.examples[:3]))}."
        )
        missing = kept[column.name].missing
        repair = Repair(f"Leave out {many(missing, 'row')} without it", Step(StepKind.GAPS, column.name))
        seen.append(Finding(FindingKind.UNREADABLE, (column.name,), column.unreadable, sentence, (repair,)))
    return seen


def _chosen(dataset: Dataset, name: str) -> bool:
    """Whether a person has said that the column is categories."""
    by_step = any(s.get("column") == name and s.get("read_as") == ReadAs.CATEGORY for s in dataset.recipe)
    column = dataset.column(name)
    return by_step or (column.kind is Kind.CATEGORY and column.note == BY_HAND)
