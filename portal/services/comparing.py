"""The comparison that the Compare page shows: three specs of one preparation, cut and set against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from portal.engine.density import SizeRange, k_distances, recommended_eps, recommended_min_cluster_size
from portal.engine.params import ALGORITHMS, params_from_json
from portal.engine.preparation import Preparation
from portal.errors import NotFoundError, PortalError, PreparationError
from portal.services import comparison, datasets, openings, runs, segments, structures
from portal.services.datasets import Dataset
from portal.services.runs import Cut, Run
from portal.services.specs import Spec, default_preparation, preparation_of
from portal.services.structures import Structure
from portal.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comparison stands: what the address says, completed.

    `runs` holds one run id an algorithm; it is empty while the structure has not been built.
    """

    dataset: Dataset
    preparation: Preparation
    seed: int
    runs: dict[str, str]
    current: str | None
    ready: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One segment of a run as it is shown: number, name, size, and the colour it shares with the current run."""

    label: int
    name: str
    size: int
    slot: int


@dataclass(frozen=True, slots=True, eq=False)
class Recut:
    """One method's answer to a move of its sliders."""

    spec: Spec
    cut: Cut
    segments: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a slider offers in this table, and what is recommended."""

    low: float
    high: float
    step: float
    value: float
    help: str | None = None


def placed(ws: Workspace, dataset_id: str | None, run_id: str | None, chosen: Mapping[str, str | None]) -> Place | None:
    """The comparison that an address asks for; None when there is no dataset at all."""
    asked = {name: runs.run(ws, value) for name, value in chosen.items() if value}
    current = runs.run(ws, run_id) if run_id else None
    first = next(iter(asked.values()), current)
    known = datasets.info(ws, dataset_id) if dataset_id else None
    if known is None:
        known = datasets.info(ws, first.spec.dataset_id) if first else datasets.default(ws)
    if known is None:
        return None
    for given in [*asked.values(), *([current] if current else [])]:
        if given.spec.dataset_id != known.id:
            raise NotFoundError(f"The run “{given.id}” belongs to another dataset than “{known.name}”. Open it alone.")
    preparation = first.spec.preparation if first else default_preparation(known)
    seed = first.spec.seed if first else 0
    structure = structures.opened(ws, known.id, preparation, seed) if preparation.features else None
    if structure is None:
        return Place(known, preparation, seed, {}, current.id if current else None, ready=False)
    current = current or openings.default_run(ws, known.id)
    specs = openings.default_specs(structure, seed)
    candidates: list[Run | None] = [current, *asked.values()]
    for item in candidates:
        # A hand-made link may mix preparations: what can not stand beside the others is left at its default.
        same = item and (item.spec.preparation, item.spec.seed) == (preparation, seed)
        if item and same and item.spec.algorithm in specs:
            specs[item.spec.algorithm] = item.spec
    registered = {name: runs.register(ws, spec).id for name, spec in specs.items()}
    return Place(known, preparation, seed, registered, current.id if current else registered["kmeans"], ready=True)


def recut(
    ws: Workspace, place: Mapping[str, Any], algorithm: str, values: Mapping[str, Any], current: str | None
) -> Recut | None:
    """Labels for moved sliders; None when the structure is gone or not built yet."""
    spec = spec_of(place, algorithm, values)
    cut = runs.cut_of(ws, spec)
    if cut is None:
        return None
    return Recut(spec, cut, shown(ws, cut, reference(ws, current), current))


def spec_of(place: Mapping[str, Any], algorithm: str, values: Mapping[str, Any]) -> Spec:
    """The spec of a place and slider values; ParameterError when one is out of bounds."""
    return Spec(
        dataset_id=str(place["dataset"]),
        preparation=Preparation.from_json(place["preparation"]),
        params=params_from_json(algorithm, dict(values)),
        seed=int(place["seed"]),
    )


def reference(ws: Workspace, current: str | None) -> Cut | None:
    """The cut whose colours and names the others borrow, or None."""
    if current is None:
        return None
    try:
        return runs.cut_of(ws, runs.run(ws, current).spec)
    except PortalError:
        return None


def shown(ws: Workspace, cut: Cut, reference_cut: Cut | None, current: str | None) -> tuple[Shown, ...]:
    """The cut's segments in the colours and names of the current run, the unassigned last."""
    slots = comparison.slots(reference_cut, cut)
    # Names that a rule gives mean its scores: a group of another method may share the colour, never the name.
    lends = reference_cut is not None and not reference_cut.names
    names = segments.names(ws, runs.run(ws, current)) if current and lends else {}
    known = reference_cut.n_segments if reference_cut and lends else 0
    others = iter(range(1, cut.n_segments + 1))
    found = [
        Shown(label, names[slots[label]] if slots[label] < known else f"Other group {next(others)}", size, slots[label])
        for label, size in enumerate(cut.sizes)
    ]
    return (*found, Shown(-1, "Unassigned", cut.noise, -1))


