"""Specs: what a run is computed from, and the ids that follow from it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from portal.engine.columns import Kind, Role
from portal.engine.params import RunParams, params_from_json
from portal.engine.preparation import Preparation
from portal.services.datasets import Dataset
from portal.settings import Settings

FORMAT = 1
"""Raised when the engine gives other results for the same spec: old structures are then left alone."""


@dataclass(frozen=True, slots=True)
class Spec:
    """Everything that a run depends on."""

    dataset_id: str
    preparation: Preparation
    params: RunParams
    seed: int = 0

    @property
    def algorithm(self) -> str:
        """Short name of the algorithm."""
        return self.params.algorithm

    @property
    def run_id(self) -> str:
        """Hash of the canonical JSON: equal specs are one run."""
        return _hash({"run": self.to_json()})

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "dataset": self.dataset_id,
            "preparation": self.preparation.to_json(),
            "algorithm": self.algorithm,
            "params": self.params.to_json(),
            "seed": self.seed,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Spec:
        """The spec of plain values; ParameterError when a value is out of bounds."""
        return cls(
            dataset_id=values["dataset"],
            preparation=Preparation.from_json(values["preparation"]),
            params=params_from_json(values["algorithm"], values["params"]),
            seed=int(values["seed"]),
        )


def structure_key(settings: Settings, dataset_id: str, preparation: Preparation, seed: int = 0) -> str:
    """Where the structure of a preparation is kept; the dataset's id leads, so that it can go with it."""
    rest = {
        "preparation": preparation.to_json(),
        "seed": seed,
        "format": FORMAT,
        "max_k": settings.max_k,
        "max_min_samples": settings.max_min_samples,
        "row_budget": settings.row_budget,
    }
    return f"structures/{dataset_id}/{_hash(rest)}"


def default_preparation(dataset: Dataset) -> Preparation:
    """Every segmentation variable, standardised; nothing is logged and nothing left out silently."""
    return preparation_of(dataset, dataset.names(Role.VARIABLE))


def preparation_of(dataset: Dataset, features: tuple[str, ...], **choices: Any) -> Preparation:
    """A preparation of some columns; those that are categories by kind are encoded as such."""
    categories = tuple(name for name in features if dataset.column(name).kind in (Kind.CATEGORY, Kind.TEXT))
    return Preparation(features=features, categories=categories, **choices)


def title(params: RunParams) -> str:
    """The algorithm's name as people write it."""
    return type(params).title


def _hash(values: dict[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
