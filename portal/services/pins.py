"""Pinned runs: a bounded list of run ids that travels in the address, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.errors import PortalError
from portal.services import evidence, runs
from portal.services.evidence import Evidence
from portal.services.runs import Cut, Run
from portal.services.scoring import RunScores, scored
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

MOST = 12
"""Runs that may be pinned at a time."""

MARKS = "ABCDEFGHIJKL"
"""How the pinned runs are called, in the order in which they were pinned."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pinned run: `mark` is its letter; what is not known yet is None."""

    mark: str
    run: Run
    scores: RunScores | None
    evidence: Evidence

    @property
    def stability(self) -> float | None:
        """How well the run returns from other samples, or None when nobody has looked yet."""
        return self.evidence.stability.value if self.evidence.stability else None


@dataclass(frozen=True, slots=True)
class Taken:
    """What an address pins: `ids` that can be shown, and how many can not (unknown, or of another table)."""

    ids: tuple[str, ...]
    dropped: int


def read(text: str | None) -> tuple[str, ...]:
    """The ids of `a,b,c`: each once, in order, no more than `MOST`."""
    return tuple(dict.fromkeys(part for part in (text or "").split(",") if part))[:MOST]


def written(ids: Sequence[str]) -> str | None:
    """The ids as the address has them; None when there are none."""
    return ",".join(ids) or None


def taken(ws: Workspace, dataset_id: str, text: str | None) -> Taken:
    """The pins of an address that are runs of this dataset."""
    asked = read(text)
    known = tuple(one for one in asked if _belongs(ws, one, dataset_id))
    return Taken(known, len(asked) - len(known))


def added(ids: Sequence[str], more: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """The pins with more of them, and how many found no room."""
    wanted = tuple(dict.fromkeys([*ids, *more]))
    return wanted[:MOST], max(0, len(wanted) - MOST)


def pinned(ws: Workspace, ids: Sequence[str]) -> tuple[Pinned, ...]:
    """The pinned runs with their scores and what is known of their stability."""
    found = [runs.run(ws, one) for one in ids]
    return tuple(
        Pinned(mark, run, scored(ws, run), evidence.evidence_of(ws, run))
        for mark, run in zip(MARKS, found, strict=False)
    )


def judged(ws: Workspace, ids: Sequence[str], *, owner: str) -> list[JobRow]:
    """Jobs for every piece that a pinned run's verdict lacks, those that were called off before included."""
    found = {}
    for one in ids:
        run = runs.run(ws, one)
        if runs.structure_of(ws, run.spec) is None:
            continue
        for piece in evidence.lacking(ws, run, evidence.VERDICT_NEEDS):
            row = evidence.request(ws, run, piece, owner=owner)
            found[row.id] = row
    return list(found.values())


def cuts(ws: Workspace, ids: Sequence[str]) -> dict[str, Cut]:
    """Labels of the pinned runs by mark; runs whose structure has gone are left out."""
    found = {}
    for mark, one in zip(MARKS, ids, strict=False):
        if (cut := runs.cut_of(ws, runs.run(ws, one).spec)) is not None:
            found[mark] = cut
    return found


def _belongs(ws: Workspace, run_id: str, dataset_id: str) -> bool:
    try:
        return runs.run(ws, run_id).spec.dataset_id == dataset_id
    except PortalError:
        return False
