"""Ids of the pinned runs, and what their list can be ranked by."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Id(StrEnum):
    """Parts of the pins."""

    PINS = "compare-pins"
    RANK = "compare-pins-rank"
    PIN_ALL = "compare-pin-all"
    TOLD = "compare-pins-told"
    LIST = "compare-pins-list"
    JUDGE = "compare-pins-judge"
    TOGETHER = "compare-pins-together"
    UNASSIGNED = "compare-pins-unassigned"
    MATRIX = "compare-pins-matrix"
    MATRIX_CARD = "compare-pins-matrix-card"
    DISPUTED = "compare-pins-disputed"
    DISPUTED_CARD = "compare-pins-disputed-card"
    DISPUTED_CSV = "compare-pins-disputed-csv"
    LEFT = "compare-pins-left"
    RIGHT = "compare-pins-right"
    CROSS = "compare-pins-cross"
    CROSS_CARD = "compare-pins-cross-card"
    JOIN = "compare-pins-join"
    JOIN_K = "compare-pins-join-k"
    JOIN_TOLD = "compare-pins-join-told"
    SAVED_OF = "compare-saved-of"
    SAVED_LIST = "compare-saved-list"
    SAVE = "compare-saved-save"
    SAVE_NAME = "compare-saved-name"
    SAVE_TOLD = "compare-saved-told"
    ACTED_ON = "compare-saved-acted-on"
    DELETE = "compare-saved-delete"
    RENAME = "compare-saved-rename"
    RENAME_NAME = "compare-saved-rename-name"
    RENAME_ERROR = "compare-saved-rename-error"
    RENAME_KEEP = "compare-saved-rename-keep"
    RENAME_SAVE = "compare-saved-rename-save"


SECTION: Final = "pinned"
"""Id of the section, where the bar's link leads."""

RANKS: Final = {
    "segments": ("Segments", 1),
    "noise_share": ("Unassigned", 1),
    "silhouette": ("Silhouette", -1),
    "validity": ("DBCV", -1),
    "stability": ("Stability", -1),
}
"""What the list can be ranked by: its head, and 1 where less comes first."""


def pin_id(algorithm: str) -> str:
    """Id of the button that pins one method's run."""
    return f"compare-{algorithm}-pin"


def unpin_id(run: str) -> dict[str, str]:
    """Id of the button that takes a run off the list."""
    return {"type": "pins-unpin", "run": run}


def use_id(run: str) -> dict[str, str]:
    """Id of the button that makes a run the current one."""
    return {"type": "pins-use", "run": run}


def act(name: str, comparison: object) -> dict[str, object]:
    """Id of a saved comparison's button: rename or delete."""
    return {"type": f"saved-{name}", "comparison": comparison}


def rank_id(by: str) -> dict[str, str]:
    """Id of the head that ranks the list."""
    return {"type": "pins-rank", "by": by}
