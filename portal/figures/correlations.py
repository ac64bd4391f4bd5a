"""How every two numbers move together: a heatmap with the coefficient in each cell."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from portal.figures.cells import Cells, cell_table, diverging_shade
from portal.figures.records import Caption
from portal.figures.theme import Theme, blank
from portal.figures.values import is_number, numbers
from portal.figures.wording import coefficient, humanised, literal, lowered, number, sentence, signed

Method = Literal["pearson", "spearman"]
MOST: Final = 24
"""Columns drawn at once: those that correlate most strongly with any other."""
_TEXT_TO: Final = 10
_WIDE_TO: Final = 6
"""Up to so many columns a cell on a phone has room for two decimals, and up to `_TEXT_TO` for one."""
_CUTS: Final = (0.1, 0.3, 0.6)


def correlation_matrix(frame: pd.DataFrame, method: Method = "pearson") -> pd.DataFrame:
    """Coefficients of all numeric columns over the rows where both are known; NaN where a column is constant."""
    plain = pd.DataFrame({column: numbers(frame[column]) for column in frame if is_number(frame[column])})
    if method == "spearman":
        plain = plain.rank()
    # Ranks are taken once per column: with gaps this differs from ranking each pair anew, but stays linear.
    return plain.corr(min_periods=3)


def correlation_heatmap(
    matrix: pd.DataFrame, *, method: Method = "pearson", theme: Theme = "light", names: dict[str, str] | None = None
) -> go.Figure:
    """The heatmap of a matrix from `correlation_matrix`."""
    if len(matrix) < 2:
        return blank(theme, 160, "Two numeric columns are needed")
    matrix = strongest(matrix)
    values: Cells = matrix.to_numpy(dtype=np.float64)
    titles = [(names or {}).get(str(column)) or humanised(column) for column in matrix.columns]
    letter = "r" if method == "pearson" else "ρ"
    count = len(titles)
    itself = np.eye(count, dtype=bool)
    shades = [
        [diverging_shade(0.0 if itself[i, j] else values[i, j], theme, _CUTS) for j in range(count)]
        for i in range(count)
    ]
    decimals = 2 if count <= _WIDE_TO else 1
    texts = [
        ["·" if i == j else coefficient(values[i, j], decimals) if count <= _TEXT_TO else "" for j in range(count)]
        for i in range(count)
    ]
    hovers = [
        [
            f"<b>{literal(titles[i], 40)}</b><br>" + ("with itself" if i == j else
            f"{literal(titles[j], 40)}<br>{letter} = {signed(values[i, j], 2)}")
            for j in range(count)
        ]
        for i in range(count)
    ]  # fmt: skip
    return cell_table(
        shades, texts, hovers, row_names=titles, column_names=titles, theme=theme,
        quiet=itself | ~np.isfinite(values), bold=np.abs(np.nan_to_num(values)) >= _CUTS[2],
        row_height=40 if count <= _TEXT_TO else 24, text_size=11, length=15,
    )  # fmt: skip


def strongest(matrix: pd.DataFrame, most: int = MOST) -> pd.DataFrame:
    """The columns with the strongest correlations, in their old order."""
    if len(matrix) <= most:
        return matrix
    values = np.abs(np.nan_to_num(matrix.to_numpy(dtype=np.float64)))
    np.fill_diagonal(values, 0)
    kept = np.sort(np.argsort(-values.max(axis=1), kind="stable")[:most])
    return matrix.iloc[kept, kept]


def correlations_caption(matrix: pd.DataFrame, *, method: Method = "pearson") -> Caption:
    """The strongest pair, if any pair is worth the name."""
    neutral = "Correlations"
    if len(matrix) < 2:
        return Caption(neutral, "Two numeric columns are needed.")
    values = matrix.to_numpy(dtype=np.float64)
    upper = np.abs(np.nan_to_num(np.triu(values, 1)))
    first, second = divmod(int(upper.argmax()), len(matrix))
    strength = float(values[first, second])
    letter = "r" if method == "pearson" else "ρ"
    kind = "Pearson's r: straight lines" if method == "pearson" else "Spearman's ρ: any steady rise or fall"
    pairs = len(matrix) * (len(matrix) - 1) // 2
    some = int((upper >= _CUTS[1]).sum())
    reading = f"{kind}; {number(some)} of {number(pairs)} pairs reach ±0.3."
    if len(matrix) > MOST:
        reading += f" The {MOST} most correlated of {number(len(matrix))} columns are shown."
    if upper.max() < 0.1:
        return Caption("No two numbers move together", reading)
    if upper.max() < _CUTS[1]:
        return Caption(neutral, reading)
    one, other = humanised(matrix.columns[first]), lowered(humanised(matrix.columns[second]))
    together = "rise together most" if strength > 0 else "move against each other most"
    return Caption(f"{sentence(one)} and {other} {together} ({letter} = {signed(strength, 2).lstrip('+')})", reading)
