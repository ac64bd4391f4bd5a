"""What is known of a table's structure and of a run's stability; and the verdict that follows.

The evidence is computed in jobs (portal.services.judging) and kept as JSON beside the structures, under keys
that name everything it depends on: it never changes, and it goes with its dataset.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self, TypeVar

from portal.engine.evidence.across import Origin
from portal.engine.evidence.chance import chance_overlaps
from portal.engine.evidence.stability import Stability
from portal.engine.evidence.verdict import StructureAssessment, Verdict, verdict
from portal.services import datasets, queue, runs
from portal.services.runs import Run
from portal.services.specs import structure_key
from portal.services.workspace import Workspace
from portal.store.jobs import JobRow

FORMAT = 1
"""Raised when the engine judges the same table otherwise: old evidence is then left alone."""

T = TypeVar("T")


class Piece(StrEnum):
    """One piece of evidence; also the kind of the job that computes it."""

    ASSESSMENT = "assessment"
    """Of the prepared table: does it hold segments at all?"""
    STABILITY = "stability"
    """Of the run: does it return from other samples?"""
    SOLUTIONS = "solutions"
    """Of K-Means for every small k: stability, and where the segments of k + 1 come from."""


VERDICT_NEEDS = (Piece.ASSESSMENT, Piece.STABILITY)


@dataclass(frozen=True, slots=True)
class Solutions:
    """K-Means over k: `stability` by k, `origins` of every segment from one k to the next."""

    stability: dict[int, Stability]
    origins: tuple[Origin, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "stability": {str(k): found.to_json() for k, found in self.stability.items()},
            "origins": [asdict(origin) for origin in self.origins],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The record back from its plain values."""
        stability = {int(k): Stability.from_json(found) for k, found in stored["stability"].items()}
        origins = (Origin(**(found | {"origins": tuple(found["origins"])})) for found in stored["origins"])
        return cls(stability, tuple(origins))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about a run so far."""

    assessment: StructureAssessment | None
    stability: Stability | None

    @property
    def verdict(self) -> Verdict | None:
        """Natural, reproducible or constructive; None while a piece is missing."""
        if self.assessment is None or self.stability is None:
            return None
        return verdict(self.assessment.clustered, self.stability.value)

    @property
    def weakest(self) -> int | None:
        """The segment that returns worst."""
        overlaps = self.stability.jaccard if self.stability else ()
        return min(range(len(overlaps)), key=lambda segment: overlaps[segment]) if overlaps else None


def key_of(ws: Workspace, run: Run, piece: Piece) -> str:
    """Where a piece of evidence is kept, and the key of its job."""
    spec = run.spec
    where = structure_key(ws.settings, spec.dataset_id, spec.preparation, spec.seed)
    of_run = f"-{run.id}" if piece == Piece.STABILITY else ""
    return f"{where}-{piece}{of_run}-{FORMAT}.json"


def evidence_of(ws: Workspace, run: Run) -> Evidence:
    """What is known about a run so far."""
    return Evidence(assessment_of(ws, run), stability_of(ws, run))


def verdict_of(ws: Workspace, run: Run) -> Verdict | None:
    """The word for a run, or None while it has not been judged."""
    return evidence_of(ws, run).verdict


def assessment_of(ws: Workspace, run: Run) -> StructureAssessment | None:
    """Whether the run's table holds segments, or None when nobody has looked yet."""
    return _kept(ws, run, Piece.ASSESSMENT, StructureAssessment.from_json)


def stability_of(ws: Workspace, run: Run) -> Stability | None:
    """How well the run returns, or None when nobody has looked yet."""
    return _kept(ws, run, Piece.STABILITY, Stability.from_json)


def solutions_of(ws: Workspace, run: Run) -> Solutions | None:
    """K-Means over k with the run's preparation, or None when nobody has looked yet."""
    return _kept(ws, run, Piece.SOLUTIONS, Solutions.from_json)


def keep(ws: Workspace, run: Run, piece: Piece, found: dict[str, Any]) -> None:
    """Keep a piece of evidence."""
    ws.artifacts.put_bytes(key_of(ws, run, piece), json.dumps(found, separators=(",", ":")).encode())


def lacking(ws: Workspace, run: Run, pieces: Sequence[Piece] = tuple(Piece)) -> tuple[Piece, ...]:
    """The pieces of evidence that nobody has computed yet."""
    readers = {
        Piece.ASSESSMENT: assessment_of,
        Piece.STABILITY: stability_of,
        Piece.SOLUTIONS: solutions_of,
    }
    return tuple(piece for piece in pieces if readers[piece](ws, run) is None)


def request(ws: Workspace, run: Run, piece: Piece, *, owner: str) -> JobRow:
    """The job that computes a piece of evidence."""
    name = datasets.info(ws, run.spec.dataset_id).name
    titles = {
        Piece.ASSESSMENT: f"Judging {name}",
        Piece.STABILITY: f"Stability of {run.title} on {name}",
        Piece.SOLUTIONS: f"Stability over k on {name}",
    }
    payload = {"run": run.id}
    return queue.request(
        ws, owner=owner, kind=str(piece), key=key_of(ws, run, piece), title=titles[piece], payload=payload
    )


def request_lacking(
    ws: Workspace, run: Run, *, owner: str, pieces: Sequence[Piece] = VERDICT_NEEDS
) -> dict[Piece, JobRow]:
    """Jobs for what is missing and was never tried; what failed or was called off is not asked for by itself."""
    if runs.structure_of(ws, run.spec) is None:
        return {}
    found: dict[Piece, JobRow] = {}
    for piece in lacking(ws, run, pieces):
        last = ws.jobs.last_with_key(key_of(ws, run, piece))
        if last is None:
            found[piece] = request(ws, run, piece, owner=owner)
        else:
            found[piece] = last
    return found


def known(ws: Workspace, run: Run, pieces: Sequence[Piece] = VERDICT_NEEDS) -> str:
    """Names of the pieces of evidence that are there: a page that remembers what it drew sees by it what has come."""
    missing = lacking(ws, run, pieces)
    return " ".join(piece for piece in pieces if piece not in missing)


def found_again(stability: Stability, segment: int, overlap: float) -> tuple[int, int]:
    """In how many of how many samples a segment came back with at least this overlap."""
    draws = stability.draws[segment]
    return sum(value >= overlap for value in draws), len(draws)


def by_chance(ws: Workspace, run: Run, stability: Stability, segment: int) -> tuple[float, ...]:
    """Overlaps of the segment with random divisions into segments of the same sizes."""
    cut = runs.cut_of(ws, run.spec)
    if cut is None:
        return ()
    placed = max(1, sum(cut.sizes) + cut.noise)
    share = min(1.0, stability.rows / placed)
    sizes = [max(1, round(size * share)) for size in cut.sizes]
    return chance_overlaps(sizes, segment, round(cut.noise * share), seed=run.spec.seed)


def _kept(ws: Workspace, run: Run, piece: Piece, read: Callable[[dict[str, Any]], T]) -> T | None:
    key = key_of(ws, run, piece)

    def stored() -> T | None:
        content = ws.artifacts.get_bytes(key)
        return None if content is None else read(json.loads(content))

    return ws.evidence.get((run.spec.dataset_id, key), stored)
