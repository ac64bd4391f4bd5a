"""Ids of the Compare page."""

from __future__ import annotations

from enum import StrEnum

PAGE = "compare"


class Id(StrEnum):
    """Parts of the page."""

    PLACE = "compare-place"
    CURRENT = "compare-current"
    RUNS = "compare-runs"
    PENDING = "compare-pending"
    REFUSED = "compare-refused"
    VALUES = "compare-values"
    SETTLED = "compare-settled"
    POINTS = "compare-points"
    METHODS = "compare-methods"
    STATUS = "compare-status"
    PROGRESS = "compare-progress"
    CANCEL = "compare-cancel"
    FAULT = "compare-fault"
    GUARD = "compare-guard"
    FINDING = "compare-finding"
    LEAD = "compare-lead"
    VARIABLES = "compare-variables"
    SCALING = "compare-scaling"
    SCALING_HELP = "compare-scaling-help"
    LOG = "compare-log"
    MISSING = "compare-missing"
    EVIDENCE = "compare-evidence"
    PAIR = "compare-pair"
    SCORES = "compare-scores"
    SCORES_CARD = "compare-scores-card"
    SCORES_FOOT = "compare-scores-foot"
    AGREEMENT = "compare-agreement"
    AGREEMENT_CARD = "compare-agreement-card"
    FLOWS = "compare-flows"
    FLOWS_CARD = "compare-flows-card"
    DISPUTED = "compare-disputed"
    DISPUTED_CARD = "compare-disputed-card"
    SILHOUETTE = "compare-silhouette"
    SILHOUETTE_CARD = "compare-silhouette-card"
    ELBOW = "compare-elbow"
    ELBOW_CARD = "compare-elbow-card"
    RADIUS = "compare-radius"
    RADIUS_CARD = "compare-radius-card"
    TREE = "compare-tree"
    TREE_CARD = "compare-tree-card"


def part(kind: str, algorithm: str) -> str:
    """Id of a part of a method's card: map, sizes, inside, card, use, use-place, and the stores of its map."""
    return f"compare-{algorithm}-{kind}"
