"""Ids of the PCA page."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

PAGE: Final = "pca"


class Id(StrEnum):
    """Parts of the page."""

    RUN = "pca-run"
    SELECT = "pca-select"
    VIEW = "pca-view"
    SCALE = "pca-scale"
    SPACE = "pca-space"
    X = "pca-x"
    Y = "pca-y"
    Z = "pca-z"
    DEPTH = "pca-depth"
    COLOUR = "pca-colour"
    ARROWS = "pca-arrows"
    AMONG = "pca-among"
    MAP = "pca-map"
    MAP_CARD = "pca-map-card"
    CLEAR = "pca-clear"
    SCREE = "pca-scree"
    SCREE_CARD = "pca-scree-card"
    LOADINGS = "pca-loadings"
    LOADINGS_CARD = "pca-loadings-card"
