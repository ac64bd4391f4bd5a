"""Parameters of the three algorithms, with their bounds declared once, as data.

Sliders, validation and documentation all read the same :class:`Bound`.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar, Literal, Self

from portal.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Bound:
    """What a parameter may be, and how it is put to a person.

    ``low`` and ``high`` are the widest values ever accepted; what a table of n rows
    allows is narrower and is checked where the table is known.
    """

    label: str
    help: str
    default: float
    low: float
    high: float
    step: float
    integer: bool = True
    choices: tuple[str, ...] = ()


def bounded(bound: Bound, default: Any = None) -> Any:
    """Dataclass field that carries its bound."""
    if default is None:
        default = int(bound.default) if bound.integer else bound.default
    return field(default=default, metadata={"bound": bound})


@dataclass(frozen=True, slots=True)
class Params:
    """Base of the parameter records: reading, checking and describing them."""

    algorithm: ClassVar[str] = ""
    title: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for name, bound in self.bounds().items():
            object.__setattr__(self, name, checked(name, getattr(self, name), bound))

    @classmethod
    def bounds(cls) -> dict[str, Bound]:
        """The declared bounds, by parameter name."""
        return {f.name: f.metadata["bound"] for f in fields(cls) if "bound" in f.metadata}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Parameters from untrusted values; unknown names raise ParameterError."""
        known = [f.name for f in fields(cls)]
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ParameterError(f"{cls.title} has no parameter “{unknown[0]}”. It has: {', '.join(known)}.")
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for canonical JSON."""
        return asdict(self)


def checked(name: str, value: Any, bound: Bound) -> Any:
    """`value` if it lies within `bound`, else ParameterError with the value and the way out."""
    if bound.choices:
        if value not in bound.choices:
            raise ParameterError(f"{bound.label} is “{value}”. Choose one of: {', '.join(bound.choices)}.")
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ParameterError(f"{bound.label} is “{value}”, which is no number. {_way_out(bound)}") from None
    if not math.isfinite(number) or not bound.low <= number <= bound.high:
        raise ParameterError(f"{bound.label} is {value}. {_way_out(bound)}")
    if bound.integer:
        if number != int(number):
            raise ParameterError(f"{bound.label} is {value}. It takes whole numbers, {_range(bound)}.")
        return int(number)
    return number


def _range(bound: Bound) -> str:
    return f"{bound.low:,.12g} to {bound.high:,.12g}"


def _way_out(bound: Bound) -> str:
    return f"Choose {_range(bound)}."


@dataclass(frozen=True, slots=True)
class KMeansParams(Params):
    """K-Means (Lloyd 1982, k-means++ starts of Arthur & Vassilvitskii 2007)."""

    algorithm: ClassVar[str] = "kmeans"
    title: ClassVar[str] = "K-Means"

    k: int = bounded(Bound("Number of groups", "How many groups to cut.", 4, 2, 12, 1))


@dataclass(frozen=True, slots=True)
class DbscanParams(Params):
    """DBSCAN (Ester et al. 1996). `min_samples` counts the point itself, as scikit-learn does."""

    algorithm: ClassVar[str] = "dbscan"
    title: ClassVar[str] = "DBSCAN"

    eps: float = bounded(Bound("Radius (eps)", "How near counts as a neighbour.", 0.5, 1e-9, 1e9, 0.01, integer=False))
    min_samples: int = bounded(
        Bound("Minimum neighbours", "Everybody counts as a neighbour of their own.", 10, 1, 25, 1)
    )


@dataclass(frozen=True, slots=True)
class HdbscanParams(Params):
    """HDBSCAN* (Campello, Moulavi & Sander 2013). `min_samples` counts the point itself."""

    algorithm: ClassVar[str] = "hdbscan"
    title: ClassVar[str] = "HDBSCAN"

    min_cluster_size: int = bounded(Bound("Smallest segment", "No segment is smaller than this.", 50, 2, 10_000_000, 1))
    min_samples: int = bounded(Bound("Minimum neighbours", "Higher is more cautious.", 10, 1, 25, 1))
    method: Literal["eom", "leaf"] = bounded(
        Bound("Choice of branches", "The most lasting branches, or the finest.", 0, 0, 0, 1, choices=("eom", "leaf")),
        default="eom",
    )
    epsilon: float = bounded(
        Bound("Merge below", "Branches nearer than this stay one segment.", 0.0, 0.0, 1e9, 0.01, integer=False),
        default=0.0,
    )
    max_cluster_size: int = bounded(Bound("Largest segment", "0 sets no limit.", 0, 0, 2_000_000_000, 1), default=0)


@dataclass(frozen=True, slots=True)
class ConsensusParams(Params):
    """Consensus of other runs (portal.engine.consensus): `runs` are their ids, each once and in order."""

    algorithm: ClassVar[str] = "consensus"
    title: ClassVar[str] = "Consensus"

    runs: tuple[str, ...] = ()
    k: int = bounded(Bound("Number of groups", "How many groups to agree on.", 4, 2, 12, 1))

    def __post_init__(self) -> None:
        Params.__post_init__(self)
        object.__setattr__(self, "runs", tuple(sorted(set(self.runs))))
        if len(self.runs) < 2:
            raise ParameterError(f"A consensus needs two runs or more; here is {len(self.runs)}. Pin another run.")


@dataclass(frozen=True, slots=True)
class RfmParams(Params):
    """The usual groups of recency, frequency and money (portal.engine.events.rfm): names of the three columns."""

    algorithm: ClassVar[str] = "rfm"
    title: ClassVar[str] = "RFM groups"

    recency: str = "recency_days"
    frequency: str = "frequency"
    monetary: str = "monetary"

    def columns(self) -> tuple[str, str, str]:
        """The three columns in the order of the name."""
        return self.recency, self.frequency, self.monetary


AnyParams = KMeansParams | DbscanParams | HdbscanParams
"""Parameters of the methods that are fitted to a table."""

RunParams = AnyParams | ConsensusParams | RfmParams
"""What a run may have been made with."""

ALGORITHMS: dict[str, type[KMeansParams] | type[DbscanParams] | type[HdbscanParams]] = {
    cls.algorithm: cls for cls in (KMeansParams, DbscanParams, HdbscanParams)
}


def params_from_json(algorithm: str, values: dict[str, Any]) -> RunParams:
    """The parameter record of `algorithm`; ParameterError when there is no such algorithm."""
    if algorithm == ConsensusParams.algorithm:
        return ConsensusParams.from_json(values)
    if algorithm == RfmParams.algorithm:
        return RfmParams.from_json(values)
    if algorithm not in ALGORITHMS:
        raise ParameterError(f"There is no algorithm “{algorithm}”. Choose one of: {', '.join(ALGORITHMS)}.")
    return ALGORITHMS[algorithm].from_json(values)
