"""Segments retold as rules: shallow trees that say in a sentence who is in a segment, and how often that is right.

A surrogate tree imitates the labels of a run, whatever made them (Craven & Shavlik 1996). What is stated is
what is measured: bounds are rounded first, then the rules as they are worded are counted on every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from portal.engine.clauses import Clause, Mask, Read, meets, roundest, spoken
from portal.engine.columns import Column
from portal.engine.reading import Categories, read
from portal.engine.records import NOISE, Floats

DEPTH = 3
"""Questions that a tree may ask: more would be no sentence."""
MOST_RULES = 3
MOST_SEGMENTS = 20
GROWN = 4_000
"""Rows inside and outside of a segment that its tree is grown on; rules are counted on all."""
SHARE_OF_LEAF = 0.04
"""A rule that catches less of a segment than this is not worth a sentence."""
BLUR = 0.04
"""How far, in standard deviations, a bound may be moved to a rounder number."""

_Step = tuple[int, bool, float]
"""A question on a path: matrix column, whether the answer is “at most”, threshold."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence about a segment.

    Attributes
    ----------
    clauses : conditions that must all hold; none means everyone
    caught : rows that meet them
    coverage : share of the segment's rows that meet them
    precision : share of the rows that meet them that are in the segment
    """

    clauses: tuple[Clause, ...]
    caught: int
    coverage: float
    precision: float

    @property
    def sentence(self) -> str:
        """The conditions: “age < 42 and income ≥ 88,000”."""
        return spoken(self.clauses) or "everyone"


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """The rules of one segment, the widest first; `coverage` and `precision` are those of all of them together."""

    segment: int
    rules: tuple[Rule, ...]
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Surrogate:
    """All segments as rules.

    Attributes
    ----------
    segments : by label, the largest `MOST_SEGMENTS`
    fidelity : share of the rows to which the rules give the run's own segment. A row that several rules
        catch goes by the most precise; one that none catches counts as unassigned.
    baseline : the share that is reached by calling everyone the most frequent label
    """

    segments: Mapping[int, SegmentRules]
    fidelity: float
    baseline: float


def surrogate(
    frame: pd.DataFrame, labels: npt.NDArray[Any], features: Iterable[str | Column], *, seed: int = 0
) -> Surrogate:
    """One tree of depth at most three for each segment against the rest, as sentences in original units.

    Parameters
    ----------
    frame : (rows, columns) table
    labels : (rows,) segment of each row, −1 unassigned; no other negatives
    features : columns that the rules may speak of, usually those that made the segments
    seed : of the rows that the trees are grown on, and of ties between splits
    """
    labels = np.asarray(labels)
    columns = {column.name: column for column in read(frame, features)}
    counts = np.bincount(labels + 1)
    present = [int(place) - 1 for place in np.argsort(-counts, kind="stable") if counts[place]]
    told = sorted(label for label in present if label != NOISE)[:MOST_SEGMENTS]
    found = {label: _segment(label, labels, columns, seed) for label in told}
    said = _said(found, columns, len(labels))
    right = float(np.mean(said == labels)) if len(labels) else 0.0
    return Surrogate(found, right, float(counts.max() / len(labels)) if len(labels) else 0.0)


def rule_of(rules: SegmentRules, columns: Sequence[Read]) -> Rule | None:
    """The first of the rules that a single row meets, the row given by columns of one value each."""
    by_name = {column.name: column for column in columns}
    return next((rule for rule in rules.rules if meets(by_name, rule.clauses, 1)[0]), None)


def _segment(label: int, labels: npt.NDArray[Any], columns: Mapping[str, Read], seed: int) -> SegmentRules:
    inside = labels == label
    size, caught = int(inside.sum()), np.zeros(len(labels), dtype=np.bool_)
    rules: list[tuple[Rule, Mask]] = []
    for clauses in _regions(columns, inside, seed) if columns and not inside.all() else [()]:
        met = meets(columns, clauses, len(labels))
        both, count = int((met & inside).sum()), int(met.sum())
        # What everybody meets tells nobody apart.
        if both and (count < len(labels) or inside.all()):
            rules.append((Rule(clauses, count, both / size, both / count), met))
    rules.sort(key=lambda item: (item[0].coverage < SHARE_OF_LEAF, -item[0].coverage))
    for _, met in rules[:MOST_RULES]:
        caught |= met
    right = int((caught & inside).sum())
    kept = tuple(rule for rule, _ in rules[:MOST_RULES])
    return SegmentRules(label, kept, right / size, right / max(1, int(caught.sum())))


def _said(found: Mapping[int, SegmentRules], columns: Mapping[str, Read], rows: int) -> npt.NDArray[np.int64]:
    """The label that the rules give to each row."""
    said = np.full(rows, NOISE, dtype=np.int64)
    best = np.zeros(rows)
    for label, rules in found.items():
        for rule in rules.rules:
            met = meets(columns, rule.clauses, rows) & (rule.precision > best)
            said[met], best[met] = label, rule.precision
    return said


def _regions(columns: Mapping[str, Read], inside: Mask, seed: int) -> list[tuple[Clause, ...]]:
    """Where a shallow tree finds the majority in the segment; else where it beats guessing most."""
    from sklearn.tree import DecisionTreeClassifier  # a second to import, which most pages need not spend

    rng = np.random.default_rng(seed)
    parts = [np.flatnonzero(inside), np.flatnonzero(~inside)]
    drawn = [np.sort(rng.choice(part, min(GROWN, len(part)), replace=False)) for part in parts]
    weights = np.concatenate([np.full(len(d), len(p) / len(d)) for d, p in zip(drawn, parts, strict=True)])
    rows = np.concatenate(drawn)
    values, asked = _encoded(list(columns.values()), rows)
    least = max(5, round(SHARE_OF_LEAF * len(drawn[0])))
    model = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=seed)
    tree = model.fit(values, inside[rows], sample_weight=weights).tree_
    shares = tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1)
    paths = [path for path, _ in _majority(tree, shares, 0, ())]
    if not paths:
        # Weighted relative accuracy (Lavrač, Flach & Zupan 1999): wide and better than guessing.
        gains = tree.weighted_n_node_samples * (shares - shares[0])
        paths = [max(_leaves(tree, 0, ()), key=lambda leaf: gains[leaf[1]])[0]]
    return [_clauses(path, columns, values, asked) for path in paths]


def _encoded(columns: Sequence[Read], rows: npt.NDArray[np.intp]) -> tuple[Floats, list[tuple[str, str | None]]]:
    """(rows, questions) what a tree may ask about, and the column and category behind each question."""
    parts: list[Floats] = []
    names: list[tuple[str, str | None]] = []
    for column in columns:
        if isinstance(column, Categories):
            codes = column.codes[rows]
            parts += [(codes == code).astype(np.float64) for code in range(len(column.levels))]
            names += [(column.name, level) for level in column.levels]
        else:
            own = column.values[rows]
            middle = float(np.nanmedian(column.values))
            # Trees count in float32, where larger values would be endless.
            parts.append(np.clip(np.where(np.isnan(own), middle, own), -1e30, 1e30))
            names.append((column.name, None))
    return np.column_stack(parts), names


def _majority(tree: Any, shares: Floats, node: int, path: tuple[_Step, ...]) -> list[tuple[tuple[_Step, ...], bool]]:
    """Ways to regions of the segment's majority, and whether the region is all there is below `node`."""
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left < 0:
        return [(path, True)] if shares[node] >= 0.5 else []
    feature, bound = int(tree.feature[node]), float(tree.threshold[node])
    below = _majority(tree, shares, left, (*path, (feature, True, bound)))
    above = _majority(tree, shares, right, (*path, (feature, False, bound)))
    if [whole for _, whole in below] == [True] and [whole for _, whole in above] == [True]:
        return [(path, True)]
    return [(way, False) for way, _ in (*below, *above)]


