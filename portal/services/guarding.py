"""Guards: what was not used to make the segments is tested, what was used never is; and categories that explain all."""

from __future__ import annotations

from dataclasses import asdict

from portal.engine.columns import Kind, Role
from portal.engine.evidence.descriptors import DescriptorTest, compare_descriptors
from portal.engine.evidence.guards import CategoryWarning, category_guard
from portal.services import datasets, runs
from portal.services.runs import Run
from portal.services.workspace import Workspace

FORMAT = 1
WEEK = 7 * 24 * 3600.0
TESTED = (Kind.NUMBER, Kind.CATEGORY, Kind.BOOLEAN, Kind.DATE)


def descriptor_tests(ws: Workspace, run: Run) -> tuple[DescriptorTest, ...]:
    """How the segments differ in what they were not made from, the largest effect first.

    () when there is no such column, fewer than two segments, or the run has not been computed.
    """
    cut = runs.cut_of(ws, run.spec)
    if cut is None or cut.n_segments < 2:
        return ()
    dataset, used = datasets.info(ws, run.spec.dataset_id), run.spec.preparation.features
    # Neither an amount nor its logarithm is a column that was not used, where the other one was.
    made_of = {dataset.readable(name) for name in used}
    names = [
        column.name
        for column in dataset.columns
        if dataset.readable(column.name) not in made_of
        and column.kind in TESTED
        and column.role in (Role.VARIABLE, Role.DESCRIPTOR)
        and column.distinct > 1
    ]
    if not names:
        return ()
    key = ("descriptors", FORMAT, run.id, tuple(names))
    known: list[dict[str, object]] | None = ws.cache.get(key)
    if known is None:
        frame = datasets.frame(ws, dataset.id, names)
        known = [asdict(test) for test in compare_descriptors(frame, cut.labels, names, used)]
        ws.cache.set(key, known, expire=WEEK)
    return tuple(DescriptorTest(**test) for test in known)  # type: ignore[arg-type]


def category_warning(ws: Workspace, run: Run) -> CategoryWarning | None:
    """The warning that encoded categories alone explain a run's segments, if they do."""
    spec = run.spec
    dataset = datasets.info(ws, spec.dataset_id)
    words = [
        name
        for name in spec.preparation.features
        if name in spec.preparation.categories or dataset.column(name).kind != Kind.NUMBER
    ]
    cut = runs.cut_of(ws, spec) if words else None
    if cut is None:
        return None
    key = ("category", FORMAT, run.id)
    known: list[tuple[tuple[str, ...], float]] | None = ws.cache.get(key)
    if known is None:
        frame = datasets.frame(ws, dataset.id, list(spec.preparation.features))
        found = category_guard(frame, spec.preparation, cut.labels)
        known = [(found.features, found.agreement)] if found else []
        ws.cache.set(key, known, expire=WEEK)
    return CategoryWarning(*known[0]) if known else None
