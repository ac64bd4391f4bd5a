"""Ids of the Explore page."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Id(StrEnum):
    """Parts of the page."""

    DATASET = "explore-dataset"
    """Store: id of the dataset."""
    FILTERS = "explore-filters"
    """Store: the filters as `exploring.written` gives them, or None."""
    DEFAULT = "explore-default"
    """Store: the pair and colour that stand for an address that names none."""
    FINDING = "explore-finding"
    CHIPS = "explore-chips"
    COUNT = "explore-count"
    CLEAR = "explore-clear"
    FORM_COLUMN = "explore-form-column"
    FORM_WORDS = "explore-form-words"
    FORM_VALUE = "explore-form-value"
    FORM_RANGE = "explore-form-range"
    FORM_LOW = "explore-form-low"
    FORM_HIGH = "explore-form-high"
    FORM_ADD = "explore-form-add"
    FORM_ERROR = "explore-form-error"
    X = "explore-x"
    Y = "explore-y"
    COLOR = "explore-color"
    PAIR = "explore-pair"
    PAIR_GRAPH = "explore-pair-graph"
    METHOD = "explore-method"
    TOGETHER = "explore-together"
    TOGETHER_GRAPH = "explore-together-graph"
    MISSING = "explore-missing"
    MISSING_GRAPH = "explore-missing-graph"


def shape(column: Any) -> dict[str, Any]:
    """Id of the graph of a column's distribution, by the column's position in the table."""
    return {"type": "explore-shape", "column": column}


def shape_words(part: str, column: Any) -> dict[str, Any]:
    """Id of the title, reading or footer of a column's card."""
    return {"type": f"explore-shape-{part}", "column": column}


def chip(column: Any) -> dict[str, Any]:
    """Id of the button that takes a column's filter away."""
    return {"type": "explore-chip", "column": column}


def pick(position: Any) -> dict[str, Any]:
    """Id of a quick pick."""
    return {"type": "explore-pick", "at": position}
