"""The cells of a consensus: each run that it joins is repeated, then they are joined."""

from __future__ import annotations

from itertools import groupby
from pprint import pformat
from typing import Final

from portal.engine.consensus import MOST
from portal.engine.params import AnyParams, ConsensusParams, DbscanParams, HdbscanParams, KMeansParams
from portal.errors import ConflictError
from portal.services import runs
from portal.services.runs import Run
from portal.services.structures import Structure
from portal.services.takeaway import cells as code
from portal.services.takeaway import fitting
from portal.services.takeaway.subject import NOT_COMPUTED, Subject
from portal.services.workspace import Workspace

Cells = list[tuple[str, str]]
Voting = tuple[Run, Structure, AnyParams]

READING: Final = """Rows with the same label in every run are one point with a weight. Two points are as far apart
as the share of the runs placing both that separates them (evidence accumulation, Fred & Jain 2005); they are merged by
Ward's criterion. Libraries merge points without weights, so the few lines are written out with numpy."""


def plain_cells(ws: Workspace, subject: Subject, params: ConsensusParams) -> Cells:
    """The joined runs in the calls of their libraries, and their joining in numpy; leaves `plain`."""
    told: Cells = [("code", "votes = []  # the labels of each run that is joined")]
    voting = sorted(_voting(ws, params), key=lambda one: (repr(one[0].spec.preparation), one[0].id))
    for preparation, several in groupby(voting, key=lambda one: one[0].spec.preparation):
        for place, (run, structure, own) in enumerate(several):
            if place == 0:
                told.append(("code", code.plain_preparation(preparation, structure.matrix.columns)))
            told.append(("markdown", f"### {_said(run)}\n\n{fitting.reading_of(own, structure)}"))
            repeated = fitting.plain_clustering(structure, own, run.spec.seed)
            told.append(
                ("code", f"{repeated}\nvotes.append(plain)\nprint(pd.Series(plain).value_counts().to_string())")
            )
    kept = code.kept_rows(subject.run.spec.preparation)
    return [*told, ("markdown", f"### Joining them\n\n{READING}"), ("code", _joining(kept, params.k))]


def engine_cells(ws: Workspace, subject: Subject, params: ConsensusParams) -> Cells:
    """The same with the engine; leaves `labels`."""
    told: Cells = [("code", "votes = []")]
    for run, structure, own in _voting(ws, params):
        repeated = fitting.engine(structure, run.spec, own, ws.settings.max_min_samples)
        told.append(("code", f"{repeated}\nvotes.append(labels)"))
    preparation = pformat(subject.run.spec.preparation.to_json(), width=110, sort_dicts=False)
    joining = f"""from portal.engine.consensus import consensus

matrix = prepare(frame, Preparation.from_json({preparation}))
found = consensus(np.stack(votes)[:, matrix.index], k={params.k}).labels
labels = np.full(len(frame), -2)
labels[matrix.index] = by_size(found)"""
    return [*told, ("code", joining)]


def _voting(ws: Workspace, params: ConsensusParams) -> list[Voting]:
    found: list[Voting] = []
    for one in params.runs:
        run = runs.run(ws, one)
        structure, own = runs.structure_of(ws, run.spec), run.spec.params
        if structure is None or not isinstance(own, KMeansParams | DbscanParams | HdbscanParams):
            raise ConflictError(NOT_COMPUTED)
        found.append((run, structure, own))
    return found


def _said(run: Run) -> str:
    settings = ", ".join(f"{name.lower()} {value}" for name, value in runs.describe(run).items())
    return f"{run.title}, {settings} (run `{run.id}`)"


def _joining(kept: str, k: int) -> str:
    return f'''{kept}
tuples, first, of, counts = np.unique(
    np.stack(votes)[:, kept], axis=1, return_index=True, return_inverse=True, return_counts=True
)
placed = (tuples >= 0).sum(axis=0)
taken = (placed > 0) & (placed >= (tuples == -1).sum(axis=0))  # whom most runs leave out stays unassigned
order = np.lexsort((first, -counts))  # most rows first
order = order[taken[order]]
tuples, counts = tuples[:, order], counts[order]


def alike(a, b):
    """Share of the runs placing both that put them together."""
    both = (a[:, :, None] >= 0) & (b[:, None] >= 0)
    return (both & (a[:, :, None] == b[:, None])).sum(axis=0) / np.maximum(both.sum(axis=0), 1)


many = tuples[:, :{MOST}]  # rarer ones follow the one that they are most like
leader = np.append(np.arange(many.shape[1]), alike(tuples[:, {MOST}:], many).argmax(axis=1))
weight = np.bincount(leader, weights=counts)
cost = (1 - alike(many, many)) * (np.outer(weight, weight) / np.add.outer(weight, weight))
np.fill_diagonal(cost, np.inf)
group = np.arange(len(weight))
for _ in range(len(weight) - {k}):
    a, b = sorted(divmod(int(cost.argmin()), len(weight)))
    merged = (weight[a] + weight) * cost[a] + (weight[b] + weight) * cost[b] - weight * cost[a, b]
    merged /= weight[a] + weight[b] + weight
    merged[[a, b]] = np.inf
    cost[a] = cost[:, a] = merged
    cost[b] = cost[:, b] = np.inf
    weight[a] += weight[b]
    group[group == b] = a

number = np.full(len(taken), -1)
number[order] = np.unique(group, return_inverse=True)[1][leader]
plain = np.full(len(frame), -2)  # −2: left out
plain[kept] = by_size(number[of.ravel()])
{code.COUNTED}'''
