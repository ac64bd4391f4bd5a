"""Density engine: every DBSCAN and HDBSCAN of one matrix from one structure.

Slow half: `build_density` (compiled with numba, which is imported by the first build, not by this
package). Fast half: everything else, numpy alone.
"""

from portal.engine.density.advice import SizeRange, k_distances, recommended_eps, recommended_min_cluster_size
from portal.engine.density.build import build_density, warm
from portal.engine.density.dbscan import cut_dbscan
from portal.engine.density.hdbscan import CondensedTree, condensed_tree, cut_hdbscan, strengths
from portal.engine.density.record import Density, Level
from portal.engine.density.validity import relative_validity

__all__ = [
    "CondensedTree",
    "Density",
    "Level",
    "SizeRange",
    "build_density",
    "condensed_tree",
    "cut_dbscan",
    "cut_hdbscan",
    "k_distances",
    "recommended_eps",
    "recommended_min_cluster_size",
    "relative_validity",
    "strengths",
    "warm",
]
