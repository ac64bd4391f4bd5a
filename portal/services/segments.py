"""Segments of a run as people meet them: name, size, share, what sets each apart, what to do about it."""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass
from typing import Any

from portal.engine.columns import Column, Kind, Role
from portal.engine.naming import segment_names
from portal.engine.own_rules import book_for
from portal.engine.preparation import Preparation
from portal.engine.records import NOISE
from portal.engine.rules import RuleBook
from portal.engine.strategies import Suggestion, suggestions, unassigned
from portal.engine.traits import traits
from portal.services import datasets, openings, runs
from portal.services.datasets import Dataset
from portal.services.runs import LEFT_OUT, Cut, Run
from portal.services.specs import default_preparation
from portal.services.workspace import Workspace

FORMAT = 3
"""Raised when the engine words the same run otherwise."""
WEEK = 7 * 24 * 3600.0
TRAITS = 6
"""Traits that are remembered of each segment."""
DESCRIBED = (Kind.NUMBER, Kind.CATEGORY, Kind.BOOLEAN)

_DESCRIBING = threading.Lock()

UNASSIGNED_NAME = "Unassigned"
LEFT_OUT_NAME = "Left out"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an address asks for: a dataset, and a run of it once one can be cut."""

    dataset: Dataset
    run: Run | None

    @property
    def preparation(self) -> Preparation:
        """The run's preparation, else the dataset's default one."""
        return self.run.spec.preparation if self.run else default_preparation(self.dataset)

    @property
    def seed(self) -> int:
        """The run's seed."""
        return self.run.spec.seed if self.run else 0


@dataclass(frozen=True, slots=True)
class Strategy:
    """What the rule file suggests for a segment, and why."""

    title: str
    reason: str
    offer: str
    channel: str
    measure: str


@dataclass(frozen=True, slots=True)
class SegmentPortrait:
    """One segment: `traits` are (word, rest) pairs, strongest first, to be set as “word: rest”."""

    label: int
    name: str
    size: int
    share: float
    traits: tuple[tuple[str, str], ...]
    strategy: Strategy


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A run with its segments, the largest first; `aside` is what to do about those who fit none.

    `kept` is the segmentation whose names and strategies these are; None for the proposed ones.
    """

    run: Run
    dataset: Dataset
    cut: Cut
    segments: tuple[SegmentPortrait, ...]
    aside: Strategy
    kept: str | None = None

    @property
    def noise(self) -> int:
        """Customers in no segment."""
        return self.cut.noise

    @property
    def placed(self) -> int:
        """Customers that the run speaks of: all but the left out."""
        return self.cut.rows - self.cut.left_out

    @property
    def covered(self) -> float:
        """Share of the placed customers who are in a segment."""
        return 1 - self.noise / self.placed if self.placed else 0.0

    def segment(self, label: int) -> SegmentPortrait | None:
        """The segment of this label, if there is one."""
        return next((segment for segment in self.segments if segment.label == label), None)


def chosen(ws: Workspace, dataset_id: str | None, run_id: str | None) -> Chosen | None:
    """What the address asks for, completed; None when there is no dataset at all.

    A run belongs to its own dataset, whatever else the address says.
    """
    if run_id:
        run = runs.run(ws, run_id)
        return Chosen(datasets.info(ws, run.spec.dataset_id), run)
    dataset = datasets.info(ws, dataset_id) if dataset_id else datasets.default(ws)
    return None if dataset is None else Chosen(dataset, openings.default_run(ws, dataset.id))


def portrait(ws: Workspace, run: Run) -> Portrait | None:
    """The run's segments described; None when its structure has not been built."""
    cut = runs.cut_of(ws, run.spec)
    if cut is None:
        return None
    dataset = datasets.info(ws, run.spec.dataset_id)
    placed = cut.rows - cut.left_out
    book = rule_book(ws, dataset)
    described = _described(ws, run, dataset, cut, book)
    found = tuple(
        SegmentPortrait(
            label, one["name"], size, size / placed if placed else 0.0, one["traits"], Strategy(*one["strategy"])
        )
        for (label, size), one in zip(enumerate(cut.sizes), described, strict=True)
    )
    return Portrait(run, dataset, cut, found, Strategy(*_plain(unassigned(book))))


def rule_book(ws: Workspace, dataset: Dataset) -> RuleBook:
    """The packaged strategy rules with the team's own for such a table merged over them."""
    return book_for(ws.own_rules, dataset.names(), dataset.preset)


def names(ws: Workspace, run: Run) -> dict[int, str]:
    """Name of every label of the run, −1 (unassigned) and −2 (left out) included."""
    found = portrait(ws, run)
    named = {segment.label: segment.name for segment in found.segments} if found else {}
    return named | {NOISE: UNASSIGNED_NAME, LEFT_OUT: LEFT_OUT_NAME}


def described_columns(dataset: Dataset, preparation: Preparation) -> tuple[Column, ...]:
    """Columns that describe people: the preparation's own first, then other variables, then descriptors.

    Amounts stand for their logarithms and ranks.
    """
    own = own_columns(dataset, preparation)
    usable = [c for c in dataset.columns if c.kind in DESCRIBED and c.role in (Role.VARIABLE, Role.DESCRIPTOR)]
    usable = [c for c in usable if dataset.readable(c.name) == c.name]
    return tuple(dict.fromkeys([*own, *(c for c in usable if c.role == Role.VARIABLE), *usable]))


def own_columns(dataset: Dataset, preparation: Preparation) -> tuple[Column, ...]:
    """The columns in which people read a preparation's variables."""
    return tuple(dict.fromkeys(dataset.column(dataset.readable(name)) for name in preparation.features))


def _described(ws: Workspace, run: Run, dataset: Dataset, cut: Cut, book: RuleBook) -> list[dict[str, Any]]:
    """Name, traits and strategy of each segment as plain values; remembered between requests and processes."""
    columns = described_columns(dataset, run.spec.preparation)
    # The columns' roles may be changed after the run was made, and the description with them.
    rules = zlib.crc32(repr(book).encode())
    key = ("portrait", FORMAT, run.id, rules, tuple((c.name, str(c.kind)) for c in columns))
    known: list[dict[str, Any]] | None = ws.cache.get(key)
    if known is None:
        # A page asks from several callbacks at once: a million customers are described once, not eight times.
        with _DESCRIBING:
            known = ws.cache.get(key)
            if known is None:
                known = _describe(ws, dataset, cut, columns, book)
                ws.cache.set(key, known, expire=WEEK)
    return known


def _describe(
    ws: Workspace, dataset: Dataset, cut: Cut, columns: tuple[Column, ...], book: RuleBook
) -> list[dict[str, Any]]:
    if not cut.n_segments:
        return []
    frame, labels = datasets.frame(ws, dataset.id, [c.name for c in columns]), cut.labels
    if cut.left_out:
        frame, labels = frame.loc[labels > LEFT_OUT], labels[labels > LEFT_OUT]
    found = traits(frame, labels, columns, count=None)
    advice = suggestions(found, book)
    named = dict(enumerate(cut.names)) if cut.names else segment_names(found)
    return [
        {
            "name": named[label],
            "traits": tuple((item.head, item.sentence) for item in found[label] if item.notable)[:TRAITS],
            "strategy": _plain(advice[label]),
        }
        for label in range(cut.n_segments)
    ]


def _plain(found: Suggestion) -> tuple[str, ...]:
    return found.title, found.reason, found.offer, found.channel, found.measure
