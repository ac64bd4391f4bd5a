"""Agreement, moves, disputed customers, and why these settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from portal.engine.density import condensed_tree, k_distances
from portal.figures.agreement import agreement_caption, agreement_matrix, flows_caption
from portal.figures.branches import branches, branches_caption
from portal.figures.choosing import elbow, elbow_caption, silhouette_by_k, silhouette_caption
from portal.figures.flows import flows
from portal.figures.radius import k_distance, k_distance_caption
from portal.figures.records import Caption, People, Segment
from portal.figures.theme import Theme
from portal.figures.wording import number, percent, sentence
from portal.services import comparison
from portal.services.comparing import Recut
from portal.services.structures import Structure
from portal.ui.compare.cards import segments_of
from portal.ui.compare.messages import drawn_apart
from portal.ui.compare.methods import TITLES
from portal.ui.components import Col, Row, tbl
from portal.ui.components.segments import seg_name
from portal.ui.people import called_in


def agreement_figure(recuts: Mapping[str, Recut], theme: Theme) -> tuple[Any, Caption]:
    """ARI and AMI between every two methods."""
    found = comparison.agreement({TITLES[name]: recut.cut for name, recut in recuts.items()})
    figure = agreement_matrix(found.ari, found.ami, names=found.names, theme=theme)
    return figure, agreement_caption(found.ari, names=found.names)


def flows_figure(recuts: Mapping[str, Recut], pair: str, theme: Theme) -> tuple[Any, Caption]:
    """Customers between two of the methods."""
    first, second = pair.split("-")
    left, right = recuts[first], recuts[second]
    moves = comparison.moves(left.cut, right.cut)
    sides = (_ordered(left, moves.left), _ordered(right, moves.right))
    names = (TITLES[first], TITLES[second])
    said: dict[str, Any] = {"left_title": names[0], "right_title": names[1], "people": _people(recuts)}
    return flows(moves.counts, *sides, theme=theme, height=340, **said), flows_caption(moves.counts, *sides, **said)


def disputed_table(recuts: Mapping[str, Recut], pair: str) -> tuple[Any, Caption]:
    """Customers of each segment of the first method who are elsewhere in the second."""
    first, second = pair.split("-")
    left, right = recuts[first], recuts[second]
    moves = comparison.moves(left.cut, right.cut)
    slots = {item.label: item.slot for item in right.segments}
    rows, total, placed, people = [], 0, 0, _people(recuts)
    for i, segment in enumerate(_ordered(left, moves.left)):
        size = int(moves.counts[i].sum())
        stay = sum(
            int(moves.counts[i, j]) for j, label in enumerate(moves.right) if slots[label] == segment.colour_slot
        )
        total, placed = total + size - stay, placed + size
        rows.append(
            Row(
                [
                    seg_name(segment.name, segment.colour_slot),
                    number(size - stay),
                    percent((size - stay) / size) if size else "–",
                ]
            )
        )
    rows.append(Row(["All", number(total), percent(total / placed) if placed else "–"], total=True))
    heads = [
        Col(f"Placed by {TITLES[first]} in", wrap=True),
        Col(sentence(people.many), number=True),
        Col("Of segment", number=True),
    ]
    table = tbl(heads, rows, name=f"Disputed {people.many}")
    if not total:
        return table, Caption("Nobody is disputed", f"{TITLES[first]} and {TITLES[second]} place everyone alike.")
    words = "is" if total == 1 else "are"
    return table, Caption(
        f"{people.of(total)} {words} disputed", f"{TITLES[first]} and {TITLES[second]} place them differently."
    )


def choice_figures(structure: Structure, recuts: Mapping[str, Recut], theme: Theme) -> dict[str, tuple[Any, Caption]]:
    """Silhouette and elbow over k, k-distances, condensed tree: why these settings."""
    sweep, density = structure.sweep, structure.density
    k = int(recuts["kmeans"].spec.params.to_json()["k"])
    params = recuts["dbscan"].spec.params.to_json()
    distances = k_distances(density, int(params["min_samples"]))
    tree = condensed_tree(density, structure.in_sample(recuts["hdbscan"].spec.params))  # type: ignore[arg-type]
    # Branches of a sample are drawn with the sizes that they stand for.
    sizes, cores = (np.rint(part / structure.sampled).astype(np.int64) for part in (tree.size, tree.core_size))
    numbered = _by_size(tree.label, recuts["hdbscan"].cut.order)
    people = _people(recuts)
    eps, neighbours = float(params["eps"]), int(params["min_samples"])
    ks, silhouettes = sweep.ks.tolist(), sweep.silhouette.tolist()
    errors, inertia = sweep.silhouette_error.tolist(), sweep.inertia.tolist()
    return {
        "silhouette": (
            silhouette_by_k(ks, silhouettes, chosen=k, errors=errors if any(errors) else None, theme=theme),
            silhouette_caption(ks, silhouettes, chosen=k),
        ),
        "elbow": (elbow(ks, inertia, chosen=k, theme=theme), elbow_caption(ks, inertia)),
        "radius": (
            k_distance(distances, eps=eps, min_samples=neighbours, theme=theme, people=people),
            k_distance_caption(distances, eps=eps, min_samples=neighbours, people=people),
        ),
        "tree": (
            branches(
                tree.parent,
                tree.birth,
                tree.death,
                sizes,
                numbered,
                segments=segments_of(recuts["hdbscan"]),
                final_size=cores,
                theme=theme,
                height=260,
                people=people,
            ),
            branches_caption(tree.parent, sizes, numbered, people=people),
        ),
    }


def _people(recuts: Mapping[str, Recut]) -> People:
    return called_in(next(iter(recuts.values())).spec.dataset_id)


def _by_size(labels: Any, order: Sequence[int]) -> Any:
    number_of = {label: segment for segment, label in enumerate(order)}
    return [number_of.get(int(label), -1) for label in labels]


def _ordered(recut: Recut, labels: Sequence[int]) -> list[Segment]:
    known = {segment.label: segment for segment in drawn_apart(segments_of(recut))}
    return [known[label] for label in labels]
