"""Ids of the Data page."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Id(StrEnum):
    """Parts of the page."""

    DATASET = "data-dataset"
    """Store: id of the dataset that is shown, or None."""
    GO = "data-go"
    """dcc.Location that goes to a table. The shell's own would make its callbacks part of every other page."""
    FINDING = "data-finding"
    LEAD = "data-lead"
    ACTIONS = "data-actions"
    LIST = "data-list"
    ACTED_ON = "data-acted-on"
    """Store: id of the dataset that a question is about."""
    DELETE = "data-delete"
    RENAME = "data-rename"
    RENAME_NAME = "data-rename-name"
    RENAME_SAVE = "data-rename-save"
    RENAME_CANCEL = "data-rename-cancel"
    RENAME_ERROR = "data-rename-error"
    DROP = "data-drop"
    WATCHED = "data-watched"
    """Store: id of the job that reads this reader's file, or None."""
    READING = "data-reading"
    READING_CANCEL = "data-reading-cancel"
    COLUMNS = "data-columns"
    COLUMNS_PART = "data-columns-part"
    SAVED = "data-saved"
    GRID = "data-grid"
    REFRESH = "data-refresh"
    REFRESHED = "data-refreshed"
    """Why a table could not be read again."""
    STEPS = "data-steps"
    """Store: the repairs that the findings offer, as steps."""
    REPAIRED = "data-repaired"
    """What went wrong with a repair."""
    AGAIN = "data-again"
    AGAIN_SAID = "data-again-said"
    SHEETS = "data-again-sheets"
    REFUSED = "data-refused"
    """The questions about a file that could not be read."""
    REFUSED_JOB = "data-refused-job"
    """Store: id of the job that could not read this reader's file, or None."""
    REFUSED_SHEET = "data-refused-sheet"
    OTHERWISE = "data-otherwise"
    OTHERWISE_SAID = "data-otherwise-said"
    PRESET = "data-preset"
    """What the rows of the table are."""


def act(name: str, dataset: Any) -> dict[str, Any]:
    """Id of a button in the list: rename or delete this dataset."""
    return {"type": f"data-{name}", "dataset": dataset}


def cell(part: str, column: Any) -> dict[str, Any]:
    """Id of a column's kind, role or note, by its position in the table."""
    return {"type": f"data-column-{part}", "column": column}


def offer(position: Any) -> dict[str, Any]:
    """Id of a button that makes a repair, by the step's place in the store."""
    return {"type": "data-offer", "step": position}


def as_written(column: Any) -> dict[str, Any]:
    """Id of the button that reads the file again and leaves a column's cells as they are written."""
    return {"type": "data-as-written", "column": column}


def answer(form: str, name: str) -> str:
    """Id of what is said about a file, in the form that asks: for one that was read, or for one that was refused."""
    return f"data-{form}-{name.replace('_', '-')}"


def step_act(name: str, position: Any) -> dict[str, Any]:
    """Id of a button of a step in the recipe: up, down or undo."""
    return {"type": "data-step", "act": name, "step": position}
