"""What the Data page says of a table."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.engine.columns import Kind, Role
from portal.figures.wording import counted, elided, listed, number, sentence
from portal.services.datasets import Dataset
from portal.ui.people import called

ROLES = {Role.VARIABLE: "Variable", Role.DESCRIPTOR: "Descriptor", Role.ID: "Id", Role.IGNORE: "Ignore"}
KINDS = {
    Kind.NUMBER: "Number",
    Kind.CATEGORY: "Category",
    Kind.BOOLEAN: "Yes or no",
    Kind.DATE: "Date",
    Kind.TEXT: "Text",
}

KNOWN = {
    "yes": ("You already have this table.", "It was read before, so it opens as it is."),
    "unchanged": ("Nothing has changed.", "The database holds exactly these rows."),
}
"""What is said of a table that a reading has not made anew."""


def finding(dataset: Dataset) -> str:
    """What is there, and how much of it can make segments."""
    variables = len(dataset.names(Role.VARIABLE))
    can = (
        f"{counted(variables, 'column')} can tell {called(dataset).many} apart"
        if variables
        else "no column is a variable yet"
    )
    return f"{elided(dataset.name, 60)} has {number(dataset.rows)} rows; {can}"


def lead(dataset: Dataset) -> str:
    """The parts its columns play, what is missing, where it came from."""
    roles = (
        (Role.VARIABLE, "variable"), (Role.DESCRIPTOR, "descriptor"), (Role.ID, "id"), (Role.IGNORE, "ignored column")
    )  # fmt: skip
    counts = [(len(dataset.names(role)), word) for role, word in roles]
    parts = listed([counted(count, word) for count, word in counts if count])
    missing = sum(column.missing for column in dataset.columns)
    gaps = f"{number(missing)} of {number(dataset.rows * len(dataset.columns))} cells are missing"
    return f"{sentence(parts)}. {gaps if missing else 'No cell is missing'}."


def added(dataset: Dataset) -> str:
    """The day on which it came."""
    day = datetime.fromtimestamp(dataset.created_at, UTC)
    return f"{day.day} {day:%b %Y}"
