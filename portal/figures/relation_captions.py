"""What two columns have to do with each other, in words; a neutral name where the data shows nothing."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from portal.figures.records import CUSTOMERS, Caption, People
from portal.figures.relations import DRAWN
from portal.figures.values import is_date, is_number, levels, numbers
from portal.figures.wording import compact, humanised, lowered, number, percent, sentence

_FAINT: Final = 0.1
_CLEAR: Final = 0.3
_FEWEST: Final = 10


def relation_caption(
    frame: pd.DataFrame, x: str, y: str, *, names: dict[str, str] | None = None, people: People = CUSTOMERS
) -> Caption:
    """The title and reading of `relation(frame, x, y)`."""
    first, second = ((names or {}).get(column) or humanised(column) for column in (x, y))
    if x == y:
        return Caption(sentence(first), "Choose two different columns to compare.")
    across, upward = is_number(frame[x]), is_number(frame[y])
    known = int((frame[x].notna() & frame[y].notna()).sum())
    if known < _FEWEST:
        return Caption(f"{sentence(first)} and {lowered(second)}", f"Only {number(known)} rows have both values.")
    if across and upward:
        return _two_numbers(frame, x, y, first, second, people)
    if across:
        return _by_group(frame[x], frame[y], first, second)
    if upward:
        return _by_group(frame[y], frame[x], second, first)
    return _two_categories(frame[x], frame[y], first, second)


def _two_numbers(frame: pd.DataFrame, x: str, y: str, first: str, second: str, people: People) -> Caption:
    pair = pd.DataFrame({"x": numbers(frame[x]), "y": numbers(frame[y])}).dropna()
    sample = f" A sample of {number(DRAWN)} rows is drawn." if len(frame) > DRAWN else ""
    neutral = f"{sentence(first)} and {lowered(second)}"
    if len(pair) < _FEWEST or pair["x"].nunique() < 2 or pair["y"].nunique() < 2:
        return Caption(neutral, f"One of the two does not vary.{sample}")
    rho = float(pair["x"].rank().corr(pair["y"].rank()))
    value = f"ρ = {number(rho, 2)}"
    if abs(rho) < _FAINT:
        return Caption(neutral, f"No steady rise or fall ({value}).{sample}")
    if abs(rho) < _CLEAR:
        return Caption(neutral, f"A weak {'rise' if rho > 0 else 'fall'}: {value}, where ±1 is perfect.{sample}")
    strength = "Strong" if abs(rho) >= 0.6 else "Moderate"
    reading = f"Each dot is {people.any}. {strength}: 0 is none, ±1 is perfect.{sample}"
    if rho > 0:
        return Caption(f"{sentence(first)} and {lowered(second)} rise together ({value})", reading)
    return Caption(f"{sentence(second)} falls as {lowered(first)} rises ({value})", reading)


def _by_group(values: pd.Series, category: pd.Series, value_name: str, category_name: str) -> Caption:
    plain, groups = numbers(values), levels(category, 8)
    known = np.isfinite(plain) & (groups.codes >= 0)
    codes, kept = groups.codes[known], plain[known]
    counts = np.bincount(codes, minlength=len(groups.all_names))
    neutral = f"{sentence(value_name)} by {lowered(category_name)}"
    usual = "The box holds the middle half, the line in it is the median."
    large = [code for code in range(len(groups.names)) if counts[code] >= _FEWEST]
    if len(large) < 2 or np.ptp(kept) == 0:
        return Caption(neutral, usual)
    ranks = pd.Series(kept).rank().to_numpy()
    means = np.bincount(codes, ranks, minlength=len(counts)) / np.maximum(counts, 1)
    explained = float((counts * (means - ranks.mean()) ** 2).sum() / ((ranks - ranks.mean()) ** 2).sum())
    share = f"{percent(explained)} of the spread (in ranks) lies between the groups."
    if explained < 0.02:
        return Caption(neutral, f"{usual} Hardly any difference: {share}")
    if explained < 0.06 or is_date(values):
        return Caption(neutral, f"{usual} {sentence(share)}")
    medians = {code: float(np.median(kept[codes == code])) for code in large}
    top, bottom = max(medians, key=lambda c: medians[c]), min(medians, key=lambda c: medians[c])
    reading = f"Median {compact(medians[top])} against {compact(medians[bottom])} for {groups.names[bottom]}. {share}"
    return Caption(f"{sentence(value_name)} is highest for {groups.names[top]}", reading)


def _two_categories(x: pd.Series, y: pd.Series, first: str, second: str) -> Caption:
    columns, rows = levels(x, 8), levels(y, 8)
    known = (columns.codes >= 0) & (rows.codes >= 0)
    shape = (len(rows.all_names), len(columns.all_names))
    counts = np.bincount(rows.codes[known] * shape[1] + columns.codes[known], minlength=shape[0] * shape[1])
    table = counts.reshape(shape).astype(np.float64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    neutral = f"{sentence(second)} by {lowered(first)}"
    usual = "Each row adds up to 100%."
    if min(table.shape) < 2:
        return Caption(neutral, usual)
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / table.sum()
    cramer = float(np.sqrt(((table - expected) ** 2 / expected).sum() / (table.sum() * (min(table.shape) - 1))))
    if cramer < _FAINT:
        return Caption(neutral, f"{usual} They are all but unrelated (Cramér's V {number(cramer, 2)}).")
    if cramer < 0.25:
        return Caption(neutral, f"{usual} A weak link (Cramér's V {number(cramer, 2)}).")
    return Caption(
        f"{sentence(first)} and {lowered(second)} go together (V = {number(cramer, 2)})",
        f"{usual} Cramér's V: 0 is no link, 1 is a perfect one.",
    )
