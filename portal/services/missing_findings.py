"""Words and numbers that may stand for nothing, told once however many columns they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pyarrow as pa

from portal.engine.findings import Finding, FindingKind, Repair, many
from portal.engine.steps import Step, StepKind, listed, shown

EACH = 40
"""Columns of one word that may also be repaired one by one; what is left is offered again after each."""
_MISSING = (FindingKind.MISSING_WORD, FindingKind.MISSING_NUMBER)


def missing_words(name: str, counts: dict[str, int]) -> list[Finding]:
    """Words such as “unknown” among others."""
    from portal.importing.cells import is_missing_word

    filled, seen = sum(counts.values()), []
    for word, count in counts.items():
        if is_missing_word(word) and count < filled:
            sentence = f"“{word}” in {many(count, 'cell')} of “{name}” may mean that nothing is known."
            repair = Repair("Take it as missing", Step(StepKind.MISSING, name, value=word))
            seen.append(Finding(FindingKind.MISSING_WORD, (name,), count, sentence, (repair,)))
    return seen


def missing_numbers(name: str, values: pd.Series[Any]) -> list[Finding]:
    """Numbers such as 999 far from all others."""
    from portal.importing.sentinels import Extremes

    extremes = Extremes()
    extremes.add(pa.array(values.to_numpy(dtype="float64", na_value=float("nan")), from_pandas=True))
    seen = []
    for value, count in extremes.sentinels():
        sentence = (
            f"{shown(value)} in {many(count, 'cell')} of “{name}” lies far from all other values: "
            "it may mean that nothing is known."
        )
        repair = Repair("Take it as missing", Step(StepKind.MISSING, name, value=value))
        seen.append(Finding(FindingKind.MISSING_NUMBER, (name,), count, sentence, (repair,)))
    return seen


def together(seen: Sequence[Finding]) -> list[Finding]:
    """The findings, with those of the same word or number in several columns as one that repairs them all."""
    alike: dict[tuple[FindingKind, Any], list[Finding]] = {}
    for one in seen:
        if one.kind in _MISSING:
            alike.setdefault((one.kind, one.repairs[0].step.value), []).append(one)
    told: list[Finding] = []
    for one in seen:
        if one.kind not in _MISSING:
            told.append(one)
        elif same := alike.pop((one.kind, one.repairs[0].step.value), None):
            told.append(_joined(same) if len(same) > 1 else one)
    return told


def _joined(same: Sequence[Finding]) -> Finding:
    first, columns = same[0].repairs[0].step, tuple(one.columns[0] for one in same)
    count = sum(one.count for one in same)
    why = "" if isinstance(first.value, str) else "lies far from all other values: it "
    sentence = (
        f"{shown(first.value)} in {many(count, 'cell')} of {len(columns)} columns, {listed(columns)}, "
        f"{why}may mean that nothing is known."
    )
    everywhere = Repair("Take it as missing", replace(first, also=columns[1:]))
    each = [Repair(f"“{one.columns[0]}”, {many(one.count, 'cell')}", one.repairs[0].step) for one in same[:EACH]]
    return Finding(same[0].kind, columns, count, sentence, (everywhere, *each))
