"""The three methods as the Compare page puts them to the reader."""

from __future__ import annotations

from dataclasses import dataclass

from dash import Input

from portal.engine.params import ALGORITHMS
from portal.ui.components import param


@dataclass(frozen=True, slots=True)
class Method:
    """How one algorithm is put to the reader: what it does, which sliders lie open and which behind “More”."""

    algorithm: str
    about: str
    open: tuple[str, ...]
    more: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The algorithm's name."""
        return ALGORITHMS[self.algorithm].title

    @property
    def names(self) -> tuple[str, ...]:
        """Every parameter, in the order of its inputs."""
        return self.open + self.more


METHODS = (
    Method("kmeans", "Everyone belongs to the nearest of k centres.", ("k",)),
    Method("dbscan", "Dense regions are segments; the rest is left out.", ("eps", "min_samples")),
    Method(
        "hdbscan",
        "Like DBSCAN, with a radius chosen per region.",
        ("min_cluster_size", "min_samples"),
        ("method", "epsilon", "max_cluster_size"),
    ),
)


def param_name(algorithm: str, name: str) -> str:
    """The page's name of a parameter."""
    return f"compare-{algorithm}-{name.replace('_', '-')}"


def inputs(method: Method) -> list[Input]:
    """One input a parameter: the store of its slider, or the value of its choice."""
    bounds = ALGORITHMS[method.algorithm].bounds()
    return [
        Input(param_name(method.algorithm, name), "value")
        if bounds[name].choices
        else Input(param(param_name(method.algorithm, name)), "data")
        for name in method.names
    ]


TITLES = {method.algorithm: method.title for method in METHODS}
"""Names of the methods by algorithm."""
