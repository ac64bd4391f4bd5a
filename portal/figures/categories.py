"""How often each category occurs, and how much is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from portal.figures.bars import Bar, bar_rows
from portal.figures.records import CUSTOMERS, Caption, People
from portal.figures.theme import Theme, blank, token
from portal.figures.values import TOP, Levels, levels
from portal.figures.wording import counted, humanised, literal, lowered, number, percent, sentence


def category_bars(
    values: pd.Series,
    *,
    name: str,
    theme: Theme = "light",
    height: int | None = None,
    top: int = TOP,
    people: People = CUSTOMERS,
) -> go.Figure:
    """The `top` most frequent categories, the rest gathered as 'n others', missing values apart and outlined."""
    found = levels(values, top)
    if not found.total:
        return blank(theme, height or 120, f"No value of {literal(lowered(name), 40)} is known")
    rows = [(level, count, False) for level, count in zip(found.names, found.counts, strict=True)]
    if found.others:
        rows.append((found.others_name, found.others_count, True))
    bars = [_bar(level, count, found, theme, people, gathered=gathered) for level, count, gathered in rows]
    if found.missing:
        bars.append(_bar("Missing", found.missing, found, theme, people, outlined=True))
    return bar_rows(bars, theme=theme, height=height)


def _bar(
    level: str,
    count: int,
    found: Levels,
    theme: Theme,
    people: People,
    *,
    gathered: bool = False,
    outlined: bool = False,
) -> Bar:
    share = percent(count / (found.total + found.missing))
    colour = token("noise", theme) if outlined else token("n-300" if gathered else "n-500", theme)
    hover = f"<b>{literal(level or '(empty)', 60)}</b><br>{people.of(count)}<br>{share}"
    return Bar(level or "(empty)", count, share, hover, colour, outlined, gathered or outlined)


def category_caption(values: pd.Series, *, name: str) -> Caption:
    """The most common category, or that there is none."""
    found = levels(values)
    if not found.total:
        return Caption(sentence(name), "Every value is missing.")
    kinds = len(found.names) + found.others
    gap = f" {percent(found.missing / (found.total + found.missing))} missing." if found.missing else ""
    if kinds == 1:
        return Caption(f"{sentence(name)} is always {found.names[0]}", f"One value tells nobody apart.{gap}")
    first, second = found.counts[0], found.counts[1]
    rows = found.total + found.missing
    shares = f"{found.names[0]} {percent(first / rows)}, {found.names[1]} {percent(second / rows)}"
    if found.total == kinds:
        return Caption(f"Every {lowered(name)} occurs once", f"{number(kinds)} different values.{gap}")
    reading = f"{sentence(counted(kinds, 'value'))}: {shares}{' and so on' if kinds > 2 else ''}.{gap}"
    if found.others == 0 and found.counts[-1] >= 0.8 * first:
        return Caption(f"All {lowered(name)} values are about equally common", reading)
    if first > rows / 2:
        return Caption(f"{percent(first / rows)} are {found.names[0]}", reading)
    if first >= 1.2 * second:
        return Caption(f"{found.names[0]} is the most common", reading)
    return Caption(sentence(name), reading)


def missing_bars(
    missing: Mapping[str, int], *, rows: int, theme: Theme = "light", height: int | None = None, top: int = TOP
) -> go.Figure:
    """The share of missing values per column, the largest first; complete columns are not drawn."""
    gaps = sorted(((count, name) for name, count in missing.items() if count > 0), key=lambda gap: (-gap[0], gap[1]))
    if not gaps or not rows:
        return blank(theme, height or 120, "No value is missing" if rows else "The table has no rows")
    bars = [
        Bar(
            humanised(name), count / rows, percent(count / rows),
            f"<b>{literal(humanised(name), 60)}</b><br>{number(count)} of {number(rows)} missing",
            token("n-500", theme),
        )
        for count, name in gaps[:top]
    ]  # fmt: skip
    if len(gaps) > top:
        most = gaps[top][0] / rows
        text = f"up to {percent(most)}"
        others = counted(len(gaps) - top, "other")
        bars.append(Bar(others, most, text, f"<b>{others}</b><br>{text} missing", token("n-300", theme), apart=True))
    return bar_rows(bars, theme=theme, height=height, limit=1.0)


def missing_caption(missing: Mapping[str, int], *, rows: int) -> Caption:
    """Which column has the largest gap, and how many have none."""
    gaps = {name: count for name, count in missing.items() if count > 0}
    complete = len(missing) - len(gaps)
    if not rows or not gaps:
        return Caption("No value is missing", f"All {counted(len(missing), 'column')} are complete.")
    worst = max(gaps, key=lambda name: gaps[name])
    title = f"{humanised(worst)} is missing for {percent(gaps[worst] / rows)}"
    if gaps[worst] == rows:
        title = f"{humanised(worst)} has no values at all"
    verb = "is" if complete == 1 else "are"
    reading = f"{sentence(counted(complete, 'column'))} of {number(len(missing))} {verb} complete."
    return Caption(title, reading)