def _leaves(tree: Any, node: int, path: tuple[_Step, ...]) -> Iterator[tuple[tuple[_Step, ...], int]]:
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left < 0:
        yield path, node
        return
    feature, bound = int(tree.feature[node]), float(tree.threshold[node])
    yield from _leaves(tree, left, (*path, (feature, True, bound)))
    yield from _leaves(tree, right, (*path, (feature, False, bound)))


def _clauses(
    path: Sequence[_Step], columns: Mapping[str, Read], matrix: Floats, names: Sequence[tuple[str, str | None]]
) -> tuple[Clause, ...]:
    """The questions of a path as clauses, one for each column, in the order in which they were asked."""
    asked: dict[str, list[_Step]] = {}
    for step in path:
        asked.setdefault(names[step[0]][0], []).append(step)
    made = []
    for name, steps in asked.items():
        column = columns[name]
        if isinstance(column, Categories):
            made.append(_of_levels(column, [(names[at][1] or "", below) for at, below, _ in steps]))
        elif column.binary:
            below = steps[-1][1]
            made.append(Clause(name, None if below else 0.5, 0.5 if below else None, binary=True))
        else:
            lows = [_rounded(matrix[:, at], bound) for at, below, bound in steps if not below]
            highs = [_rounded(matrix[:, at], bound) for at, below, bound in steps if below]
            made.append(Clause(name, max(lows, default=None), min(highs, default=None)))
    return tuple(made)


def _of_levels(column: Categories, asked: Sequence[tuple[str, bool]]) -> Clause:
    chosen = [level for level, below in asked if not below]
    refused = {level for level, below in asked if below}
    levels = tuple(chosen[:1]) if chosen else tuple(level for level in column.levels if level not in refused)
    return Clause(column.name, levels=levels, others=tuple(level for level in column.levels if level not in levels))


def _rounded(values: Floats, bound: float) -> float:
    """A rounder bound: between the same two values where they leave room, else as near as `BLUR` allows."""
    low = float(values[values <= bound].max(initial=-np.inf))
    high = float(values[values > bound].min(initial=np.inf))
    blur = BLUR * float(values.std())
    if not np.isfinite(low) or not np.isfinite(high) or high - low < blur:
        low, high = bound - blur, bound + blur
    return roundest(low, high)
