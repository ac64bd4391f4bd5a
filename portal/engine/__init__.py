"""The engine: numbers in, segments and evidence out. Usable from a notebook with nothing else running.

Names are looked up on first use, so that reading the records costs no scientific library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.engine.clustering import cut, fit
    from portal.engine.columns import Column, Kind, Role, infer_columns
    from portal.engine.components import Components, principal_components
    from portal.engine.density import Density, build_density
    from portal.engine.evidence.verdict import StructureAssessment, assess_structure
    from portal.engine.kmeans import KMeansSweep, sweep_kmeans
    from portal.engine.params import DbscanParams, HdbscanParams, KMeansParams
    from portal.engine.preparation import Preparation, prepare
    from portal.engine.quality import Scores, score
    from portal.engine.records import NOISE, Clustering, Matrix

_HOMES = {
    "portal.engine.clustering": ("cut", "fit"),
    "portal.engine.columns": ("Column", "Kind", "Role", "infer_columns"),
    "portal.engine.components": ("Components", "principal_components"),
    "portal.engine.density": ("Density", "build_density"),
    "portal.engine.evidence.verdict": ("StructureAssessment", "assess_structure"),
    "portal.engine.kmeans": ("KMeansSweep", "sweep_kmeans"),
    "portal.engine.params": ("DbscanParams", "HdbscanParams", "KMeansParams"),
    "portal.engine.preparation": ("Preparation", "prepare"),
    "portal.engine.quality": ("Scores", "score"),
    "portal.engine.records": ("NOISE", "Clustering", "Matrix"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "NOISE",
    "Clustering",
    "Column",
    "Components",
    "DbscanParams",
    "Density",
    "HdbscanParams",
    "KMeansParams",
    "KMeansSweep",
    "Kind",
    "Matrix",
    "Preparation",
    "Role",
    "Scores",
    "StructureAssessment",
    "assess_structure",
    "build_density",
    "cut",
    "fit",
    "infer_columns",
    "prepare",
    "principal_components",
    "score",
    "sweep_kmeans",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