def keep(ws: Workspace, place: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Register the runs of settled sliders; one id an algorithm."""
    return {name: runs.register(ws, spec_of(place, name, values[name])).id for name in ALGORITHMS if name in values}


def reaches(structure: Structure) -> dict[str, dict[str, Reach]]:
    """What each slider offers in this table, by algorithm and parameter."""
    n = structure.matrix.n
    neighbours = min(structure.density.max_min_samples, n)
    usual = min(10, neighbours)
    distances = k_distances(structure.density, usual)
    radius = float(f"{recommended_eps(structure.density, usual):.3g}")
    top = max(float(np.quantile(distances, 0.99)) * 1.5, radius * 2, 1e-6)
    step = _nice(top / 200)
    plateau = in_table(recommended_min_cluster_size(structure.density, usual), structure.sampled)
    largest = max(10, min(n // 3, 5_000), min(n // 3, 2 * plateau.value))
    samples = Reach(1, neighbours, 1, usual)
    groups = _groups(plateau)
    return {
        "kmeans": {"k": Reach(2, structure.sweep.k_max, 1, openings.recommended_k(structure))},
        "dbscan": {"eps": Reach(step, _up(top, step), step, radius), "min_samples": samples},
        "hdbscan": {
            "min_cluster_size": Reach(2, largest, 1, plateau.value, groups),
            "min_samples": samples,
            "epsilon": Reach(0.0, _up(top, step), step, 0.0),
            "max_cluster_size": Reach(0, n, max(1, n // 200), 0),
        },
    }


def prepared(ws: Workspace, place: Mapping[str, Any], features: Sequence[str], **choices: Any) -> Place:
    """The place with another preparation; PortalError when the variables can not be taken."""
    dataset = datasets.info(ws, str(place["dataset"]))
    if not features:
        raise PreparationError("No variables are chosen. Choose at least one.")
    for name in features:
        dataset.column(name)
    # The table's order, so that the same choice is the same structure however it was clicked together.
    ordered = tuple(name for name in dataset.names() if name in set(features))
    log = tuple(name for name in choices.pop("log", ()) if name in ordered)
    preparation = preparation_of(dataset, ordered, log=log, **choices)
    structure = structures.opened(ws, dataset.id, preparation, int(place["seed"]))
    if structure is None:
        return Place(dataset, preparation, int(place["seed"]), {}, None, ready=False)
    specs = openings.default_specs(structure, int(place["seed"]))
    registered = {name: runs.register(ws, spec).id for name, spec in specs.items()}
    return Place(dataset, preparation, int(place["seed"]), registered, None, ready=True)


def recuts(ws: Workspace, run_ids: Mapping[str, str], current: str | None) -> dict[str, Recut]:
    """The runs of a comparison, cut and named; those whose structure is missing are left out."""
    lent = reference(ws, current)
    found = {}
    for name, run_id in run_ids.items():
        spec = runs.run(ws, run_id).spec
        if (cut := runs.cut_of(ws, spec)) is not None:
            found[name] = Recut(spec, cut, shown(ws, cut, lent, current))
    return found


def axis_titles(structure: Structure) -> tuple[str, str]:
    """“Component 1 · 36%”."""
    shares = structure.components.explained
    named = [f"Component {i + 1} · {share:.0%}" for i, share in enumerate(shares[:2])]
    return (named[0], named[1]) if len(named) > 1 else (named[0], "")


def values_of(spec: Spec) -> dict[str, Any]:
    """A spec's parameters as slider values."""
    return spec.params.to_json()


def in_table(found: SizeRange, sampled: float) -> SizeRange:
    """Sizes of a sample as sizes of the table."""
    value, low, high = (round(size / sampled) for size in (found.value, found.low, found.high))
    return SizeRange(value, low, high, found.clusters)


def _groups(plateau: SizeRange) -> str | None:
    if plateau.clusters < 2 or plateau.high <= plateau.low:
        return None
    return f"Anywhere from {plateau.low:,} to {plateau.high:,} gives {plateau.clusters} segments."


def _nice(step: float) -> float:
    """The next of 1, 2, 5 × 10ⁿ."""
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step * 0.999))


def _up(value: float, step: float) -> float:
    return float(np.ceil(value / step) * step)
