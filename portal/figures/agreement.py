"""How far several results agree: pairwise scores, and customers on their way from one result to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from portal.figures.cells import cell_table, mixed
from portal.figures.records import CUSTOMERS, Caption, People, Segment
from portal.figures.theme import Theme, blank, token
from portal.figures.wording import in_words, literal, number, sentence

Scores = npt.NDArray[np.floating]
_SAME: Final = 0.9
_MUCH: Final = 0.65
_LITTLE: Final = 0.25


def agreement_matrix(ari: Scores, ami: Scores, *, names: Sequence[str], theme: Theme = "light") -> go.Figure:
    """Upper right: adjusted Rand index (n, n). Lower left: adjusted mutual information (n, n)."""
    count = len(names)
    if count < 2:
        return blank(theme, 160, "Two results are needed")
    values = np.where(np.triu(np.ones((count, count), dtype=bool)), ari, ami).astype(np.float64)
    ink, surface = token("ink", theme), token("surface", theme)
    cells = [(i, j) for i in range(count) for j in range(count)]
    shades = [["" for _ in names] for _ in names]
    texts = [["·" for _ in names] for _ in names]
    hovers = [[f"<b>{literal(name)}</b> with itself" for name in names] for name in names]
    for i, j in cells:
        value = float(values[i, j])
        shades[i][j] = token("surface-sunk", theme)
        if i == j:
            hovers[i][j] = f"<b>{literal(names[i])}</b><br>with itself"
            continue
        # Half of the way to ink at most, so that the number stays ink on every cell.
        if np.isfinite(value):
            shades[i][j] = mixed(ink, surface, 0.04 + 0.12 * max(0.0, value))
        texts[i][j] = number(value, 2)
        measure = "Adjusted Rand index" if j > i else "Adjusted mutual information"
        hovers[i][j] = f"<b>{literal(names[i])}, {literal(names[j])}</b><br>{measure} {number(value, 2)}"
    return cell_table(
        shades, texts, hovers, row_names=names, column_names=names, theme=theme,
        bold=~np.eye(count, dtype=bool), quiet=np.eye(count, dtype=bool),
        row_height=76 if count <= 4 else 44, text_size=14 if count <= 4 else 12,
    )  # fmt: skip


def agreement_caption(ari: Scores, *, names: Sequence[str]) -> Caption:
    """Whether the results see the same groups, judged by the adjusted Rand index."""
    reading = "1.00 is identical, 0.00 is chance. Upper right: ARI. Lower left: AMI."
    neutral = Caption("How far the methods agree", reading)
    count = len(names)
    if count < 2:
        return neutral
    pairs = [(float(ari[i, j]), i, j) for i in range(count) for j in range(i + 1, count)]
    known = [pair for pair in pairs if np.isfinite(pair[0])]
    if not known:
        return neutral
    lowest, (best, i, j) = min(known)[0], max(known)
    all_of_them = "Both" if count == 2 else f"All {in_words(count)}"
    if lowest >= _SAME:
        return Caption(f"{all_of_them} see nearly the same groups", reading)
    if lowest >= _MUCH:
        return Caption(f"{all_of_them} see much the same groups", reading)
    if best < _LITTLE:
        return Caption("The methods hardly agree", reading)
    if count > 2 and best >= _MUCH:
        return Caption(f"{names[i]} and {names[j]} agree most ({number(best, 2)})", reading)
    return neutral


def flows_caption(
    contingency: npt.NDArray[np.integer],
    left: Sequence[Segment],
    right: Sequence[Segment],
    *,
    left_title: str,
    right_title: str,
    people: People = CUSTOMERS,
) -> Caption:
    """How many customers keep their segment (same colour on both sides)."""
    counts = np.asarray(contingency)
    total = int(counts.sum())
    neutral = f"From {left_title} to {right_title}"
    reading = f"Each band is a group of {people.many}, its width their number."
    if not total:
        return Caption(neutral, f"No {people.many} to show.")
    same = np.array([[a.colour_slot == b.colour_slot for b in right] for a in left], dtype=bool).reshape(counts.shape)
    kept = int(counts[same].sum())
    between = np.array([[not (a.is_unassigned or b.is_unassigned) for b in right] for a in left], dtype=bool).reshape(
        counts.shape
    )
    moved = int(counts[between & ~same].sum())
    aside = total - kept - moved
    if kept == total:
        return Caption(f"All {people.of(total)} keep their segment", reading)
    if moved == 0:
        reading = f"Only the {number(aside)} whom one method leaves unassigned move; nobody changes groups."
    elif aside == 0:
        reading = f"{number(moved)} change from one group to another."
    else:
        reading = f"{number(moved)} change from one group to another, {number(aside)} are unassigned on one side only."
    if kept < 0.2 * total:
        return Caption(sentence(f"{number(total - kept)} of {people.of(total)} change their segment"), reading)
    return Caption(f"{number(kept)} of {people.of(total)} keep their segment", reading)
