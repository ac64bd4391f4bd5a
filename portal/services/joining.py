"""Joining pinned runs into one more: their consensus, a run like any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from portal.engine.consensus import agreement_by_k, merges
from portal.engine.params import ALGORITHMS, ConsensusParams
from portal.errors import ConflictError, ParameterError
from portal.services import runs
from portal.services.runs import Run
from portal.services.specs import Spec
from portal.services.workspace import Workspace

K_MAX = 12


@dataclass(frozen=True, slots=True)
class Joined:
    """A consensus: its run, how many runs it joins, and its mean adjusted Rand index with them."""

    run: Run
    of: int
    agreement: float


def joinable(ws: Workspace, ids: Sequence[str]) -> tuple[Run, ...]:
    """The pinned runs that can be joined: those of the three methods, for a consensus is no further vote."""
    found = (runs.run(ws, one) for one in ids)
    return tuple(run for run in found if run.spec.algorithm in ALGORITHMS)


def join(ws: Workspace, ids: Sequence[str], k: int | None = None) -> Joined:
    """The consensus of pinned runs, registered as a run.

    Parameters
    ----------
    ids : pinned runs; those that are a consensus themselves are passed over
    k : number of segments; None takes the one that agrees best with the runs, the least of equals

    Raises
    ------
    ParameterError
        fewer than two runs, or more segments than the runs tell apart
    ConflictError
        runs of different datasets, or runs that have not been computed

    Notes
    -----
    The consensus is shown in the preparation that most of its runs share (the first by id of equals): what it
    joins are their labels, whatever each was made from.
    """
    chosen = joinable(ws, ids)
    if len({run.spec.dataset_id for run in chosen}) > 1:
        raise ConflictError("These runs belong to different datasets. Pin runs of one dataset.")
    if len(chosen) < 2:
        raise ParameterError(f"A consensus needs two runs or more; here is {len(chosen)}. Pin another run.")
    votes = Counter((run.spec.preparation, run.spec.seed) for run in sorted(chosen, key=lambda run: run.id))
    preparation, seed = votes.most_common(1)[0][0]
    draft = Spec(chosen[0].spec.dataset_id, preparation, ConsensusParams(tuple(run.id for run in chosen)), seed)
    structure = runs.structure_of(ws, draft)
    if structure is None:
        raise ConflictError("These runs have not been computed here yet. Open one of them, then join them.")
    found = merges(runs.members(ws, structure, [run.id for run in chosen]))
    agreed = agreement_by_k(found, range(2, K_MAX + 1))
    if not agreed:
        raise ParameterError("The pinned runs hold no two segments. Pin a run that has some.")
    best = k or max(agreed, key=lambda one: (round(agreed[one], 6), -one))
    if best not in agreed:
        raise ParameterError(f"k is {best}, but the pinned runs tell apart {max(agreed)} groups. Choose at most these.")
    params = ConsensusParams(tuple(run.id for run in chosen), best)
    run = runs.register(ws, Spec(draft.dataset_id, preparation, params, seed))
    return Joined(run, len(chosen), agreed[best])
