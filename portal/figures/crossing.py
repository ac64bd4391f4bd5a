"""Customers by their segment in two results: a table of shaded cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.cells import cell_table, mixed
from portal.figures.records import CUSTOMERS, Caption, People, Segment
from portal.figures.theme import Theme, blank, token
from portal.figures.wording import literal, number, percent, sentence

ROW_HEIGHT = 34


def crossing(
    counts: npt.NDArray[np.integer],
    left: Sequence[Segment],
    right: Sequence[Segment],
    *,
    matched: npt.NDArray[np.bool_],
    theme: Theme = "light",
    people: People = CUSTOMERS,
) -> go.Figure:
    """Rows are the segments of one result, columns those of the other; a cell is darker the more of its row it holds.

    The cells of `matched` segments are in bold.
    """
    table = np.asarray(counts)
    if not table.size or not table.sum():
        return blank(theme, 160, f"No {people.many} to show")
    ink, surface = token("ink", theme), token("surface", theme)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    shares = table / np.maximum(rows, 1)[:, None]
    hovers = [
        [
            f"<b>{literal(a.name, 40)}, {literal(b.name, 40)}</b><br>{people.of(int(table[i, j]))}<br>"
            f"{percent(shares[i, j])} of the row, {percent(table[i, j] / max(1, columns[j]))} of the column"
            for j, b in enumerate(right)
        ]
        for i, a in enumerate(left)
    ]
    return cell_table(
        [[mixed(ink, surface, 0.03 + 0.22 * share if share else 0.0) for share in line] for line in shares],
        [[number(int(n)) if n else "·" for n in line] for line in table],
        hovers,
        row_names=[segment.name for segment in left], column_names=[segment.name for segment in right],
        theme=theme, segments=left, bold=np.asarray(matched, dtype=np.bool_), quiet=table == 0,
        row_height=ROW_HEIGHT, length=22,
    )  # fmt: skip


def crossing_caption(
    counts: npt.NDArray[np.integer],
    *,
    matched: npt.NDArray[np.bool_],
    left_title: str,
    right_title: str,
    people: People = CUSTOMERS,
) -> Caption:
    """How many customers are in segments that correspond."""
    table = np.asarray(counts)
    total = int(table.sum())
    reading = f"Rows: {left_title}. Columns: {right_title}. Matched segments in bold, darker where more of the row is."
    if not total:
        return Caption(f"{sentence(people.many)} by segment in two runs", reading)
    kept = int(table[np.asarray(matched, dtype=np.bool_)].sum())
    if kept == total:
        return Caption(f"All {people.of(total)} are in matching segments", reading)
    return Caption(f"{number(kept)} of {people.of(total)} are in matching segments", reading)
